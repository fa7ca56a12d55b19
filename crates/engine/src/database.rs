//! A database of a user: a pool of connections to one target, whichever engine it is.

use std::sync::Arc;
use std::time::Duration;

use bailiwick_query::Statement;
use bailiwick_schema::{Engine, Schema};

use crate::{Allowance, Dialer, Error, PoolUsage, Target, TestReport, mysql, postgres, sqlite};

/// One row: the text of every column, none for SQL's null.
pub type Row = Vec<Option<String>>;

/// What a query returned.
pub type Rows = Vec<Row>;

/// Rows of which nothing was known before: the JSON of one object each, a value for every column by its name.
pub type Records = Vec<String>;

/// How connections are made and kept.
#[derive(Clone, Debug)]
pub struct Options {
    /// Judges every address.
    pub dialer: Arc<Dialer>,
    /// Connections at most, for each database.
    pub pool_size: usize,
    /// Until a new connection is ready, and for each stage of the test.
    pub connect_timeout: Duration,
    /// Prepared statements kept for each connection; the least recently used is closed.
    pub statement_cache: usize,
}

impl Options {
    /// 16 connections, 5 seconds, 100 statements.
    pub fn new(dialer: Arc<Dialer>) -> Options {
        Options {
            dialer,
            pool_size: 16,
            connect_timeout: Duration::from_secs(5),
            statement_cache: 100,
        }
    }
}

/// What a connection or a transaction is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Purpose {
    Read,
    Write,
}

/// A pool of connections to one database; clones share it. Connects when first used.
#[derive(Clone, Debug)]
pub struct Database(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Sqlite(Arc<sqlite::Files>),
    Postgres(Arc<postgres::Server>),
    Mysql(Arc<mysql::Server>),
}

impl Database {
    /// Nothing is connected to yet.
    pub fn new(target: Target, options: Options) -> Database {
        Database(match target {
            Target::Sqlite { path } => Kind::Sqlite(Arc::new(sqlite::Files::new(path, options))),
            Target::Postgres(target) => {
                Kind::Postgres(Arc::new(postgres::Server::new(target, options)))
            }
            Target::Mysql(target) => Kind::Mysql(Arc::new(mysql::Server::new(target, options))),
        })
    }

    /// Which dialect its statements are in.
    pub fn engine(&self) -> Engine {
        match self.0 {
            Kind::Sqlite(_) => Engine::Sqlite,
            Kind::Postgres(_) => Engine::Postgres,
            Kind::Mysql(_) => Engine::Mysql,
        }
    }

    /// Tables, views, columns and keys, ordered by namespace and name; system schemas are left out.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn introspect(&self) -> Result<Schema, Error> {
        match &self.0 {
            Kind::Sqlite(files) => files.introspect().await,
            Kind::Postgres(server) => server.introspect().await,
            Kind::Mysql(server) => server.introspect().await,
        }
    }

    /// Runs one reading statement, cancelled in the database after the time of `allowance`, when its rows take more bytes,
    /// or when the future is dropped.
    /// A connection that died while idle is replaced and the statement tried once more.
    ///
    /// # Errors
    /// Every kind; see [`Error`].
    pub async fn read(
        &self,
        statement: &Statement,
        allowance: impl Into<Allowance>,
    ) -> Result<Rows, Error> {
        let allowance = allowance.into();
        match &self.0 {
            Kind::Sqlite(files) => files.read(statement, allowance).await,
            Kind::Postgres(server) => server.read(statement, allowance).await,
            Kind::Mysql(server) => server.read(statement, allowance).await,
        }
    }

    /// Starts a writing transaction that must end within the time of `allowance`, and whose rows together take no more bytes.
    ///
    /// # Errors
    /// When the database is away, or (SQLite) another writer does not finish in time.
    pub async fn begin(&self, allowance: impl Into<Allowance>) -> Result<Transaction, Error> {
        self.start(Purpose::Write, allowance.into()).await
    }

    /// Starts a transaction that changes nothing, whatever functions its statements call, and that no writer waits for.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn begin_reading(
        &self,
        allowance: impl Into<Allowance>,
    ) -> Result<Transaction, Error> {
        self.start(Purpose::Read, allowance.into()).await
    }

    async fn start(&self, purpose: Purpose, allowance: Allowance) -> Result<Transaction, Error> {
        Ok(Transaction(match &self.0 {
            Kind::Sqlite(files) => Open::Sqlite(files.begin(purpose, allowance).await?),
            Kind::Postgres(server) => {
                Open::Postgres(postgres::Transaction::new(server.begin(purpose, allowance).await?))
            }
            Kind::Mysql(server) => {
                Open::Mysql(mysql::Transaction::new(server.begin(purpose, allowance).await?))
            }
        }))
    }

    /// How far a fresh connection gets, in stages; never longer than the connection timeout and a little.
    pub async fn test(&self) -> TestReport {
        match &self.0 {
            Kind::Sqlite(files) => files.test().await,
            Kind::Postgres(server) => server.test().await,
            Kind::Mysql(server) => server.test().await,
        }
    }

    /// How its pool is used now; of a file, the connections that read.
    pub fn pool(&self) -> PoolUsage {
        match &self.0 {
            Kind::Sqlite(files) => files.usage(),
            Kind::Postgres(server) => server.usage(),
            Kind::Mysql(server) => server.usage(),
        }
    }

    /// Closes idle connections now and busy ones when they finish; later calls answer that the database is away.
    pub fn close(&self) {
        match &self.0 {
            Kind::Sqlite(files) => files.close(),
            Kind::Postgres(server) => server.close(),
            Kind::Mysql(server) => server.close(),
        }
    }
}

