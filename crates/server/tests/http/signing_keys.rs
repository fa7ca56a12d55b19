//! The key that signs calls of actions: shown once, sealed, turned over with an overlap; and what is signed with it.

use std::sync::{Arc, Mutex};

use axum::http::HeaderMap;
use bailiwick_access::{Action, ActionSet};
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::place::{GOOD, Place};
use crate::support::{Reply, Server};

/// A policy with an action that adds a note and calls.
fn calling(url: &str) -> String {
    format!(
        "{GOOD}actions:\n  add:\n    roles: [reader]\n    as: owner\n    tables: [main.notes]\n    run: [\"insert into notes (text) values ('added')\"]\n    call: {{ url: '{url}' }}\n"
    )
}

async fn made(place: &Place) -> Reply {
    place.owner.json(Method::POST, &format!("{}/signing-key", place.instance), None).await
}

async fn secret(place: &Place) -> String {
    let made = made(place).await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.body["secret"].as_str().unwrap().to_owned()
}

/// Every byte that the server keeps.
fn kept(folder: &std::path::Path) -> Vec<u8> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .flat_map(|path| if path.is_dir() { kept(&path) } else { std::fs::read(&path).unwrap() })
        .collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn a_key_is_shown_once_and_kept_sealed() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let path = format!("{}/signing-key", place.instance);
    let none = place.owner.get(&path).await;
    assert_eq!(
        (none.status, &none.body["newest"], &none.body["previous"]),
        (200, &Value::Null, &Value::Null)
    );
    let first = made(&place).await;
    let first_secret = first.body["secret"].as_str().unwrap().to_owned();
    let bytes = STANDARD.decode(first_secret.strip_prefix("whsec_").unwrap()).unwrap();
    assert_eq!((first.status, bytes.len()), (201, 32), "{}", first.text);
    let second = made(&place).await;
    assert_eq!(second.body["previous"]["id"], first.body["newest"]["id"], "{}", second.text);
    assert_ne!(second.body["secret"], first.body["secret"]);
    let third = made(&place).await;
    assert_eq!((third.status, third.code()), (409, "previous_key_signs"), "{}", third.text);

    let shown = place.owner.get(&path).await;
    let keys = ["newest", "previous"].map(|name| shown.body[name].clone());
    assert_eq!(keys, ["newest", "previous"].map(|name| second.body[name].clone()));
    assert!(
        keys[1]["signs_until"].is_string() && keys[0]["signs_until"].is_null(),
        "{}",
        shown.text
    );
    let organization = super::client_auth::organization(&place);
    let log = place.owner.get(&format!("{organization}/audit?limit=100")).await;
    assert_eq!(log.text.matches("signing_key.create").count(), 2, "{}", log.text);
    let all = kept(&server.data());
    for told in [&first_secret, second.body["secret"].as_str().unwrap()] {
        let encoded = told.strip_prefix("whsec_").unwrap();
        for text in [&shown.text, &log.text] {
            assert!(!text.contains(encoded), "{text}");
        }
        assert!(
            !holds(&all, encoded.as_bytes()) && !holds(&all, &STANDARD.decode(encoded).unwrap())
        );
    }
    assert!(holds(&all, keys[0]["id"].as_str().unwrap().as_bytes()), "it looked where they are");

    let previous = format!("{path}/previous");
    assert_eq!(place.owner.delete(&previous).await.status, 204);
    let again = place.owner.delete(&previous).await;
    assert_eq!((again.status, again.code()), (404, "not_found"));
    assert_eq!(made(&place).await.status, 201);
    server.clock.advance(24 * 60 * 60 - 60);
    assert!(place.owner.get(&path).await.body["previous"].is_object());
    server.clock.advance(120);
    assert_eq!(place.owner.get(&path).await.body["previous"], Value::Null, "a day is over");
}

