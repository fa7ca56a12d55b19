//! Settings of an organization over HTTP, and the gate that enforces them.

use bailiwick_access::{Action, SystemRole};
use reqwest::Method;
use serde_json::{Value, json};

use super::cast::{detail, give, join};
use super::service_tokens::Robot;
use crate::support::{Client, Reply, Server};

async fn set(client: &Client, organization: &str, change: Value) -> Reply {
    client.patch(&format!("{organization}/settings"), change).await
}

/// As if the client came from there, through a proxy that the server believes.
async fn from(
    client: &Client,
    address: &str,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Reply {
    let mut headers = vec![("origin", client.base.as_str()), ("x-forwarded-for", address)];
    if body.is_some() {
        headers.push(("content-type", "application/json"));
    }
    client.send(method, path, &headers, body.map(|body| body.to_string())).await
}

#[tokio::test]
async fn settings_are_read_changed_and_written_down() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let path = format!("{organization}/settings");
    let first = owner.get(&path).await;
    let member = SystemRole::OrganizationMember.id().to_string();
    assert_eq!((first.status, first.header("etag")), (200, "\"1\""), "{}", first.text);
    assert_eq!(
        (&first.body["name"], &first.body["default_role"]),
        (&json!("Acme"), &json!(member))
    );
    for name in ["session_hours", "token_days", "addresses", "audit_days"] {
        assert_eq!(first.body[name], Value::Null, "{name}");
    }
    let change =
        json!({ "session_hours": 8, "audit_days": 365, "addresses": ["127.0.0.0/8", "::1"] });
    let changed = set(&owner, &organization, change).await;
    assert_eq!((changed.status, changed.header("etag")), (200, "\"2\""), "{}", changed.text);
    assert_eq!(changed.body["addresses"], json!(["127.0.0.0/8", "::1/128"]));
    let cleared =
        set(&owner, &organization, json!({ "session_hours": null, "addresses": null })).await;
    assert_eq!(
        (&cleared.body["session_hours"], &cleared.body["audit_days"]),
        (&Value::Null, &json!(365))
    );
    let log = owner.get(&format!("{organization}/audit?action=organization_settings.update")).await;
    assert_eq!(log.body["total"], 2, "{}", log.text);
    let last = detail(&log.body["items"][0]);
    assert_eq!(last["session_hours"], json!({ "from": 8, "to": null }));
    assert_eq!(last["audit_days"], Value::Null, "what stays is not told");
    let same = set(&owner, &organization, json!({ "audit_days": 365 })).await;
    assert_eq!((same.status, same.header("etag")), (200, "\"3\""));
    let late = [
        ("origin", owner.base.as_str()),
        ("content-type", "application/json"),
        ("if-match", "\"1\""),
    ];
    let body = json!({ "audit_days": 90 }).to_string();
    let late = owner.send(Method::PATCH, &path, &late, Some(body)).await;
    assert_eq!((late.status, late.code()), (412, "version_mismatch"));
    let reader = join(&server, &owner, "ben", SystemRole::OrganizationMember).await;
    assert_eq!(
        reader.client.get(&path).await.status,
        200,
        "rules that bind a member are no secret to it"
    );
    assert_eq!(set(&reader.client, &organization, json!({ "audit_days": 30 })).await.status, 403);
}

#[tokio::test]
async fn settings_that_cannot_be_are_refused_by_their_field() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let bodies = [
        (json!({ "session_hours": 0 }), "session_hours"),
        (json!({ "session_hours": -1 }), "session_hours"),
        (json!({ "session_hours": "8" }), "session_hours"),
        (json!({ "token_days": 4_000 }), "token_days"),
        (json!({ "audit_days": 29 }), "audit_days"),
        (json!({ "addresses": "127.0.0.1" }), "addresses"),
        (json!({ "addresses": ["office"] }), "addresses[0]"),
        (json!({ "addresses": ["127.0.0.1/8"] }), "addresses[0]"),
        (json!({ "addresses": ["::ffff:127.0.0.1"] }), "addresses[0]"),
        (json!({ "addresses": [] }), "addresses"),
        (json!({ "addresses": ["203.0.113.0/24"] }), "your own address `127.0.0.1`"),
        (json!({ "name": "" }), "name"),
        (json!({ "default_role": "owner" }), "default_role"),
        (json!({ "plan": "free" }), "plan"),
        (json!({ "epoch": 1 }), "epoch"),
    ];
    for (body, field) in bodies {
        let refused = set(&owner, &organization, body.clone()).await;
        let message = refused.body["error"]["message"].as_str().unwrap_or_default();
        assert!(refused.status == 422 && message.contains(field), "{body}: {}", refused.text);
    }
    let many: Vec<String> = (0..=100).map(|number| format!("127.0.{number}.0/24")).collect();
    assert_eq!(set(&owner, &organization, json!({ "addresses": many })).await.status, 422);
    let nowhere =
        set(&owner, &organization, json!({ "default_role": "0123456789abcdef01234567" })).await;
    assert!(nowhere.status == 422 && nowhere.text.contains("`default_role`"), "{}", nowhere.text);
    assert_eq!(owner.get(&format!("{organization}/settings")).await.header("etag"), "\"1\"");
}

