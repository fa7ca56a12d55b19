//! Runs one statement on one connection: prepared once (the driver keeps it), natural binds, results as text.

use bailiwick_query::Statement;
use bailiwick_schema::Value;
use futures::TryStreamExt;
use mysql_async::consts::ColumnType;
use mysql_async::prelude::Queryable;
use mysql_async::{Column, Conn, Params, Value as Bind};

use super::errors;
use crate::allowance::Tally;
use crate::error::Raw;
use crate::{Error, Records, Row, Rows, text};

pub(super) async fn simple(connection: &mut Conn, sql: &'static str) -> Result<(), Error> {
    connection.query_drop(sql).await.map_err(errors::of)
}

pub(super) async fn query(
    connection: &mut Conn,
    statement: &Statement,
    (tally, refused): (&Tally, Refused),
) -> Result<Rows, Error> {
    let binds = binds(statement)?;
    let stopped = |error| stopped(error, tally);
    let mut found = connection
        .exec_stream::<mysql_async::Row, _, _>(statement.text.as_str(), binds)
        .await
        .map_err(stopped)?;
    let mut rows = Rows::new();
    while let Some(row) = found.try_next().await.map_err(stopped)? {
        tally.take(lengths(&row))?;
        rows.push(shown(row)?);
    }
    drop(found);
    refuse_warnings(connection, refused).await?;
    Ok(rows)
}

/// A packet that is longer than any answer may be is not read.
fn stopped(error: mysql_async::Error, tally: &Tally) -> Error {
    if errors::is_too_large(&error) { tally.exceeded() } else { errors::of(error) }
}

/// How many bytes the cells are shown in, about.
fn lengths(row: &mysql_async::Row) -> impl Iterator<Item = usize> {
    (0..row.len()).map(|index| match row.as_ref(index) {
        Some(Bind::Bytes(bytes)) => bytes.len(),
        _ => 0,
    })
}

/// The JSON of an object for each row.
pub(super) async fn records(
    connection: &mut Conn,
    statement: &Statement,
    (tally, most_rows, refused): (&Tally, u64, Refused),
) -> Result<Records, Error> {
    let binds = binds(statement)?;
    let stopped = |error| stopped(error, tally);
    let mut found = connection
        .exec_stream::<mysql_async::Row, _, _>(statement.text.as_str(), binds)
        .await
        .map_err(stopped)?;
    let mut records = Records::new();
    while let Some(row) = found.try_next().await.map_err(stopped)? {
        if records.len() as u64 >= most_rows {
            return Err(Error::TooManyRows(most_rows));
        }
        let columns = row.columns();
        let names = columns.iter().map(|column| column.name_ref().len());
        tally.take(names.zip(lengths(&row)).map(|(name, cell)| name + cell))?;
        let mut object = serde_json::Map::with_capacity(columns.len());
        for (column, cell) in columns.iter().zip(row.unwrap()) {
            object.insert(column.name_str().into_owned(), json(column, cell)?);
        }
        records.push(serde_json::Value::Object(object).to_string());
    }
    drop(found);
    refuse_warnings(connection, refused).await?;
    Ok(records)
}

/// The character set of bytes that are no text.
const BINARY: u16 = 63;

/// A cell as the data API shows it.
fn json(column: &Column, cell: Bind) -> Result<serde_json::Value, Error> {
    use serde_json::Value as Json;
    let is_truth =
        column.column_type() == ColumnType::MYSQL_TYPE_TINY && column.column_length() == 1;
    let is_exact = matches!(
        column.column_type(),
        ColumnType::MYSQL_TYPE_DECIMAL | ColumnType::MYSQL_TYPE_NEWDECIMAL
    );
    let is_binary = column.character_set() == BINARY;
    Ok(match cell {
        Bind::NULL => Json::Null,
        Bind::Int(number) if is_truth => Json::Bool(number != 0),
        Bind::Int(number) => number.into(),
        Bind::UInt(number) => number.into(),
        Bind::Float(number) => number.to_string().parse().map_or(Json::Null, Json::Number),
        Bind::Double(number) => {
            serde_json::Number::from_f64(number).map_or(Json::Null, Json::Number)
        }
        Bind::Bytes(bytes) if is_binary && !is_exact => format!("\\x{}", text::hex(&bytes)).into(),
        cell => {
            let words = shown_cell(cell)?.unwrap_or_default();
            let number = is_exact.then(|| words.parse().ok()).flatten();
            number.map_or(Json::String(words), Json::Number)
        }
    })
}

