//! Secrets in bodies of the wrong shape (T66): no answer repeats them, whatever stands where.

use bailiwick_api::{Body, Operation, operations};
use serde_json::{Value, json};

use super::recipe::{Recipe, Rooms, recipe};
use super::store::Dump;
use crate::support::{PASSWORD, Server};

/// What must not come back, as a text and as numbers.
const TEXT: &str = "hunter2-velvet-anchor";
const WHOLE: u64 = 7_263_545_342_918;
const FLOAT: f64 = 726_354.534_29;

/// Fields that hold keys and are not marked as secrets, for public keys belong there: a private one may be pasted.
const KEYS: [&str; 1] = ["jwks"];

/// The paths of the secrets in a schema: names of fields, `0` for the item of a list.
fn secrets(document: &Value, schema: &Value, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return secrets(document, &document["components"]["schemas"][name], path, found);
    }
    if schema["writeOnly"] == json!(true) {
        found.push(path.clone());
    }
    for choice in ["anyOf", "oneOf", "allOf"] {
        for one in schema[choice].as_array().into_iter().flatten() {
            secrets(document, one, path, found);
        }
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        path.push(name.clone());
        if KEYS.contains(&name.as_str()) {
            found.push(path.clone());
        }
        secrets(document, field, path, found);
        path.pop();
    }
    if schema["items"].is_object() {
        path.push("0".to_owned());
        secrets(document, &schema["items"], path, found);
        path.pop();
    }
}

/// A body with something else at a path; what leads there is made where it is missing.
fn with(mut body: Value, path: &[String], wrong: &Value) -> Value {
    let mut place = &mut body;
    for step in path {
        place = match step.as_str() {
            "0" => {
                if !place.is_array() {
                    *place = json!([{}]);
                }
                &mut place[0]
            }
            name => {
                if !place.is_object() {
                    *place = json!({});
                }
                &mut place[name]
            }
        };
    }
    *place = wrong.clone();
    body
}

/// A secret where it does not belong. A plain text is right where the secret itself stands, and wrong above it.
fn shapes(is_secret_itself: bool, is_key: bool) -> Vec<Value> {
    let mut shapes = vec![json!([TEXT]), json!({ "value": TEXT }), json!([[TEXT]])];
    shapes.extend([json!(WHOLE), json!(FLOAT), json!([WHOLE]), json!([{ "secret": WHOLE }])]);
    shapes.push(json!({ "keys": [TEXT] }));
    shapes.push(json!({ "keys": [{ "kty": TEXT, "k": WHOLE }] }));
    if !is_secret_itself || is_key {
        shapes.push(json!(TEXT));
    }
    shapes
}

fn bodies(document: &Value, operation: &Operation, good: &Value) -> Vec<Value> {
    let method = operation.method.as_str().to_lowercase();
    let request = &document["paths"][operation.path][&method]["requestBody"]["content"];
    let mut found = Vec::new();
    for content in request.as_object().into_iter().flat_map(|contents| contents.values()) {
        secrets(document, &content["schema"], &mut Vec::new(), &mut found);
    }
    found.sort();
    found.dedup();
    let mut bodies = Vec::new();
    for path in &found {
        let is_key = path.last().is_some_and(|name| KEYS.contains(&name.as_str()));
        for depth in 1..=path.len() {
            for wrong in shapes(depth == path.len(), is_key) {
                bodies.push(with(good.clone(), &path[..depth], &wrong));
            }
        }
    }
    bodies
}

/// Where to ask for an operation, and a body as it should be.
fn asked_well(operation: &Operation, rooms: &Rooms) -> (String, Value) {
    if operation.id == "first_run_complete" {
        // Nothing else asks for it: the first account is made by it.
        let body = json!({
            "code": "0000-0000", "email": "first@example.com", "password": PASSWORD,
            "display_name": "First", "organization": "First",
        });
        return (operation.path.to_owned(), body);
    }
    let Recipe { path, body, .. } = recipe(operation, rooms);
    let body = body.and_then(|body| serde_json::from_str(&body).ok());
    (path, body.unwrap_or_else(|| json!({})))
}

#[tokio::test]
async fn t66_no_complaint_about_a_body_repeats_the_secret_in_it() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let rooms = Rooms::whole(&server, &owner).await;
    let document = bailiwick_api::openapi();
    let before = Dump::take(&server);
    let (mut asked, mut failures) = (std::collections::BTreeMap::new(), Vec::new());
    for operation in operations().iter().filter(|one| !matches!(one.body, Body::None)) {
        let (path, good) = asked_well(operation, &rooms);
        for body in bodies(&document, operation, &good) {
            *asked.entry(operation.id).or_insert(0) += 1;
            let reply = owner
                .json(operation.method.as_str().parse().unwrap(), &path, Some(body.clone()))
                .await;
            let whole = WHOLE.to_string();
            let is_echoed = ["hunter2", "velvet", &whole, "726354"]
                .iter()
                .any(|secret| reply.text.contains(secret));
            let is_rust = ["struct ", "enum ", "invalid type", "u64"]
                .iter()
                .any(|word| reply.text.contains(word));
            if reply.status / 100 != 4 || is_echoed || is_rust {
                failures.push(format!("{} {body}: {} {}", operation.id, reply.status, reply.text));
            }
        }
    }
    failures.extend(before.changes(&Dump::take(&server)));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    for id in [
        "sign_in",
        "sign_up",
        "first_run_complete",
        "account_password_update",
        "connection_create",
        "connection_update",
        "connection_try",
        "client_auth_update",
        "device_sign_in_finish",
        "invitation_accept",
    ] {
        assert!(asked.contains_key(id), "{id} is not among {asked:?}");
    }
}
