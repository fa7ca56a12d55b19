//! Opening the store: one URL, SQLite or Postgres, with a sentence for whoever has to mend what is wrong.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AnyConnection, AnyPool, Connection, Executor};

use crate::error::Error;
use crate::glance::{Glance, Kept};
use crate::private;
use crate::tx::Tx;

/// Which engine the store is on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// Why the store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL is of another kind.
    #[error("a store is `sqlite://path` or `postgres://user@host/database`, not `{0}`")]
    Scheme(String),
    /// Nobody made it yet.
    #[error(
        "there is no Bailiwick store at `{place}`: name its data folder with `--data`, or its URL with `--database-url`"
    )]
    Absent {
        /// Without secrets.
        place: String,
    },
    /// An older binary has been here last.
    #[error(
        "the store at `{place}` is not at this version's schema: use the binary that serves it, or run `bailiwick migrate`"
    )]
    Older {
        /// Without secrets.
        place: String,
    },
    /// It cannot be reached, opened or read.
    #[error("the store at `{place}` cannot be opened: {reason}")]
    Unreachable {
        /// Without secrets.
        place: String,
        /// What the engine said.
        reason: String,
    },
    /// A newer binary has been here.
    #[error(
        "the store was last used by a newer version (its migration {number} `{name}` is not known here): use that version, or restore a backup"
    )]
    Newer {
        /// The first migration that is not known.
        number: i64,
        /// Its name.
        name: String,
    },
    /// A migration that was applied has another text now.
    #[error(
        "migration {number} `{name}` was applied to the store with another text: use the version that made the store, or restore a backup"
    )]
    Edited {
        /// The migration.
        number: i64,
        /// Its name.
        name: String,
    },
    /// Somebody else's tables are there.
    #[error(
        "the database at `{place}` holds a table `{table}` that is not Bailiwick's: give Bailiwick a database of its own"
    )]
    Foreign {
        /// Without secrets.
        place: String,
        /// One of the tables.
        table: String,
    },
    /// A migration failed; the store is as it was before.
    #[error("migration {number} `{name}` failed and was undone: {reason}")]
    Failed {
        /// The migration.
        number: i64,
        /// Its name.
        name: String,
        /// What the engine said.
        reason: String,
    },
}

/// Bailiwick's own database.
#[derive(Clone)]
pub struct Store {
    pub(crate) pool: AnyPool,
    pub(crate) kind: Kind,
    pub(crate) place: String,
    kept: Arc<Kept>,
}

