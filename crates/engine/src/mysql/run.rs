//! Runs one statement on one connection: prepared once (the driver keeps it), natural binds, results as text.

use bailiwick_query::Statement;
use bailiwick_schema::Value;
use mysql_async::consts::ColumnType;
use mysql_async::prelude::Queryable;
use mysql_async::{Column, Conn, Params, Value as Bind};

use super::errors;
use crate::error::Raw;
use crate::{Error, Records, Row, Rows, text};

pub(super) async fn simple(connection: &mut Conn, sql: &'static str) -> Result<(), Error> {
    connection.query_drop(sql).await.map_err(errors::of)
}

pub(super) async fn query(connection: &mut Conn, statement: &Statement) -> Result<Rows, Error> {
    let binds = binds(statement)?;
    let found: Vec<mysql_async::Row> =
        connection.exec(statement.text.as_str(), binds).await.map_err(errors::of)?;
    refuse_cut_results(connection).await?;
    found.into_iter().map(shown).collect()
}

/// The JSON of an object for each row.
pub(super) async fn records(
    connection: &mut Conn,
    statement: &Statement,
) -> Result<Records, Error> {
    let binds = binds(statement)?;
    let found: Vec<mysql_async::Row> =
        connection.exec(statement.text.as_str(), binds).await.map_err(errors::of)?;
    refuse_cut_results(connection).await?;
    let mut records = Records::with_capacity(found.len());
    for row in found {
        let columns = row.columns();
        let mut object = serde_json::Map::with_capacity(columns.len());
        for (column, cell) in columns.iter().zip(row.unwrap()) {
            object.insert(column.name_str().into_owned(), json(column, cell)?);
        }
        records.push(serde_json::Value::Object(object).to_string());
    }
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
pub(super) async fn execute(connection: &mut Conn, statement: &Statement) -> Result<u64, Error> {
    let binds = binds(statement)?;
    connection.exec_drop(statement.text.as_str(), binds).await.map_err(errors::of)?;
    let count = connection.affected_rows();
    refuse_cut_results(connection).await?;
    Ok(count)
}

/// MariaDB cuts long aggregates and strings with nothing but a warning, which would be half a document.
async fn refuse_cut_results(connection: &mut Conn) -> Result<(), Error> {
    if connection.get_warnings() == 0 {
        return Ok(());
    }
    let warnings: Vec<(String, u16, String)> =
        connection.query("SHOW WARNINGS").await.map_err(errors::of)?;
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
