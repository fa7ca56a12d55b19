//! What the data API is to holders of some roles, as TypeScript types in the form that `@supabase/postgrest-js` takes: tables,
//! columns and actions that the policy grants, and no others.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use bailiwick_policy::{Action, ColumnSet, Permission, Policy};
use bailiwick_schema::{
    Column, ColumnIndex, DataType, DefaultValue, ForeignKey, Schema, Table, TableIndex, TableKind,
};
use serde_json::Value;

/// How deep the schema of an action's input is followed; what is deeper is any JSON.
const DEEPEST: usize = 6;

const HEAD: &str = "\
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
";

/// The module: `Json`, and `Database` with one entry for each `Accept-Profile` under which something is granted.
///
/// Independent of who the user is besides the roles: a column is there when some permission grants it, and may be null
/// where the database allows it or where another permission shows rows without it.
pub fn typescript(
    policy: &Policy,
    schemas: &BTreeMap<String, Arc<Schema>>,
    roles: &[String],
) -> String {
    let mut text = HEAD.to_owned();
    for (connection, schema) in schemas {
        for namespace in namespaces(schema) {
            let is_default = namespace == schema.default_namespace;
            let actions = if is_default { actions(policy, connection, roles) } else { Vec::new() };
            let found = Found { policy, connection, schema, namespace, roles };
            let (tables, views) = found.relations();
            if tables.is_empty() && views.is_empty() && actions.is_empty() {
                continue;
            }
            let profile =
                if is_default { connection.clone() } else { format!("{connection}.{namespace}") };
            let _ = writeln!(text, "  {}: {{", key(&profile));
            section(&mut text, "Tables", &tables);
            section(&mut text, "Views", &views);
            section(&mut text, "Functions", &actions);
            text.push_str("  };\n");
        }
    }
    text.push_str("};\n");
    text
}

fn namespaces(schema: &Schema) -> Vec<&str> {
    let mut all = vec![schema.default_namespace.as_str()];
    for table in &schema.tables {
        if !all.contains(&table.namespace.as_str()) {
            all.push(&table.namespace);
        }
    }
    all
}

fn section(text: &mut String, name: &str, entries: &[String]) {
    if entries.is_empty() {
        let _ = writeln!(text, "    {name}: {{ [_ in never]: never }};");
        return;
    }
    let _ = writeln!(text, "    {name}: {{");
    entries.iter().for_each(|entry| text.push_str(entry));
    text.push_str("    };\n");
}

/// One namespace of a connection, to holders of some roles.
struct Found<'a> {
    policy: &'a Policy,
    connection: &'a str,
    schema: &'a Schema,
    namespace: &'a str,
    roles: &'a [String],
}

/// What the roles may do with one table.
#[derive(Default)]
struct Granted {
    select: Option<Readable>,
    insert: Option<Insertable>,
    update: Option<ColumnSet>,
    is_deletable: bool,
}

struct Readable {
    /// Some permission shows them.
    some: ColumnSet,
    /// Every permission does, so they are in every row.
    every: Vec<ColumnIndex>,
}

struct Insertable {
    columns: ColumnSet,
    /// What some permission fills in.
    given: Vec<ColumnIndex>,
}

