//! Migrations: numbered, forward only, each applied once and remembered with the hash of its text.

use sha2::{Digest, Sha256};
use sqlx::{AnyConnection, Connection, Executor, Row};

use crate::open::{Kind, OpenError, Store, reason};

/// One step.
pub(crate) struct Migration {
    pub(crate) number: i64,
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
}

/// Every step, in order. A text never changes once it was released: write another step.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "control_plane",
        text: include_str!("../migrations/0001_control_plane.sql"),
    },
    Migration { number: 2, name: "access", text: include_str!("../migrations/0002_access.sql") },
    Migration { number: 3, name: "audit", text: include_str!("../migrations/0003_audit.sql") },
    Migration { number: 4, name: "makers", text: include_str!("../migrations/0004_makers.sql") },
    Migration {
        number: 5,
        name: "application_users",
        text: include_str!("../migrations/0005_application_users.sql"),
    },
    Migration {
        number: 6,
        name: "signing_keys",
        text: include_str!("../migrations/0006_signing_keys.sql"),
    },
];

/// Held by whoever migrates, so that two nodes that start at once do not both do it.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7318349)";

/// What [`Store::migrate`] did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Migrated {
    /// How many steps it applied now.
    pub applied: usize,
    /// The number of the last step.
    pub at: i64,
}

impl Store {
    /// Brings the store to this version's shape. Twice is once.
    ///
    /// # Errors
    /// When the store is newer, was made by an edited migration, belongs to another program, or cannot be written.
    pub async fn migrate(&self) -> Result<Migrated, OpenError> {
        self.migrate_by(MIGRATIONS).await
    }

    pub(crate) async fn migrate_by(&self, migrations: &[Migration]) -> Result<Migrated, OpenError> {
        let mut connection = self.pool.acquire().await.map_err(|error| self.unreachable(&error))?;
        let statement = match self.kind {
            Kind::Sqlite => "BEGIN IMMEDIATE",
            Kind::Postgres => "BEGIN",
        };
        let mut tx =
            connection.begin_with(statement).await.map_err(|error| self.unreachable(&error))?;
        if self.kind == Kind::Postgres {
            tx.execute(LOCK).await.map_err(|error| self.unreachable(&error))?;
        }
        let before = self.applied(&mut tx).await?;
        refuse_unknown(migrations, &before)?;
        let pending: Vec<_> = migrations
            .iter()
            .filter(|known| before.iter().all(|(number, ..)| *number != known.number))
            .collect();
        for migration in &pending {
            apply(&mut tx, migration).await.map_err(|error| OpenError::Failed {
                number: migration.number,
                name: migration.name.to_owned(),
                reason: reason(&error),
            })?;
        }
        tx.commit().await.map_err(|error| self.unreachable(&error))?;
        let at = migrations.last().map_or(0, |last| last.number);
        Ok(Migrated { applied: pending.len(), at })
    }

    /// Refuses a store that is not at this version's shape; changes nothing.
    pub(crate) async fn expect_current(&self) -> Result<(), OpenError> {
        let mut connection = self.pool.acquire().await.map_err(|error| self.unreachable(&error))?;
        let before = self.applied(&mut connection).await?;
        refuse_unknown(MIGRATIONS, &before)?;
        let place = || self.place.clone();
        match before.len() {
            0 => Err(OpenError::Absent { place: place() }),
            applied if applied < MIGRATIONS.len() => Err(OpenError::Older { place: place() }),
            _ => Ok(()),
        }
    }

    /// What was applied before; nothing in an empty database. Anything else that is there is somebody else's.
    async fn applied(
        &self,
        connection: &mut AnyConnection,
    ) -> Result<Vec<(i64, String, String)>, OpenError> {
        let tables = match self.kind {
            Kind::Sqlite => {
                "SELECT name AS name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            }
            Kind::Postgres => {
                "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables WHERE table_schema = current_schema()"
            }
        };
        let failed = |error: sqlx::Error| self.unreachable(&error);
        let rows = sqlx::query(tables).fetch_all(&mut *connection).await.map_err(failed)?;
        let mut names: Vec<String> =
            rows.iter().filter_map(|row| row.try_get("name").ok()).collect();
        names.sort();
        if !names.iter().any(|name| name == "bailiwick_migrations") {
            return match names.into_iter().next() {
                Some(table) => Err(OpenError::Foreign { place: self.place.clone(), table }),
                None => Ok(Vec::new()),
            };
        }
        let known = "SELECT number, name, checksum FROM bailiwick_migrations ORDER BY number";
        let rows = sqlx::query(known).fetch_all(&mut *connection).await.map_err(failed)?;
        rows.iter()
            .map(|row| Ok((row.try_get("number")?, row.try_get("name")?, row.try_get("checksum")?)))
            .collect::<Result<_, sqlx::Error>>()
            .map_err(failed)
    }

    fn unreachable(&self, error: &sqlx::Error) -> OpenError {
        OpenError::Unreachable { place: self.place.clone(), reason: reason(error) }
    }

    /// Where the store is and which step it is at, for people.
    pub fn describe(&self) -> String {
        let at = MIGRATIONS.last().map_or(0, |last| last.number);
        format!("the store at `{}` is at migration {at}", self.place)
    }
}

/// Refuses a store that a newer binary was at, or one that was changed by other texts.
fn refuse_unknown(
    migrations: &[Migration],
    before: &[(i64, String, String)],
) -> Result<(), OpenError> {
    for (number, name, checksum) in before {
        let Some(known) = migrations.iter().find(|known| known.number == *number) else {
            return Err(OpenError::Newer { number: *number, name: name.clone() });
        };
        if checksum_of(known.text) != *checksum {
            return Err(OpenError::Edited { number: *number, name: name.clone() });
        }
    }
    Ok(())
}

const TABLE: &str = "CREATE TABLE IF NOT EXISTS bailiwick_migrations (
  number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL)";

async fn apply(connection: &mut AnyConnection, migration: &Migration) -> Result<(), sqlx::Error> {
    connection.execute(TABLE).await?;
    connection.execute(sqlx::raw_sql(migration.text)).await?;
    let remember = "INSERT INTO bailiwick_migrations (number, name, checksum, applied_at)
        VALUES ($1, $2, $3, CAST(CURRENT_TIMESTAMP AS TEXT))";
    sqlx::query(remember)
        .bind(migration.number)
        .bind(migration.name)
        .bind(checksum_of(migration.text))
        .execute(connection)
        .await?;
    Ok(())
}

fn checksum_of(text: &str) -> String {
    crate::row::hexadecimal(&Sha256::digest(text.as_bytes()))
}
