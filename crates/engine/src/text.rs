//! Values as the text that each engine reads.

use bailiwick_schema::Value;

use crate::Error;
use crate::error::Raw;

/// One value in Postgres' text format; none for null.
pub(crate) fn for_postgres(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => number.to_plain_string(),
        Value::Float(number) => float(*number),
        Value::Text(text) => text.clone(),
        Value::Bytes(bytes) => format!("\\x{}", hex(bytes)),
        Value::Json(document) => document.to_string(),
        Value::Date(days) => {
            let (text, is_bc) = date(*days);
            if is_bc { format!("{text} BC") } else { text }
        }
        Value::Time(micros) => time(*micros, true),
        Value::Timestamp(micros) => {
            let (day, is_bc) = date(day_of(*micros));
            let era = if is_bc { " BC" } else { "" };
            format!("{day} {}+00{era}", time(micros.rem_euclid(MICROS_PER_DAY), true))
        }
        Value::List(_, items) => postgres_array(items),
    })
}

/// `{"a",NULL}`: every element quoted, so that no element is read as syntax.
fn postgres_array(items: &[Value]) -> String {
    let mut text = String::from("{");
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            text.push(',');
        }
        match (item, for_postgres(item)) {
            (_, None) => text.push_str("NULL"),
            (Value::List(..), Some(nested)) => text.push_str(&nested),
            (_, Some(element)) => {
                text.push('"');
                for character in element.chars() {
                    if matches!(character, '"' | '\\') {
                        text.push('\\');
                    }
                    text.push(character);
                }
                text.push('"');
            }
        }
    }
    text.push('}');
    text
}

/// A list for `json_each` and `JSON_TABLE`: numbers as numbers, booleans as 1 and 0, bytes as lowercase hex, the rest as strings.
pub(crate) fn json_list(items: &[Value]) -> String {
    serde_json::Value::Array(items.iter().map(json_item).collect()).to_string()
}

fn json_item(value: &Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match value {
        Value::Null => Json::Null,
        Value::Boolean(truth) => Json::from(u8::from(*truth)),
        Value::Integer(number) => match (i64::try_from(*number), u64::try_from(*number)) {
            (Ok(number), _) => Json::from(number),
            (_, Ok(number)) => Json::from(number),
            _ => Json::from(number.to_string()),
        },
        Value::Float(number) => serde_json::Number::from_f64(*number)
            .map_or_else(|| Json::from(float(*number)), Json::Number),
        Value::Bytes(bytes) => Json::from(hex(bytes)),
        Value::Json(document) => Json::from(document.to_string()),
        Value::List(_, items) => Json::Array(items.iter().map(json_item).collect()),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Decimal(number) => Json::from(number.to_plain_string()),
        Value::Date(days) => Json::from(date_text(*days)),
        Value::Time(micros) => Json::from(time(*micros, false)),
        Value::Timestamp(micros) => Json::from(timestamp(*micros)),
    }
}

/// Refuses what the engines disagree about or cut off: a NUL inside text.
pub(crate) fn check(binds: &[Value]) -> Result<(), Error> {
    let has_nul = binds.iter().any(|value| match value {
        Value::Text(text) => text.contains('\0'),
        Value::List(_, items) => check(items).is_err(),
        _ => false,
    });
    if has_nul { Err(Error::BadValue(Raw::new("text with a NUL character"))) } else { Ok(()) }
}

/// `YYYY-MM-DD HH:MM:SS`, with six digits of fraction unless it is zero.
pub(crate) fn timestamp(micros: i64) -> String {
    format!("{} {}", date_text(day_of(micros)), time(micros.rem_euclid(MICROS_PER_DAY), false))
}

/// `YYYY-MM-DD HH:MM:SS.ffffff`.
pub(crate) fn timestamp_with_fraction(micros: i64) -> String {
    format!("{} {}", date_text(day_of(micros)), time(micros.rem_euclid(MICROS_PER_DAY), true))
}

/// `YYYY-MM-DD`; years before 1 with a minus sign.
pub(crate) fn date_text(days: i32) -> String {
    let (year, month, day) = civil(days);
    if year < 0 {
        format!("-{:04}-{month:02}-{day:02}", -year)
    } else {
        format!("{year:04}-{month:02}-{day:02}")
    }
}

const MICROS_PER_DAY: i64 = 86_400_000_000;

fn day_of(micros: i64) -> i32 {
    // An i64 of microseconds spans fewer than 2^28 days.
    i32::try_from(micros.div_euclid(MICROS_PER_DAY)).unwrap_or(i32::MAX)
}

/// `HH:MM:SS`, with six digits of fraction unless that is zero and not asked for.
pub(crate) fn time(micros: i64, with_fraction: bool) -> String {
    let (seconds, fraction) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
    let whole = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if fraction == 0 && !with_fraction { whole } else { format!("{whole}.{fraction:06}") }
}

/// The date in the common era, and whether it is before Christ.
fn date(days: i32) -> (String, bool) {
    let (year, month, day) = civil(days);
    let is_bc = year < 1;
    let shown = if is_bc { 1 - year } else { year };
    (format!("{shown:04}-{month:02}-{day:02}"), is_bc)
}

/// Year, month and day of a day number since 1970-01-01 in the proleptic Gregorian calendar.
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn civil(days: i32) -> (i64, i64, i64) {
    let shifted = i64::from(days) + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

pub(crate) fn float(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity".to_owned() } else { "-Infinity".to_owned() }
    } else {
        // The shortest text that reads back as the same double.
        format!("{number:e}")
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