impl Found<'_> {
    /// Tables and views.
    fn relations(&self) -> (Vec<String>, Vec<String>) {
        let (mut tables, mut views) = (Vec::new(), Vec::new());
        for (at, table) in self.schema.tables.iter().enumerate() {
            let granted = self.granted(TableIndex(at));
            let is_known = granted.select.is_some()
                || granted.insert.is_some()
                || granted.update.is_some()
                || granted.is_deletable;
            if table.namespace != self.namespace || !is_known {
                continue;
            }
            let of_its_kind = if table.kind == TableKind::View { &mut views } else { &mut tables };
            of_its_kind.push(self.relation(table, &granted));
        }
        (tables, views)
    }

    fn permissions(&self, table: TableIndex) -> impl Iterator<Item = &Permission> {
        let is_held = |permission: &&Permission| {
            self.roles.iter().any(|role| permission.roles.contains(role))
        };
        self.policy.on(self.connection, table).filter(is_held)
    }

    fn granted(&self, table: TableIndex) -> Granted {
        let mut granted = Granted::default();
        for permission in self.permissions(table) {
            if let Some(select) = &permission.select {
                let columns = &select.columns;
                match &mut granted.select {
                    Some(readable) => {
                        readable.some.extend_from(columns);
                        readable.every.retain(|column| columns.contains(*column));
                    }
                    None => {
                        let every = columns.iter().collect();
                        granted.select = Some(Readable { some: columns.clone(), every });
                    }
                }
            }
            if let Some(insert) = &permission.insert {
                let given = insert.default.iter().chain(&insert.overwrite);
                let given = given.map(|(column, _)| *column);
                match &mut granted.insert {
                    Some(insertable) => {
                        insertable.columns.extend_from(&insert.columns);
                        insertable.given.extend(given);
                    }
                    None => {
                        let columns = insert.columns.clone();
                        granted.insert = Some(Insertable { columns, given: given.collect() });
                    }
                }
            }
            if let Some(update) = &permission.update {
                granted.update.get_or_insert_with(ColumnSet::new).extend_from(&update.columns);
            }
            granted.is_deletable |= permission.delete.is_some();
        }
        granted
    }

    fn relation(&self, table: &Table, granted: &Granted) -> String {
        let row = granted.select.as_ref().map(|readable| {
            readable.some.iter().map(|column| {
                let (at, column) = (column, &table[column]);
                let may_be_null = column.nullable || !readable.every.contains(&at);
                property(&column.name, false, &or_null(type_of(&column.data_type), may_be_null))
            })
        });
        let insert = granted.insert.as_ref().map(|insertable| {
            insertable.columns.iter().map(|at| {
                let column = &table[at];
                let is_optional = !is_required(column) || insertable.given.contains(&at);
                let kind = or_null(type_of(&column.data_type), column.nullable);
                property(&column.name, is_optional, &kind)
            })
        });
        let update = granted.update.as_ref().map(|columns| {
            columns.iter().map(|at| {
                let column = &table[at];
                property(&column.name, true, &or_null(type_of(&column.data_type), column.nullable))
            })
        });
        let mut text = format!("      {}: {{\n", key(&table.name));
        object(&mut text, "Row", row.map(Iterator::collect).unwrap_or_default());
        write_object(&mut text, "Insert", insert.map(Iterator::collect));
        write_object(&mut text, "Update", update.map(Iterator::collect));
        self.relationships(&mut text, table, granted);
        text.push_str("      };\n");
        text
    }

    /// Foreign keys whose ends can both be read.
    fn relationships(&self, text: &mut String, table: &Table, granted: &Granted) {
        let readable = |granted: &Granted, columns: &[ColumnIndex]| {
            let some = granted.select.as_ref().map(|readable| &readable.some);
            some.is_some_and(|some| columns.iter().all(|column| some.contains(*column)))
        };
        let keys = table.foreign_keys.iter().filter(|foreign| {
            self.schema[foreign.to_table].namespace == self.namespace
                && readable(granted, &foreign.columns)
                && readable(&self.granted(foreign.to_table), &foreign.to_columns)
        });
        let keys: Vec<String> = keys.map(|foreign| self.relationship(table, foreign)).collect();
        match keys.is_empty() {
            true => text.push_str("        Relationships: [];\n"),
            false => {
                text.push_str("        Relationships: [\n");
                keys.iter().for_each(|key| text.push_str(key));
                text.push_str("        ];\n");
            }
        }
    }

    fn relationship(&self, table: &Table, foreign: &ForeignKey) -> String {
        let to = &self.schema[foreign.to_table];
        let names = |of: &Table, columns: &[ColumnIndex]| {
            let names: Vec<String> =
                columns.iter().map(|column| literal(&of[*column].name)).collect();
            names.join(", ")
        };
        let is_whole = |unique: &[ColumnIndex]| {
            unique.len() == foreign.columns.len()
                && unique.iter().all(|column| foreign.columns.contains(column))
        };
        let is_one = is_whole(&table.primary_key)
            || table.uniques.iter().any(|unique| is_whole(&unique.columns));
        format!(
            "          {{\n            foreignKeyName: {};\n            columns: [{}];\n            isOneToOne: {is_one};\n            referencedRelation: {};\n            referencedColumns: [{}];\n          }},\n",
            literal(&foreign.name),
            names(table, &foreign.columns),
            literal(&to.name),
            names(to, &foreign.to_columns),
        )
    }
}

/// Whether an insert must name the column, as far as the database goes.
fn is_required(column: &Column) -> bool {
    !column.nullable && !column.generated && column.default == DefaultValue::None
}

fn write_object(text: &mut String, name: &str, properties: Option<Vec<String>>) {
    match properties {
        Some(properties) => object(text, name, properties),
        None => {
            let _ = writeln!(text, "        {name}: never;");
        }
    }
}

fn object(text: &mut String, name: &str, properties: Vec<String>) {
    if properties.is_empty() {
        let _ = writeln!(text, "        {name}: {{ [_ in never]: never }};");
        return;
    }
    let _ = writeln!(text, "        {name}: {{");
    properties.iter().for_each(|property| text.push_str(property));
    text.push_str("        };\n");
}

