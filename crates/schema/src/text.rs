//! Values as canonical text.

use crate::instant::{DAY, civil};
use crate::table::DataType;
use crate::value::Value;

impl Value {
    /// The value as text: numbers in full, dates in ISO with a blank before the time, bytes as `\x…`; none for null
    /// and lists.
    pub fn to_text(&self) -> Option<String> {
        match self {
            Value::Null | Value::List(..) => None,
            Value::Boolean(truth) => Some(truth.to_string()),
            Value::Integer(number) => Some(number.to_string()),
            Value::Decimal(number) => Some(number.to_plain_string()),
            Value::Float(number) if number.is_infinite() => {
                Some(if *number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned())
            }
            Value::Float(number) => Some(number.to_string()),
            Value::Text(text) => Some(text.clone()),
            Value::Bytes(bytes) => Some(
                bytes.iter().fold("\\x".to_owned(), |text, byte| text + &format!("{byte:02x}")),
            ),
            Value::Json(document) => Some(document.to_string()),
            Value::Date(days) => Some(date(i64::from(*days))),
            Value::Time(micros) => Some(time(*micros)),
            Value::Timestamp(micros) => Some(timestamp(*micros, ' ')),
        }
    }
}

/// `YYYY-MM-DD`.
pub(crate) fn date(days: i64) -> String {
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `HH:MM:SS`, and six digits of fraction when there is one.
pub(crate) fn time(micros: i64) -> String {
    let seconds = micros / 1_000_000;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = micros % 1_000_000;
    if fraction == 0 {
        format!("{hour:02}:{minute:02}:{second:02}")
    } else {
        format!("{hour:02}:{minute:02}:{second:02}.{fraction:06}")
    }
}

/// `YYYY-MM-DD HH:MM:SS[.ffffff]` with that separator.
pub(crate) fn timestamp(micros: i64, separator: char) -> String {
    format!("{}{separator}{}", date(micros.div_euclid(DAY)), time(micros.rem_euclid(DAY)))
}

impl DataType {
    /// The type as a sentence names it.
    pub fn noun(&self) -> &'static str {
        match self {
            DataType::Boolean => "true or false",
            DataType::Integer { .. } => "a whole number",
            DataType::Decimal => "a number",
            DataType::Float { .. } => "a number",
            DataType::Text => "a text",
            DataType::Enumeration(_) => "one of its labels",
            DataType::Uuid => "a uuid",
            DataType::Bytes => "bytes written `\\x…`",
            DataType::Json => "JSON",
            DataType::Date => "a date written `YYYY-MM-DD`",
            DataType::Time => "a time written `HH:MM:SS`",
            DataType::Timestamp | DataType::TimestampWithZone => {
                "a date and time written `YYYY-MM-DDTHH:MM:SS`"
            }
            DataType::Array(_) => "a list",
            DataType::Other => "a value of a type that cannot be given",
        }
    }
}
