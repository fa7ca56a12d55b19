//! Odd spellings of a path reach nothing that the canonical one would not.

use reqwest::Method;
use serde_json::json;

use crate::support::{Client, Server, raw};

#[tokio::test]
async fn no_spelling_of_a_path_opens_more_than_the_canonical_one() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let eve = server.sign_up("eve").await;
    let cookie = eve.cookie.clone().unwrap();
    let id = organization.rsplit('/').next().unwrap();
    let spellings = [
        organization.clone(),
        format!("{organization}/"),
        format!("/{organization}"),
        organization.replace("/api/", "/api//"),
        organization.replace("/v1/", "/V1/"),
        format!("{organization};x=1"),
        format!("/api/v1/x/../organizations/{id}"),
        format!("/api/v1/x/%2e%2e/organizations/{id}"),
        format!("/api/v1/organizations%2f{id}"),
        format!("/api/v1/organizations/{}", id.to_uppercase()),
        format!("/api/v1/organizations/%{:02x}{}", id.as_bytes()[0], &id[1..]),
        format!("/%61pi/v1/organizations/{id}"),
        format!("http://127.0.0.1{organization}"),
    ];
    for path in spellings {
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n"
        );
        let (status, body) = raw(&server, &request).await;
        assert!(matches!(status, 400 | 404), "{path} {status} {body}");
        assert!(!body.contains("Acme"), "{path}");
        assert!(!body.contains("<html"), "{path}");
    }
}

#[tokio::test]
async fn head_options_and_overrides_change_no_verdict() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let eve = server.sign_up("eve").await;
    assert_eq!(owner.send(Method::HEAD, &organization, &[], None).await.status, 200);
    assert_eq!(eve.send(Method::HEAD, &organization, &[], None).await.status, 404);
    assert_eq!(eve.send(Method::OPTIONS, &organization, &[], None).await.status, 405);
    assert_eq!(eve.send(Method::TRACE, &organization, &[], None).await.status, 405);
    for name in [
        "x-http-method-override",
        "x-method-override",
        "x-http-method",
        "x-original-url",
        "x-rewrite-url",
    ] {
        let headers = [(name, if name.contains("url") { "/health/live" } else { "DELETE" })];
        assert_eq!(
            eve.send(Method::GET, &organization, &headers, None).await.status,
            404,
            "{name}"
        );
        assert_eq!(
            owner.send(Method::GET, &organization, &headers, None).await.status,
            200,
            "{name}"
        );
    }
    assert_eq!(owner.get(&organization).await.status, 200, "nothing was deleted");
}

#[tokio::test]
async fn bad_bodies_are_refused_with_their_reason() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let cases = [
        (r#"{"name":"A","id":"000000000000000000000000"}"#.to_owned(), 422, "unknown_field"),
        (r#"{"name":"A","name":"B"}"#.to_owned(), 422, "duplicate_key"),
        (r#"{"name":["A"]}"#.to_owned(), 422, "invalid_field"),
        (r#"{"name":null}"#.to_owned(), 422, "invalid_field"),
        (r#"{"name":"a\u200bb"}"#.to_owned(), 422, "invalid_field"),
        ("{}".to_owned(), 422, "missing_field"),
        ("[]".to_owned(), 422, "invalid_body"),
        ("{".to_owned(), 400, "invalid_json"),
        ("[".repeat(100_000), 400, "invalid_json"),
        (format!("{{\"name\":\"{}\"}}", "a".repeat(2_000_000)), 413, "body_too_large"),
    ];
    for (body, status, code) in cases {
        let headers = [("content-type", "application/json"), ("origin", owner.base.as_str())];
        let shown: String = body.chars().take(60).collect();
        let reply = owner.send(Method::POST, "/api/v1/organizations", &headers, Some(body)).await;
        assert_eq!((reply.status, reply.code()), (status, code), "{shown} {}", reply.text);
    }
    let empty = owner.json(Method::POST, "/api/v1/organizations", None).await;
    assert_eq!(empty.status, 400, "{}", empty.text);
    assert_eq!(owner.get("/api/v1/organizations").await.body["total"], 1);
}

#[tokio::test]
async fn published_documents_and_probes_need_no_credential() {
    let server =
        Server::start_with(|settings| settings.metrics_token = Some("figures".to_owned())).await;
    assert_eq!(server.stranger().get("/health/live").await.body, json!({ "status": "live" }));
    assert_eq!(server.stranger().get("/health/ready").await.body, json!({ "status": "ready" }));
    assert_eq!(
        server.stranger().get("/openapi.json").await.body["openapi"]
            .as_str()
            .map(|version| &version[..3]),
        Some("3.1")
    );
    assert!(server.stranger().get("/schemas/policy.json").await.body.is_object());
    assert_eq!(server.stranger().get("/metrics").await.status, 401);
    let scraper = Client { token: Some("figures".to_owned()), ..server.stranger() };
    let figures = scraper.get("/metrics").await;
    assert_eq!(figures.status, 200);
    assert!(
        figures.text.contains("bailiwick_http_requests_total{operation=\"other\",status=\"200\"}"),
        "{}",
        figures.text
    );
    let wrong = Client { token: Some("wrong".to_owned()), ..server.stranger() };
    assert_eq!(wrong.get("/metrics").await.status, 401);
}
