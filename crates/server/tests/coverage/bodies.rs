//! Bodies that say more, or other, than what is asked (T15, T16, T46): for every operation that takes JSON.

use bailiwick_api::{Body, Needs, Operation, operations};
use serde_json::{Value, json};

use super::recipe::{Rooms, recipe};
use super::store::Dump;
use crate::support::{Client, Reply, Server};

/// What a caller may want to smuggle in: another tenant, another parent, a rank, a version.
const SMUGGLED: [&str; 9] = [
    "organization",
    "organization_id",
    "project_id",
    "account",
    "is_system",
    "is_operator",
    "created_by",
    "version",
    "__proto__",
];

async fn ask(client: &Client, operation: &Operation, path: &str, body: String) -> Reply {
    let headers = [("origin", client.base.as_str()), ("content-type", "application/json")];
    client.send(operation.method.as_str().parse().unwrap(), path, &headers, Some(body)).await
}

/// What no token does is refused before its body is looked at.
fn asks_for_a_person(way: &str, reply: &Reply) -> bool {
    const CODES: [&str; 2] = ["interactive_session_required", "person_required"];
    way != "session" && reply.status == 403 && CODES.contains(&reply.code())
}

/// Every operation that reads JSON of somebody known, with its body as it should be.
fn with_bodies(rooms: &Rooms) -> Vec<(&'static Operation, String, Value)> {
    let is_json =
        |one: &&&Operation| matches!(one.body, Body::Json(_)) && one.needs != Needs::Public;
    let mut found = Vec::new();
    for operation in operations().iter().filter(is_json).copied() {
        let recipe = recipe(operation, rooms);
        let body: Value = serde_json::from_str(&recipe.body.unwrap()).unwrap();
        found.push((operation, recipe.path, body));
    }
    assert!(found.len() > 30, "{}", found.len());
    found
}

#[tokio::test]
async fn t15_t46_no_body_says_what_its_path_or_the_server_says() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let rooms = Rooms::whole(&server, &owner).await;
    let eve = server.sign_up("eve").await;
    let theirs = eve.organization().await;
    let theirs = theirs.rsplit('/').next().unwrap();
    let hands = owner.hands().await;
    let (mut failures, before) = (Vec::new(), Dump::take(&server));
    for (operation, path, good) in with_bodies(&rooms) {
        for field in SMUGGLED {
            let mut body = good.clone();
            if body.get(field).is_some()
                || (operation.id, field) == ("account_token_create", "organization")
            {
                continue;
            }
            body[field] = json!(theirs);
            for (way, hand) in &hands {
                let reply = ask(hand, operation, &path, body.to_string()).await;
                let is_named = reply.text.contains(&format!("`{field}`"));
                let is_read = (reply.status, reply.code()) == (422, "unknown_field") && is_named;
                if !is_read && !asks_for_a_person(way, &reply) {
                    let (id, text) = (operation.id, reply.text);
                    failures.push(format!("{id} with `{field}` by {way}: {} {text}", reply.status));
                }
            }
        }
    }
    failures.extend(before.changes(&Dump::take(&server)));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
async fn t16_no_body_is_read_as_what_it_is_not() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let rooms = Rooms::whole(&server, &owner).await;
    let hands = owner.hands().await;
    let (mut failures, before) = (Vec::new(), Dump::take(&server));
    for (operation, path, good) in with_bodies(&rooms) {
        let mut bodies: Vec<String> =
            vec![json!([good]).to_string(), "null".into(), "\"text\"".into(), "1".into()];
        bodies.push(format!("{good} {good}"));
        bodies.push(format!("\u{feff}{good}"));
        for (field, value) in good.as_object().unwrap() {
            // Twice, once spelled with an escape: whichever a reader takes, another could take the other.
            let escaped = format!("\\u{:04x}{}", u32::from(field.as_bytes()[0]), &field[1..]);
            let rest = good.to_string();
            bodies.push(format!("{{\"{field}\":{value},{}", &rest[1..]));
            bodies.push(format!("{{\"{escaped}\":{value},{}", &rest[1..]));
            for wrong in [json!([[value]]), json!({ "": value }), json!({ "$ne": null })] {
                let mut body = good.clone();
                body[field] = wrong;
                bodies.push(body.to_string());
            }
        }
        for (body, (way, hand)) in
            bodies.iter().flat_map(|body| hands.iter().map(move |hand| (body, hand)))
        {
            let reply = ask(hand, operation, &path, body.clone()).await;
            if !matches!(reply.status, 400 | 422) && !asks_for_a_person(way, &reply) {
                let (id, text) = (operation.id, reply.text);
                failures.push(format!("{id} by {way} took {body}: {} {text}", reply.status));
            }
        }
    }
    failures.extend(before.changes(&Dump::take(&server)));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
