//! A cell read back as JSON -> a value. Lenient: what does not fit its column (SQLite stores anything) keeps its own kind.

use serde_json::Value as Json;

use crate::table::{Column, DataType, Engine};
use crate::value::Value;

impl Value {
    /// The value of a cell that the database returned as JSON.
    pub fn from_stored(json: &Json, column: &Column, engine: Engine) -> Value {
        stored(json, &column.data_type, engine)
    }
}

fn stored(json: &Json, data_type: &DataType, engine: Engine) -> Value {
    match (data_type, json) {
        (_, Json::Null) => Value::Null,
        (DataType::Json, document) => Value::Json(document.clone()),
        (DataType::Array(element), Json::Array(items)) => {
            let values = items.iter().map(|item| stored(item, element, engine)).collect();
            Value::List(element.as_ref().clone(), values)
        }
        (DataType::Boolean, Json::Number(number)) if number.to_string() == "0" => {
            Value::Boolean(false)
        }
        (DataType::Boolean, Json::Number(number)) if number.to_string() == "1" => {
            Value::Boolean(true)
        }
        (DataType::Float { .. } | DataType::Decimal, Json::String(text))
            if engine == Engine::Postgres =>
        {
            match text.as_str() {
                "NaN" => Value::Float(f64::NAN),
                "Infinity" => Value::Float(f64::INFINITY),
                "-Infinity" => Value::Float(f64::NEG_INFINITY),
                text => Value::Text(text.to_owned()),
            }
        }
        (
            DataType::Date | DataType::Time | DataType::Timestamp | DataType::TimestampWithZone,
            Json::String(text),
        ) if engine == Engine::Sqlite => Value::Text(text.clone()),
        (DataType::Enumeration(_) | DataType::Text, Json::String(text)) => {
            Value::Text(text.clone())
        }
        _ => crate::coerce::typed(json, data_type, engine).unwrap_or_else(|_| natural(json)),
    }
}

fn natural(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Boolean(*truth),
        Json::String(text) => Value::Text(text.clone()),
        Json::Number(number) => {
            let text = number.to_string();
            match (crate::number::whole(&text), text.parse::<f64>()) {
                (Some(whole), _) if !text.contains('.') => Value::Integer(whole),
                (_, Ok(float)) => Value::Float(float),
                (_, Err(_)) => Value::Null,
            }
        }
        other => Value::Json(other.clone()),
    }
}
