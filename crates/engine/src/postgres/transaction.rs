//! A transaction on one connection.

use bailiwick_query::Statement;
use tokio::time::Instant;

use super::connect::{CancelGuard, Connection, Route};
use crate::allowance::Tally;
use crate::pool::Lease;
use crate::server::{Begun, Guard, within};
use crate::{Error, Records, Rows, text};

/// Dropped without an end, its connection closes, which rolls back; what runs is cancelled.
#[derive(Debug)]
pub(crate) struct Transaction {
    lease: Lease<Connection>,
    guard: CancelGuard,
    deadline: Instant,
    tally: Tally,
    has_failed: bool,
    /// A statement was given up: the connection goes with it.
    is_gone: bool,
}

impl Transaction {
    pub(crate) fn new(begun: Begun<Route>) -> Transaction {
        let Begun { lease, guard, deadline, tally } = begun;
        Transaction { lease, guard, deadline, tally, has_failed: false, is_gone: false }
    }

    pub(crate) async fn query(&mut self, statement: &Statement) -> Result<Rows, Error> {
        text::check(&statement.binds)?;
        let work = self.lease.connection.query(statement, &self.tally);
        let result = within(self.deadline, work).await;
        self.note(&result);
        result
    }

    pub(crate) async fn records(
        &mut self,
        statement: &Statement,
        most_rows: u64,
    ) -> Result<Records, Error> {
        text::check(&statement.binds)?;
        let work = self.lease.connection.records(statement, (&self.tally, most_rows));
        let result = within(self.deadline, work).await;
        self.note(&result);
        result
    }

    pub(crate) async fn execute(&mut self, statement: &Statement) -> Result<u64, Error> {
        text::check(&statement.binds)?;
        let result = within(self.deadline, self.lease.connection.execute(statement)).await;
        self.note(&result);
        result
    }

    fn note<T>(&mut self, result: &Result<T, Error>) {
        self.has_failed |= result.is_err();
        self.is_gone |= result.as_ref().is_err_and(Error::is_given_up);
    }

    pub(crate) async fn end(self, sql: &'static str) -> Result<(), Error> {
        if self.has_failed && sql == "COMMIT" {
            // Postgres would answer with a friendly ROLLBACK, which must not read as success.
            return Err(Error::other(
                "the transaction has failed and cannot be made permanent",
                "",
            ));
        }
        if self.is_gone {
            return Ok(());
        }
        within(self.deadline, self.lease.connection.simple(sql)).await?;
        self.guard.disarm();
        self.lease.give_back();
        Ok(())
    }
}