/// A transaction. Dropped without an end, it is rolled back and its connection is not used again.
#[derive(Debug)]
pub struct Transaction(Open);

#[derive(Debug)]
enum Open {
    Sqlite(sqlite::Transaction),
    Postgres(postgres::Transaction),
    Mysql(mysql::Transaction),
}

impl Transaction {
    /// From now on a statement fails where MariaDB compares a number with a text that is none, and takes it for the number
    /// that it begins with. The others do no such thing by themselves.
    pub fn compare_exactly(&mut self) {
        if let Open::Mysql(transaction) = &mut self.0 {
            transaction.compare_exactly();
        }
    }

    /// Runs a statement that returns rows.
    ///
    /// # Errors
    /// Every kind; after one, roll back: Postgres accepts nothing else.
    pub async fn query(&mut self, statement: &Statement) -> Result<Rows, Error> {
        match &mut self.0 {
            Open::Sqlite(transaction) => transaction.query(statement).await,
            Open::Postgres(transaction) => transaction.query(statement).await,
            Open::Mysql(transaction) => transaction.query(statement).await,
        }
    }

    /// Runs a statement that returns at most so many rows of whatever columns. On Postgres it answers one column, the JSON of an object:
    /// `row_to_json` knows every type.
    ///
    /// # Errors
    /// As [`Transaction::query`], and [`Error::TooManyRows`].
    pub async fn records(
        &mut self,
        statement: &Statement,
        most_rows: u64,
    ) -> Result<Records, Error> {
        match &mut self.0 {
            Open::Sqlite(transaction) => transaction.records(statement, most_rows).await,
            Open::Postgres(transaction) => transaction.records(statement, most_rows).await,
            Open::Mysql(transaction) => transaction.records(statement, most_rows).await,
        }
    }

    /// Runs a statement that returns no rows; how many rows it matched.
    ///
    /// # Errors
    /// As [`Transaction::query`].
    pub async fn execute(&mut self, statement: &Statement) -> Result<u64, Error> {
        match &mut self.0 {
            Open::Sqlite(transaction) => transaction.execute(statement).await,
            Open::Postgres(transaction) => transaction.execute(statement).await,
            Open::Mysql(transaction) => transaction.execute(statement).await,
        }
    }

    /// Makes the changes permanent.
    ///
    /// # Errors
    /// When a deferred constraint fails, or the database goes away: then whether they are permanent is unknown.
    pub async fn commit(self) -> Result<(), Error> {
        match self.0 {
            Open::Sqlite(transaction) => transaction.end("COMMIT").await,
            Open::Postgres(transaction) => transaction.end("COMMIT").await,
            Open::Mysql(transaction) => transaction.end("COMMIT").await,
        }
    }

    /// Undoes the changes.
    ///
    /// # Errors
    /// When the database goes away, which undoes them too.
    pub async fn rollback(self) -> Result<(), Error> {
        match self.0 {
            Open::Sqlite(transaction) => transaction.end("ROLLBACK").await,
            Open::Postgres(transaction) => transaction.end("ROLLBACK").await,
            Open::Mysql(transaction) => transaction.end("ROLLBACK").await,
        }
    }
}
