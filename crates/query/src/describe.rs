//! What the data API is to one user, as an OpenAPI document: the tables, columns and methods that the policy grants, and no
//! others.

use bailiwick_policy::{Action, ColumnSet, Operation, reduce};
use bailiwick_schema::{Column, DataType, Table, TableIndex};
use serde_json::{Map, Value, json};

use crate::plan::Context;

/// The document for one schema of a connection, its default where none is named; what the user may not know of is not in it.
pub fn describe(context: &Context<'_>, namespace: Option<&str>, url: &str) -> Value {
    let namespace = namespace.unwrap_or(&context.schema.default_namespace);
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for (index, table) in context.schema.tables.iter().enumerate() {
        if table.namespace != namespace {
            continue;
        }
        let granted = Granted::of(context, TableIndex(index));
        let methods = granted.methods(&table.name);
        if methods.is_empty() {
            continue;
        }
        paths.insert(format!("/{}", table.name), Value::Object(methods));
        schemas.insert(table.name.clone(), granted.schema(table));
    }
    let actions = context.policy.actions.iter();
    for action in
        actions.filter(|one| one.connection == context.connection && one.is_for(context.user))
    {
        paths.insert(format!("/rpc/{}", action.name), call_of(action));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Data API",
            "version": "1",
            "description": "In PostgREST's dialect. It names what this user may read and write.",
        },
        "servers": [{ "url": url }],
        "security": [{ "bearer": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" } },
            "schemas": schemas,
        },
    })
}

/// How an action is called.
fn call_of(action: &Action) -> Value {
    let responses = json!({ "200": { "description": "what its last statement answers, or how many rows each reached" } });
    let summary = action.title.as_deref().unwrap_or(&action.name);
    let body = json!({ "content": { "application/json": { "schema": action.input.schema() } } });
    let mut methods = Map::new();
    methods.insert(
        "post".to_owned(),
        json!({ "summary": summary, "requestBody": body, "responses": responses }),
    );
    if action.changes_nothing() {
        methods.insert("get".to_owned(), json!({ "summary": summary, "responses": responses }));
    }
    Value::Object(methods)
}

/// What the user may do with one table.
struct Granted {
    readable: ColumnSet,
    insertable: Option<ColumnSet>,
    updatable: Option<ColumnSet>,
    is_deletable: bool,
}

impl Granted {
    fn of(context: &Context<'_>, table: TableIndex) -> Self {
        let Context { schema, connection, policy, user, now, .. } = *context;
        let reduced = |operation| reduce(policy, connection, table, operation, user, now, schema);
        let writable = |operation| {
            let reduced = reduced(operation);
            let columns = reduced.readable();
            (!reduced.granted.is_empty()).then_some(columns)
        };
        Granted {
            readable: reduced(Operation::Select).readable(),
            insertable: writable(Operation::Insert),
            updatable: writable(Operation::Update),
            is_deletable: !reduced(Operation::Delete).granted.is_empty(),
        }
    }

    fn methods(&self, name: &str) -> Map<String, Value> {
        let rows = json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/{}", pointer(name)) } });
        let answer = |status: &str, what: &str| {
            let content = json!({ "application/json": { "schema": rows }, "text/csv": { "schema": { "type": "string" } } });
            json!({ status: { "description": what, "content": content } })
        };
        let body =
            || json!({ "content": { "application/json": { "schema": rows } }, "required": true });
        let mut methods = Map::new();
        let mut add = |method: &str, summary: &str, responses: Value, has_body: bool| {
            let mut operation =
                json!({ "tags": [name], "summary": summary, "responses": responses });
            if has_body {
                operation["requestBody"] = body();
            }
            methods.insert(method.to_owned(), operation);
        };
        if !self.readable.is_empty() {
            add("get", "Read rows", answer("200", "The rows that the user sees"), false);
        }
        if self.insertable.is_some() {
            add("post", "Insert rows", answer("201", "Inserted"), true);
        }
        if self.updatable.is_some() {
            add(
                "patch",
                "Update rows",
                answer("200", "The updated rows, where they are asked for"),
                true,
            );
        }
        if self.is_deletable {
            add(
                "delete",
                "Delete rows",
                answer("200", "The deleted rows, where they are asked for"),
                false,
            );
        }
        methods
    }

    fn schema(&self, table: &Table) -> Value {
        let mut known = self.readable.clone();
        [&self.insertable, &self.updatable].into_iter().flatten().for_each(|columns| {
            known.extend_from(columns);
        });
        let mut properties = Map::new();
        for index in known.iter() {
            let column = &table[index];
            let mut property = schema_of(column);
            let is_written = [&self.insertable, &self.updatable]
                .into_iter()
                .flatten()
                .any(|columns| columns.contains(index));
            if !is_written {
                property.insert("readOnly".to_owned(), json!(true));
            }
            if !self.readable.contains(index) {
                property.insert("writeOnly".to_owned(), json!(true));
            }
            properties.insert(column.name.clone(), Value::Object(property));
        }
        json!({ "type": "object", "properties": properties })
    }
}

/// A cell may be hidden in some row, so any may be null.
fn schema_of(column: &Column) -> Map<String, Value> {
    let (kind, format) = kind_of(&column.data_type);
    let mut schema = Map::new();
    if let Some(kind) = kind {
        schema.insert("type".to_owned(), json!([kind, "null"]));
    }
    if let Some(format) = format {
        schema.insert("format".to_owned(), json!(format));
    }
    if let DataType::Enumeration(labels) = &column.data_type {
        let values = labels.iter().map(|label| json!(label)).chain([Value::Null]);
        schema.insert("enum".to_owned(), values.collect());
    }
    schema.insert("description".to_owned(), json!(column.native_type));
    schema
}

fn kind_of(data_type: &DataType) -> (Option<&'static str>, Option<&'static str>) {
    match data_type {
        DataType::Boolean => (Some("boolean"), None),
        DataType::Integer { .. } => (Some("integer"), Some("int64")),
        DataType::Decimal => (Some("number"), None),
        DataType::Float { .. } => (Some("number"), Some("double")),
        DataType::Uuid => (Some("string"), Some("uuid")),
        DataType::Date => (Some("string"), Some("date")),
        DataType::Json => (None, None),
        DataType::Array(_) => (Some("array"), None),
        DataType::Text
        | DataType::Bytes
        | DataType::Time
        | DataType::Timestamp
        | DataType::TimestampWithZone
        | DataType::Enumeration(_)
        | DataType::Other => (Some("string"), None),
    }
}

/// A name as a part of a JSON pointer in a URL's fragment.
fn pointer(name: &str) -> String {
    let escaped = name.replace('~', "~0").replace('/', "~1");
    percent_encoding::utf8_percent_encode(&escaped, percent_encoding::NON_ALPHANUMERIC)
        .to_string()
        .replace("%5F", "_")
        .replace("%2D", "-")
}
