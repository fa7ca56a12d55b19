//! A transaction: of a reader, or as the file's only writer until it ends.

use std::time::Instant;

use bailiwick_query::Statement;

use super::open::Connection;
use super::{errors, on_thread, run, stopped};
use crate::allowance::Tally;
use crate::pool::Lease;
use crate::{Error, Records, Rows, text};

/// Dropped without an end, its connection closes, which rolls back.
#[derive(Debug)]
pub(crate) struct Transaction {
    /// None while a statement runs, and for good when whoever waited for one went away.
    lease: Option<Lease<Connection>>,
    deadline: Instant,
    tally: Tally,
    /// SQLite itself would go on after an interrupted statement, and commit the rest.
    is_over: bool,
}

impl Transaction {
    pub(super) fn new(lease: Lease<Connection>, deadline: Instant, tally: Tally) -> Transaction {
        Transaction { lease: Some(lease), deadline, tally, is_over: false }
    }

    pub(crate) async fn query(&mut self, statement: &Statement) -> Result<Rows, Error> {
        text::check(&statement.binds)?;
        let (statement, tally) = (statement.clone(), self.tally.clone());
        self.with(move |handle| run::query(handle, &statement, &tally)).await
    }

    pub(crate) async fn records(
        &mut self,
        statement: &Statement,
        most_rows: u64,
    ) -> Result<Records, Error> {
        text::check(&statement.binds)?;
        let (statement, tally) = (statement.clone(), self.tally.clone());
        self.with(move |handle| run::records(handle, &statement, (&tally, most_rows))).await
    }

    pub(crate) async fn execute(&mut self, statement: &Statement) -> Result<u64, Error> {
        text::check(&statement.binds)?;
        let statement = statement.clone();
        self.with(move |handle| run::execute(handle, &statement)).await
    }

    pub(crate) async fn end(mut self, sql: &'static str) -> Result<(), Error> {
        if sql == "COMMIT" && (self.is_over || Instant::now() >= self.deadline) {
            return Err(Error::Timeout);
        }
        self.with(move |handle| {
            if handle.is_autocommit() {
                // SQLite rolls back by itself on some errors; then there is nothing to make permanent.
                let sentence = "the transaction has failed and cannot be made permanent";
                return if sql == "COMMIT" { Err(Error::other(sentence, "")) } else { Ok(()) };
            }
            handle.execute_batch(sql).map_err(errors::of)
        })
        .await?;
        if let Some(lease) = self.lease.take() {
            lease.give_back();
        }
        Ok(())
    }

    async fn with<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&rusqlite::Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let lease = self.lease.take().ok_or_else(stopped)?;
        let (lease, result) =
            on_thread(lease, self.deadline, move |connection| work(&connection.handle)).await?;
        self.lease = Some(lease);
        self.is_over |= result.as_ref().is_err_and(Error::is_given_up);
        result
    }
}