#[tokio::test]
async fn who_may_not_read_the_data_makes_and_ends_no_key() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let account = place.owner.get("/api/v1/me").await.body["account"]["id"].clone();
    let account = account.as_str().unwrap().parse().unwrap();
    for _ in 0..2 {
        secret(&place).await;
    }
    let path = format!("{}/signing-key", place.instance);
    for missing in [Action::DataView, Action::PolicyDeploy] {
        server.running.narrow(account, ActionSet::FULL.minus(ActionSet::of(&[missing])));
        assert_eq!(place.owner.get(&path).await.status, 200);
        let refused = made(&place).await;
        assert_eq!((refused.status, refused.code()), (403, "forbidden"), "{}", refused.text);
        assert_eq!(place.owner.delete(&format!("{path}/previous")).await.status, 403);
    }
    server.running.narrow(account, ActionSet::FULL);
    assert!(place.owner.get(&path).await.body["previous"].is_object());
}

#[tokio::test]
async fn a_policy_that_calls_waits_for_a_key() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let policy = calling("https://billing.example.com/notes");
    let refused = place.deploy(&policy).await;
    assert_eq!((refused.status, refused.code()), (422, "invalid_policy"), "{}", refused.text);
    for told in ["line 12, column 5", "Make a signing key first", "bailiwick signing-key create"] {
        assert!(refused.text.contains(told), "{told}: {}", refused.text);
    }
    let validated =
        place.owner.json(Method::POST, &format!("{}/policy/validate", place.instance), None).await;
    assert_eq!(validated.body["valid"], false, "{}", validated.text);
    secret(&place).await;
    assert_eq!(place.deploy(&policy).await.status, 201);

    // The other instance has none, and takes none over.
    let (list, _) = place.instance.rsplit_once('/').unwrap();
    let listed = place.owner.get(list).await;
    let items = listed.body["items"].as_array().unwrap();
    let target = items.iter().find(|instance| instance["production"] == true).unwrap();
    let target = format!("{list}/{}", target["id"].as_str().unwrap());
    let from = place.instance.rsplit('/').next().unwrap();
    let preview = format!("{target}/policy/promote/preview");
    let refused = place.owner.post(&preview, json!({ "from": from })).await;
    assert_eq!((refused.status, refused.code()), (422, "invalid_policy"), "{}", refused.text);
    assert!(refused.text.contains("Make a signing key first"), "{}", refused.text);
    let side = json!({ "draft_revision": 0, "policy_version": 0, "client_auth_version": 0 });
    let basis = json!({ "source": { "draft_revision": 2, "policy_version": 1, "client_auth_version": 0 }, "target": side });
    let blind = json!({ "from": from, "basis": basis });
    let refused = place.owner.post(&format!("{target}/policy/promote"), blind).await;
    assert_eq!((refused.status, refused.code()), (422, "invalid_policy"), "{}", refused.text);
    let there = place.owner.json(Method::POST, &format!("{target}/signing-key"), None).await;
    assert_eq!(there.status, 201, "{}", there.text);
    let shown = place.owner.post(&preview, json!({ "from": from })).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    let sentence = "it calls `https://billing.example.com/notes` after the commit";
    assert!(shown.text.contains(sentence), "{}", shown.text);
}

type Received = Arc<Mutex<Vec<(HeaderMap, String)>>>;

/// A web server on this machine that accepts everything.
async fn receiver() -> (String, Received) {
    let received = Received::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/notes", listener.local_addr().unwrap());
    let kept = Arc::clone(&received);
    let app = axum::Router::new().fallback(move |headers: HeaderMap, body: String| {
        kept.lock().unwrap().push((headers, body));
        async { "thank you" }
    });
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (url, received)
}

/// `v1,` and RFC 2104 over SHA-256, from the standard's text.
fn signature(secret: &str, headers: &HeaderMap, body: &str) -> String {
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let content = format!("{}.{}.{body}", header("webhook-id"), header("webhook-timestamp"));
    let mut block = [0_u8; 64];
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    block[..key.len()].copy_from_slice(&key);
    let padded = |pad: u8| block.map(|byte| byte ^ pad);
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(content).finalize();
    let outer = Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize();
    format!("v1,{}", STANDARD.encode(outer))
}

