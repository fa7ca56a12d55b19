//! Postgres' types and defaults as the schema knows them.

use std::collections::HashMap;

use bailiwick_schema::{DataType, DefaultValue};
use tokio_postgres::Row;

use crate::found;

/// The catalogue of types, by oid.
pub(super) struct Types(HashMap<i64, Type>);

struct Type {
    name: String,
    kind: String,
    base: i64,
    element: i64,
    is_array: bool,
    is_not_null: bool,
    default: Option<String>,
    labels: Vec<String>,
}

impl Types {
    pub(super) const QUERY: &'static str = "
select t.oid::int8, t.typname::text, t.typtype::text, t.typbasetype::int8, t.typelem::int8, t.typcategory = 'A',
  t.typnotnull, pg_catalog.pg_get_expr(t.typdefaultbin, 0),
  array(select e.enumlabel::text from pg_catalog.pg_enum e where e.enumtypid = t.oid order by e.enumsortorder)
from pg_catalog.pg_type t where t.typtype in ('b', 'd', 'e')";

    pub(super) fn read(rows: &[Row]) -> Types {
        let types = rows.iter().map(|row| {
            let found = Type {
                name: row.get(1),
                kind: row.get(2),
                base: row.get(3),
                element: row.get(4),
                is_array: row.get(5),
                is_not_null: row.get(6),
                default: row.get(7),
                labels: row.get(8),
            };
            (row.get(0), found)
        });
        Types(types.collect())
    }

    pub(super) fn data_type(&self, id: i64) -> DataType {
        let Some(found) = self.0.get(&id) else { return DataType::Other };
        match found.kind.as_str() {
            "d" => self.data_type(found.base),
            "e" => DataType::Enumeration(found.labels.clone()),
            _ if found.is_array && found.element != 0 => {
                DataType::Array(Box::new(self.data_type(found.element)))
            }
            _ => by_name(&found.name),
        }
    }

    /// A domain may refuse null where its column does not.
    pub(super) fn is_not_null(&self, id: i64) -> bool {
        self.0.get(&id).is_some_and(|found| {
            found.kind == "d" && (found.is_not_null || self.is_not_null(found.base))
        })
    }

    /// A domain's default, for columns without one of their own.
    pub(super) fn default(&self, id: i64) -> Option<&str> {
        let found = self.0.get(&id).filter(|found| found.kind == "d")?;
        found.default.as_deref().or_else(|| self.default(found.base))
    }
}

fn by_name(name: &str) -> DataType {
    match name {
        "bool" => DataType::Boolean,
        "int2" => DataType::Integer { bits: 16, unsigned: false },
        "int4" => DataType::Integer { bits: 32, unsigned: false },
        "int8" => DataType::Integer { bits: 64, unsigned: false },
        "oid" => DataType::Integer { bits: 32, unsigned: true },
        "numeric" => DataType::Decimal,
        "float4" => DataType::Float { bits: 32 },
        "float8" => DataType::Float { bits: 64 },
        "text" | "varchar" | "bpchar" | "name" | "citext" | "inet" | "cidr" | "macaddr"
        | "macaddr8" => DataType::Text,
        "uuid" => DataType::Uuid,
        "bytea" => DataType::Bytes,
        "json" | "jsonb" => DataType::Json,
        "date" => DataType::Date,
        "time" => DataType::Time,
        "timestamp" => DataType::Timestamp,
        "timestamptz" => DataType::TimestampWithZone,
        _ => DataType::Other,
    }
}

/// `'draft'::text` and `0` are constants, `NULL::text` is no default, anything with a function in it is an expression.
pub(super) fn default_value(is_identity: bool, text: Option<&str>) -> DefaultValue {
    if is_identity {
        return DefaultValue::Expression;
    }
    let Some(text) = text else { return DefaultValue::None };
    let literal = without_cast(text);
    let bare = literal.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(literal);
    match bare {
        "NULL" => DefaultValue::None,
        "true" | "false" => DefaultValue::Constant(bare.to_owned()),
        _ => found::constant(bare),
    }
}

/// The literal in front of one trailing cast.
fn without_cast(text: &str) -> &str {
    let Some((literal, cast)) = text.rsplit_once("::") else { return text };
    let is_type = cast.chars().all(|c| c.is_alphanumeric() || "_ .\"(),[]".contains(c));
    if is_type && !cast.ends_with("()") { literal } else { text }
}
