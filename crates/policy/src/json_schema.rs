//! The JSON Schema of the document, for editors. Looser than the reader: what it admits may still be told wrong.

use serde_json::{Value, json};

/// The schema, draft 2020-12.
pub fn json_schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Bailiwick policy",
        "description": "Which rows and columns each application role may read and change.",
        "type": "object",
        "required": ["permissions"],
        "additionalProperties": false,
        "properties": {
            "$schema": { "type": "string" },
            "predicates": {
                "type": "object",
                "description": "Conditions by name, for `$use`.",
                "propertyNames": { "pattern": "^[a-z][a-z0-9_]*$" },
                "additionalProperties": { "$ref": "#/$defs/condition", "minProperties": 1 },
            },
            "tests": {
                "type": "array",
                "description": "What has to come of what; a deploy is refused while one fails.",
                "items": { "$ref": "#/$defs/policyTest" },
            },
            "actions": {
                "type": "object",
                "description": "What is called by name (`rpc`), as SQL.",
                "propertyNames": { "pattern": "^[a-z][a-z0-9_]*$" },
                "additionalProperties": { "$ref": "#/$defs/action" },
            },
            "permissions": {
                "type": "object",
                "description": "Permissions by name; writes try them in this order.",
                "propertyNames": { "pattern": "^[a-z][a-z0-9_]*$" },
                "additionalProperties": { "$ref": "#/$defs/permission" },
            },
        },
        "$defs": {
            "action": action(),
            "policyTest": policy_test(),
            "permission": permission(),
            "select": operation("Rows and cells that may be read.", &["columns", "where", "mask", "aggregate", "limit"]),
            "insert": operation("Rows that may be added.", &["columns", "validate", "default", "overwrite"]),
            "update": operation("Changes that may be made.", &["columns", "where", "validate", "overwrite", "check"]),
            "delete": operation("Rows that may be removed.", &["where"]),
            "condition": condition(),
            "test": test(),
            "value": value(),
        },
    })
}

fn policy_test() -> Value {
    let table =
        json!({ "type": "string", "description": "connection.table or connection.schema.table" });
    let columns = json!({ "type": "array", "items": { "type": "string" } });
    json!({
        "type": "object",
        "required": ["name", "as", "expect"],
        "additionalProperties": false,
        "properties": {
            "name": { "type": "string", "minLength": 1 },
            "as": { "type": "object", "description": "The application user: id, roles, and claims." },
            "select": table,
            "insert": table,
            "update": table,
            "delete": table,
            "where": { "$ref": "#/$defs/condition", "description": "Which rows are asked for." },
            "values": { "type": "object", "description": "What is inserted, or set." },
            "expect": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": false,
                "properties": {
                    "count": { "type": "integer", "minimum": 0 },
                    "every": { "$ref": "#/$defs/condition" },
                    "some": { "$ref": "#/$defs/condition" },
                    "columns": columns,
                    "hidden": columns,
                    "denied": { "type": "boolean" },
                },
            },
        },
    })
}

fn action() -> Value {
    json!({
        "type": "object",
        "required": ["roles"],
        "anyOf": [
            { "required": ["as", "tables", "run"] },
            { "required": ["call"], "not": { "anyOf": [{ "required": ["as"] }, { "required": ["tables"] }, { "required": ["run"] }] } },
        ],
        "additionalProperties": false,
        "properties": {
            "name": { "type": "string", "description": "Shown to people." },
            "roles": { "type": "array", "minItems": 1, "uniqueItems": true, "items": { "type": "string", "minLength": 1 } },
            "as": { "enum": ["user", "owner"], "description": "`user` runs under the policy, `owner` does not." },
            "tables": {
                "type": "array",
                "description": "All that it may touch, of one connection.",
                "minItems": 1,
                "maxItems": 20,
                "items": { "type": "string", "pattern": "\\." },
            },
            "input": { "type": "object", "description": "JSON Schema (2020-12) of the object that its caller sends." },
            "run": {
                "type": "array",
                "description": "SQL statements, in one transaction; `$user.path`, `$input.path` and `$now` are values.",
                "minItems": 1,
                "maxItems": 20,
                "items": { "type": "string" },
            },
            "call": {
                "type": "object",
                "description": "An address that is told once the statements are committed, by a signed POST.",
                "required": ["url"],
                "additionalProperties": false,
                "properties": {
                    "url": {
                        "type": "string",
                        "description": "`https`, or `http` on this machine where the operator allows that; no placeholders.",
                        "pattern": "^https?://[^$#{}]+$",
                        "maxLength": 2000,
                    },
                    "timeout": {
                        "type": "string",
                        "description": "How long an answer is waited for; 5s when left out.",
                        "pattern": "^([1-9]|[12][0-9]|30)s$",
                    },
                },
            },
        },
    })
}

