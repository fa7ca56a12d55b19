//! What SQLite says, sorted by what the caller does about it.
//! Source: sqlite.org, "Result and Error Codes".

use rusqlite::ErrorCode as Code;
use rusqlite::ffi;

use crate::Error;
use crate::error::Raw;

pub(super) fn of(error: rusqlite::Error) -> Error {
    let raw = Raw::new(error.to_string());
    let (code, message) = match error {
        rusqlite::Error::SqliteFailure(code, message) => (code, message.unwrap_or_default()),
        rusqlite::Error::SqlInputError { error, msg, .. } => (error, msg),
        _ => return Error::Other("the database's answer cannot be read".to_owned(), raw),
    };
    match code.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE
        | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
        | ffi::SQLITE_CONSTRAINT_ROWID => return Error::UniqueConflict(raw),
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => return Error::ForeignKeyConflict(raw),
        ffi::SQLITE_CONSTRAINT_CHECK => return Error::CheckConflict(raw),
        ffi::SQLITE_CONSTRAINT_NOTNULL => return Error::NotNull(raw),
        ffi::SQLITE_CONSTRAINT_DATATYPE => return Error::BadValue(raw),
        _ => {}
    }
    match code.code {
        Code::OperationInterrupted => Error::Timeout,
        Code::DatabaseBusy | Code::DatabaseLocked => Error::Serialization(raw),
        Code::SchemaChanged => Error::SchemaChanged(raw),
        Code::TypeMismatch => Error::BadValue(raw),
        Code::TooBig => Error::TooLong(raw),
        Code::CannotOpen => Error::Away("the file cannot be opened".to_owned()),
        Code::NotADatabase => Error::Away("the file is not a database".to_owned()),
        Code::DatabaseCorrupt => Error::Away("the file is damaged".to_owned()),
        Code::SystemIoFailure => Error::Away("the file cannot be read".to_owned()),
        Code::DiskFull => Error::Away("the disk is full".to_owned()),
        Code::ReadOnly => Error::Other("the database accepts no changes".to_owned(), raw),
        Code::AuthorizationForStatementDenied => {
            Error::Other("the statement does more than a statement may".to_owned(), raw)
        }
        Code::ConstraintViolation => Error::CheckConflict(raw),
        _ if is_about_the_schema(&message) => Error::SchemaChanged(raw),
        _ if is_about_a_value(&message) => Error::BadValue(raw),
        _ => Error::Other("the database refused the statement".to_owned(), raw),
    }
}

/// SQLite has one code for all errors in a statement's text; the texts are stable since version 3.0.
fn is_about_the_schema(message: &str) -> bool {
    ["no such table", "no such column", "has no column named", "no such view", "error in view"]
        .iter()
        .any(|start| message.contains(start))
}

/// A sum beyond 64 bits, a document that is none: what a stored value is, not what the statement says.
fn is_about_a_value(message: &str) -> bool {
    ["integer overflow", "malformed JSON"].contains(&message)
}