fn property(name: &str, is_optional: bool, kind: &str) -> String {
    format!("          {}{}: {kind};\n", key(name), if is_optional { "?" } else { "" })
}

fn actions(policy: &Policy, connection: &str, roles: &[String]) -> Vec<String> {
    let is_held = |action: &&Action| {
        action.connection == connection && roles.iter().any(|role| action.roles.contains(role))
    };
    let called = policy.actions.iter().filter(is_held).map(|action| {
        let input = action.input.schema();
        let arguments = match input.get("properties").and_then(Value::as_object) {
            Some(properties) if !properties.is_empty() => of_json_schema(input, 0),
            _ => "Record<PropertyKey, never>".to_owned(),
        };
        format!(
            "      {}: {{\n        Args: {arguments};\n        Returns: Json;\n      }};\n",
            key(&action.name)
        )
    });
    called.collect()
}

fn type_of(data_type: &DataType) -> String {
    match data_type {
        DataType::Boolean => "boolean".to_owned(),
        DataType::Integer { .. } | DataType::Decimal | DataType::Float { .. } => {
            "number".to_owned()
        }
        DataType::Json => "Json".to_owned(),
        DataType::Array(element) => list_of(&format!("{} | null", type_of(element))),
        DataType::Enumeration(labels) if !labels.is_empty() => {
            union(labels.iter().map(|label| literal(label)).collect())
        }
        DataType::Text
        | DataType::Bytes
        | DataType::Uuid
        | DataType::Date
        | DataType::Time
        | DataType::Timestamp
        | DataType::TimestampWithZone
        | DataType::Enumeration(_)
        | DataType::Other => "string".to_owned(),
    }
}

/// The type of what a JSON Schema lets through, or of more: what is not understood is any JSON.
fn of_json_schema(schema: &Value, depth: usize) -> String {
    let any = || "Json".to_owned();
    if depth > DEEPEST {
        return any();
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return union(values.iter().map(constant).collect());
    }
    if let Some(value) = schema.get("const") {
        return constant(value);
    }
    match schema.get("type") {
        Some(Value::String(kind)) => of_kind(kind, schema, depth),
        Some(Value::Array(kinds)) => {
            let kinds = kinds.iter().filter_map(Value::as_str);
            union(kinds.map(|kind| of_kind(kind, schema, depth)).collect())
        }
        _ if schema.get("properties").is_some() => of_kind("object", schema, depth),
        _ => any(),
    }
}

fn of_kind(kind: &str, schema: &Value, depth: usize) -> String {
    match kind {
        "string" => "string".to_owned(),
        "number" | "integer" => "number".to_owned(),
        "boolean" => "boolean".to_owned(),
        "null" => "null".to_owned(),
        "array" => match schema.get("items") {
            Some(items) => list_of(&of_json_schema(items, depth + 1)),
            None => "Json[]".to_owned(),
        },
        "object" => {
            let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
                return "{ [key: string]: Json | undefined }".to_owned();
            };
            let required = schema.get("required").and_then(Value::as_array);
            let is_required =
                |name: &str| required.is_some_and(|all| all.iter().any(|one| one == name));
            let members = properties.iter().map(|(name, of)| {
                let mark = if is_required(name) { "" } else { "?" };
                format!("{}{mark}: {}", key(name), of_json_schema(of, depth + 1))
            });
            format!("{{ {} }}", members.collect::<Vec<_>>().join("; "))
        }
        _ => "Json".to_owned(),
    }
}

fn constant(value: &Value) -> String {
    match value {
        Value::String(text) => literal(text),
        Value::Bool(_) | Value::Number(_) | Value::Null => value.to_string(),
        Value::Array(_) | Value::Object(_) => "Json".to_owned(),
    }
}

/// No type is the type of nothing.
fn union(kinds: Vec<String>) -> String {
    if kinds.is_empty() { "never".to_owned() } else { kinds.join(" | ") }
}

fn list_of(element: &str) -> String {
    if element.contains(" | ") { format!("({element})[]") } else { format!("{element}[]") }
}

fn or_null(kind: String, may_be_null: bool) -> String {
    // Any JSON is null already, and so it is said to readers.
    if may_be_null { format!("{kind} | null") } else { kind }
}

/// A text as TypeScript writes it: JSON, with what ends a line in JavaScript alone written out.
fn literal(text: &str) -> String {
    Value::from(text).to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// A property's name; quoted where it must be.
fn key(name: &str) -> String {
    let is_plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|one| one.is_ascii_alphanumeric() || one == '_');
    if is_plain { name.to_owned() } else { literal(name) }
}
