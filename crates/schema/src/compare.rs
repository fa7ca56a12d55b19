//! The order of values: exact, by value, without collation.

use std::cmp::Ordering;

use bigdecimal::BigDecimal;

use crate::value::Value;

impl Value {
    /// The order of two values; none when either is null or their kinds differ (UNKNOWN in a predicate).
    ///
    /// Numbers of every kind compare by exact value, with true as 1 and false as 0. NaN equals itself and is greatest,
    /// as on Postgres. Text and bytes compare by bytes. JSON and lists have no order.
    pub fn compare(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Text(left), Value::Text(right)) => Some(left.as_bytes().cmp(right.as_bytes())),
            (Value::Bytes(left), Value::Bytes(right)) => Some(left.cmp(right)),
            (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
            (Value::Time(left), Value::Time(right))
            | (Value::Timestamp(left), Value::Timestamp(right)) => Some(left.cmp(right)),
            (Value::Float(left), Value::Float(right)) => Some(floats(*left, *right)),
            _ => numbers(self, other),
        }
    }
}

fn numbers(left: &Value, right: &Value) -> Option<Ordering> {
    if let (Some(left), Some(right)) = (whole(left), whole(right)) {
        return Some(left.cmp(&right));
    }
    match (rank(left)?, rank(right)?) {
        (0, 0) => Some(exact(left)?.cmp(&exact(right)?)),
        (left, right) => Some(left.cmp(&right)),
    }
}

fn whole(value: &Value) -> Option<i128> {
    match value {
        Value::Boolean(truth) => Some(i128::from(*truth)),
        Value::Integer(number) => Some(*number),
        _ => None,
    }
}

/// Where a number stands beside the finite ones: -1 before, 0 among them, 1 and 2 (NaN) after.
fn rank(value: &Value) -> Option<i8> {
    match value {
        Value::Boolean(_) | Value::Integer(_) | Value::Decimal(_) => Some(0),
        Value::Float(number) if number.is_nan() => Some(2),
        Value::Float(number) if number.is_infinite() => Some(if *number > 0.0 { 1 } else { -1 }),
        Value::Float(_) => Some(0),
        _ => None,
    }
}

fn exact(value: &Value) -> Option<BigDecimal> {
    match value {
        Value::Decimal(number) => Some(number.clone()),
        Value::Float(number) => BigDecimal::try_from(*number).ok(),
        other => whole(other).map(BigDecimal::from),
    }
}

fn floats(left: f64, right: f64) -> Ordering {
    left.partial_cmp(&right).unwrap_or_else(|| left.is_nan().cmp(&right.is_nan()))
}
