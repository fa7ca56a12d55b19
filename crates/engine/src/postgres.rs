//! PostgreSQL: a small pool, statements prepared once for each connection, one round trip for each read.

mod connect;
mod errors;
mod introspect;
mod run;
mod stage;
mod transaction;
mod types;

use std::sync::Arc;
use std::time::Duration;

use bailiwick_query::Statement;
use bailiwick_schema::Schema;
use tokio::time::Instant;

use crate::pool::{Lease, Pool};
use crate::{Error, Options, Rows, ServerTarget, text};
use connect::{Connection, Route};
pub(crate) use transaction::Transaction;

/// One database on a PostgreSQL server.
#[derive(Debug)]
pub(crate) struct Server {
    route: Arc<Route>,
    pool: Arc<Pool<Connection>>,
}

impl Server {
    pub(crate) fn new(target: ServerTarget, options: Options) -> Server {
        let pool = Pool::new(options.pool_size);
        Server { route: Arc::new(Route::new(target, options)), pool }
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }

    /// An idle connection that still lives, else a fresh one.
    async fn lease(&self, wait: Duration) -> Result<Lease<Connection>, Error> {
        match self.pool.take(wait).await?.reuse(|idle| !idle.client.is_closed()) {
            Ok(lease) => Ok(lease),
            Err(place) => Ok(place.fill(self.route.connect().await?)),
        }
    }

    pub(crate) async fn read(
        &self,
        statement: &Statement,
        time_limit: Duration,
    ) -> Result<Rows, Error> {
        text::check(&statement.binds)?;
        let deadline = Instant::now() + time_limit;
        let lease = self.lease(time_limit).await?;
        let is_reused = lease.is_reused;
        let started = Instant::now();
        let result = self.read_on(lease, statement, deadline).await;
        // An idle connection may have died unnoticed, and nothing was read yet: once more on a fresh one.
        // A statement that ran for a while was killed on purpose instead.
        let was_dead = matches!(result, Err(Error::Away(_)));
        if !was_dead || !is_reused || started.elapsed() > Duration::from_secs(1) {
            return result;
        }
        self.pool.forget_idle();
        let lease = self.lease(time_limit).await?;
        self.read_on(lease, statement, deadline).await
    }

    async fn read_on(
        &self,
        mut lease: Lease<Connection>,
        statement: &Statement,
        deadline: Instant,
    ) -> Result<Rows, Error> {
        let guard = self.route.cancel_when_dropped(&lease.connection);
        let result = run::within(deadline, lease.connection.query(statement)).await;
        if matches!(result, Err(Error::Timeout)) {
            return result;
        }
        guard.disarm();
        if !lease.connection.client.is_closed() {
            lease.give_back();
        }
        result
    }

    pub(crate) async fn begin(&self, time_limit: Duration) -> Result<Transaction, Error> {
        let deadline = Instant::now() + time_limit;
        let mut lease = self.lease(time_limit).await?;
        let mut begun = run::within(deadline, lease.connection.simple("BEGIN")).await;
        if matches!(begun, Err(Error::Away(_))) && lease.is_reused {
            drop(lease);
            self.pool.forget_idle();
            lease = self.lease(time_limit).await?;
            begun = run::within(deadline, lease.connection.simple("BEGIN")).await;
        }
        begun?;
        let guard = self.route.cancel_when_dropped(&lease.connection);
        Ok(Transaction::new(lease, guard, deadline))
    }

    pub(crate) async fn introspect(&self) -> Result<Schema, Error> {
        let limit = Duration::from_secs(30);
        let deadline = Instant::now() + limit;
        let mut lease = self.lease(limit).await?;
        let mut found = run::within(deadline, introspect::introspect(&lease.connection)).await;
        if matches!(found, Err(Error::Away(_))) && lease.is_reused {
            drop(lease);
            self.pool.forget_idle();
            lease = self.lease(limit).await?;
            found = run::within(deadline, introspect::introspect(&lease.connection)).await;
        }
        let schema = found?;
        lease.give_back();
        Ok(schema)
    }
}
