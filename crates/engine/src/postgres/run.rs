//! Runs one statement on one connection: prepared once, binds and results as text.

use std::error::Error as StdError;
use std::num::NonZeroUsize;

use bailiwick_query::Statement;
use bytes::BytesMut;
use futures::TryStreamExt;
use lru::LruCache;
use tokio_postgres::types::{Format, FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::connect::Connection;
use super::errors;
use crate::allowance::Tally;
use crate::{Error, Records, Row, Rows, text};

/// What an answer takes besides its rows: names of columns, notices.
const AROUND: usize = 256 * 1024;

/// Statements prepared on a connection; the least recently used is closed when there are too many.
#[derive(Debug)]
pub(super) struct Prepared(LruCache<String, tokio_postgres::Statement>);

impl Prepared {
    pub(super) fn new(size: usize) -> Prepared {
        Prepared(LruCache::new(NonZeroUsize::new(size).unwrap_or(NonZeroUsize::MIN)))
    }
}

impl Connection {
    pub(super) async fn simple(&self, sql: &str) -> Result<(), Error> {
        self.client.batch_execute(sql).await.map_err(|error| errors::of_statement(&error))
    }

    pub(super) async fn query(
        &mut self,
        statement: &Statement,
        tally: &Tally,
    ) -> Result<Rows, Error> {
        self.rows(statement, (tally, None)).await
    }

    /// The first column of each row, of at most so many.
    pub(super) async fn records(
        &mut self,
        statement: &Statement,
        (tally, most_rows): (&Tally, u64),
    ) -> Result<Records, Error> {
        let rows = self.rows(statement, (tally, Some(most_rows))).await?;
        Ok(rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect())
    }

    async fn rows(
        &mut self,
        statement: &Statement,
        (tally, most_rows): (&Tally, Option<u64>),
    ) -> Result<Rows, Error> {
        let prepared = self.prepare(&statement.text).await?;
        let binds = texts(statement, &prepared)?;
        self.meter.allow(tally.left().saturating_add(AROUND));
        let result = self.collect(&prepared, binds, (tally, most_rows)).await;
        // What is not wanted any more is not read either.
        self.meter.allow(if matches!(result, Ok(Err(_))) { 0 } else { usize::MAX });
        match result {
            Ok(rows) => rows,
            Err(_) if self.meter.has_stopped() => Err(tally.exceeded()),
            Err(error) => Err(self.failed(&statement.text, &error)),
        }
    }

    async fn collect(
        &self,
        prepared: &tokio_postgres::Statement,
        binds: Vec<Text>,
        (tally, most_rows): (&Tally, Option<u64>),
    ) -> Result<Result<Rows, Error>, tokio_postgres::Error> {
        let found = self.client.query_raw(prepared, binds).await?;
        let mut found = std::pin::pin!(found);
        let mut rows = Rows::new();
        while let Some(row) = found.try_next().await? {
            if let Some(most) = most_rows.filter(|most| rows.len() as u64 >= *most) {
                return Ok(Err(Error::TooManyRows(most)));
            }
            let row = read_row(&row)?;
            let lengths = row.iter().map(|cell| cell.as_ref().map_or(0, String::len));
            if let Err(error) = tally.take(lengths) {
                return Ok(Err(error));
            }
            rows.push(row);
        }
        Ok(Ok(rows))
    }

    pub(super) async fn execute(&mut self, statement: &Statement) -> Result<u64, Error> {
        let prepared = self.prepare(&statement.text).await?;
        let binds = texts(statement, &prepared)?;
        let result = self.client.execute_raw(&prepared, binds).await;
        result.map_err(|error| self.failed(&statement.text, &error))
    }

    async fn prepare(&mut self, sql: &str) -> Result<tokio_postgres::Statement, Error> {
        if let Some(prepared) = self.prepared.0.get(sql) {
            return Ok(prepared.clone());
        }
        let prepared =
            self.client.prepare(sql).await.map_err(|error| errors::of_statement(&error))?;
        self.prepared.0.put(sql.to_owned(), prepared.clone());
        Ok(prepared)
    }

    /// A statement planned for a schema that is gone must not stay prepared.
    fn failed(&mut self, sql: &str, error: &tokio_postgres::Error) -> Error {
        let error = errors::of_run(error);
        if matches!(error, Error::SchemaChanged(_)) {
            self.prepared.0.pop(sql);
        }
        error
    }
}

fn texts(statement: &Statement, prepared: &tokio_postgres::Statement) -> Result<Vec<Text>, Error> {
    if prepared.params().len() != statement.binds.len() {
        let raw =
            format!("{} parameters, {} binds", prepared.params().len(), statement.binds.len());
        return Err(Error::other("the statement and its values do not match", raw));
    }
    Ok(statement.binds.iter().map(|value| Text(text::for_postgres(value))).collect())
}

/// A bind in text format, whatever type the server expects: it reads it as it reads a quoted literal.
#[derive(Debug)]
struct Text(Option<String>);

impl ToSql for Text {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        let Some(text) = &self.0 else { return Ok(IsNull::Yes) };
        out.extend_from_slice(text.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

/// A result column; only types whose binary form is text.
struct Shown(String);

impl<'a> FromSql<'a> for Shown {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Shown, Box<dyn StdError + Sync + Send>> {
        // The first byte of binary jsonb is its version.
        let raw = if *ty == Type::JSONB { raw.get(1..).unwrap_or_default() } else { raw };
        Ok(Shown(std::str::from_utf8(raw)?.to_owned()))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(
            *ty,
            Type::TEXT
                | Type::VARCHAR
                | Type::BPCHAR
                | Type::NAME
                | Type::UNKNOWN
                | Type::JSON
                | Type::JSONB
        )
    }
}

fn read_row(row: &tokio_postgres::Row) -> Result<Row, tokio_postgres::Error> {
    (0..row.len())
        .map(|index| Ok(row.try_get::<_, Option<Shown>>(index)?.map(|shown| shown.0)))
        .collect()
}
