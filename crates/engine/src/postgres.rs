//! Under construction: the public shape only.
#![allow(dead_code, unused_variables, reason = "bodies follow")]

use std::time::Duration;

use bailiwick_query::Statement;
use bailiwick_schema::Schema;

use crate::{Error, Options, Rows, TestReport};

#[derive(Debug)]
pub(crate) struct Server {
    target: crate::ServerTarget,
    options: Options,
}

#[derive(Debug)]
pub(crate) struct Transaction {}

fn not_yet() -> Error {
    Error::other("not built yet", "")
}

impl Server {
    pub(crate) fn new(target: crate::ServerTarget, options: Options) -> Self {
        Server { target, options }
    }
    pub(crate) async fn introspect(&self) -> Result<Schema, Error> {
        Err(not_yet())
    }
    pub(crate) async fn read(&self, statement: &Statement, limit: Duration) -> Result<Rows, Error> {
        Err(not_yet())
    }
    pub(crate) async fn begin(&self, limit: Duration) -> Result<Transaction, Error> {
        Err(not_yet())
    }
    pub(crate) async fn test(&self) -> TestReport {
        TestReport::untried()
    }
    pub(crate) fn close(&self) {}
}

impl Transaction {
    pub(crate) async fn query(&mut self, statement: &Statement) -> Result<Rows, Error> {
        Err(not_yet())
    }
    pub(crate) async fn execute(&mut self, statement: &Statement) -> Result<u64, Error> {
        Err(not_yet())
    }
    pub(crate) async fn end(self, sql: &'static str) -> Result<(), Error> {
        Err(not_yet())
    }
}
