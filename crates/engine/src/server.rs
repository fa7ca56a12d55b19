//! One database on a server: a pool of connections, and what each request does with one of them.
//!
//! What differs from server to server is in its [`Protocol`].

use std::sync::Arc;
use std::time::Duration;

use bailiwick_query::Statement;
use bailiwick_schema::Schema;
use tokio::time::Instant;

use crate::allowance::Tally;
use crate::database::Purpose;
use crate::pool::{Lease, Pool};
use crate::{Allowance, Error, Options, Rows, ServerTarget, text};

/// How to get to a server, and how to talk to it.
pub(crate) trait Protocol: Send + Sync + Sized {
    /// A connection that is logged in and settled.
    type Connection: Send;
    /// Asks the server to stop what the connection does when it is dropped.
    type Guard: Guard;

    fn new(target: ServerTarget, options: Options) -> Self;

    fn connect(&self) -> impl Future<Output = Result<Self::Connection, Error>> + Send;

    /// Whether a connection may be used again, after the error of its last statement if there was one.
    fn is_reusable(connection: &Self::Connection, error: Option<&Error>) -> bool;

    /// After the time limit, and when whoever waited for the answer went away, the server is asked to stop.
    fn guard(self: &Arc<Self>, connection: &Self::Connection) -> Self::Guard;

    fn query(
        connection: &mut Self::Connection,
        statement: &Statement,
        tally: &Tally,
    ) -> impl Future<Output = Result<Rows, Error>> + Send;

    fn begin(
        connection: &mut Self::Connection,
        purpose: Purpose,
    ) -> impl Future<Output = Result<(), Error>> + Send;

    fn introspect(
        &self,
        connection: &mut Self::Connection,
    ) -> impl Future<Output = Result<Schema, Error>> + Send;
}

/// What stops a connection when it is dropped.
pub(crate) trait Guard: Send {
    /// There is nothing left to stop.
    fn disarm(self);
}

/// One database on a server.
#[derive(Debug)]
pub(crate) struct Server<P: Protocol> {
    pub(crate) route: Arc<P>,
    pool: Arc<Pool<P::Connection>>,
}

/// A transaction that has begun, and until when it must end.
pub(crate) struct Begun<P: Protocol> {
    pub(crate) lease: Lease<P::Connection>,
    pub(crate) guard: P::Guard,
    pub(crate) deadline: Instant,
    pub(crate) tally: Tally,
}

impl<P: Protocol> Server<P> {
    pub(crate) fn new(target: ServerTarget, options: Options) -> Self {
        let pool = Pool::new(options.pool_size);
        Server { route: Arc::new(P::new(target, options)), pool }
    }

    pub(crate) fn usage(&self) -> crate::PoolUsage {
        self.pool.usage()
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }

    /// An idle connection that still lives as far as is known, else a fresh one.
    async fn lease(&self, wait: Duration) -> Result<Lease<P::Connection>, Error> {
        match self.pool.take(wait).await?.reuse(|idle| P::is_reusable(idle, None)) {
            Ok(lease) => Ok(lease),
            Err(place) => Ok(place.fill(self.route.connect().await?)),
        }
    }

    pub(crate) async fn read(
        &self,
        statement: &Statement,
        allowance: Allowance,
    ) -> Result<Rows, Error> {
        text::check(&statement.binds)?;
        let deadline = Instant::now() + allowance.time;
        let lease = self.lease(allowance.time).await?;
        let is_reused = lease.is_reused;
        let started = Instant::now();
        let tally = Tally::new(allowance.bytes);
        let result = self.read_on(lease, statement, deadline, &tally).await;
        // An idle connection may have died unnoticed, and nothing was read yet: once more on a fresh one.
        // A statement that ran for a while was killed on purpose instead.
        let was_dead = matches!(result, Err(Error::Away(_)));
        if !was_dead || !is_reused || started.elapsed() > Duration::from_secs(1) {
            return result;
        }
        self.pool.forget_idle();
        let lease = self.lease(allowance.time).await?;
        self.read_on(lease, statement, deadline, &Tally::new(allowance.bytes)).await
    }

    async fn read_on(
        &self,
        mut lease: Lease<P::Connection>,
        statement: &Statement,
        deadline: Instant,
        tally: &Tally,
    ) -> Result<Rows, Error> {
        let guard = self.route.guard(&lease.connection);
        let result = within(deadline, P::query(&mut lease.connection, statement, tally)).await;
        if result.as_ref().is_err_and(Error::is_given_up) {
            return result;
        }
        guard.disarm();
        if P::is_reusable(&lease.connection, result.as_ref().err()) {
            lease.give_back();
        }
        result
    }

    pub(crate) async fn begin(
        &self,
        purpose: Purpose,
        allowance: Allowance,
    ) -> Result<Begun<P>, Error> {
        let time_limit = allowance.time;
        let deadline = Instant::now() + time_limit;
        let mut lease = self.lease(time_limit).await?;
        let mut begun = within(deadline, P::begin(&mut lease.connection, purpose)).await;
        if lease.was_dead(&begun) {
            lease = self.fresh(lease, time_limit).await?;
            begun = within(deadline, P::begin(&mut lease.connection, purpose)).await;
        }
        begun?;
        let guard = self.route.guard(&lease.connection);
        Ok(Begun { lease, guard, deadline, tally: Tally::new(allowance.bytes) })
    }

    pub(crate) async fn introspect(&self) -> Result<Schema, Error> {
        let limit = Duration::from_secs(30);
        let deadline = Instant::now() + limit;
        let mut lease = self.lease(limit).await?;
        let mut found = within(deadline, self.route.introspect(&mut lease.connection)).await;
        if lease.was_dead(&found) {
            lease = self.fresh(lease, limit).await?;
            found = within(deadline, self.route.introspect(&mut lease.connection)).await;
        }
        let schema = found?;
        lease.give_back();
        Ok(schema)
    }

    /// Another connection in the place of one that died while it was idle.
    async fn fresh(
        &self,
        dead: Lease<P::Connection>,
        wait: Duration,
    ) -> Result<Lease<P::Connection>, Error> {
        drop(dead);
        self.pool.forget_idle();
        self.lease(wait).await
    }
}

impl<C> Lease<C> {
    /// Whether the connection died while it was idle, as the first that was asked of it shows.
    fn was_dead<T>(&self, first: &Result<T, Error>) -> bool {
        self.is_reused && matches!(first, Err(Error::Away(_)))
    }
}

/// Runs until the deadline.
pub(crate) async fn within<T>(
    deadline: Instant,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    tokio::time::timeout_at(deadline, work).await.unwrap_or(Err(Error::Timeout))
}
