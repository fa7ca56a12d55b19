//! The document that describes the API to other programs: OpenAPI 3.1, made from the operations.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::answer::ErrorAnswer;
use crate::device::OauthError;
use crate::operation::{Body, Needs, Operation, Parameter, ParameterKind, Target};
use crate::operations;

/// The whole document. The same operations give the same bytes.
pub fn openapi() -> Value {
    let mut generators = Generators::new();
    let error = generators.answers.subschema_for::<ErrorAnswer>();
    let oauth_error = generators.answers.subschema_for::<OauthError>();
    let mut paths = Map::new();
    for operation in operations() {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method.as_str().to_lowercase()] = describe(operation, &mut generators);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Bailiwick",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "security": [{ "session": [] }, { "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": "__Host-bailiwick" },
                "token": { "type": "http", "scheme": "bearer" },
            },
            "responses": {
                "Error": {
                    "description": "It was refused or went wrong.",
                    "content": { "application/json": { "schema": error } },
                },
                "OauthError": {
                    "description": "It was refused or went wrong, in the words of RFC 6749 and RFC 8628.",
                    "content": { "application/json": { "schema": oauth_error } },
                },
            },
            "schemas": generators.definitions(),
        },
    })
}

/// What is sent may leave out what may be null; what is answered leaves out nothing.
struct Generators {
    bodies: SchemaGenerator,
    answers: SchemaGenerator,
}

impl Generators {
    fn new() -> Self {
        let settings = SchemaSettings::draft2020_12()
            .with(|settings| settings.definitions_path = "/components/schemas".into());
        Generators {
            bodies: settings.clone().into_generator(),
            answers: settings.for_serialize().into_generator(),
        }
    }

    /// No type with a field that may be null is both sent and answered, so the two agree where they meet.
    fn definitions(mut self) -> Map<String, Value> {
        let mut definitions = self.answers.take_definitions(true);
        definitions.extend(self.bodies.take_definitions(true));
        definitions.sort_keys();
        definitions
    }
}

fn describe(operation: &Operation, generators: &mut Generators) -> Value {
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "tags": [noun(operation)],
        "x-needs": needs(operation.needs),
        "x-audited": operation.audited,
        "x-interactive-only": operation.interactive_only,
        "parameters": parameters(operation),
    });
    if matches!(operation.needs, Needs::Public) {
        described["security"] = json!([]);
    }
    if let Some(body) = body(operation.body, &mut generators.bodies) {
        described["requestBody"] = body;
    }
    let mut success = json!({ "description": "Done." });
    if let Some(answer) = operation.answer {
        success["content"] =
            json!({ "application/json": { "schema": (answer.schema)(&mut generators.answers) } });
    }
    for media_type in operation.text {
        success["content"][media_type] = json!({ "schema": { "type": "string" } });
    }
    if operation.is_versioned && operation.status != 204 {
        success["headers"]["ETag"] = json!({ "schema": { "type": "string" } });
    }
    if operation.tells_epoch() {
        success["headers"]["x-policy-epoch"] = json!({
            "description": "a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone",
            "schema": { "type": "string" },
        });
    }
    let error = if operation.speaks_oauth { "OauthError" } else { "Error" };
    described["responses"] = json!({
        operation.status.to_string(): success,
        "default": { "$ref": format!("#/components/responses/{error}") },
    });
    described
}

/// `policy_draft_update` is about `policy`, `account_token_list` about `account`.
fn noun(operation: &Operation) -> &'static str {
    operation.id.split('_').next().unwrap_or(operation.id)
}

fn needs(needs: Needs) -> Value {
    match needs {
        Needs::Public => json!("public"),
        Needs::Account => json!("account"),
        Needs::Credential => json!("credential"),
        Needs::Member => json!("member"),
        Needs::Operator => json!("operator"),
        Needs::Action(action, target) => {
            json!({ "action": action.as_str(), "target": target_name(target) })
        }
        Needs::Somewhere(action, target) => {
            json!({ "action": action.as_str(), "somewhere_in": target_name(target) })
        }
        Needs::ByProduction { otherwise, production, target } => json!({
            "action": otherwise.as_str(), "in_production": production.as_str(), "target": target_name(target),
        }),
    }
}

fn target_name(target: Target) -> &'static str {
    match target {
        Target::Organization => "organization",
        Target::Project => "project",
        Target::Instance => "instance",
        Target::Database => "database",
        Target::Branch => "branch",
    }
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let path = operation.path_parameters().map(|name| {
        json!({ "name": name, "in": "path", "required": true, "schema": path_schema(operation, name) })
    });
    let query = operation.query.iter().map(|parameter| {
        json!({
            "name": parameter.name, "in": "query", "required": false,
            "description": parameter.description, "schema": query_schema(parameter),
        })
    });
    let is_change = operation.is_versioned && operation.audited;
    let if_match = is_change.then(|| {
        json!({
            "name": "If-Match", "in": "header", "required": false,
            "description": "the `ETag` that the change is based on; another one by now answers 412",
            "schema": { "type": "string" },
        })
    });
    path.chain(query).chain(if_match).collect()
}

/// Connections and tables are named, versions counted, everything else has an id.
fn path_schema(operation: &Operation, name: &str) -> Value {
    match name {
        "connection" | "table" | "user_code" => json!({ "type": "string" }),
        "version" if operation.id.starts_with("policy_") => {
            json!({ "type": "integer", "minimum": 1 })
        }
        _ => json!({ "type": "string", "pattern": "^[0-9a-f]{24}$" }),
    }
}

fn query_schema(parameter: &Parameter) -> Value {
    match parameter.kind {
        ParameterKind::Text => json!({ "type": "string" }),
        ParameterKind::Integer(minimum, maximum) => {
            json!({ "type": "integer", "minimum": minimum, "maximum": maximum })
        }
        ParameterKind::Id => json!({ "type": "string", "pattern": "^[0-9a-f]{24}$" }),
        ParameterKind::Time => json!({ "type": "string", "format": "date-time" }),
    }
}

fn body(body: Body, generator: &mut SchemaGenerator) -> Option<Value> {
    match body {
        Body::None => None,
        Body::Json(shape) => Some(json!({
            "required": true,
            "content": { "application/json": { "schema": (shape.schema)(generator) } },
        })),
        Body::Form(shape) => {
            let schema = (shape.schema)(generator);
            Some(json!({
                "required": true,
                "content": {
                    "application/x-www-form-urlencoded": { "schema": schema },
                    "application/json": { "schema": schema },
                },
            }))
        }
        Body::Document { is_optional } => Some(json!({
            "required": !is_optional,
            "content": {
                "application/yaml": { "schema": { "type": "string" } },
                "application/json": { "schema": { "type": "object" } },
            },
        })),
    }
}
