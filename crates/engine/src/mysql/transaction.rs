//! A transaction on one connection.

use bailiwick_query::Statement;
use mysql_async::Conn;
use tokio::time::Instant;

use super::connect::{KillGuard, Route};
use super::run::{self, Refused};
use crate::allowance::Tally;
use crate::pool::Lease;
use crate::server::{Begun, Guard, within};
use crate::{Error, Records, Rows, text};

/// Dropped without an end, its connection is killed, which rolls back.
#[derive(Debug)]
pub(crate) struct Transaction {
    lease: Lease<Conn>,
    guard: KillGuard,
    deadline: Instant,
    tally: Tally,
    refused: Refused,
    /// A deadlock rolls the whole transaction back and the next statement would silently start another.
    is_gone: bool,
}

impl Transaction {
    pub(crate) fn new(begun: Begun<Route>) -> Transaction {
        let Begun { lease, guard, deadline, tally } = begun;
        Transaction { lease, guard, deadline, tally, refused: Refused::Cut, is_gone: false }
    }

    pub(crate) fn compare_exactly(&mut self) {
        self.refused = Refused::CutAndCoerced;
    }

    pub(crate) async fn query(&mut self, statement: &Statement) -> Result<Rows, Error> {
        self.check(statement)?;
        let most = (&self.tally, self.refused);
        let work = run::query(&mut self.lease.connection, statement, most);
        let result = within(self.deadline, work).await;
        self.note(&result);
        result
    }

    pub(crate) async fn records(
        &mut self,
        statement: &Statement,
        most_rows: u64,
    ) -> Result<Records, Error> {
        self.check(statement)?;
        let most = (&self.tally, most_rows, self.refused);
        let work = run::records(&mut self.lease.connection, statement, most);
        let result = within(self.deadline, work).await;
        self.note(&result);
        result
    }

    pub(crate) async fn execute(&mut self, statement: &Statement) -> Result<u64, Error> {
        self.check(statement)?;
        let work = run::execute(&mut self.lease.connection, statement, self.refused);
        let result = within(self.deadline, work).await;
        self.note(&result);
        result
    }

    pub(crate) async fn end(mut self, sql: &'static str) -> Result<(), Error> {
        if self.is_gone {
            let sentence = "the transaction has failed and cannot be made permanent";
            return if sql == "COMMIT" { Err(Error::other(sentence, "")) } else { Ok(()) };
        }
        within(self.deadline, run::simple(&mut self.lease.connection, sql)).await?;
        self.guard.disarm();
        self.lease.give_back();
        Ok(())
    }

    fn check(&self, statement: &Statement) -> Result<(), Error> {
        if self.is_gone {
            return Err(Error::other("the transaction has failed", ""));
        }
        text::check(&statement.binds)
    }

    fn note<T>(&mut self, result: &Result<T, Error>) {
        self.is_gone |= match result {
            Ok(_) => false,
            Err(Error::Serialization(_) | Error::Away(_)) => true,
            Err(error) => error.is_given_up(),
        };
    }
}
