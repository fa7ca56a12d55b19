//! A policy that outlives the connection it speaks of.

use reqwest::Method;
use serde_json::json;

use super::place::{GOOD, Place};
use crate::support::{Client, Server};

/// A place whose policy is in force and whose connection is gone, and a reader.
async fn deserted(server: &Server) -> (Place, Client) {
    let place = Place::make(server).await;
    assert_eq!(place.deploy(GOOD).await.status, 201);
    let reader = place.user(json!(["reader"])).await;
    let notes = format!("{}/notes", place.data);
    assert_eq!(reader.get(&notes).await.text, "[]", "readable while there is a connection");
    let gone = place.owner.delete(&format!("{}/connections/main", place.instance)).await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    (place, reader)
}

#[tokio::test]
async fn what_it_grants_is_absent_like_what_never_was() {
    let server = Server::start().await;
    let (place, reader) = deserted(&server).await;
    let mut answers = Vec::new();
    for table in ["notes", "never"] {
        let path = format!("{}/{table}", place.data);
        for (method, query, body) in [
            (Method::GET, "", None),
            (Method::GET, "?text=eq.1&order=id", None),
            (Method::POST, "", Some(json!({ "text": "one" }))),
            (Method::PATCH, "?id=eq.1", Some(json!({ "text": "one" }))),
            (Method::DELETE, "?id=eq.1", None),
        ] {
            let answer = reader.json(method, &format!("{path}{query}"), body).await;
            assert_eq!((answer.status, answer.body["code"].as_str()), (404, Some("PGRST205")));
            answers.push(answer.text.replace(table, "TABLE"));
        }
    }
    assert_eq!(answers[..5], answers[5..]);
    let looked = place.owner.get(&format!("{}/data/main/notes", place.instance)).await;
    assert_eq!(looked.status, 404, "{}", looked.text);
    let schema = place.owner.get(&format!("{}/schema", place.instance)).await;
    assert_eq!((schema.status, &schema.body["connections"]), (200, &json!([])));
    let stranger = server.stranger().get(&format!("{}/notes", place.data)).await;
    assert_eq!(stranger.status, 401, "who asks is still asked first");
}

#[tokio::test]
async fn it_can_be_read_and_edited_but_not_deployed() {
    let server = Server::start().await;
    let (place, _) = deserted(&server).await;
    let policy = format!("{}/policy", place.instance);
    let now = place.owner.get(&policy).await;
    assert_eq!(now.body["deployed"]["source"], GOOD, "{}", now.text);
    assert_eq!(place.save(GOOD).await.status, 200);
    let validated = place.owner.json(Method::POST, &format!("{policy}/validate"), None).await;
    assert_eq!((validated.status, &validated.body["valid"]), (200, &json!(false)));
    let problem = &validated.body["problems"][0];
    assert_eq!((&problem["level"], &problem["line"]), (&json!("error"), &json!(3)));
    let message = problem["message"].as_str().unwrap();
    assert!(message.contains("`main`"), "{message}");
    for path in ["deploy", "versions/1/rollback"] {
        let refused = place.owner.post(&format!("{policy}/{path}"), json!({})).await;
        assert_eq!((refused.status, refused.code()), (422, "invalid_policy"), "{}", refused.text);
        assert!(refused.text.contains(message.split('`').next().unwrap()), "{}", refused.text);
    }
    assert_eq!(place.owner.get(&policy).await.body["deployed"]["version"], 1);
    let empty = place.deploy("permissions: {}\n").await;
    assert_eq!(empty.status, 201, "a policy without it can be: {}", empty.text);
}

#[tokio::test]
async fn it_holds_again_for_the_same_tables_under_the_same_name() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    assert_eq!(place.deploy(GOOD).await.status, 201);
    let reader = place.user(json!(["reader"])).await;
    let connections = format!("{}/connections", place.instance);
    let main = place.owner.get(&format!("{connections}/main")).await;
    let branch = main.body["target"]["branch"].clone();
    assert_eq!(place.owner.delete(&format!("{connections}/main")).await.status, 204);
    let notes = format!("{}/notes", place.data);
    for (name, expected) in [("other", 404), ("main", 200)] {
        let made = place.owner.post(&connections, json!({ "name": name, "branch": branch })).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let read = reader.get(&notes).await;
        assert_eq!(read.status, expected, "a connection `{name}`: {}", read.text);
    }
}
