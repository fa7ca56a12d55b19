//! What the audit log says of refusals: who, by which credential, which operation, why; and how often.

use bailiwick_access::SystemRole;
use reqwest::Method;
use serde_json::{Value, json};

use super::cast::detail;
use super::custom_roles::{House, levels};
use super::members::ABSENT;
use super::service_tokens::Robot;
use crate::support::Client;

/// A manager of the team, by each credential: name, client, kind of actor, the credential's id where it is told.
async fn callers(house: &House) -> Vec<(&'static str, Client, &'static str, Option<String>)> {
    let role = house.made("Manager", &[("team", "manage")], json!({})).await;
    let session = house.member("mia", &role).await;
    let minted = session.post("/api/v1/account/tokens", json!({ "name": "ci" })).await;
    let secret = minted.body["secret"].as_str().unwrap().to_owned();
    let token = Client { cookie: None, token: Some(secret), ..session.clone() };
    let robot = Robot::of(&house.owner, &house.organization, "People").await;
    let actions = json!(["members.view", "members.update", "roles.view", "roles.create"]);
    assert_eq!(robot.grant(json!({ "actions": actions })).await.status, 201);
    let id = robot.path.rsplit('/').next().unwrap().to_owned();
    vec![
        ("session", session, "account", None),
        ("personal token", token, "account", Some(minted.id())),
        ("service token", robot.client, "service_token", Some(id)),
    ]
}

async fn denied(house: &House) -> Vec<Value> {
    let log =
        house.owner.get(&format!("{}/audit?outcome=denied&limit=100", house.organization)).await;
    assert_eq!(log.status, 200, "{}", log.text);
    log.body["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn every_refusal_of_every_credential_is_written_down() {
    let house = House::build().await;
    let target = house.member("dora", &SystemRole::Developer.id().to_string()).await;
    let roles_of = format!("{}/members/{}/roles", house.organization, target.member_id().await);
    let owner = json!({ "roles": [SystemRole::Owner.id()] });
    let biller = json!({ "name": "Biller", "permissions": levels(&[("billing", "view")]) });
    let project = |id: &str| format!("{}/projects/{id}", house.organization);
    // The gate, the law of changes, what may not be known.
    let tries = [
        (
            Method::PATCH,
            format!("{}/settings", house.organization),
            Some(json!({ "audit_days": 9 })),
            "organization_settings_update",
            "forbidden",
        ),
        (Method::PUT, roles_of, Some(owner), "member_role_update", ""),
        (Method::POST, house.roles(), Some(biller), "role_create", "would_exceed_grantor"),
        (Method::GET, project(&house.shop), None, "project_get", "not_found"),
        (Method::GET, project(ABSENT), None, "project_get", "not_found"),
    ];
    for (way, caller, kind, credential) in callers(&house).await {
        // The same person may have been refused the same by another credential: the minute of that ends, and the one
        // after it in which nothing follows.
        for _ in 0..2 {
            house.server.clock.advance(61);
            tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
        }
        for (method, path, body, operation, code) in &tries {
            let mut asked = Vec::new();
            for _ in 0..5 {
                let reply = caller.json(method.clone(), path, body.clone()).await;
                assert!(matches!(reply.status, 403 | 404), "{way} {operation}: {}", reply.text);
                asked.push(reply.body["error"]["request_id"].clone());
            }
            // The other four are counted, and told together when the minute is over.
            let mut log = denied(&house).await;
            log.retain(|entry| asked.contains(&entry["request"]));
            assert_eq!(log.len(), 1, "{way} {operation}: one of five within a minute");
            let entry = &log[0];
            assert_eq!(entry["request"], asked[0], "{way}: {entry}");
            assert_eq!(
                (&entry["action"], &entry["actor_kind"], &entry["outcome"]),
                (&json!(operation), &json!(kind), &json!("denied")),
                "{way}: {entry}"
            );
            let said = detail(entry)["code"].clone();
            assert!(code.is_empty() || said == json!(code), "{way}: {entry}");
            assert!(entry["address"].is_string() && entry["request"].is_string(), "{way}: {entry}");
            if let Some(credential) = &credential {
                assert_eq!(entry["credential"], json!(credential), "{way}: {entry}");
            }
        }
    }
}

#[tokio::test]
async fn refusals_in_one_organization_are_not_hidden_in_the_log_of_another() {
    let house = House::build().await;
    let eve = house.member("eve", &SystemRole::OrganizationMember.id().to_string()).await;
    let own = eve.post("/api/v1/organizations", json!({ "name": "Evil" })).await.id();
    for number in 0..40 {
        let path = format!("/api/v1/organizations/{own}/projects/{number:024x}");
        assert_eq!(eve.get(&path).await.status, 404);
    }
    let refused = eve.get(&format!("{}/audit", house.organization)).await;
    assert_eq!(refused.status, 403);
    let log = denied(&house).await;
    assert!(
        log.iter().any(|entry| entry["request"] == refused.body["error"]["request_id"]),
        "{log:?}"
    );
    let said = log.iter().find(|entry| entry["action"] == "audit_list").unwrap();
    assert_eq!(detail(said)["action"], "audit.view", "it tells what was missing");
}

#[tokio::test]
async fn the_last_owner_who_may_not_go_is_a_refusal_too() {
    let house = House::build().await;
    let left = house.owner.post(&format!("{}/leave", house.organization), json!({})).await;
    assert_eq!((left.status, left.code()), (409, "last_owner"), "{}", left.text);
    let log = denied(&house).await;
    assert_eq!(log[0]["request"], left.body["error"]["request_id"], "{log:?}");
}

#[tokio::test]
async fn strangers_write_nothing_into_the_log_of_an_organization() {
    let house = House::build().await;
    let eve = house.server.sign_up("eve").await;
    let robot = Robot::of(&eve, &eve.organization().await, "Hers").await;
    let before = denied(&house).await.len();
    for caller in [eve.clone(), eve.token(json!({})).await, robot.client, house.server.stranger()] {
        for path in ["", "/projects", "/members", "/audit", "/roles"] {
            let reply = caller.get(&format!("{}{path}", house.organization)).await;
            assert!(matches!(reply.status, 401 | 404), "{path}: {}", reply.text);
        }
    }
    assert_eq!(denied(&house).await.len(), before);
}
