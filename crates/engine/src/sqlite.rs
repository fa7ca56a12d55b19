//! Under construction: the public shape only.
#![allow(dead_code, unused_variables, reason = "bodies follow")]

use std::time::Duration;

use bailiwick_query::Statement;
use bailiwick_schema::Schema;

use crate::{Error, Options, Rows, TestReport};

#[derive(Debug)]
pub(crate) struct Files {
    target: std::path::PathBuf,
    options: Options,
}

#[derive(Debug)]
pub(crate) struct Transaction {}

fn not_yet() -> Error {
    Error::other("not built yet", "")
}

impl Files {
    pub(crate) fn new(target: std::path::PathBuf, options: Options) -> Self {
        Files { target, options }
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

/// Makes a new, empty database file.
///
/// # Errors
/// When the file exists or its folder cannot be written.
pub fn create_file(path: &std::path::Path) -> Result<(), Error> {
    Err(not_yet())
}

/// Copies a database with SQLite's backup interface, so that the copy is consistent while the original is in use.
///
/// # Errors
/// When the original cannot be read, or the copy exists or cannot be written.
pub fn copy_file(from: &std::path::Path, to: &std::path::Path) -> Result<(), Error> {
    Err(not_yet())
}
