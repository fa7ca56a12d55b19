//! A value of a column, typed as the column is, so that equality means what the policy says.

use bigdecimal::BigDecimal;

use crate::table::DataType;

/// A typed value: of a row, of a claim after coercion, or bound into a statement.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// SQL's null.
    Null,
    /// True or false.
    Boolean(bool),
    /// Fits every integer type of the three engines.
    Integer(i128),
    /// An exact number.
    Decimal(BigDecimal),
    /// A finite or infinite double.
    Float(f64),
    /// Text, enumeration labels, dates of SQLite as stored, uuids in lowercase.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A JSON document.
    Json(serde_json::Value),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since midnight.
    Time(i64),
    /// Microseconds since 1970; without a zone it is read as UTC.
    Timestamp(i64),
    /// A list bound as one parameter, or an array column's value; with the type of its elements.
    List(DataType, Vec<Value>),
}

/// Why a JSON value does not fit a column; the sentence names what was expected, never what is stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CoercionError(pub String);
