//! PostgreSQL: a small pool, statements prepared once for each connection, one round trip for each read.

mod connect;
mod errors;
mod introspect;
mod metered;
mod run;
mod stage;
mod transaction;
mod types;

use std::sync::Arc;

use bailiwick_query::Statement;
use bailiwick_schema::Schema;

use crate::allowance::Tally;
use crate::database::Purpose;
use crate::server::Protocol;
use crate::{Error, Options, Rows, ServerTarget};
use connect::{CancelGuard, Connection, Route};
pub(crate) use transaction::Transaction;

/// One database on a PostgreSQL server.
pub(crate) type Server = crate::server::Server<Route>;

impl Protocol for Route {
    type Connection = Connection;
    type Guard = CancelGuard;

    fn new(target: ServerTarget, options: Options) -> Route {
        Route::to(target, options)
    }

    async fn connect(&self) -> Result<Connection, Error> {
        self.fresh().await
    }

    fn is_reusable(connection: &Connection, _: Option<&Error>) -> bool {
        !connection.client.is_closed()
    }

    fn guard(self: &Arc<Self>, connection: &Connection) -> CancelGuard {
        self.cancel_when_dropped(connection)
    }

    async fn query(
        connection: &mut Connection,
        statement: &Statement,
        tally: &Tally,
    ) -> Result<Rows, Error> {
        connection.query(statement, tally).await
    }

    async fn begin(connection: &mut Connection, purpose: Purpose) -> Result<(), Error> {
        let sql = if purpose == Purpose::Read { "BEGIN READ ONLY" } else { "BEGIN" };
        connection.simple(sql).await
    }

    async fn introspect(&self, connection: &mut Connection) -> Result<Schema, Error> {
        introspect::introspect(connection).await
    }
}
