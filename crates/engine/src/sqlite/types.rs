//! SQLite's declared types and defaults as the schema knows them.

use bailiwick_schema::{DataType, DefaultValue};

use crate::found;

/// What a declaration promises. Names that SQLite only guesses at are `Other`: they can be read, not compared.
/// Source: sqlite.org, "Datatypes In SQLite", §3.1, after the names that people mean more by than SQLite does.
pub(super) fn data_type(declared: &str) -> DataType {
    let name = declared.to_ascii_uppercase();
    let name = name.split('(').next().unwrap_or_default().trim();
    let has = |part: &str| name.contains(part);
    match name {
        "DATE" => return DataType::Date,
        "TIME" => return DataType::Time,
        "DATETIME" | "TIMESTAMP" | "TIMESTAMP WITHOUT TIME ZONE" => return DataType::Timestamp,
        "TIMESTAMPTZ" | "TIMESTAMP WITH TIME ZONE" => return DataType::TimestampWithZone,
        "JSON" | "JSONB" => return DataType::Json,
        "UUID" | "GUID" | "STRING" => return DataType::Text,
        "NUM" | "NUMBER" => return DataType::Decimal,
        _ => {}
    }
    if has("BOOL") {
        DataType::Boolean
    } else if has("INT") {
        DataType::Integer { bits: 64, unsigned: false }
    } else if has("CHAR") || has("CLOB") || has("TEXT") {
        DataType::Text
    } else if has("BLOB") || has("BINARY") || has("BYTEA") {
        DataType::Bytes
    } else if has("REAL") || has("FLOA") || has("DOUB") {
        DataType::Float { bits: 64 }
    } else if has("NUMERIC") || has("DECIMAL") || has("MONEY") {
        DataType::Decimal
    } else {
        DataType::Other
    }
}

/// A literal is a constant; anything else is computed.
pub(super) fn default_value(text: Option<&str>) -> DefaultValue {
    let Some(text) = text else { return DefaultValue::None };
    match text.to_ascii_uppercase().as_str() {
        "NULL" => DefaultValue::None,
        "TRUE" => DefaultValue::Constant("1".to_owned()),
        "FALSE" => DefaultValue::Constant("0".to_owned()),
        _ => found::constant(text),
    }
}
