//! Personal access tokens.

use serde_json::json;

use crate::support::{Client, PASSWORD, Server};

#[tokio::test]
async fn a_token_is_shown_once_recognised_and_revoked() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let minted = owner.post("/api/v1/account/tokens", json!({ "name": "ci" })).await;
    let secret = minted.body["secret"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("bw_pat_") && secret.len() == 43, "{secret}");
    assert!(secret.ends_with(minted.body["last_four"].as_str().unwrap()));
    let list = owner.get("/api/v1/account/tokens").await;
    assert!(!list.text.contains(&secret));
    let ci = Client { cookie: None, token: Some(secret.clone()), ..owner.clone() };
    assert_eq!(ci.get("/api/v1/me").await.status, 200);
    let store = std::fs::read(server.data().join("bailiwick.db")).unwrap();
    assert!(
        !store.windows(secret.len()).any(|window| window == secret.as_bytes()),
        "the secret is not at rest"
    );
    assert_eq!(owner.delete(&format!("/api/v1/account/tokens/{}", minted.id())).await.status, 204);
    assert_eq!(ci.get("/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn a_token_ends_when_it_says() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let ci = owner.token(json!({})).await;
    for expires_at in ["2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "tomorrow"] {
        let reply = owner
            .post("/api/v1/account/tokens", json!({ "name": "x", "expires_at": expires_at }))
            .await;
        assert_eq!((reply.status, reply.code()), (422, "invalid_field"), "{expires_at}");
    }
    server.clock.advance(89 * 86_400);
    assert_eq!(ci.get("/api/v1/me").await.status, 200);
    server.clock.advance(86_400);
    assert_eq!(ci.get("/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn no_token_does_what_asks_for_a_person() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let ci = owner.token(json!({})).await;
    let organization = owner.organization().await;
    let tries = [
        ci.post("/api/v1/account/tokens", json!({ "name": "child" })).await,
        ci.put(
            "/api/v1/account/password",
            json!({ "current": PASSWORD, "new": "granite-lantern-orchid-77" }),
        )
        .await,
        ci.patch("/api/v1/me", json!({ "display_name": "Eve" })).await,
        ci.delete(&organization).await,
    ];
    for reply in tries {
        assert_eq!(
            (reply.status, reply.code()),
            (403, "interactive_session_required"),
            "{}",
            reply.text
        );
    }
    assert_eq!(owner.get("/api/v1/account/tokens").await.body["total"], 1);
}

#[tokio::test]
async fn a_person_who_signed_in_long_ago_signs_in_again_first() {
    let server = Server::start().await;
    let owner = server.owner().await;
    server.clock.advance(3_601);
    let reply = owner.post("/api/v1/account/tokens", json!({ "name": "late" })).await;
    assert_eq!((reply.status, reply.code()), (403, "fresh_sign_in_required"));
    assert_eq!(owner.get("/api/v1/me").await.status, 200);
}

#[tokio::test]
async fn a_token_that_only_reads_changes_nothing() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let reader = owner.token(json!({ "preset": "read_only" })).await;
    assert_eq!(reader.get(&organization).await.status, 200);
    let refused = reader.post(&format!("{organization}/projects"), json!({ "name": "P" })).await;
    assert_eq!((refused.status, refused.code()), (403, "forbidden"), "{}", refused.text);
    assert_eq!(refused.body["error"]["action"], "projects.create");
    assert_eq!(reader.post("/api/v1/organizations", json!({ "name": "X" })).await.status, 403);
    assert_eq!(owner.get(&format!("{organization}/projects")).await.body["total"], 0);
}

#[tokio::test]
async fn a_token_of_one_organization_knows_no_other() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let first = owner.organization().await;
    let second = owner.post("/api/v1/organizations", json!({ "name": "Second" })).await.id();
    let narrow = owner.token(json!({ "organization": first.rsplit('/').next() })).await;
    assert_eq!(narrow.get(&first).await.status, 200);
    assert_eq!(narrow.get(&format!("/api/v1/organizations/{second}")).await.status, 404);
    assert_eq!(narrow.get("/api/v1/me").await.body["organizations"].as_array().unwrap().len(), 1);
    assert_eq!(narrow.get("/api/v1/organizations").await.body["total"], 1);
    let foreign = server
        .sign_up("eve")
        .await
        .post("/api/v1/account/tokens", json!({ "name": "x", "organization": second }))
        .await;
    assert!(matches!(foreign.status, 404 | 422), "{}", foreign.text);
}

/// The body of a custom token of an organization by its path.
fn custom(organization: &str, grants: serde_json::Value) -> serde_json::Value {
    json!({ "name": "part", "organization": organization.rsplit('/').next(), "grants": grants })
}

#[tokio::test]
async fn a_custom_token_carries_its_grants_and_no_more() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let projects = format!("{organization}/projects");
    let shop = owner.post(&projects, json!({ "name": "Shop" })).await.id();
    let other = owner.post(&projects, json!({ "name": "Other" })).await.id();
    let grants = json!([{ "preset": "policy", "project": shop }]);
    let minted = owner.post("/api/v1/account/tokens", custom(&organization, grants)).await;
    assert_eq!((minted.status, &minted.body["preset"]), (201, &json!("custom")), "{}", minted.text);
    assert_eq!(
        minted.body["grants"][0]["sentence"],
        "View on Projects, View on Instances and Deploy on Policy in the project Shop, not in production"
    );
    let secret = minted.body["secret"].as_str().unwrap().to_owned();
    let part = Client { cookie: None, token: Some(secret), ..owner.clone() };
    assert_eq!(part.get(&format!("{projects}/{shop}")).await.status, 200);
    assert_eq!(part.get(&format!("{projects}/{other}")).await.status, 404);
    let rename = part.patch(&format!("{projects}/{shop}"), json!({ "name": "Mine" })).await;
    assert_eq!((rename.status, rename.code()), (403, "forbidden"), "{}", rename.text);
    assert_eq!(part.post("/api/v1/organizations", json!({ "name": "X" })).await.status, 403);
    let listed = owner.get("/api/v1/account/tokens").await;
    assert_eq!(listed.body["items"][0]["grants"], minted.body["grants"]);
    for (body, field) in [
        (json!({ "name": "a", "preset": "custom" }), "grants"),
        (json!({ "name": "a", "grants": [{ "preset": "policy" }] }), "organization"),
        (custom(&organization, json!([{ "actions": ["projects.fly"] }])), "grants[0].actions[0]"),
    ] {
        let refused = owner.post("/api/v1/account/tokens", body).await;
        assert_eq!((refused.status, refused.code()), (422, "invalid_field"), "{}", refused.text);
        let message = refused.body["error"]["message"].as_str().unwrap();
        assert!(message.starts_with(&format!("`{field}`")), "{message}");
    }
    let mut contradiction = custom(&organization, json!([{ "preset": "policy" }]));
    contradiction["preset"] = json!("full");
    assert_eq!(owner.post("/api/v1/account/tokens", contradiction).await.status, 422);
}