/// How many rows it matched.
pub(super) async fn execute(
    connection: &mut Conn,
    statement: &Statement,
    refused: Refused,
) -> Result<u64, Error> {
    let binds = binds(statement)?;
    connection.exec_drop(statement.text.as_str(), binds).await.map_err(errors::of)?;
    let count = connection.affected_rows();
    refuse_warnings(connection, refused).await?;
    Ok(count)
}

/// What MariaDB does with nothing but a warning, and is not answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Refused {
    /// It cuts long aggregates and strings, which would be half a document.
    Cut,
    /// Besides, it takes a text for the number or the date that it begins with, as in `id = '7abc'`. It says so however the
    /// comparison is run, also where an index answers it.
    CutAndCoerced,
}

async fn refuse_warnings(connection: &mut Conn, refused: Refused) -> Result<(), Error> {
    let count = usize::from(connection.get_warnings());
    if count == 0 {
        return Ok(());
    }
    let warnings: Vec<(String, u16, String)> =
        connection.query("SHOW WARNINGS").await.map_err(errors::of)?;
    if refused == Refused::CutAndCoerced {
        let coerced = warnings.iter().find(|(_, code, _)| *code == 1292);
        if let Some((_, code, message)) = coerced {
            return Err(Error::BadValue(Raw::new(format!("{code}: {message}"))));
        }
        // It keeps the first ones only.
        if warnings.len() < count {
            return Err(Error::BadValue(Raw::new("more warnings than the server keeps")));
        }
    }
    match warnings.into_iter().find(|(_, code, _)| matches!(code, 1260 | 1301)) {
        Some((_, code, message)) => Err(Error::Other(
            "the answer is longer than the database can give".to_owned(),
            Raw::new(format!("{code}: {message}")),
        )),
        None => Ok(()),
    }
}

fn binds(statement: &Statement) -> Result<Params, Error> {
    if statement.binds.is_empty() {
        return Ok(Params::Empty);
    }
    Ok(Params::Positional(statement.binds.iter().map(bind).collect::<Result<_, Error>>()?))
}

fn bind(value: &Value) -> Result<Bind, Error> {
    let words = |text: String| Bind::Bytes(text.into_bytes());
    Ok(match value {
        Value::Null => Bind::NULL,
        Value::Boolean(truth) => Bind::Int(i64::from(*truth)),
        Value::Integer(number) => match (i64::try_from(*number), u64::try_from(*number)) {
            (Ok(number), _) => Bind::Int(number),
            (_, Ok(number)) => Bind::UInt(number),
            _ => return Err(Error::BadValue(Raw::new("beyond 64 bits"))),
        },
        Value::Float(number) if !number.is_finite() => {
            return Err(Error::BadValue(Raw::new("not a finite number")));
        }
        Value::Float(number) => Bind::Double(*number),
        Value::Decimal(number) => words(number.to_plain_string()),
        Value::Text(text) => words(text.clone()),
        Value::Bytes(bytes) => Bind::Bytes(bytes.clone()),
        Value::Json(document) => words(document.to_string()),
        Value::Date(days) => words(text::date_text(*days)),
        Value::Time(micros) => words(text::time(*micros, true)),
        Value::Timestamp(micros) => words(text::timestamp_with_fraction(*micros)),
        Value::List(_, items) => words(text::json_list(items)),
    })
}

fn shown(row: mysql_async::Row) -> Result<Row, Error> {
    row.unwrap().into_iter().map(shown_cell).collect()
}

fn shown_cell(cell: Bind) -> Result<Option<String>, Error> {
    Ok(Some(match cell {
        Bind::NULL => return Ok(None),
        Bind::Bytes(bytes) => String::from_utf8(bytes)
            .map_err(|error| Error::other("the database holds text that is not UTF-8", error))?,
        Bind::Int(number) => number.to_string(),
        Bind::UInt(number) => number.to_string(),
        Bind::Float(number) => number.to_string(),
        Bind::Double(number) => text::float(number),
        Bind::Date(year, month, day, hour, minute, second, micros) => {
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}")
        }
        Bind::Time(is_negative, days, hours, minutes, seconds, micros) => {
            let sign = if is_negative { "-" } else { "" };
            let hours = days * 24 + u32::from(hours);
            format!("{sign}{hours:02}:{minutes:02}:{seconds:02}.{micros:06}")
        }
    }))
}
