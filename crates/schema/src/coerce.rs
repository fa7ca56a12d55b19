//! JSON and text of clients, policies and tokens -> values typed as their column. Total: a value or a sentence.

use bigdecimal::BigDecimal;
use serde_json::Value as Json;

use crate::calendar;
use crate::number;
use crate::table::{Column, DataType, Engine};
use crate::text;
use crate::value::{CoercionError, Value};

impl Value {
    /// A value of a request's body, as the column will store it. Strict: text is never a number or a truth value,
    /// numbers are whole where the column is, and what the column cannot hold is refused. JSON null is null.
    pub fn from_json(json: &Json, column: &Column, engine: Engine) -> Result<Value, CoercionError> {
        Self::from_literal(json, column, engine)?.stored_in(column, engine)
    }

    /// A value that a column is compared with (a policy's literal). Strict like [`Value::from_json`], but kept exact:
    /// not rounded to the column's digits, not measured by its length.
    pub fn from_literal(
        json: &Json,
        column: &Column,
        engine: Engine,
    ) -> Result<Value, CoercionError> {
        typed(json, &column.data_type, engine)
    }

    /// A claim that a column is compared with. As a literal, and text that is a canonical number, `true` or `false`
    /// counts as that where the column needs it: `sub` is always a text in a token.
    pub fn from_claim(
        json: &Json,
        column: &Column,
        engine: Engine,
    ) -> Result<Value, CoercionError> {
        match json {
            Json::String(text) => Self::from_text(text, column, engine),
            other => Self::from_literal(other, column, engine),
        }
    }

    /// A value of a URL's filter, always text. No blanks around it, no exponent in a whole number.
    pub fn from_text(text: &str, column: &Column, engine: Engine) -> Result<Value, CoercionError> {
        worded(text, &column.data_type, engine)
    }
}

fn expected(data_type: &DataType) -> CoercionError {
    match data_type {
        DataType::Enumeration(labels) => {
            let labels: Vec<String> = labels.iter().map(|label| format!("`{label}`")).collect();
            CoercionError(format!("expected one of {}", labels.join(", ")))
        }
        other => CoercionError(format!("expected {}", other.noun())),
    }
}

pub(crate) fn typed(
    json: &Json,
    data_type: &DataType,
    engine: Engine,
) -> Result<Value, CoercionError> {
    match (data_type, json) {
        (DataType::Other, Json::Null) => Ok(Value::Null),
        (_, Json::Null) => Ok(Value::Null),
        (DataType::Boolean, Json::Bool(truth)) => Ok(Value::Boolean(*truth)),
        (
            DataType::Integer { .. } | DataType::Decimal | DataType::Float { .. },
            Json::Number(number),
        ) => worded(&number.to_string(), data_type, engine),
        (DataType::Json, document) => Ok(Value::Json(document.clone())),
        (DataType::Array(element), Json::Array(items)) => {
            let values: Result<Vec<Value>, CoercionError> =
                items.iter().map(|item| typed(item, element, engine)).collect();
            Ok(Value::List(element.as_ref().clone(), values?))
        }
        (
            DataType::Text
            | DataType::Enumeration(_)
            | DataType::Uuid
            | DataType::Bytes
            | DataType::Date
            | DataType::Time
            | DataType::Timestamp
            | DataType::TimestampWithZone,
            Json::String(text),
        ) => worded(text, data_type, engine),
        _ => Err(expected(data_type)),
    }
}

fn worded(text: &str, data_type: &DataType, engine: Engine) -> Result<Value, CoercionError> {
    if text.contains('\0') {
        return Err(CoercionError("text cannot hold a NUL character".to_owned()));
    }
    let value = match data_type {
        DataType::Boolean => match text {
            "true" | "t" | "1" => Some(Value::Boolean(true)),
            "false" | "f" | "0" => Some(Value::Boolean(false)),
            _ => None,
        },
        DataType::Integer { bits, unsigned } => match number::whole(text) {
            Some(whole) if number::fits(whole, *bits, *unsigned) => Some(Value::Integer(whole)),
            Some(_) => {
                return Err(CoercionError(format!(
                    "expected a whole number of {bits} bits{}",
                    if *unsigned { ", not negative" } else { "" }
                )));
            }
            None => None,
        },
        DataType::Decimal => number::decimal(text).and_then(|exact| match engine {
            Engine::Sqlite => as_sqlite_numeric(&exact),
            Engine::Postgres | Engine::Mysql => Some(Value::Decimal(exact)),
        }),
        DataType::Float { bits } => number::float(text, *bits, engine).map(Value::Float),
        DataType::Text => Some(Value::Text(text.to_owned())),
        DataType::Enumeration(labels) => {
            labels.iter().any(|label| label == text).then(|| Value::Text(text.to_owned()))
        }
        DataType::Uuid => is_uuid(text).then(|| Value::Text(text.to_ascii_lowercase())),
        DataType::Bytes => text.strip_prefix("\\x").and_then(number::hex).map(Value::Bytes),
        DataType::Json => serde_json::from_str(text).ok().map(Value::Json),
        DataType::Date | DataType::Time | DataType::Timestamp | DataType::TimestampWithZone => {
            dated(text, data_type, engine)
        }
        DataType::Array(_) | DataType::Other => None,
    };
    value.ok_or_else(|| expected(data_type))
}

/// A number as SQLite keeps it in a column of numeric affinity.
fn as_sqlite_numeric(exact: &BigDecimal) -> Option<Value> {
    match number::whole_of(exact).filter(|whole| number::fits(*whole, 64, false)) {
        Some(whole) => Some(Value::Integer(whole)),
        None => Some(number::nearest(exact)).filter(|number| number.is_finite()).map(Value::Float),
    }
}

fn dated(text: &str, data_type: &DataType, engine: Engine) -> Option<Value> {
    match data_type {
        DataType::Date => {
            let days = calendar::date(text)?;
            if engine == Engine::Sqlite {
                return Some(Value::Text(text.to_owned()));
            }
            i32::try_from(days).ok().map(Value::Date)
        }
        DataType::Time => {
            let micros = calendar::time(text)?;
            Some(if engine == Engine::Sqlite {
                Value::Text(text.to_owned())
            } else {
                Value::Time(micros)
            })
        }
        _ => {
            let moment = calendar::moment(text)?;
            if engine != Engine::Sqlite {
                return Some(Value::Timestamp(moment.micros));
            }
            // SQLite keeps what it is given; only an offset is worked out, in the spelling that was used.
            Some(Value::Text(match moment.separator {
                Some(' ') if moment.has_offset => text::timestamp(moment.micros, ' '),
                Some(_) if moment.has_offset => format!("{}Z", text::timestamp(moment.micros, 'T')),
                _ => text.to_owned(),
            }))
        }
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
