//! MariaDB (and MySQL, which is not tested): a small pool, statements prepared once for each connection.

mod connect;
mod errors;
mod introspect;
mod run;
mod stage;
mod transaction;
mod types;

use std::sync::Arc;

use bailiwick_query::Statement;
use bailiwick_schema::Schema;
use mysql_async::Conn;

use crate::allowance::Tally;
use crate::database::Purpose;
use crate::server::Protocol;
use crate::{Error, Options, Rows, ServerTarget};
use connect::{KillGuard, Route};
pub(crate) use transaction::Transaction;

/// One database on a MariaDB server.
pub(crate) type Server = crate::server::Server<Route>;

impl Protocol for Route {
    type Connection = Conn;
    type Guard = KillGuard;

    fn new(target: ServerTarget, options: Options) -> Route {
        Route { target, options }
    }

    async fn connect(&self) -> Result<Conn, Error> {
        self.fresh().await
    }

    /// After these, what is prepared on it or its very life is in doubt.
    fn is_reusable(_: &Conn, error: Option<&Error>) -> bool {
        !matches!(error, Some(Error::Away(_) | Error::SchemaChanged(_)))
    }

    fn guard(self: &Arc<Self>, connection: &Conn) -> KillGuard {
        self.kill_when_dropped(connection)
    }

    async fn query(
        connection: &mut Conn,
        statement: &Statement,
        tally: &Tally,
    ) -> Result<Rows, Error> {
        run::query(connection, statement, (tally, run::Refused::Cut)).await
    }

    async fn begin(connection: &mut Conn, purpose: Purpose) -> Result<(), Error> {
        let sql = match purpose {
            Purpose::Read => "START TRANSACTION READ ONLY",
            Purpose::Write => "BEGIN",
        };
        run::simple(connection, sql).await
    }

    async fn introspect(&self, connection: &mut Conn) -> Result<Schema, Error> {
        introspect::introspect(connection, &self.target.database).await
    }
}
