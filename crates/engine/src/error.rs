//! What can go wrong with a user's database, sorted by what the caller does about it.

use std::fmt;

/// Why a statement did not run. Its display names no constraint, column or value; [`Error::for_log`] has the engine's own words.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot be reached or went away before it answered: try again later (503).
    #[error("the database is not available: {0}")]
    Away(String),
    /// The statement ran longer than allowed and was cancelled (504).
    #[error("the statement took longer than allowed and was cancelled")]
    Timeout,
    /// A row with the same unique key exists (409).
    #[error("a row with the same unique key exists")]
    UniqueConflict(Raw),
    /// A foreign key is not satisfied (409).
    #[error("the row refers to a row that does not exist, or another row refers to it")]
    ForeignKeyConflict(Raw),
    /// A check constraint refuses the row.
    #[error("a rule of the database refuses the row")]
    CheckConflict(Raw),
    /// A column that must have a value has none.
    #[error("a column that must have a value has none")]
    NotNull(Raw),
    /// A table, column or type is not what introspection saw: introspect again, then plan again.
    #[error("the database's schema has changed")]
    SchemaChanged(Raw),
    /// A value that the engine does not accept for its column (400).
    #[error("a value does not fit its column")]
    BadValue(Raw),
    /// A value that is longer than its column or the engine allows (400).
    #[error("a value is longer than its column allows")]
    TooLong(Raw),
    /// The rows take more bytes than the request may (400). Nothing of them was kept; roll back.
    #[error("the answer is larger than {0} bytes")]
    TooManyBytes(usize),
    /// There are more rows than were asked for at most (400). Nothing of them was kept; roll back.
    #[error("the answer has more than {0} rows")]
    TooManyRows(u64),
    /// Two transactions got in each other's way: try the whole transaction again.
    #[error("another transaction got in the way")]
    Serialization(Raw),
    /// Anything else, as a sentence without values.
    #[error("{0}")]
    Other(String, Raw),
}

/// The engine's own words, which may contain values: shown in logs of the operator only, never in an answer.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Raw(String);

impl Raw {
    pub(crate) fn new(text: impl Into<String>) -> Raw {
        Raw(text.into())
    }
}

/// Hidden, so that no `{:?}` in an answer shows a value.
impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Error {
    /// Whether a statement was given up while it ran: what it may still do on its connection is not known.
    pub(crate) fn is_given_up(&self) -> bool {
        matches!(self, Error::Timeout | Error::TooManyBytes(_) | Error::TooManyRows(_))
    }

    pub(crate) fn other(sentence: &str, raw: impl fmt::Display) -> Error {
        Error::Other(sentence.to_owned(), Raw::new(raw.to_string()))
    }

    /// The engine's own words for the operator's log; may contain values of rows.
    pub fn for_log(&self) -> &str {
        match self {
            Error::Away(sentence) => sentence,
            Error::Timeout => "cancelled at its time limit",
            Error::TooManyBytes(_) | Error::TooManyRows(_) => "stopped at the limit of its answer",
            Error::UniqueConflict(raw)
            | Error::ForeignKeyConflict(raw)
            | Error::CheckConflict(raw)
            | Error::NotNull(raw)
            | Error::SchemaChanged(raw)
            | Error::BadValue(raw)
            | Error::TooLong(raw)
            | Error::Serialization(raw)
            | Error::Other(_, raw) => &raw.0,
        }
    }
}
