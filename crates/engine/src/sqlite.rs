//! SQLite files: reading connections beside one writer, each statement on a blocking thread.

mod errors;
mod file;
mod introspect;
mod open;
mod run;
mod schema_copy;
mod stage;
mod transaction;
mod types;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bailiwick_query::Statement;
use bailiwick_schema::Schema;

use crate::allowance::Tally;
use crate::database::Purpose;
use crate::pool::{Lease, Pool};
use crate::{Allowance, Error, Options, Rows, text};
pub use file::{copy_file, create_file, run_script};
use open::Connection;
pub use schema_copy::copy_schema;
pub(crate) use transaction::Transaction;

/// One database file.
#[derive(Debug)]
pub(crate) struct Files {
    path: PathBuf,
    options: Options,
    readers: Arc<Pool<Connection>>,
    /// A file has one writer at a time: waiting here is fair and costs no polling.
    writer: Arc<Pool<Connection>>,
}

impl Files {
    pub(crate) fn new(path: PathBuf, options: Options) -> Files {
        Files { path, readers: Pool::new(options.pool_size), writer: Pool::new(1), options }
    }

    pub(crate) fn usage(&self) -> crate::PoolUsage {
        self.readers.usage()
    }

    pub(crate) fn close(&self) {
        self.readers.close();
        self.writer.close();
    }

    pub(crate) async fn read(
        &self,
        statement: &Statement,
        allowance: Allowance,
    ) -> Result<Rows, Error> {
        text::check(&statement.binds)?;
        let deadline = Instant::now() + allowance.time;
        let lease = self.lease(Purpose::Read, allowance.time).await?;
        let tally = Tally::new(allowance.bytes);
        let statement = statement.clone();
        let (lease, result) = on_thread(lease, deadline, move |connection| {
            run::query(&connection.handle, &statement, &tally)
        })
        .await?;
        lease.give_back();
        result
    }

    pub(crate) async fn introspect(&self) -> Result<Schema, Error> {
        let limit = Duration::from_secs(30);
        let lease = self.lease(Purpose::Read, limit).await?;
        let (lease, result) = on_thread(lease, Instant::now() + limit, |connection| {
            introspect::introspect(&connection.handle)
        })
        .await?;
        lease.give_back();
        result
    }

    pub(crate) async fn begin(
        &self,
        purpose: Purpose,
        allowance: Allowance,
    ) -> Result<Transaction, Error> {
        let deadline = Instant::now() + allowance.time;
        let lease = self.lease(purpose, allowance.time).await?;
        let sql = if purpose == Purpose::Read { "BEGIN" } else { "BEGIN IMMEDIATE" };
        let (lease, begun) = on_thread(lease, deadline, move |connection| {
            connection.handle.execute_batch(sql).map_err(errors::of)
        })
        .await?;
        begun?;
        Ok(Transaction::new(lease, deadline, Tally::new(allowance.bytes)))
    }

    /// An idle connection to the file that is there now, else a fresh one.
    async fn lease(&self, purpose: Purpose, wait: Duration) -> Result<Lease<Connection>, Error> {
        let pool = if purpose == Purpose::Read { &self.readers } else { &self.writer };
        let place = match pool.take(wait).await {
            // Nothing is away: another writer of this file just takes too long.
            Err(Error::Away(_)) if purpose == Purpose::Write && !pool.is_closed() => {
                return Err(Error::Timeout);
            }
            place => place?,
        };
        match place.reuse(|idle| idle.is_of(&self.path)) {
            Ok(lease) => Ok(lease),
            Err(place) => {
                let (path, cache) = (self.path.clone(), self.options.statement_cache);
                let opened = tokio::task::spawn_blocking(move || open::open(&path, purpose, cache));
                Ok(place.fill(opened.await.map_err(|_| stopped())??))
            }
        }
    }
}

/// Works on a blocking thread until the deadline, or until whoever waits for it goes away.
async fn on_thread<T: Send + 'static>(
    mut lease: Lease<Connection>,
    deadline: Instant,
    work: impl FnOnce(&mut Connection) -> T + Send + 'static,
) -> Result<(Lease<Connection>, T), Error> {
    let given_up = GiveUp(Arc::new(AtomicBool::new(false)));
    let is_given_up = Arc::clone(&given_up.0);
    let done = tokio::task::spawn_blocking(move || {
        let remaining = deadline.saturating_duration_since(Instant::now());
        lease.connection.limit(remaining, move || {
            is_given_up.load(Ordering::Relaxed) || Instant::now() >= deadline
        })?;
        let result = work(&mut lease.connection);
        Ok::<_, Error>((lease, result))
    });
    done.await.map_err(|_| stopped())?
}

fn stopped() -> Error {
    Error::Away("it is being shut down".to_owned())
}

/// Tells the blocking thread on drop that nobody waits any longer.
struct GiveUp(Arc<AtomicBool>);

impl Drop for GiveUp {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