fn permission() -> Value {
    let operations = ["select", "read", "insert", "create", "update", "delete"];
    let any: Vec<Value> = operations.iter().map(|name| json!({ "required": [name] })).collect();
    json!({
        "type": "object",
        "required": ["table", "roles"],
        "anyOf": any,
        "allOf": [
            { "not": { "required": ["select", "read"] } },
            { "not": { "required": ["insert", "create"] } },
        ],
        "additionalProperties": false,
        "properties": {
            "name": { "type": "string", "description": "Shown to people." },
            "table": { "type": "string", "description": "connection.table or connection.schema.table", "pattern": "\\." },
            "roles": { "type": "array", "minItems": 1, "uniqueItems": true, "items": { "type": "string", "minLength": 1 } },
            "select": { "$ref": "#/$defs/select" },
            "read": { "$ref": "#/$defs/select" },
            "insert": { "$ref": "#/$defs/insert" },
            "create": { "$ref": "#/$defs/insert" },
            "update": { "$ref": "#/$defs/update" },
            "delete": { "$ref": "#/$defs/delete" },
        },
    })
}

fn operation(description: &str, keys: &[&str]) -> Value {
    let properties: serde_json::Map<String, Value> =
        keys.iter().map(|key| ((*key).to_owned(), part(key))).collect();
    json!({
        "type": "object",
        "description": description,
        "additionalProperties": false,
        "properties": properties,
    })
}

fn part(key: &str) -> Value {
    match key {
        "columns" => json!({
            "description": "Columns; left out or '*' for all.",
            "oneOf": [
                { "const": "*" },
                { "type": "array", "uniqueItems": true, "items": { "type": "string" } },
            ],
        }),
        "mask" => json!({
            "type": "object",
            "description": "Text columns that show in part.",
            "additionalProperties": { "enum": ["full", "partial", "email", "last4"] },
        }),
        "aggregate" => json!({
            "type": "array",
            "description": "Functions over many rows; count is always granted.",
            "items": { "enum": ["count", "sum", "avg", "min", "max"] },
        }),
        "where" => json!({ "$ref": "#/$defs/condition", "description": "Which rows." }),
        "limit" => {
            json!({ "type": "integer", "minimum": 1, "description": "Most rows of one answer." })
        }
        "validate" => json!({
            "type": "object",
            "description": "Rules on the final values, by column.",
            "additionalProperties": { "$ref": "#/$defs/test" },
        }),
        "check" => json!({
            "description": "Conditions on the changed row; false drops the implicit ones.",
            "oneOf": [{ "$ref": "#/$defs/condition" }, { "const": false }],
        }),
        "default" => {
            json!({ "type": "object", "description": "Values of columns that the client leaves out." })
        }
        _ => json!({ "type": "object", "description": "Values that replace the client's." }),
    }
}

fn condition() -> Value {
    json!({
        "type": "object",
        "description": "All entries must hold. A key is a column, a relation, or one of the words below.",
        "properties": {
            "$and": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/condition" } },
            "$or": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/condition" } },
            "$not": { "$ref": "#/$defs/condition", "minProperties": 1 },
            "$use": {
                "description": "The name of a predicate, or a list of names.",
                "oneOf": [
                    { "type": "string" },
                    { "type": "array", "minItems": 1, "items": { "type": "string" } },
                ],
            },
            "$exists": {
                "type": "object",
                "required": ["table", "where"],
                "additionalProperties": false,
                "properties": { "table": { "type": "string" }, "where": { "$ref": "#/$defs/condition" } },
            },
        },
        "patternProperties": { "^[^$]": { "$ref": "#/$defs/test" } },
        "additionalProperties": false,
    })
}

/// What may be asked of a name: a value, operators, or conditions on the rows that a relation leads to.
fn test() -> Value {
    let one = ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte"];
    let mut operators: serde_json::Map<String, Value> =
        one.iter().map(|name| ((*name).to_owned(), json!({ "$ref": "#/$defs/value" }))).collect();
    for name in ["$in", "$nin"] {
        let list = json!({ "type": "array", "items": { "$ref": "#/$defs/value" } });
        let user = json!({ "type": "string", "pattern": "^\\$user\\." });
        operators.insert(name.to_owned(), json!({ "oneOf": [list, user] }));
    }
    for name in ["$like", "$ilike"] {
        operators.insert(name.to_owned(), json!({ "$ref": "#/$defs/value" }));
    }
    operators.insert("$null".to_owned(), json!({ "type": "boolean" }));
    let ends = json!({ "type": "array", "minItems": 2, "maxItems": 2, "items": { "$ref": "#/$defs/value" } });
    operators.insert("$between".to_owned(), ends);
    json!({
        "anyOf": [
            { "$ref": "#/$defs/value" },
            { "type": "object", "additionalProperties": false, "properties": operators },
            { "$ref": "#/$defs/condition" },
        ],
    })
}

