//! What Postgres says, sorted by what the caller does about it.
//! Source: PostgreSQL documentation, appendix A, "PostgreSQL Error Codes".

use tokio_postgres::error::{DbError, SqlState};

use crate::error::Raw;
use crate::{Error, ServerTarget};

pub(super) fn of_statement(error: &tokio_postgres::Error) -> Error {
    let Some(answer) = error.as_db_error() else {
        if error.is_closed() || is_io(error) {
            return Error::Away("the connection was lost".to_owned());
        }
        return Error::other("the database's answer cannot be read", error);
    };
    let raw = Raw::new(format!("{}: {}", answer.code().code(), answer.message()));
    match answer.code().code() {
        "23505" | "23P01" => Error::UniqueConflict(raw),
        "23503" | "23001" => Error::ForeignKeyConflict(raw),
        "23514" | "44000" => Error::CheckConflict(raw),
        "23502" => Error::NotNull(raw),
        "42P01" | "42703" | "42704" | "42883" | "42804" | "42846" | "3F000" | "26000" => {
            Error::SchemaChanged(raw)
        }
        "0A000" if answer.message().contains("cached plan") => Error::SchemaChanged(raw),
        "40001" | "40P01" | "55P03" => Error::Serialization(raw),
        "57014" | "25P03" => Error::Timeout,
        // A full text search that cannot be read.
        "42601" if answer.message().contains("tsquery") => Error::BadValue(raw),
        "22001" | "54000" => Error::TooLong(raw),
        "42501" => Error::Other("the login may not do that in the database".to_owned(), raw),
        "25006" => Error::Other("the database accepts no changes".to_owned(), raw),
        code if code.starts_with("22") => Error::BadValue(raw),
        code if code.starts_with("08") || code.starts_with("57P") => {
            Error::Away("the server is shutting down or restarting".to_owned())
        }
        code if code.starts_with("53") => Error::Away("the server is out of resources".to_owned()),
        _ => Error::Other("the database refused the statement".to_owned(), raw),
    }
}

/// Of a statement that was prepared. What is missing then may be an operator of some type in a row; where the error points
/// into the statement, a column has another type by now and the statement was planned again.
pub(super) fn of_run(error: &tokio_postgres::Error) -> Error {
    let is_placed = error.as_db_error().is_some_and(|answer| answer.position().is_some());
    match of_statement(error) {
        Error::SchemaChanged(raw)
            if !is_placed && error.code() == Some(&SqlState::UNDEFINED_FUNCTION) =>
        {
            Error::Other("the database refused the statement".to_owned(), raw)
        }
        other => other,
    }
}

/// Why nobody got in. The server's own words may repeat the login name, never the password.
pub(super) fn of_login(error: &tokio_postgres::Error, target: &ServerTarget) -> Error {
    Error::Away(login_in_words(error, target))
}

pub(super) fn login_in_words(error: &tokio_postgres::Error, target: &ServerTarget) -> String {
    let Some(answer) = error.as_db_error() else {
        if is_io(error) || error.is_closed() {
            return "the server closed the connection".to_owned();
        }
        return if target.password().is_empty() {
            "the server asks for a password".to_owned()
        } else {
            "the server wants a way of logging in that is not supported".to_owned()
        };
    };
    match answer.code().code() {
        "28P01" => format!("user or password of `{}` is wrong", target.user),
        "28000" => format!("the server does not let `{}` in from here", target.user),
        "3D000" => format!("the database `{}` does not exist", target.database),
        "42501" => {
            format!("`{}` may not connect to the database `{}`", target.user, target.database)
        }
        "53300" => "the server has no free connections".to_owned(),
        code if code.starts_with("57P") => "the server is starting or shutting down".to_owned(),
        code => format!("the server refused the connection with code {code}"),
    }
}

/// The login was accepted and the database was not.
pub(super) fn is_about_the_database(answer: &DbError) -> bool {
    matches!(answer.code().code(), "3D000" | "42501" | "55000")
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
}
