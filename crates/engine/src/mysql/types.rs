//! MariaDB's types and defaults as the schema knows them.

use bailiwick_schema::{DataType, DefaultValue};

use crate::found;

/// `name` is the bare type (`int`), `full` the whole one (`int(10) unsigned`).
pub(super) fn data_type(name: &str, full: &str) -> DataType {
    let unsigned = full.contains(" unsigned");
    let integer = |bits| DataType::Integer { bits, unsigned };
    match name {
        "tinyint" if full == "tinyint(1)" => DataType::Boolean,
        "tinyint" => integer(8),
        "smallint" => integer(16),
        "mediumint" => integer(24),
        "int" => integer(32),
        "bigint" => integer(64),
        "year" => DataType::Integer { bits: 16, unsigned: true },
        "decimal" => DataType::Decimal,
        "float" => DataType::Float { bits: 32 },
        "double" => DataType::Float { bits: 64 },
        "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" | "set" | "inet4"
        | "inet6" => DataType::Text,
        "enum" => DataType::Enumeration(labels(full)),
        "uuid" => DataType::Uuid,
        "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob" => DataType::Bytes,
        "json" => DataType::Json,
        "date" => DataType::Date,
        "time" => DataType::Time,
        // Both are shown without a zone; the session is in UTC.
        "datetime" | "timestamp" => DataType::Timestamp,
        _ => DataType::Other,
    }
}

/// The labels of `enum('a','it''s')`.
fn labels(full: &str) -> Vec<String> {
    let inner = full.trim_start_matches("enum(").trim_end_matches(')');
    let mut labels = Vec::new();
    let mut characters = inner.chars().peekable();
    let mut label = None::<String>;
    while let Some(character) = characters.next() {
        match (&mut label, character) {
            (None, '\'') => label = Some(String::new()),
            (None, _) => {}
            (Some(text), '\'') if characters.peek() == Some(&'\'') => {
                characters.next();
                text.push('\'');
            }
            (Some(_), '\'') => labels.extend(label.take()),
            (Some(text), other) => text.push(other),
        }
    }
    labels
}

/// MariaDB writes literals quoted and expressions bare; `NULL` is no default.
pub(super) fn default_value(text: Option<&str>, extra: &str) -> DefaultValue {
    if extra.contains("auto_increment") || extra.contains("default_generated") {
        return DefaultValue::Expression;
    }
    match text {
        None | Some("NULL") => DefaultValue::None,
        Some(text) => found::constant(text),
    }
}