impl Store {
    /// Connects. A SQLite file that is not there yet is made; nobody but its owner may read it, new or old.
    ///
    /// # Errors
    /// [`OpenError::Scheme`], [`OpenError::Unreachable`].
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        sqlx::any::install_default_drivers();
        let (kind, url, place) = read(url)?;
        let unreachable = |reason: String| OpenError::Unreachable { place: place.clone(), reason };
        let options = AnyConnectOptions::from_str(&url)
            .map_err(|error| unreachable(without_secrets(&error.to_string(), &url)))?;
        if kind == Kind::Sqlite {
            let options = SqliteConnectOptions::from_str(&url)
                .map_err(|error| unreachable(without_secrets(&error.to_string(), &url)))?;
            let may_be_made = url.contains("mode=rwc") && place != ":memory:";
            private::keep(options.get_filename(), may_be_made);
        }
        // A pool tries again until time is up: the first connection is made without one, so that its error is seen.
        let mut first = AnyConnection::connect_with(&options)
            .await
            .map_err(|error| unreachable(reason(&error)))?;
        prepare(&mut first, kind).await.map_err(|error| unreachable(reason(&error)))?;
        first.close().await.map_err(|error| unreachable(reason(&error)))?;
        let pool = AnyPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(15))
            // A server may have gone away meanwhile; a file has not.
            .test_before_acquire(kind == Kind::Postgres)
            .after_connect(move |connection, _| Box::pin(prepare(connection, kind)))
            .connect_lazy_with(options);
        Ok(Store { pool, kind, place, kept: Arc::default() })
    }

    /// Connects to a store that a server of this version made or serves. Nothing is made or migrated, so that a mistyped
    /// folder is told from an empty store.
    ///
    /// # Errors
    /// [`OpenError::Absent`], [`OpenError::Older`], and those of [`Store::open`] and [`Store::migrate`].
    pub async fn open_existing(url: &str) -> Result<Self, OpenError> {
        sqlx::any::install_default_drivers();
        let (kind, full, place) = read(url)?;
        let unreachable = |error: sqlx::Error| OpenError::Unreachable {
            place: place.clone(),
            reason: without_secrets(&error.to_string(), &full),
        };
        if kind == Kind::Sqlite {
            let options = SqliteConnectOptions::from_str(&full).map_err(unreachable)?;
            if !options.get_filename().is_file() {
                return Err(OpenError::Absent { place });
            }
        }
        let options = AnyConnectOptions::from_str(&full).map_err(unreachable)?;
        // Looked at first without what prepares a connection: it would write into somebody else's file.
        let pool = AnyPoolOptions::new().max_connections(1).connect_lazy_with(options);
        let looking = Store { pool, kind, place, kept: Arc::default() };
        looking.expect_current().await?;
        looking.close().await;
        Self::open(url).await
    }

    /// A transaction that may change things. On SQLite it is the only one of its kind until it ends.
    ///
    /// # Errors
    /// When the database fails or stays busy.
    pub async fn begin(&self) -> Result<Tx<'static>, Error> {
        let statement = match self.kind {
            Kind::Sqlite => "BEGIN IMMEDIATE",
            Kind::Postgres => "BEGIN ISOLATION LEVEL READ COMMITTED",
        };
        Ok(Tx::new(self.pool.begin_with(statement).await?, self.kind, false))
    }

    /// A transaction that sees one state of the store throughout. On Postgres it cannot change anything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(&self) -> Result<Tx<'static>, Error> {
        let statement = match self.kind {
            Kind::Sqlite => "BEGIN DEFERRED",
            Kind::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        Ok(Tx::new(self.pool.begin_with(statement).await?, self.kind, true))
    }

    /// A connection for one statement that reads.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn glance(&self) -> Result<Glance, Error> {
        match self.kind {
            Kind::Sqlite => self.kept.glance(&self.pool).await,
            Kind::Postgres => Glance::of_pool(&self.pool).await,
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), Error> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Ends every connection.
    pub async fn close(&self) {
        self.kept.close().await;
        self.pool.close().await;
    }
}

/// A writer waits ten seconds for another before SQLite says that it is busy; what was answered survives a power cut.
const PRAGMAS: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON";

async fn prepare(connection: &mut AnyConnection, kind: Kind) -> Result<(), sqlx::Error> {
    if kind == Kind::Sqlite {
        connection.execute(PRAGMAS).await?;
    }
    Ok(())
}

fn read(url: &str) -> Result<(Kind, String, String), OpenError> {
    if let Some(rest) = url.strip_prefix("sqlite:") {
        let path = rest.trim_start_matches("//").split('?').next().unwrap_or_default().to_owned();
        let mode = if rest.contains("mode=") {
            String::new()
        } else if rest.contains('?') {
            "&mode=rwc".to_owned()
        } else {
            "?mode=rwc".to_owned()
        };
        return Ok((Kind::Sqlite, format!("{url}{mode}"), path));
    }
    let Some(rest) = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://"))
    else {
        let scheme = url.split(':').next().unwrap_or_default();
        return Err(OpenError::Scheme(format!("{scheme}:")));
    };
    let address = rest.split('?').next().unwrap_or_default();
    let shown = match address.rsplit_once('@') {
        Some((user, host)) => format!("{}@{host}", user.split(':').next().unwrap_or_default()),
        None => address.to_owned(),
    };
    Ok((Kind::Postgres, url.to_owned(), format!("postgres://{shown}")))
}

fn without_secrets(text: &str, url: &str) -> String {
    text.replace(url, "the URL")
}

/// The engine's own words, without sqlx's around them.
pub(crate) fn reason(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        sqlx::Error::PoolTimedOut => "it did not answer in time".to_owned(),
        other => other.to_string(),
    }
}
