//! MariaDB (and MySQL, which is not tested): a small pool, statements prepared once for each connection.

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
use mysql_async::Conn;
use tokio::time::Instant;

use crate::pool::{Lease, Pool};
use crate::{Error, Options, Rows, ServerTarget, text};
use connect::Route;
pub(crate) use transaction::Transaction;

/// One database on a MariaDB server.
#[derive(Debug)]
pub(crate) struct Server {
    route: Arc<Route>,
    pool: Arc<Pool<Conn>>,
}

impl Server {
    pub(crate) fn new(target: ServerTarget, options: Options) -> Server {
        let pool = Pool::new(options.pool_size);
        Server { route: Arc::new(Route { target, options }), pool }
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }

    async fn lease(&self, wait: Duration) -> Result<Lease<Conn>, Error> {
        match self.pool.take(wait).await?.reuse(|_| true) {
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
        mut lease: Lease<Conn>,
        statement: &Statement,
        deadline: Instant,
    ) -> Result<Rows, Error> {
        let guard = self.route.kill_when_dropped(&lease.connection);
        let result = run::within(deadline, run::query(&mut lease.connection, statement)).await;
        if matches!(result, Err(Error::Timeout)) {
            return result;
        }
        guard.disarm();
        // After these, what is prepared on it or its very life is in doubt.
        if !matches!(result, Err(Error::Away(_) | Error::SchemaChanged(_))) {
            lease.give_back();
        }
        result
    }

    pub(crate) async fn begin(&self, time_limit: Duration) -> Result<Transaction, Error> {
        let deadline = Instant::now() + time_limit;
        let mut lease = self.lease(time_limit).await?;
        let mut begun = run::within(deadline, run::simple(&mut lease.connection, "BEGIN")).await;
        if matches!(begun, Err(Error::Away(_))) && lease.is_reused {
            drop(lease);
            self.pool.forget_idle();
            lease = self.lease(time_limit).await?;
            begun = run::within(deadline, run::simple(&mut lease.connection, "BEGIN")).await;
        }
        begun?;
        let guard = self.route.kill_when_dropped(&lease.connection);
        Ok(Transaction::new(lease, guard, deadline))
    }

    pub(crate) async fn introspect(&self) -> Result<Schema, Error> {
        let limit = Duration::from_secs(30);
        let deadline = Instant::now() + limit;
        let database = &self.route.target.database;
        let mut lease = self.lease(limit).await?;
        let work = introspect::introspect(&mut lease.connection, database);
        let mut found = run::within(deadline, work).await;
        if matches!(found, Err(Error::Away(_))) && lease.is_reused {
            drop(lease);
            self.pool.forget_idle();
            lease = self.lease(limit).await?;
            let work = introspect::introspect(&mut lease.connection, database);
            found = run::within(deadline, work).await;
        }
        let schema = found?;
        lease.give_back();
        Ok(schema)
    }
}