#[tokio::test]
async fn a_default_role_is_no_more_than_whoever_sets_it() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let settler = join(&server, &owner, "sam", SystemRole::OrganizationMember).await;
    give(&server, &organization, &settler.member, &[Action::OrganizationUpdate]);
    let token = settler.client.token(json!({})).await;
    for client in [&settler.client, &token] {
        for role in [SystemRole::OrganizationAdministrator, SystemRole::Developer] {
            let change = json!({ "default_role": role.id().to_string() });
            let refused = set(client, &organization, change).await;
            assert_eq!(
                (refused.status, refused.code()),
                (403, "would_exceed_grantor"),
                "{}",
                refused.text
            );
        }
        let days = set(client, &organization, json!({ "session_hours": 1 })).await;
        assert_eq!((days.status, &days.body["error"]["action"]), (403, &json!("security.manage")));
    }
    let change = json!({ "default_role": SystemRole::Developer.id().to_string() });
    assert_eq!(set(&owner, &organization, change).await.status, 200);
}

#[tokio::test]
async fn another_default_role_is_what_newcomers_get() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let body = json!({
        "name": "Newcomer", "permissions": [{ "area": "billing", "level": "view" }],
    });
    let role = owner.post(&format!("{organization}/roles"), body).await.id();
    let invite = async |name: &str| {
        let sent = json!({ "email": format!("{name}@example.com") });
        let sent = owner.post(&format!("{organization}/invitations"), sent).await;
        assert_eq!(sent.status, 201, "{}", sent.text);
        let secret = sent.body["link"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        format!("/api/v1/invitations/{secret}/accept")
    };
    let accept = async |path: &str, name: &str| {
        let body = json!({ "password": crate::support::PASSWORD, "display_name": name });
        let accepted = server.stranger().post(path, body).await;
        assert_eq!(accepted.status, 201, "{}", accepted.text);
        Client { cookie: accepted.cookie(), ..server.stranger() }
    };
    let roles = async |client: &Client| {
        let me = client.get("/api/v1/me").await;
        let roles = me.body["organizations"][0]["roles"].as_array().unwrap().clone();
        roles.iter().map(|role| role["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let early = invite("early").await;
    assert_eq!(set(&owner, &organization, json!({ "default_role": role })).await.status, 200);
    let new = accept(&invite("new").await, "New").await;
    assert_eq!(roles(&new).await, ["Newcomer"]);
    let projects = format!("{organization}/projects");
    assert_eq!(new.get(&projects).await.body["error"]["action"], "projects.view");
    // Nobody is given another role by it who has one, or was promised one.
    let early = accept(&early, "Early").await;
    assert_eq!(roles(&early).await, ["Organization Member"]);
    assert_eq!(early.get(&projects).await.status, 200);
    assert_eq!(roles(&owner).await, ["Owner"]);
}

#[tokio::test]
async fn a_sign_in_may_be_too_old_for_one_organization() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let other = owner.post("/api/v1/organizations", json!({ "name": "Beta" })).await.id();
    let other = format!("/api/v1/organizations/{other}");
    assert_eq!(set(&owner, &organization, json!({ "session_hours": 2 })).await.status, 200);
    let token = owner.token(json!({})).await;
    server.clock.advance(2 * 3_600 - 60);
    assert_eq!(owner.get(&organization).await.status, 200);
    server.clock.advance(120);
    let old = owner.get(&organization).await;
    assert_eq!((old.status, old.code()), (401, "session_too_old"), "{}", old.text);
    assert_eq!(owner.get(&format!("{organization}/projects")).await.code(), "session_too_old");
    assert_eq!(owner.get(&other).await.status, 200, "the other organization does not mind");
    assert_eq!(owner.get("/api/v1/me").await.status, 200);
    assert_eq!(token.get(&organization).await.status, 200, "a token is no sign-in");
    let fresh = server.sign_in("olga").await;
    assert_eq!(fresh.get(&organization).await.status, 200);
    let stranger = server.sign_up("eve").await;
    server.clock.advance(3 * 3_600);
    assert_eq!(stranger.get(&organization).await.status, 404, "nobody else learns of it");
}

#[tokio::test]
async fn a_token_may_be_too_old_for_one_organization() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let other = owner.post("/api/v1/organizations", json!({ "name": "Beta" })).await.id();
    let token = owner.token(json!({})).await;
    let robot = Robot::of(&owner, &organization, "CI").await;
    robot.grant(json!({ "actions": ["organization.view"] })).await;
    assert_eq!(set(&owner, &organization, json!({ "token_days": 2 })).await.status, 200);
    server.clock.advance(2 * 86_400 - 60);
    assert_eq!(token.get(&organization).await.status, 200);
    assert_eq!(robot.client.get(&organization).await.status, 200);
    server.clock.advance(120);
    let old = token.get(&organization).await;
    assert_eq!((old.status, old.code()), (401, "token_too_old"), "{}", old.text);
    assert_eq!(token.get(&format!("/api/v1/organizations/{other}")).await.status, 200);
    let owner = server.sign_in("olga").await;
    let young = owner.token(json!({})).await;
    assert_eq!(young.get(&organization).await.status, 200);
    // A program's token is no younger; a new secret is.
    let old = robot.client.get(&organization).await;
    assert_eq!((old.status, old.code()), (401, "token_too_old"), "{}", old.text);
    let rotated = owner.post(&format!("{}/rotate", robot.path), json!({})).await;
    assert_eq!(rotated.status, 200, "{}", rotated.text);
    let secret = rotated.body["secret"].as_str().unwrap().to_owned();
    let rotated = Client { token: Some(secret), ..robot.client.clone() };
    assert_eq!(rotated.get(&organization).await.status, 200);
    assert_eq!(set(&owner, &organization, json!({ "token_days": null })).await.status, 200);
    assert_eq!(token.get(&organization).await.status, 200, "the limit is gone");
}

#[tokio::test]
async fn who_is_suspended_is_told_of_no_refusal_from_wherever() {
    let server = Server::start_with(|settings| {
        settings.proxies = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let mia = join(&server, &owner, "mia", SystemRole::OrganizationMember).await;
    let refused =
        mia.client.post(&format!("{organization}/projects"), json!({ "name": "X" })).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    let real =
        format!("/api/v1/refusals/{}", refused.body["error"]["request_id"].as_str().unwrap());
    let random = "/api/v1/refusals/0123456789abcdef01234567";
    let (office, home) = ("203.0.113.7", "198.51.100.9");
    let closed = json!({ "addresses": ["203.0.113.0/24"] });
    let settings = format!("{organization}/settings");
    assert_eq!(from(&owner, office, Method::PATCH, &settings, Some(closed)).await.status, 200);
    let told = from(&mia.client, home, Method::GET, &real, None).await;
    assert_eq!((told.status, told.code()), (403, "address_not_allowed"), "{}", told.text);
    let suspend = Some(json!({ "state": "suspended" }));
    let member = format!("{organization}/members/{}", mia.member);
    assert_eq!(from(&owner, office, Method::PATCH, &member, suspend).await.status, 200);
    for address in [office, home] {
        let told = from(&mia.client, address, Method::GET, &real, None).await;
        let absent = from(&mia.client, address, Method::GET, random, None).await;
        assert_eq!(
            (told.status, told.without_request_id()),
            (404, absent.without_request_id()),
            "from {address}"
        );
    }
}

#[tokio::test]
async fn an_organization_is_entered_from_its_addresses_alone() {
    let server = Server::start_with(|settings| {
        settings.proxies = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let other = owner.post("/api/v1/organizations", json!({ "name": "Beta" })).await.id();
    let other = format!("/api/v1/organizations/{other}");
    let settings = format!("{organization}/settings");
    let (office, home) = ("203.0.113.7", "198.51.100.9");
    let change = json!({ "addresses": ["203.0.113.0/24"] });
    let locked_out = from(&owner, home, Method::PATCH, &settings, Some(change.clone())).await;
    assert_eq!(
        (locked_out.status, locked_out.code()),
        (422, "invalid_field"),
        "{}",
        locked_out.text
    );
    let robot = Robot::of(&owner, &organization, "CI").await;
    robot.grant(json!({ "actions": ["organization.view", "teams.delete"] })).await;
    assert_eq!(from(&owner, office, Method::PATCH, &settings, Some(change)).await.status, 200);
    let token = owner.token(json!({})).await;
    for (hand, client) in [("session", &owner), ("token", &token), ("robot", &robot.client)] {
        assert_eq!(from(client, office, Method::GET, &organization, None).await.status, 200);
        let refused = from(client, home, Method::GET, &organization, None).await;
        assert_eq!(
            (refused.status, refused.code()),
            (403, "address_not_allowed"),
            "{}",
            refused.text
        );
        let refused = from(
            client,
            home,
            Method::DELETE,
            &format!("{organization}/teams/0123456789abcdef01234567"),
            None,
        )
        .await;
        assert_eq!(refused.code(), "address_not_allowed", "{hand}: {}", refused.text);
        if hand == "robot" {
            continue; // It has no account, and no other organization.
        }
        assert_eq!(from(client, home, Method::GET, &other, None).await.status, 200);
        for (address, closed) in [(office, json!(null)), (home, json!("address_not_allowed"))] {
            let me = from(client, address, Method::GET, "/api/v1/me", None).await;
            let all = me.body["organizations"].as_array().unwrap();
            let this = all.iter().find(|one| one["name"] == "Acme").unwrap();
            assert_eq!(this["closed"], closed, "{}", me.text);
            assert_eq!(this["can"].as_array().unwrap().is_empty(), !closed.is_null());
            let listed = from(client, address, Method::GET, "/api/v1/organizations", None).await;
            let expected = if closed.is_null() { 2 } else { 1 };
            assert_eq!(listed.body["total"], expected, "from {address}: {}", listed.text);
        }
    }
    let id = organization.rsplit('/').next().unwrap();
    let minting = json!({ "name": "from home", "organization": id });
    let minting = from(&owner, home, Method::POST, "/api/v1/account/tokens", Some(minting)).await;
    assert_eq!((minting.status, minting.code()), (403, "address_not_allowed"), "{}", minting.text);
    for (address, expected) in [(office, false), (home, true)] {
        let inspected = from(&token, address, Method::GET, "/api/v1/token", None).await;
        assert_eq!(inspected.status, 200, "{}", inspected.text);
        let all = inspected.body["organizations"].as_array().unwrap();
        let this = all.iter().find(|one| one["id"] == id).unwrap();
        let is_empty = this["abilities"].as_array().unwrap().is_empty();
        assert_eq!(is_empty, expected, "from {address}: {}", inspected.text);
    }
    let log = format!("{organization}/audit?outcome=denied");
    let log = from(&owner, office, Method::GET, &log, None).await;
    let denied = log.body["items"].as_array().unwrap();
    assert!(
        denied.iter().any(|entry| detail(entry)["code"] == "address_not_allowed"),
        "{}",
        log.text
    );
    assert!(denied.iter().all(|entry| entry["address"] == home), "{}", log.text);
    let stranger = server.sign_up("eve").await;
    let hidden = from(&stranger, home, Method::GET, &organization, None).await;
    let absent =
        from(&stranger, home, Method::GET, "/api/v1/organizations/0123456789abcdef01234567", None)
            .await;
    assert_eq!((hidden.status, hidden.without_request_id()), (404, absent.without_request_id()));
}

#[tokio::test]
async fn an_organization_is_deleted_by_its_typed_name_and_a_fresh_sign_in() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let delete = async |client: &Client, body: Option<Value>| {
        client.json(Method::DELETE, &organization, body).await
    };
    let typed = || Some(json!({ "name": "Acme" }));
    let unnamed = delete(&owner, None).await;
    assert!([400, 422].contains(&unnamed.status), "{}", unnamed.text);
    let wrong = delete(&owner, Some(json!({ "name": "acme" }))).await;
    assert_eq!((wrong.status, wrong.code()), (422, "invalid_field"), "{}", wrong.text);
    let token = owner.token(json!({})).await;
    assert_eq!(delete(&token, typed()).await.code(), "interactive_session_required");
    let project = owner
        .post(
            &format!("{organization}/projects"),
            json!({
                "name": "Shop", "instances": [], "without_database": true,
            }),
        )
        .await
        .id();
    let full = delete(&owner, typed()).await;
    assert_eq!((full.status, full.code()), (409, "organization_not_empty"));
    assert_eq!(owner.delete(&format!("{organization}/projects/{project}")).await.status, 204);
    server.clock.advance(3_601);
    assert_eq!(delete(&owner, typed()).await.code(), "fresh_sign_in_required");
    let fresh = server.sign_in("olga").await;
    owner.post(&format!("{organization}/teams"), json!({ "name": "Backend" })).await;
    assert_eq!(delete(&fresh, typed()).await.status, 204);
    assert_eq!(fresh.get(&organization).await.status, 404);
}
