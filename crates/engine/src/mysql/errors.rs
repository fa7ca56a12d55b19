//! What MariaDB says, sorted by what the caller does about it.
//! Source: MariaDB documentation, "MariaDB Error Code Reference".

use mysql_async::{DriverError, Error as Answer, IoError};

use crate::error::Raw;
use crate::{Error, ServerTarget, dialer, tls};

pub(super) fn of(error: Answer) -> Error {
    match error {
        Answer::Server(error) => of_code(error.code, &error.message),
        Answer::Io(_) | Answer::Driver(DriverError::ConnectionClosed) => {
            Error::Away("the connection was lost".to_owned())
        }
        Answer::Driver(DriverError::PacketTooLarge) => Error::TooLong(Raw::new("packet too large")),
        other => Error::other("the database's answer cannot be read", other),
    }
}

/// Whether the driver did not read a packet because it is longer than allowed. Its own type for that is not public; its
/// words are what a test holds to.
pub(super) fn is_too_large(error: &Answer) -> bool {
    match error {
        Answer::Driver(DriverError::PacketTooLarge) => true,
        Answer::Io(IoError::Io(inner)) => inner
            .get_ref()
            .is_some_and(|inner| inner.to_string() == "Packet is larger than max_allowed_packet"),
        _ => false,
    }
}

fn of_code(code: u16, message: &str) -> Error {
    let raw = Raw::new(format!("{code}: {message}"));
    match code {
        1062 | 1586 | 1169 | 1022 => Error::UniqueConflict(raw),
        1451 | 1452 | 1216 | 1217 | 1761 | 1762 => Error::ForeignKeyConflict(raw),
        4025 | 3819 | 1369 => Error::CheckConflict(raw),
        1048 | 1364 | 1263 | 1830 => Error::NotNull(raw),
        1146 | 1054 | 1051 | 1356 | 1412 | 1615 | 1305 | 1109 => Error::SchemaChanged(raw),
        1213 | 1205 | 1020 => Error::Serialization(raw),
        1969 | 3024 | 1317 => Error::Timeout,
        1406 | 1153 | 1301 | 1118 => Error::TooLong(raw),
        1264 | 1265 | 1292 | 1366 | 1411 | 1525 | 1690 | 1365 | 1367 | 1416 | 3140 | 4038
        | 1300 | 1649 => Error::BadValue(raw),
        // Shutdown, kill, no more connections, threads or prepared statements, broken packets.
        1053
        | 1927
        | 1040
        | 1203
        | 1077
        | 1079
        | 1080
        | 1135
        | 1226
        | 1461
        | 1152..=1161
        | 1184
        | 1189
        | 1190
        | 2006
        | 2013 => Error::Away("the server is shutting down, restarting or full".to_owned()),
        1142 | 1143 | 1044 | 1227 | 1370 => {
            Error::Other("the login may not do that in the database".to_owned(), raw)
        }
        1290 | 1792 | 1836 => Error::Other("the database accepts no changes".to_owned(), raw),
        _ => Error::Other("the database refused the statement".to_owned(), raw),
    }
}

/// Where in getting in a failure stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Reach,
    Tls,
    Login,
    Database,
}

pub(super) fn step(error: &Answer) -> Step {
    match error {
        Answer::Io(IoError::Tls(_)) | Answer::Driver(DriverError::NoClientSslFlagFromServer) => {
            Step::Tls
        }
        Answer::Io(IoError::Io(inner)) if of_tls(inner).is_some() => Step::Tls,
        Answer::Io(_) => Step::Reach,
        Answer::Server(error) if matches!(error.code, 1044 | 1049) => Step::Database,
        _ => Step::Login,
    }
}

/// Why nobody got in. Never contains the password.
pub(super) fn login_in_words(error: &Answer, target: &ServerTarget) -> String {
    match error {
        Answer::Driver(DriverError::NoClientSslFlagFromServer) => {
            "the server does not offer TLS".to_owned()
        }
        Answer::Io(IoError::Io(inner)) => match of_tls(inner) {
            Some(error) => tls::in_words(error, &target.host),
            None => format!("`{}` port {}: {}", target.host, target.port, dialer::in_words(inner)),
        },
        Answer::Io(IoError::Tls(_)) => "the CA certificate cannot be used".to_owned(),
        Answer::Server(error) => match error.code {
            1045 | 1698 => format!("user or password of `{}` is wrong", target.user),
            1049 => format!("the database `{}` does not exist", target.database),
            1044 => format!("`{}` may not use the database `{}`", target.user, target.database),
            1130 => "the server does not let anyone in from here".to_owned(),
            1040 | 1203 | 1226 => "the server has no free connections".to_owned(),
            3159 | 1835 => "the server wants TLS".to_owned(),
            code => format!("the server refused the connection with code {code}"),
        },
        _ => "the server wants a way of logging in that is not supported".to_owned(),
    }
}

fn of_tls(error: &std::io::Error) -> Option<&rustls::Error> {
    error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>())
}
