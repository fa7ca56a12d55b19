//! Values: what is admitted, how it is ordered, how SQLite reads dates.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::cmp::Ordering;

use bailiwick_schema::{
    Column, DataType, DefaultValue, Engine, Value, format_instant_milliseconds, julian_milliseconds,
};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn column(data_type: DataType, native_type: &str) -> Column {
    Column {
        name: "it".to_owned(),
        data_type,
        native_type: native_type.to_owned(),
        nullable: true,
        default: DefaultValue::None,
        generated: false,
        identity: String::new(),
    }
}

fn body(json: &str, data_type: DataType, native_type: &str) -> Option<String> {
    let json: Json = serde_json::from_str(json).unwrap();
    let value = Value::from_json(&json, &column(data_type, native_type), Engine::Postgres).ok()?;
    Some(value.to_text().unwrap_or_else(|| format!("{value:?}")))
}

#[test]
fn what_looks_like_a_number_is_none() {
    let bigint = || DataType::Integer { bits: 64, unsigned: false };
    for text in [
        "\"1e9\"",
        "\" 5\"",
        "\"5\"",
        "true",
        "[5]",
        "{\"$eq\":5}",
        "\"5\\u0000\"",
        "5.0000000000000001",
        "1e400",
        "5e0",
        "9223372036854775808",
        "-9223372036854775809",
        "\"\"",
        "\"2024-01-01\"",
    ] {
        assert_eq!(body(text, bigint(), "bigint"), None, "{text}");
    }
    assert_eq!(body("-0", bigint(), "bigint").as_deref(), Some("0"));
    assert_eq!(body("5.0", bigint(), "bigint").as_deref(), Some("5"));
    assert_eq!(
        body("9223372036854775807", bigint(), "bigint").as_deref(),
        Some("9223372036854775807")
    );
    assert_eq!(body("null", bigint(), "bigint").as_deref(), Some("Null"));
    assert_eq!(body("-1", DataType::Integer { bits: 32, unsigned: true }, "int unsigned"), None);
    assert_eq!(body("8388608", DataType::Integer { bits: 24, unsigned: false }, "mediumint"), None);
}

#[test]
fn decimals_become_what_is_stored() {
    let exact = |text: &str, native: &str| body(text, DataType::Decimal, native);
    assert_eq!(exact("0.004", "numeric(10,2)").as_deref(), Some("0.00"));
    assert_eq!(exact("0.005", "numeric(10,2)").as_deref(), Some("0.01"));
    assert_eq!(exact("-0.005", "numeric(10,2)").as_deref(), Some("-0.01"));
    assert_eq!(exact("99999999.99", "numeric(10,2)").as_deref(), Some("99999999.99"));
    assert_eq!(exact("99999999.995", "numeric(10,2)"), None);
    assert_eq!(exact("0.5", "numeric(2,2)").as_deref(), Some("0.50"));
    assert_eq!(exact("1", "numeric(2,2)"), None);
    assert_eq!(exact("5.0000000000000001", "numeric").as_deref(), Some("5.0000000000000001"));
    assert_eq!(exact("1e2000", "numeric"), None);
    assert_eq!(exact("\"5\"", "numeric"), None);
}

#[test]
fn texts_that_do_not_fit_are_refused() {
    assert_eq!(body("\"abc\"", DataType::Text, "varchar(3)").as_deref(), Some("abc"));
    assert_eq!(body("\"abcd\"", DataType::Text, "character varying(3)"), None);
    assert_eq!(body("\"abc   \"", DataType::Text, "varchar(3)"), None);
    assert_eq!(body("\"äöü\"", DataType::Text, "varchar(3)").as_deref(), Some("äöü"));
    assert_eq!(body("\"ab  \"", DataType::Text, "character(3)").as_deref(), Some("ab"));
    assert_eq!(body("\"a\\u0000\"", DataType::Text, "text"), None);
    assert_eq!(body("5", DataType::Text, "text"), None);
    assert_eq!(body("\"nope\"", DataType::Enumeration(vec!["yes".into()]), "e"), None);
    assert_eq!(
        body("\"AAAAAAAA-0000-4000-8000-000000000000\"", DataType::Uuid, "uuid").as_deref(),
        Some("aaaaaaaa-0000-4000-8000-000000000000")
    );
    assert_eq!(body("\"\\\\x0aFF\"", DataType::Bytes, "bytea").as_deref(), Some("\\x0aff"));
    assert_eq!(body("\"\\\\x0\"", DataType::Bytes, "bytea"), None);
}

