//! Requests that other sites make a browser send.

use reqwest::Method;
use serde_json::json;

use crate::support::{Client, PASSWORD, Reply, Server};

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn t67_a_change_by_cookie_must_come_from_a_page_of_this_server() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let body = Some(json!({ "name": "Other" }).to_string());
    let own = owner.base.clone();
    let localhost = own.replace("127.0.0.1", "localhost");
    let cases: [(&[(&str, &str)], u16); 9] = [
        (&[JSON], 403),
        (&[JSON, ("origin", "https://evil.example.com")], 403),
        (&[JSON, ("origin", "null")], 403),
        (&[JSON, ("origin", "http://127.0.0.1:1")], 403),
        (&[JSON, ("sec-fetch-site", "cross-site"), ("origin", &own)], 403),
        (&[JSON, ("sec-fetch-site", "same-site")], 403),
        (&[JSON, ("origin", &own)], 201),
        (&[JSON, ("origin", &localhost)], 201),
        (&[JSON, ("sec-fetch-site", "same-origin")], 201),
    ];
    for (headers, expected) in cases {
        let reply = owner.send(Method::POST, "/api/v1/organizations", headers, body.clone()).await;
        assert_eq!(reply.status, expected, "{headers:?} {}", reply.text);
    }
    assert_eq!(owner.get("/api/v1/organizations").await.body["total"], 4);
}

#[tokio::test]
async fn t67_another_site_cannot_sign_a_browser_in() {
    let server = Server::start().await;
    server.owner().await;
    let body = Some(json!({ "email": "olga@example.com", "password": PASSWORD }).to_string());
    let foreign = [JSON, ("origin", "https://evil.example.com")];
    let reply =
        server.stranger().send(Method::POST, "/api/v1/sign-in", &foreign, body.clone()).await;
    assert_eq!((reply.status, reply.code()), (403, "cross_site"));
    assert!(reply.cookie().is_none());
    let plain = server.stranger().send(Method::POST, "/api/v1/sign-in", &[JSON], body).await;
    assert_eq!(plain.status, 200, "{}", plain.text);
}

#[tokio::test]
async fn t67_only_json_is_read_where_json_is_meant() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let body = Some(json!({ "name": "Other" }).to_string());
    let projects = format!("{}/projects", owner.organization().await);
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "text/yaml",
        "",
    ] {
        let headers = [("content-type", kind), ("origin", owner.base.as_str())];
        let reply = owner.send(Method::POST, "/api/v1/organizations", &headers, body.clone()).await;
        assert_eq!((reply.status, reply.code()), (415, "unsupported_media_type"), "{kind}");
        for (hand, caller) in owner.hands().await {
            let reply = caller.send(Method::POST, &projects, &headers, body.clone()).await;
            let said = (reply.status, reply.code());
            assert_eq!(said, (415, "unsupported_media_type"), "{kind} {hand}");
        }
    }
    assert_eq!(owner.get(&projects).await.body["total"], 0);
    let reply = owner
        .send(Method::POST, "/api/v1/organizations", &[("origin", &owner.base)], body.clone())
        .await;
    assert_eq!(reply.status, 415);
    let headers =
        [("content-type", "Application/JSON; charset=utf-8"), ("origin", owner.base.as_str())];
    assert_eq!(owner.send(Method::POST, "/api/v1/organizations", &headers, body).await.status, 201);
}

/// Why tokens are asked for no origin: no browser sends one by itself, and no page of another site may.
#[tokio::test]
async fn t67_no_page_of_another_site_sends_a_token() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let projects = format!("{}/projects", owner.organization().await);
    let foreign = ("origin", "https://evil.example.com");
    let asked = [
        foreign,
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization, content-type"),
    ];
    let allows = |reply: &Reply| {
        reply.headers.keys().any(|name| name.as_str().starts_with("access-control-"))
    };
    let preflight = server.stranger().send(Method::OPTIONS, &projects, &asked, None).await;
    assert!(preflight.status >= 400 && !allows(&preflight), "{preflight:?}");
    for (hand, caller) in owner.hands().await {
        let read = caller.send(Method::GET, &projects, &[foreign], None).await;
        assert!(!allows(&read), "{hand}: {read:?}");
        // A token in a cookie is none, and a session is none in a header.
        let Some(token) = caller.token else { continue };
        let cookie = Client { cookie: Some(format!("session={token}")), ..server.stranger() };
        assert_eq!(cookie.get(&projects).await.status, 401, "{hand}");
    }
    let session = owner.cookie.as_deref().unwrap().trim_start_matches("session=").to_owned();
    let header = Client { token: Some(session), ..server.stranger() };
    assert_eq!(header.get(&projects).await.status, 401);
}

#[tokio::test]
async fn every_answer_carries_its_protection() {
    let server = Server::start().await;
    for path in ["/", "/api/v1/first-run", "/api/v1/nothing", "/health/live", "/openapi.json"] {
        let reply = server.stranger().get(path).await;
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("referrer-policy"), "no-referrer", "{path}");
        assert!(
            reply.header("content-security-policy").contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert_eq!(reply.header("x-request-id").len(), 24, "{path}");
    }
    let api = server.stranger().get("/api/v1/first-run").await;
    assert_eq!(api.header("cache-control"), "no-store");
    assert!(
        server
            .stranger()
            .get("/")
            .await
            .header("content-security-policy")
            .contains("default-src 'self'")
    );
    let chosen = server
        .stranger()
        .send(Method::GET, "/health/live", &[("x-request-id", "mine")], None)
        .await;
    assert_ne!(chosen.header("x-request-id"), "mine");
}
