//! What the log says of a request, and what it never says.

use std::path::Path;

use serde_json::{Value, json};

use crate::running::{Server, demo, folder, get};

/// Asked for by nobody else, so that a line that holds it was made by our request.
const CODE: &str = "needle-4711";

/// A request as its sender knows it.
struct Sent {
    status: u16,
    request_id: String,
}

async fn send(request: reqwest::RequestBuilder) -> Sent {
    let answer = request.send().await.unwrap();
    let request_id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    Sent { status: answer.status().as_u16(), request_id }
}

/// Sends requests of every kind, each with something in it that no log may hold; answers them and these secrets.
async fn talk(server: &Server, demo: &Value) -> (Vec<(Sent, &'static str)>, Vec<String>) {
    let client = reqwest::Client::new();
    let (url, word) = (&server.url, |value: &Value| value.as_str().unwrap().to_owned());
    let member = &demo["members"][0];
    let (token, password) = (word(&member["token"]), word(&member["password"]));
    let user = word(&demo["users"][2]["token"]);
    let orders = format!(
        "{}/rest/v1/orders?status=eq.{CODE}",
        word(&demo["instances"]["development"]["url"])
    );
    let body = json!({ "email": member["email"], "password": password });
    let sent = vec![
        (send(client.get(format!("{url}/api/v1/me")).bearer_auth(&token)).await, "me_get"),
        (send(client.get(format!("{url}/api/v1/me?{CODE}={token}"))).await, "me_get"),
        (send(client.post(format!("{url}/api/v1/sign-in")).json(&body)).await, "sign_in"),
        (send(client.get(&orders).bearer_auth(&user)).await, "instance"),
        (send(client.get(&orders).bearer_auth(CODE)).await, "instance"),
        (send(client.put(format!("{url}/api/v1/me?{CODE}"))).await, "/api/v1/me"),
        (send(client.get(format!("{url}/openapi.json?{CODE}"))).await, "/openapi.json"),
        (send(client.get(format!("{url}/api/{token}?{CODE}"))).await, "other"),
        (send(client.get(format!("{url}/sign-in?{CODE}"))).await, "dashboard"),
    ];
    // Nothing of a token is written, not even what comes after its prefix.
    let secret = token.rsplit('_').next().unwrap().to_owned();
    assert!(secret.len() > 20, "the secret part of a token");
    (sent, vec![CODE.to_owned(), secret, user, password])
}

fn refuse_secrets(log: &str, secrets: &[String]) {
    for line in log.lines() {
        for secret in secrets {
            assert!(!line.contains(secret.as_str()), "`{secret}` stands in the log: {line}");
        }
    }
}

/// The log of a server that was stopped after it answered.
async fn stopped(mut server: Server, log: &Path) -> String {
    server.signal("TERM");
    assert!(server.ended().await.success());
    std::fs::read_to_string(log).unwrap()
}

#[tokio::test]
async fn each_request_is_one_json_line_that_names_it_and_holds_no_secret() {
    let data = folder();
    let log = data.path().join("log");
    let server = Server::logging(data.path(), "json", &log).await;
    let demo = demo(data.path());
    let (sent, secrets) = talk(&server, &demo).await;
    let text = stopped(server, &log).await;
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    for (sent, operation) in &sent {
        let its: Vec<&Value> = lines
            .iter()
            .filter(|line| line["span"]["request_id"] == sent.request_id.as_str())
            .collect();
        assert_eq!(its.len(), 1, "{operation}: {its:#?}");
        let line = its[0];
        assert_eq!((&line["level"], &line["message"]), (&json!("INFO"), &json!("answered")));
        assert_eq!(line["operation"], *operation, "{line}");
        assert_eq!(line["status"], sent.status, "{line}");
        assert!(line["milliseconds"].as_f64().unwrap() > 0.0, "{line}");
        let of_instance = &line["span"]["instance"];
        if *operation == "instance" {
            assert_eq!(*of_instance, demo["instances"]["development"]["id"], "{line}");
        } else {
            assert!(of_instance.is_null(), "{line}");
        }
    }
    // `/health/ready`, asked until the server was, is not among them.
    let methods: Vec<&str> = lines.iter().filter_map(|line| line["method"].as_str()).collect();
    assert_eq!(methods, ["GET", "GET", "POST", "GET", "GET", "PUT", "GET", "GET", "GET"]);
    refuse_secrets(&text, &secrets);
}

#[tokio::test]
async fn a_line_for_people_says_the_same_without_colours_in_a_file() {
    let data = folder();
    let log = data.path().join("log");
    let server = Server::logging(data.path(), "human", &log).await;
    let (sent, secrets) = talk(&server, &demo(data.path())).await;
    let text = stopped(server, &log).await;
    assert!(!text.contains('\u{1b}'), "{text}");
    for (sent, operation) in &sent {
        let its: Vec<&str> = text.lines().filter(|line| line.contains(&sent.request_id)).collect();
        let [line] = its[..] else { panic!("{operation}: {its:#?}") };
        for word in [" INFO ", "answered", &format!("status={}", sent.status), operation] {
            assert!(line.contains(word), "`{word}` is missing: {line}");
        }
    }
    assert!(!text.contains("health"), "{text}");
    refuse_secrets(&text, &secrets);
}

/// What could be saved before it was asked whose keys an address has is told where somebody looks.
#[tokio::test]
async fn keys_that_let_nobody_in_are_told_when_the_server_starts_and_in_health() {
    let data = folder();
    let log = data.path().join("log");
    let server = Server::logging(data.path(), "human", &log).await;
    assert!(!stopped(server, &log).await.contains("key_issuers"));
    let store = rusqlite::Connection::open(data.path().join("bailiwick.db")).unwrap();
    let lost = json!({
        "jwks_uri": ["https://one.example/keys", "https://two.example/keys", "https://else.example/keys"],
        "issuers": ["https://one.example", "https://two.example"],
    });
    let changed = store.execute(
        "update client_auth set document = json_patch(document, ?1), version = version + 1",
        [lost.to_string()],
    );
    assert!(changed.unwrap() > 0);
    drop(store);
    let server = Server::logging(data.path(), "human", &log).await;
    let demo = demo(data.path());
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let path = format!(
        "{}/api/v1/organizations/{}/projects/{}/instances/{}/health",
        server.url,
        word(&demo["organization_id"]),
        word(&demo["project_id"]),
        word(&demo["instances"]["development"]["id"]),
    );
    let (status, health) = get(&path, &word(&demo["members"][0]["token"])).await;
    assert_eq!((status, health["warnings"].as_array().map(Vec::len)), (200, Some(1)), "{health}");
    let warning = word(&health["warnings"][0]);
    assert!(warning.contains("1 of 3") && warning.contains("`key_issuers`"), "{warning}");
    assert!(!warning.contains("else.example"), "no address is told to who may not see them");
    let log = stopped(server, &log).await;
    let instance = word(&demo["instances"]["development"]["id"]);
    let told = log.lines().find(|line| line.contains("key_issuers") && line.contains(&instance));
    assert!(told.is_some_and(|line| line.contains("WARN")), "{log}");
}