#[test]
fn dates_are_normalised() {
    let moment =
        |text: &str, native: &str| body(&json!(text).to_string(), DataType::Timestamp, native);
    assert_eq!(
        moment("2024-01-01T00:00:00+14:00", "timestamp").as_deref(),
        Some("2023-12-31 10:00:00")
    );
    assert_eq!(
        moment("2024-01-01T00:00:00.123456789Z", "timestamp").as_deref(),
        Some("2024-01-01 00:00:00.123456")
    );
    assert_eq!(
        moment("2024-01-01 10:00:00.987", "timestamp(0)").as_deref(),
        Some("2024-01-01 10:00:00")
    );
    assert_eq!(moment("2024-01-01", "timestamp").as_deref(), Some("2024-01-01 00:00:00"));
    for text in [
        "2024-02-30",
        "2024-1-1",
        "now",
        "infinity",
        "2024-01-01T24:00",
        "2024-01-01T10:00:00+99:00",
        "20240101",
    ] {
        assert_eq!(moment(text, "timestamp"), None, "{text}");
    }
}

#[test]
fn claims_may_be_texts_of_numbers_and_nothing_looser() {
    let column = column(DataType::Integer { bits: 64, unsigned: false }, "bigint");
    let claim = |json: Json| Value::from_claim(&json, &column, Engine::Postgres).ok();
    assert_eq!(claim(json!("7")), Some(Value::Integer(7)));
    assert_eq!(claim(json!(7)), Some(Value::Integer(7)));
    for json in
        [json!("7 "), json!("+7"), json!("0x7"), json!("7e0"), json!("٧"), json!(true), json!([7])]
    {
        assert_eq!(claim(json.clone()), None, "{json}");
    }
}

#[test]
fn sqlite_keeps_numbers_as_it_stores_them() {
    let column = column(DataType::Decimal, "numeric");
    let value = |json: Json| Value::from_json(&json, &column, Engine::Sqlite).unwrap();
    assert_eq!(value(json!(5)), Value::Integer(5));
    assert_eq!(value(json!(5.0)), Value::Integer(5));
    assert_eq!(value(json!(0.1)), Value::Float(0.1));
}

#[test]
fn numbers_compare_exactly_across_kinds() {
    let large = Value::Integer(9_007_199_254_740_993);
    assert_eq!(large.compare(&Value::Float(9_007_199_254_740_992.0)), Some(Ordering::Greater));
    let tenth = Value::Decimal("0.1".parse().unwrap());
    assert_eq!(tenth.compare(&Value::Float(0.1)), Some(Ordering::Less));
    assert_eq!(Value::Boolean(true).compare(&Value::Integer(1)), Some(Ordering::Equal));
    assert_eq!(Value::Float(f64::NAN).compare(&Value::Float(f64::NAN)), Some(Ordering::Equal));
    assert_eq!(
        Value::Float(f64::NAN).compare(&Value::Float(f64::INFINITY)),
        Some(Ordering::Greater)
    );
    assert_eq!(Value::Float(f64::INFINITY).compare(&large), Some(Ordering::Greater));
    assert_eq!(Value::Float(-0.0).compare(&Value::Integer(0)), Some(Ordering::Equal));
    assert_eq!(Value::Text("5".into()).compare(&Value::Integer(5)), None);
    assert_eq!(Value::Null.compare(&Value::Null), None);
}

#[test]
fn stored_dates_are_read_as_julianday_reads_them() {
    let noon = 1_717_243_200_000;
    for (text, expected) in [
        ("2024-06-01 12:00:00", Some(noon)),
        ("2024-06-01T12:00:00Z", Some(noon)),
        ("2024-06-01  12:00", Some(noon)),
        ("2024-06-01 14:00:00+02:00", Some(noon)),
        ("2024-06-01 12:00:00.0009", Some(noon + 1)),
        ("2024-06-01 12:00:00.9999", Some(noon + 999)),
        ("2024-06-01", Some(noon - 43_200_000)),
        ("2024-02-31", Some(1_709_337_600_000)),
        ("now", None),
        ("12:00", None),
        ("2460000.5", None),
        ("2024-06-01 25:00", None),
        ("2024-06-01 12:00:00 x", None),
        ("2024-00-01", None),
    ] {
        assert_eq!(julian_milliseconds(text), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn instants_are_read_back(instant in -62_167_219_200_000_i64..253_402_300_799_999) {
        prop_assert_eq!(julian_milliseconds(&format_instant_milliseconds(instant)), Some(instant));
    }

    #[test]
    fn coercion_never_panics(text in ".{0,30}") {
        for engine in [Engine::Sqlite, Engine::Postgres, Engine::Mysql] {
            for data_type in [
                DataType::Boolean, DataType::Integer { bits: 64, unsigned: false }, DataType::Decimal,
                DataType::Float { bits: 32 }, DataType::Text, DataType::Uuid, DataType::Bytes, DataType::Json,
                DataType::Date, DataType::Time, DataType::Timestamp,
            ] {
                let _ = Value::from_text(&text, &column(data_type, "x(1,2)"), engine);
            }
        }
        let _ = julian_milliseconds(&text);
    }

    #[test]
    fn dates_survive_their_text(days in -700_000_i32..2_900_000) {
        let text = Value::Date(days).to_text().unwrap();
        let read = Value::from_text(&text, &column(DataType::Date, "date"), Engine::Postgres);
        prop_assert_eq!(read, Ok(Value::Date(days)));
    }
}
