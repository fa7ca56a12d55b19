//! What a column makes of a value when it stores it, done beforehand, so that rules judge what will be stored.

use bigdecimal::{BigDecimal, RoundingMode, Zero};

use crate::table::{Column, DataType, Engine};
use crate::value::{CoercionError, Value};

impl Value {
    /// The value as the column stores it: decimals rounded (half away from zero) to its digits, times cut to its
    /// digits, blanks at the end of a fixed-length text dropped. What would not fit is refused.
    pub fn stored_in(self, column: &Column, engine: Engine) -> Result<Value, CoercionError> {
        if engine == Engine::Sqlite {
            return Ok(self);
        }
        let arguments = arguments(&column.native_type);
        match self {
            Value::Decimal(number) => decimal(number, arguments, engine).map(Value::Decimal),
            Value::Text(text) if column.data_type == DataType::Text => {
                characters(text, column, arguments).map(Value::Text)
            }
            Value::Time(micros) => Ok(Value::Time(cut(micros, arguments, engine))),
            Value::Timestamp(micros) => Ok(Value::Timestamp(cut(micros, arguments, engine))),
            other => Ok(other),
        }
    }
}

/// The one or two numbers in brackets: `numeric(10,2)`, `varchar(20)`, `timestamp(3) with time zone`.
fn arguments(native_type: &str) -> (Option<u64>, Option<u64>) {
    let inside = native_type.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
    let Some((inside, _)) = inside else { return (None, None) };
    let mut numbers = inside.split(',').map(|part| part.trim().parse().ok());
    (numbers.next().flatten(), numbers.next().flatten())
}

fn decimal(
    number: BigDecimal,
    arguments: (Option<u64>, Option<u64>),
    engine: Engine,
) -> Result<BigDecimal, CoercionError> {
    let (precision, scale) = match (arguments, engine) {
        ((Some(precision), scale), _) => (precision, scale.unwrap_or(0)),
        ((None, _), Engine::Mysql) => (10, 0),
        ((None, _), _) => return Ok(number),
    };
    let scale_digits = i64::try_from(scale).unwrap_or(i64::MAX);
    let rounded = number.with_scale_round(scale_digits, RoundingMode::HalfUp);
    let whole_digits = precision.saturating_sub(scale);
    let whole = rounded.with_scale_round(0, RoundingMode::Down);
    let is_too_large = !whole.is_zero() && whole.digits() > whole_digits;
    if is_too_large {
        return Err(CoercionError(format!(
            "expected a number of at most {whole_digits} digits before the point"
        )));
    }
    Ok(rounded)
}

fn characters(
    text: String,
    column: &Column,
    arguments: (Option<u64>, Option<u64>),
) -> Result<String, CoercionError> {
    let native = column.native_type.to_ascii_lowercase();
    let word = native.split('(').next().unwrap_or_default().trim();
    let is_fixed = matches!(word, "char" | "character" | "bpchar");
    let text = if is_fixed { text.trim_end_matches(' ').to_owned() } else { text };
    let is_measured = is_fixed || matches!(word, "varchar" | "character varying");
    match arguments.0 {
        Some(length) if is_measured && text.chars().count() as u64 > length => {
            Err(CoercionError(format!("expected a text of at most {length} characters")))
        }
        _ => Ok(text),
    }
}

fn cut(micros: i64, arguments: (Option<u64>, Option<u64>), engine: Engine) -> i64 {
    let digits = match (arguments.0, engine) {
        (Some(digits), _) => digits.min(6),
        (None, Engine::Mysql) => 0,
        (None, _) => 6,
    };
    let unit = 10_i64.pow(6 - u32::try_from(digits).unwrap_or(6));
    micros.div_euclid(unit) * unit
}
