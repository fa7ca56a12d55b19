//! Runs one statement on one connection: prepared once, natural binds, results as text.

use bailiwick_query::Statement;
use bailiwick_schema::Value;
use rusqlite::CachedStatement;
use rusqlite::limits::Limit;
use rusqlite::types::{Value as Bind, ValueRef};

use super::errors;
use crate::allowance::Tally;
use crate::error::Raw;
use crate::{Error, Records, Rows, text};

/// The most that SQLite makes of one value or row for an answer. It holds for every value that a statement touches, also
/// in rows that nobody is shown, so it is always the same and well beyond what any request may take.
const LARGEST_READ: i32 = 64 * 1024 * 1024;

/// The most that SQLite makes of one value or row otherwise.
const LARGEST: i32 = 1_000_000_000;

pub(super) fn query(
    handle: &rusqlite::Connection,
    statement: &Statement,
    tally: &Tally,
) -> Result<Rows, Error> {
    let mut prepared = prepare(handle, statement)?;
    let width = prepared.column_count();
    let _bound = Bound::set(handle, &prepared)?;
    let mut found = prepared.raw_query();
    let mut rows = Rows::new();
    while let Some(row) = found.next().map_err(|error| stopped(error, tally))? {
        tally.take((0..width).map(|index| length(row.get_ref(index).ok())))?;
        let cells = (0..width).map(|index| shown(row.get_ref(index).map_err(errors::of)?));
        rows.push(cells.collect::<Result<_, Error>>()?);
    }
    Ok(rows)
}

/// The JSON of an object for each row.
pub(super) fn records(
    handle: &rusqlite::Connection,
    statement: &Statement,
    (tally, most_rows): (&Tally, u64),
) -> Result<Records, Error> {
    let mut prepared = prepare(handle, statement)?;
    let columns: Vec<(String, String)> = prepared
        .columns()
        .iter()
        .map(|column| {
            (column.name().to_owned(), column.decl_type().unwrap_or_default().to_ascii_uppercase())
        })
        .collect();
    let _bound = Bound::set(handle, &prepared)?;
    let mut found = prepared.raw_query();
    let mut records = Records::new();
    while let Some(row) = found.next().map_err(|error| stopped(error, tally))? {
        if records.len() as u64 >= most_rows {
            return Err(Error::TooManyRows(most_rows));
        }
        let cells = columns.iter().enumerate();
        tally.take(cells.map(|(index, (name, _))| name.len() + length(row.get_ref(index).ok())))?;
        let mut object = serde_json::Map::with_capacity(columns.len());
        for (index, (name, declared)) in columns.iter().enumerate() {
            let cell = row.get_ref(index).map_err(errors::of)?;
            object.insert(name.clone(), json(cell, declared)?);
        }
        records.push(serde_json::Value::Object(object).to_string());
    }
    Ok(records)
}

/// As long as a reading statement runs, SQLite makes no value that is longer than an answer can be: it keeps it in this
/// process before anybody sees its length. What is written has the length that it has.
struct Bound<'a>(&'a rusqlite::Connection);

impl<'a> Bound<'a> {
    fn set(
        handle: &'a rusqlite::Connection,
        prepared: &CachedStatement<'_>,
    ) -> Result<Bound<'a>, Error> {
        let most = if prepared.readonly() { LARGEST_READ } else { LARGEST };
        handle.set_limit(Limit::SQLITE_LIMIT_LENGTH, most).map_err(errors::of)?;
        Ok(Bound(handle))
    }
}

impl Drop for Bound<'_> {
    fn drop(&mut self) {
        // It fails for a limit that SQLite does not have.
        let _ = self.0.set_limit(Limit::SQLITE_LIMIT_LENGTH, LARGEST);
    }
}

fn stopped(error: rusqlite::Error, tally: &Tally) -> Error {
    match errors::of(error) {
        Error::TooLong(_) => tally.exceeded(),
        error => error,
    }
}

/// How many bytes a cell is shown in, about.
fn length(cell: Option<ValueRef<'_>>) -> usize {
    match cell {
        Some(ValueRef::Text(bytes)) => bytes.len(),
        // In hexadecimal digits.
        Some(ValueRef::Blob(bytes)) => bytes.len().saturating_mul(2),
        _ => 0,
    }
}

/// A cell as the data API shows it: by what is stored, and by a declared type of truth or of documents.
fn json(cell: ValueRef<'_>, declared: &str) -> Result<serde_json::Value, Error> {
    use serde_json::Value as Json;
    Ok(match cell {
        ValueRef::Null => Json::Null,
        ValueRef::Integer(number) if declared.starts_with("BOOL") => Json::Bool(number != 0),
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => {
            serde_json::Number::from_f64(number).map_or(Json::Null, Json::Number)
        }
        ValueRef::Text(bytes) => {
            let words = std::str::from_utf8(bytes).map_err(|error| {
                Error::other("the database holds text that is not UTF-8", error)
            })?;
            let document = declared.contains("JSON").then(|| serde_json::from_str(words).ok());
            document.flatten().unwrap_or_else(|| words.into())
        }
        ValueRef::Blob(bytes) => format!("\\x{}", text::hex(bytes)).into(),
    })
}

/// How many rows it matched.
pub(super) fn execute(handle: &rusqlite::Connection, statement: &Statement) -> Result<u64, Error> {
    let mut prepared = prepare(handle, statement)?;
    let count = prepared.raw_execute().map_err(errors::of)?;
    Ok(u64::try_from(count).unwrap_or(u64::MAX))
}

fn prepare<'a>(
    handle: &'a rusqlite::Connection,
    statement: &Statement,
) -> Result<CachedStatement<'a>, Error> {
    let mut prepared = handle.prepare_cached(&statement.text).map_err(errors::of)?;
    if prepared.parameter_count() != statement.binds.len() {
        let raw =
            format!("{} parameters, {} binds", prepared.parameter_count(), statement.binds.len());
        return Err(Error::other("the statement and its values do not match", raw));
    }
    for (index, value) in statement.binds.iter().enumerate() {
        prepared.raw_bind_parameter(index + 1, bind(value)?).map_err(errors::of)?;
    }
    Ok(prepared)
}

fn bind(value: &Value) -> Result<Bind, Error> {
    Ok(match value {
        Value::Null => Bind::Null,
        Value::Boolean(truth) => Bind::Integer(i64::from(*truth)),
        Value::Integer(number) => Bind::Integer(
            i64::try_from(*number).map_err(|_| Error::BadValue(Raw::new("beyond 64 bits")))?,
        ),
        Value::Float(number) => Bind::Real(*number),
        Value::Decimal(number) => Bind::Text(number.to_plain_string()),
        Value::Text(text) => Bind::Text(text.clone()),
        Value::Bytes(bytes) => Bind::Blob(bytes.clone()),
        Value::Json(document) => Bind::Text(document.to_string()),
        Value::Date(days) => Bind::Text(text::date_text(*days)),
        Value::Time(micros) => Bind::Text(text::time(*micros, false)),
        Value::Timestamp(micros) => Bind::Text(text::timestamp(*micros)),
        Value::List(_, items) => Bind::Text(text::json_list(items)),
    })
}

fn shown(cell: ValueRef<'_>) -> Result<Option<String>, Error> {
    let as_text = |bytes: &[u8]| {
        std::str::from_utf8(bytes)
            .map(|text| Some(text.to_owned()))
            .map_err(|error| Error::other("the database holds text that is not UTF-8", error))
    };
    match cell {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(number) => Ok(Some(number.to_string())),
        ValueRef::Real(number) => Ok(Some(text::float(number))),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => as_text(bytes),
    }
}