#[tokio::test]
async fn a_token_is_renamed_and_its_secret_replaced() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let minted = owner.post("/api/v1/account/tokens", json!({ "name": "ci" })).await;
    let path = format!("/api/v1/account/tokens/{}", minted.id());
    let by = |reply: &crate::support::Reply| Client {
        cookie: None,
        token: Some(reply.body["secret"].as_str().unwrap().to_owned()),
        ..owner.clone()
    };
    let first = by(&minted);
    let renamed = owner.patch(&path, json!({ "name": "laptop" })).await;
    assert_eq!(
        (renamed.status, &renamed.body["name"]),
        (200, &json!("laptop")),
        "{}",
        renamed.text
    );
    let rotated = owner.post(&format!("{path}/rotate"), json!({ "overlap_seconds": 60 })).await;
    assert_eq!(rotated.status, 200, "{}", rotated.text);
    let second = by(&rotated);
    assert_eq!(
        (first.get("/api/v1/me").await.status, second.get("/api/v1/me").await.status),
        (200, 200)
    );
    server.clock.advance(60);
    assert_eq!(
        (first.get("/api/v1/me").await.status, second.get("/api/v1/me").await.status),
        (401, 200)
    );
    let never = owner.post(&format!("{path}/rotate"), json!({ "expires_at": "never" })).await;
    assert_eq!((never.status, never.code()), (422, "invalid_field"), "{}", never.text);
    let eve = server.sign_up("eve").await;
    for foreign in [
        eve.patch(&path, json!({ "name": "mine" })).await,
        eve.post(&format!("{path}/rotate"), json!({})).await,
        eve.delete(&path).await,
    ] {
        assert_eq!(foreign.status, 404, "{}", foreign.text);
    }
}