#[tokio::test]
async fn calls_are_signed_by_the_keys_of_the_hour() {
    let server = Server::start_with(|settings| {
        settings.outbound_allow = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await;
    let place = Place::make(&server).await;
    let (url, received) = receiver().await;
    let first = secret(&place).await;
    assert_eq!(place.deploy(&calling(&url)).await.status, 201);
    let user = place.user(json!(["reader"])).await;
    let add = format!("{}/rpc/add", place.data);
    let call = async || {
        let done = user.post(&add, json!({})).await;
        assert_eq!((done.status, &done.body), (200, &json!({ "affected": [1] })), "{}", done.text);
        let (headers, body) = received.lock().unwrap().last().unwrap().clone();
        assert_eq!(headers["webhook-id"], done.header("x-request-id"));
        let signatures = headers["webhook-signature"].to_str().unwrap().to_owned();
        (headers, body, signatures)
    };
    let (headers, body, signatures) = call().await;
    assert_eq!(signatures, signature(&first, &headers, &body));
    let told: Value = serde_json::from_str(&body).unwrap();
    let instance = place.instance.rsplit('/').next().unwrap();
    assert_eq!((&told["instance"], &told["user"]["id"]), (&json!(instance), &json!("7")), "{body}");

    // Both sign, the newest first; then the newest alone.
    let second = secret(&place).await;
    let (headers, body, signatures) = call().await;
    let both = [&second, &first].map(|secret| signature(secret, &headers, &body));
    assert_eq!(signatures, both.join(" "));
    assert_eq!(
        place.owner.delete(&format!("{}/signing-key/previous", place.instance)).await.status,
        204
    );
    let (headers, body, signatures) = call().await;
    assert_eq!(signatures, signature(&second, &headers, &body));

    // The log has where and how, and nothing has the keys.
    let requests = place.owner.get(&format!("{}/requests", place.instance)).await;
    let note = &requests.body["items"][0]["call"];
    assert_eq!(
        (&note["host"], &note["outcome"], &note["status"]),
        (&json!("127.0.0.1"), &json!("accepted"), &json!(200)),
        "{}",
        requests.text
    );
    let account = place.owner.get("/api/v1/me").await.body["account"]["id"].clone();
    let account = account.as_str().unwrap().parse().unwrap();
    server.running.narrow(account, ActionSet::FULL.minus(ActionSet::of(&[Action::PolicyView])));
    let narrow = place.owner.get(&format!("{}/requests", place.instance)).await;
    assert_eq!(narrow.body["items"][0]["call"]["host"], Value::Null, "{}", narrow.text);
    assert_eq!(narrow.body["items"][0]["call"]["outcome"], "accepted");
    server.running.narrow(account, ActionSet::FULL);
    let policy = place.owner.get(&format!("{}/policy", place.instance)).await;
    let roles = place.owner.get(&format!("{}/policy/roles", place.instance)).await;
    assert_eq!(roles.body["roles"][0]["actions"][0]["calls"], url.as_str(), "{}", roles.text);
    for secret in [&first, &second] {
        let encoded = secret.strip_prefix("whsec_").unwrap();
        for reply in [&requests, &policy, &roles] {
            assert!(!reply.text.contains(encoded), "{}", reply.text);
        }
    }
}

/// Where the operator lists nothing, loopback is not called, whoever writes the policy.
#[tokio::test]
async fn an_address_that_the_operator_does_not_list_is_not_called() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let (url, received) = receiver().await;
    secret(&place).await;
    assert_eq!(place.deploy(&calling(&url)).await.status, 201);
    let user = place.user(json!(["reader"])).await;
    let refused = user.post(&format!("{}/rpc/add", place.data), json!({})).await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (502, &json!("call_failed")),
        "{}",
        refused.text
    );
    assert!(!refused.text.contains("127.0.0.1"), "{}", refused.text);
    assert_eq!(received.lock().unwrap().len(), 0);
    let notes = user.get(&format!("{}/notes", place.data)).await;
    assert_eq!(notes.body.as_array().unwrap().len(), 1, "what was done stays: {}", notes.text);
    let requests = place.owner.get(&format!("{}/requests?status=5xx", place.instance)).await;
    assert_eq!(requests.body["items"][0]["call"]["outcome"], "forbidden", "{}", requests.text);
}
