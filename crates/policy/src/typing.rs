//! What each type of column can be asked: which operators, which neighbours, whether `$now`.

use bailiwick_schema::{Column, DataType, Engine, Value};

/// Whether a date of SQLite stands in it, which is compared as an instant.
pub(crate) fn is_instant(column: &Column, engine: Engine) -> bool {
    engine == Engine::Sqlite
        && matches!(
            column.data_type,
            DataType::Date | DataType::Timestamp | DataType::TimestampWithZone
        )
}

/// Whether anything but null can be asked of it.
pub(crate) fn is_comparable(data_type: &DataType) -> bool {
    !matches!(data_type, DataType::Json | DataType::Array(_) | DataType::Other)
}

/// Whether its values have an order that is the same everywhere.
pub(crate) fn is_ordered(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Integer { .. }
            | DataType::Decimal
            | DataType::Float { .. }
            | DataType::Text
            | DataType::Date
            | DataType::Time
            | DataType::Timestamp
            | DataType::TimestampWithZone
    )
}

/// Whether two columns can be compared with each other.
pub(crate) fn are_alike(left: &DataType, right: &DataType, engine: Engine) -> bool {
    let is_number = |data_type: &DataType| {
        matches!(data_type, DataType::Integer { .. } | DataType::Decimal | DataType::Float { .. })
    };
    let is_float = |data_type: &DataType| matches!(data_type, DataType::Float { .. });
    if is_number(left) && is_number(right) {
        // The servers turn an exact number into a double to compare it with one.
        return engine == Engine::Sqlite || is_float(left) == is_float(right);
    }
    is_comparable(left) && left == right
}

/// Whether `$now` can be compared with it, or written to it.
pub(crate) fn takes_now(column: &Column, engine: Engine, is_written: bool) -> bool {
    match &column.data_type {
        DataType::Date | DataType::Timestamp | DataType::TimestampWithZone => true,
        DataType::Integer { bits, .. } => *bits >= 32,
        DataType::Text => is_written || engine == Engine::Sqlite,
        _ => false,
    }
}

/// An instant (microseconds since 1970) as the column spells it; none when it cannot.
pub(crate) fn instant_value(now: i64, column: &Column, engine: Engine) -> Option<Value> {
    let day = i32::try_from(now.div_euclid(86_400_000_000)).ok()?;
    let second = now.div_euclid(1_000_000) * 1_000_000;
    match (&column.data_type, engine) {
        (DataType::Integer { .. }, _) => {
            let seconds = now.div_euclid(1_000_000).to_string();
            Value::from_text(&seconds, column, engine).ok()
        }
        (DataType::Date, Engine::Sqlite) => Value::Date(day).to_text().map(Value::Text),
        (DataType::Timestamp | DataType::TimestampWithZone | DataType::Text, Engine::Sqlite) => {
            // As `CURRENT_TIMESTAMP` spells it there.
            Value::Timestamp(second).to_text().map(Value::Text)
        }
        (DataType::Date, _) => Some(Value::Date(day)),
        (DataType::Timestamp | DataType::TimestampWithZone, _) => Some(Value::Timestamp(now)),
        (DataType::Text, _) => {
            let text = Value::Timestamp(now).to_text()?;
            Some(Value::Text(format!("{}Z", text.replacen(' ', "T", 1))))
        }
        _ => None,
    }
}