fn value() -> Value {
    let form = |key: &str, schema: Value| json!({ "type": "object", "required": [key], "additionalProperties": false, "properties": { key: schema } });
    json!({
        "description": "A literal, $user.path, $now, or one of the $ forms.",
        "anyOf": [
            { "type": ["string", "number", "boolean", "null"] },
            form("$literal", json!(true)),
            form("$column", json!({ "type": "string" })),
            form("$outer", json!({ "type": "string" })),
            form("$now", json!({ "type": "string", "pattern": "^[-+]?[0-9]+[smhdw]$" })),
        ],
    })
}

#[cfg(test)]
#[path = "../tests/all/examples.rs"]
mod examples;

#[cfg(test)]
mod tests {
    use jsonschema::Validator;

    use super::{examples, json_schema};

    fn validator() -> Validator {
        let schema = json_schema();
        jsonschema::meta::validate(&schema).unwrap();
        jsonschema::options().build(&schema).unwrap()
    }

    /// What an editor marks.
    fn marked(validator: &Validator, source: &str) -> Vec<String> {
        let document = crate::yaml::read(source).unwrap().to_json();
        validator.iter_errors(&document).map(|error| error.to_string()).collect()
    }

    #[test]
    fn an_editor_marks_nothing_in_what_the_documentation_shows() {
        let validator = validator();
        for source in examples::of_the_guide() {
            assert!(marked(&validator, &source).is_empty(), "{source}");
        }
        for (name, source) in examples::of_the_folder() {
            let marked = marked(&validator, &source);
            assert!(marked.is_empty(), "{name}: {marked:#?}");
        }
    }

    #[test]
    fn an_editor_marks_mistakes() {
        let validator = validator();
        let permission =
            |rest: &str| format!("permissions: {{ p: {{ table: main.t, roles: [a], {rest} }} }}");
        let wrong = [
            "{}".to_owned(),
            "permissions: {}\nrules: {}".to_owned(),
            "permissions: { Big: { table: main.t, roles: [a], select: {} } }".to_owned(),
            "permissions: { p: { table: main.t, roles: [], select: {} } }".to_owned(),
            "permissions: { p: { table: main.t, roles: [a, a], select: {} } }".to_owned(),
            "permissions: { p: { table: main.t, roles: a, select: {} } }".to_owned(),
            "permissions: { p: { roles: [a], select: {} } }".to_owned(),
            "permissions: { p: { table: main.t, roles: [a] } }".to_owned(),
            permission("select: {}, read: {}"),
            permission("insert: {}, create: {}"),
            permission("select: { sql: x }"),
            permission("select: { limit: 0 }"),
            permission("select: { columns: id }"),
            permission("select: { columns: [id, id] }"),
            permission("select: { mask: { email: half } }"),
            permission("select: { aggregate: [median] }"),
            permission("select: { where: { $xor: [] } }"),
            permission("select: { where: { $or: [] } }"),
            permission("select: { where: { $exists: { table: t } } }"),
            permission("select: { where: { a: { $gtt: 1 } } }"),
            permission("select: { where: { a: { $between: [1] } } }"),
            permission("select: { where: { a: { $null: maybe } } }"),
            permission("select: { where: { a: { $in: 3 } } }"),
            permission("insert: { where: {} }"),
            permission("update: { default: {} }"),
            permission("update: { check: true }"),
            permission("delete: { columns: [a] }"),
            "permissions: {}\ntests: [{ name: x, as: {}, select: main.t }]".to_owned(),
            "permissions: {}\ntests: [{ name: x, as: {}, select: main.t, expect: {} }]".to_owned(),
            "permissions: {}\nactions: { a: { roles: [x], as: root, tables: [main.t], run: [x] } }"
                .to_owned(),
            "permissions: {}\nactions: { a: { roles: [x] } }".to_owned(),
            "permissions: {}\nactions: { a: { roles: [x], call: { url: 'ftp://x/' } } }".to_owned(),
        ];
        for source in wrong {
            assert!(!marked(&validator, &source).is_empty(), "nothing is marked in {source}");
        }
    }
}
