//! Comma-separated values: rows in, rows out.

use serde_json::{Map, Value};

use crate::parse::too_many;
use crate::{Limits, Refusal};

/// What stands for null in a body, as in PostgREST.
const NULL: &str = "NULL";

/// The rows of a body whose first line names the fields. Every value is a text; `NULL` is null.
pub(crate) fn read(body: &[u8], limits: &Limits) -> Result<Vec<Map<String, Value>>, Refusal> {
    let wrong = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        Refusal::body_syntax(format!("line {line} of the body is not CSV as its first line has it"))
    };
    // A body that was cut off inside of a quoted field would be taken for a whole one.
    if body.iter().filter(|byte| **byte == b'"').count() % 2 == 1 {
        return Err(Refusal::body_syntax("a quote of the body is not closed"));
    }
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(body);
    let names = reader.headers().map_err(wrong)?.clone();
    for (index, name) in names.iter().enumerate() {
        if names.iter().take(index).any(|other| other == name) {
            return Err(Refusal::body_syntax(format!("the field `{name}` is named twice")));
        }
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        if rows.len() as u64 >= limits.written_rows {
            return Err(too_many(limits));
        }
        let value = |text: &str| if text == NULL { Value::Null } else { Value::from(text) };
        let row = names.iter().zip(&record).map(|(name, text)| (name.to_owned(), value(text)));
        rows.push(row.collect());
    }
    Ok(rows)
}

/// Objects as lines below the names of their fields. Null is empty, text is itself, everything else is its JSON.
pub(crate) fn write(names: &[&str], objects: &[String]) -> Result<Vec<u8>, Refusal> {
    let broken = || Refusal::new(500, "XX000", "the database gave a row that is no object");
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(names).map_err(|_| broken())?;
    for object in objects {
        let fields: Map<String, Value> = serde_json::from_str(object).map_err(|_| broken())?;
        let cells = names.iter().map(|name| match fields.get(*name) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        });
        writer.write_record(cells).map_err(|_| broken())?;
    }
    writer.into_inner().map_err(|_| broken())
}
