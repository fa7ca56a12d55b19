//! Why the store did not do something.

use bailiwick_access::{Denial, Refusal, WrongPermit};

/// Why a statement or a change was refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The state of things does not allow it.
    #[error("{message}")]
    Conflict {
        /// A stable word: `name_taken`.
        code: &'static str,
        /// A sentence for people.
        message: String,
    },
    /// There is no such thing in this organization, or on this server.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// It was changed since the caller read it.
    #[error("it was changed in the meantime")]
    Version,
    /// The right was lost between the gate's decision and the change.
    #[error("{0}")]
    Denied(Denial),
    /// It would give or take more than the actor may.
    #[error("{0}")]
    Refused(Refusal),
    /// It would make or unmake owners, which asks for a person who signed in lately; with the code of what is missing.
    #[error("owners are made and unmade only by a person who signed in lately")]
    OwnersKept(&'static str),
    /// The session or token that was shown was ended meanwhile.
    #[error("the session or token was ended meanwhile")]
    Ended,
    /// Whoever acts no longer runs the server.
    #[error("this is for those who run the server")]
    NotOperator,
    /// The permit is for another act or another thing: a mistake of the program, never of its user.
    #[error("a permit was shown that does not allow this: {0}")]
    WrongPermit(String),
    /// The store holds something that it cannot have written.
    #[error("the store holds something that cannot be read: {0}")]
    Corrupt(String),
    /// The database failed.
    #[error("the store's database failed: {0}")]
    Database(#[from] sqlx::Error),
}

impl Error {
    pub(crate) fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Error::Conflict { code, message: message.into() }
    }

    /// The conflict of a name that is in use.
    pub(crate) fn name_taken(noun: &str, name: impl std::fmt::Display) -> Self {
        Error::conflict("name_taken", format!("there is another {noun} named `{name}`"))
    }

    /// Whether trying again may help: the database was busy or could not be reached.
    pub fn is_passing(&self) -> bool {
        let Error::Database(error) = self else { return false };
        match error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => true,
            // SQLite: busy; Postgres: serialization failure, deadlock, shutdown, no more connections.
            sqlx::Error::Database(error) => error.code().is_some_and(|code| {
                matches!(&*code, "5" | "517" | "40001" | "40P01" | "57P01" | "53300")
            }),
            _ => false,
        }
    }
}

impl From<WrongPermit> for Error {
    fn from(wrong: WrongPermit) -> Self {
        Error::WrongPermit(wrong.to_string())
    }
}
