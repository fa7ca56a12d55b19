//! Signing in a program without a browser, as RFC 8628 tells its two sides.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, Reply, Server};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

async fn form(client: &Client, path: &str, body: &str) -> Reply {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    client.send(Method::POST, path, &headers, Some(body.to_owned())).await
}

async fn begin(server: &Server) -> Value {
    let begun = form(&server.stranger(), "/oauth/authorize_device", "client_id=laptop").await;
    assert_eq!(begun.status, 200, "{}", begun.text);
    begun.body
}

async fn poll(server: &Server, begun: &Value) -> Reply {
    let code = begun["device_code"].as_str().unwrap();
    let body = format!(
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=laptop&device_code={code}"
    );
    form(&server.stranger(), "/oauth/token", &body).await
}

async fn say(person: &Client, begun: &Value, answer: &str) -> Reply {
    let code = begun["user_code"].as_str().unwrap();
    let path = format!("/api/v1/account/device/{code}/{answer}");
    person.json(Method::POST, &path, None).await
}

fn error(reply: &Reply) -> (u16, &str) {
    assert!(reply.body["error_description"].is_string(), "{}", reply.text);
    (reply.status, reply.body["error"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn a_program_is_let_in_by_a_person_and_gets_one_token() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let begun = begin(&server).await;
    assert_eq!((&begun["expires_in"], &begun["interval"]), (&json!(900), &json!(5)));
    let code = begun["user_code"].as_str().unwrap();
    assert!(code.len() == 9 && &code[4..5] == "-", "{code}");
    let complete = begun["verification_uri_complete"].as_str().unwrap();
    assert!(complete.ends_with(&format!("/device?user_code={code}")), "{complete}");
    assert_eq!(error(&poll(&server, &begun).await), (400, "authorization_pending"));

    let typed = code.to_lowercase().replace('-', "");
    let looked = owner.get(&format!("/api/v1/account/device/{typed}")).await;
    assert_eq!((looked.status, &looked.body["client"]), (200, &json!("laptop")), "{}", looked.text);
    assert_eq!(looked.body["address"], "127.0.0.1");
    assert_eq!(say(&owner, &begun, "approve").await.status, 204);
    assert_eq!(say(&owner, &begun, "deny").await.status, 404, "it was answered");

    server.clock.advance(5);
    let fetched = poll(&server, &begun).await;
    assert_eq!(fetched.status, 200, "{}", fetched.text);
    assert_eq!(
        (&fetched.body["token_type"], &fetched.body["expires_in"]),
        (&json!("Bearer"), &json!(30 * 86_400))
    );
    assert_eq!(fetched.header("cache-control"), "no-store");
    let token = fetched.body["access_token"].as_str().unwrap().to_owned();
    let program = Client { token: Some(token), ..server.stranger() };
    assert_eq!(program.get("/api/v1/me").await.body["account"]["email"], "olga@example.com");
    let listed = owner.get("/api/v1/account/tokens").await;
    assert_eq!(
        (&listed.body["total"], &listed.body["items"][0]["name"]),
        (&json!(1), &json!("laptop"))
    );
    assert_eq!(error(&poll(&server, &begun).await), (400, "invalid_grant"), "fetched once");
}

#[tokio::test]
async fn a_new_password_lets_no_program_in_that_was_let_in_before() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let begun = begin(&server).await;
    assert_eq!(say(&owner, &begun, "approve").await.status, 204);
    let change = json!({ "current": crate::support::PASSWORD, "new": "granite-lantern-orchid-77" });
    assert_eq!(owner.put("/api/v1/account/password", change).await.status, 204);
    assert_eq!(error(&poll(&server, &begun).await), (400, "invalid_grant"));
}

#[tokio::test]
async fn each_way_to_fail_has_its_word() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let begun = begin(&server).await;
    assert_eq!(error(&poll(&server, &begun).await), (400, "authorization_pending"));
    assert_eq!(error(&poll(&server, &begun).await), (400, "slow_down"));
    server.clock.advance(9);
    assert_eq!(error(&poll(&server, &begun).await), (400, "slow_down"), "ten seconds now");
    server.clock.advance(15);
    assert_eq!(error(&poll(&server, &begun).await), (400, "authorization_pending"));
    assert_eq!(say(&owner, &begun, "deny").await.status, 204);
    assert_eq!(error(&poll(&server, &begun).await), (400, "access_denied"));
    assert_eq!(error(&poll(&server, &begun).await), (400, "invalid_grant"));

    let late = begin(&server).await;
    server.clock.advance(900);
    assert_eq!(say(&owner, &late, "approve").await.status, 404);
    assert_eq!(error(&poll(&server, &late).await), (400, "expired_token"));

    let fresh = begin(&server).await;
    let code = fresh["device_code"].as_str().unwrap();
    let wrong = [
        (
            format!("grant_type=password&client_id=laptop&device_code={code}"),
            "unsupported_grant_type",
        ),
        (format!("grant_type={GRANT}&client_id=laptop"), "invalid_request"),
        (format!("grant_type={GRANT}&device_code={code}"), "invalid_request"),
        (format!("grant_type={GRANT}&client_id=other&device_code={code}"), "invalid_grant"),
        (format!("grant_type={GRANT}&client_id=laptop&device_code=00"), "invalid_grant"),
        (
            format!("grant_type={GRANT}&grant_type={GRANT}&client_id=laptop&device_code={code}"),
            "invalid_request",
        ),
        (String::new(), "invalid_request"),
    ];
    for (body, word) in wrong {
        assert_eq!(
            error(&form(&server.stranger(), "/oauth/token", &body).await),
            (400, word),
            "{body}"
        );
    }
    for body in ["", "client_id=", "client_id=a&client_id=b", "client_id=%E2%80%AEevil"] {
        let refused = form(&server.stranger(), "/oauth/authorize_device", body).await;
        assert_eq!(error(&refused), (400, "invalid_request"), "{body}");
    }
    let unknown = "client_id=laptop&scope=all&resource=x";
    assert_eq!(form(&server.stranger(), "/oauth/authorize_device", unknown).await.status, 200);
}

