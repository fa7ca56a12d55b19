//! A writing transaction on one connection.

use bailiwick_query::Statement;
use tokio::time::Instant;

use super::connect::{CancelGuard, Connection, Route};
use crate::pool::Lease;
use crate::server::{Begun, Guard, within};
use crate::{Error, Rows, text};

/// Dropped without an end, its connection closes, which rolls back; what runs is cancelled.
#[derive(Debug)]
pub(crate) struct Transaction {
    lease: Lease<Connection>,
    guard: CancelGuard,
    deadline: Instant,
    has_failed: bool,
}

impl Transaction {
    pub(crate) fn new(begun: Begun<Route>) -> Transaction {
        let Begun { lease, guard, deadline } = begun;
        Transaction { lease, guard, deadline, has_failed: false }
    }

    pub(crate) async fn query(&mut self, statement: &Statement) -> Result<Rows, Error> {
        text::check(&statement.binds)?;
        let result = within(self.deadline, self.lease.connection.query(statement)).await;
        self.has_failed |= result.is_err();
        result
    }

    pub(crate) async fn execute(&mut self, statement: &Statement) -> Result<u64, Error> {
        text::check(&statement.binds)?;
        let result = within(self.deadline, self.lease.connection.execute(statement)).await;
        self.has_failed |= result.is_err();
        result
    }

    pub(crate) async fn end(self, sql: &'static str) -> Result<(), Error> {
        if self.has_failed && sql == "COMMIT" {
            // Postgres would answer with a friendly ROLLBACK, which must not read as success.
            return Err(Error::other(
                "the transaction has failed and cannot be made permanent",
                "",
            ));
        }
        within(self.deadline, self.lease.connection.simple(sql)).await?;
        self.guard.disarm();
        self.lease.give_back();
        Ok(())
    }
}