#[tokio::test]
async fn only_a_person_who_signed_in_lately_lets_a_program_in() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let begun = begin(&server).await;
    let token = owner.token(json!({})).await;
    for answer in ["approve", "deny"] {
        let refused = say(&token, &begun, answer).await;
        assert_eq!((refused.status, refused.code()), (403, "interactive_session_required"));
        assert_eq!(say(&server.stranger(), &begun, answer).await.status, 401);
        // A page of another site cannot say it in the person's name.
        let code = begun["user_code"].as_str().unwrap();
        let path = format!("/api/v1/account/device/{code}/{answer}");
        let elsewhere = [("origin", "https://evil.example")];
        let forged = owner.send(Method::POST, &path, &elsewhere, None).await;
        assert_eq!((forged.status, forged.code()), (403, "cross_site"));
    }
    server.clock.advance(3_601);
    let begun = begin(&server).await;
    let stale = say(&owner, &begun, "approve").await;
    assert_eq!((stale.status, stale.code()), (403, "fresh_sign_in_required"));
    assert_eq!(error(&poll(&server, &begun).await), (400, "authorization_pending"));
}

#[tokio::test]
async fn codes_cannot_be_guessed_in_number() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let begun = begin(&server).await;
    for place in 0..10 {
        let guess = json!({ "user_code": format!("BBBB-BBB{}", char::from(b"BCDFGHJKLM"[place])) });
        assert_eq!(say(&owner, &guess, "approve").await.status, 404);
    }
    let limited = say(&owner, &begun, "approve").await;
    assert_eq!((limited.status, limited.code()), (429, "too_many_requests"));
    server.clock.advance(6);
    assert_eq!(say(&owner, &begun, "approve").await.status, 204);
    for _ in 0..40 {
        form(&server.stranger(), "/oauth/authorize_device", "client_id=flood").await;
    }
    let flooded = form(&server.stranger(), "/oauth/authorize_device", "client_id=flood").await;
    assert_eq!(error(&flooded), (429, "slow_down"));
    assert!(!flooded.header("retry-after").is_empty());
}

#[tokio::test]
async fn neither_code_is_at_rest_or_in_a_log() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let begun = begin(&server).await;
    let store = std::fs::read(server.data().join("bailiwick.db")).unwrap();
    for name in ["device_code", "user_code"] {
        let code = begun[name].as_str().unwrap();
        for text in [code.to_owned(), code.replace('-', "")] {
            let is_there = store.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!is_there, "{name}");
        }
    }
    assert_eq!(say(&owner, &begun, "approve").await.status, 204);
}
