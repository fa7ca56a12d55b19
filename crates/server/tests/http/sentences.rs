//! What people read who were refused: what happened, to whom, and the way out.

use bailiwick_access::SystemRole;
use reqwest::Method;
use serde_json::{Value, json};

use super::cast::{join, time_in};
use super::custom_roles::{House, levels};
use super::service_tokens::Robot;
use crate::support::{Client, PASSWORD, Reply};

fn message(reply: &Reply) -> &str {
    reply.body["error"]["message"].as_str().unwrap_or_default()
}

fn hint(reply: &Reply) -> &str {
    reply.body["error"]["hint"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn nobody_suspends_themselves_and_is_told_so() {
    let house = House::build().await;
    let adam = SystemRole::OrganizationAdministrator.id().to_string();
    let adam = house.member("adam", &adam).await;
    let path = format!("{}/members/{}", house.organization, adam.member_id().await);
    for by in [adam.clone(), adam.token(json!({})).await] {
        let told = by.patch(&path, json!({ "state": "suspended" })).await;
        assert_eq!((told.status, told.code()), (422, "invalid_field"), "{}", told.text);
        assert!(message(&told).contains("`state`: nobody suspends themselves"), "{}", told.text);
    }
    assert_eq!(adam.get(&path).await.body["state"], "active");
    let robot = Robot::of(&house.owner, &house.organization, "CI").await;
    let give = json!({ "actions": ["service_tokens.view", "service_tokens.update"] });
    let given = house.owner.post(&format!("{}/grants", robot.path), give).await;
    assert_eq!(given.status, 201, "{}", given.text);
    let told = robot.client.patch(&robot.path, json!({ "suspended": true })).await;
    assert_eq!((told.status, told.code()), (422, "invalid_field"), "{}", told.text);
    assert!(message(&told).contains("no token suspends itself"), "{}", told.text);
    assert_eq!(robot.client.get(&robot.path).await.body["suspended"], false);
}

#[tokio::test]
async fn who_has_an_account_is_sent_to_sign_in_with_it() {
    let house = House::build().await;
    let ben = house.member("ben", &SystemRole::Developer.id().to_string()).await;
    let other = house.owner.post("/api/v1/organizations", json!({ "name": "Beta" })).await.id();
    let invitations = format!("/api/v1/organizations/{other}/invitations");
    let sent = house.owner.post(&invitations, json!({ "email": "ben@example.com" })).await;
    assert_eq!(sent.status, 201, "{}", sent.text);
    let link = sent.body["link"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let accept = format!("/api/v1/invitations/{link}/accept");
    let body = json!({ "password": PASSWORD, "display_name": "Ben" });
    let told = house.server.stranger().post(&accept, body).await;
    assert_eq!((told.status, told.code()), (409, "email_taken"), "{}", told.text);
    assert!(hint(&told).contains("sign in"), "{}", told.text);
    assert_eq!(ben.json(Method::POST, &accept, None).await.status, 201);
}

#[tokio::test]
async fn a_void_invitation_speaks_of_its_inviter_to_others() {
    let house = House::build().await;
    let developer = SystemRole::Developer.id().to_string();
    let member = SystemRole::OrganizationMember.id().to_string();
    let recruiter = json!({ "name": "Recruiter", "permissions": levels(&[("team", "manage")]), "assigns": [developer, member] });
    let recruiter = house.owner.post(&house.roles(), recruiter).await.id();
    let hanna = house.member("hanna", &recruiter).await;
    let invitations = format!("{}/invitations", house.organization);
    let sent =
        hanna.post(&invitations, json!({ "email": "new@example.com", "roles": [developer] })).await;
    assert_eq!(sent.status, 201, "{}", sent.text);
    let lowered = house.owner.patch(&house.role(&recruiter), json!({ "assigns": [member] })).await;
    assert_eq!(lowered.status, 200, "{}", lowered.text);
    let link = sent.body["link"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let body = json!({ "password": PASSWORD, "display_name": "New" });
    let accept = format!("/api/v1/invitations/{link}/accept");
    let told = house.server.stranger().post(&accept, body).await;
    assert_eq!((told.status, told.code()), (403, "invitation_void"), "{}", told.text);
    let shown = house.owner.get(&format!("{invitations}/{}", sent.id())).await;
    let reason = shown.body["reason"].as_str().unwrap_or_default().to_owned();
    assert!(reason.contains("their roles now say which roles they give"), "{}", shown.text);
    assert!(!reason.contains("you"), "{reason}");
}

/// What a refusal of a change of access carries.
fn carries(reply: &Reply, code: &str, role: &str, action: &Value) {
    assert_eq!((reply.status, reply.code()), (403, code), "{}", reply.text);
    assert_eq!(reply.body["error"]["action"], *action, "{}", reply.text);
    assert!(hint(reply).contains(&format!("you hold {role}")), "{}", reply.text);
    let is_linked = hint(reply).contains("/explain/");
    assert_eq!(is_linked, action.is_string(), "{}", reply.text);
}

#[tokio::test]
async fn a_refusal_of_a_change_carries_action_holdings_and_link() {
    let house = House::build().await;
    let lead = house.made("Lead", &[("team", "manage")], json!({})).await;
    let eve = house.member("eve", &lead).await;
    let owner = format!("{}/members/{}", house.organization, house.owner.member_id().await);
    let eves = format!("{}/members/{}", house.organization, eve.member_id().await);
    let above = eve.patch(&owner, json!({ "state": "suspended" })).await;
    carries(&above, "target_above_actor", "Lead", &above.body["error"]["action"]);
    assert!(above.body["error"]["action"].is_string(), "{}", above.text);
    let developer = SystemRole::Developer.id().to_string();
    let beyond = eve.put(&format!("{eves}/roles"), json!({ "roles": [lead, developer] })).await;
    carries(&beyond, "would_exceed_grantor", "Lead", &beyond.body["error"]["action"]);
    assert!(beyond.body["error"]["action"].is_string(), "{}", beyond.text);
    let listed = json!({ "name": "Listed", "permissions": levels(&[("team", "manage")]), "assigns": [developer] });
    let told = eve.post(&house.roles(), listed.clone()).await;
    carries(&told, "assigns_by_owner_only", "Lead", &json!("owners.manage"));
    // A token, whose organization is named in the body alone.
    let id = house.organization.rsplit('/').next().unwrap();
    let token =
        json!({ "name": "ci", "organization": id, "grants": [{ "actions": ["billing.view"] }] });
    let told = eve.post("/api/v1/account/tokens", token).await;
    carries(&told, "would_exceed_grantor", "Lead", &told.body["error"]["action"]);
    assert!(told.body["error"]["action"].is_string(), "{}", told.text);
    // What a list forbids no action would allow: it carries what is held.
    let listed = house.owner.post(&house.roles(), listed).await.id();
    let lou = house.member("lou", &listed).await;
    let target = house.member("tom", &developer).await.member_id().await;
    let path = format!("{}/members/{target}/roles", house.organization);
    let told = lou.put(&path, json!({ "roles": [lead] })).await;
    carries(&told, "would_exceed_grantor", "Listed", &Value::Null);
}

#[tokio::test]
async fn where_a_token_was_last_used_is_where_it_was_last_used() {
    let server = crate::support::Server::start_with(|settings| {
        settings.proxies = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let adam = join(&server, &owner, "adam", SystemRole::OrganizationAdministrator).await;
    let personal = adam.client.token(json!({})).await;
    let robot = Robot::of(&owner, &organization, "CI").await;
    let used = async |token: &Client, address: &str| {
        let headers = [("x-forwarded-for", address)];
        let reply = token.send(Method::GET, "/api/v1/token", &headers, None).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
    };
    for address in ["203.0.113.7", "203.0.113.9", "203.0.113.7"] {
        used(&personal, address).await;
        let list = adam.client.get("/api/v1/account/tokens").await;
        assert_eq!(list.body["items"][0]["last_address"], address, "{}", list.text);
        used(&robot.client, address).await;
        let shown = owner.get(&robot.path).await;
        assert_eq!(shown.body["last_address"], address, "{}", shown.text);
    }
}

#[tokio::test]
async fn when_a_token_was_last_used_is_told_to_five_minutes() {
    let server = crate::support::Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let adam = join(&server, &owner, "adam", SystemRole::OrganizationAdministrator).await;
    let personal = adam.client.token(json!({})).await;
    let robot = Robot::of(&owner, &organization, "CI").await;
    let told = async || {
        let list = adam.client.get("/api/v1/account/tokens").await;
        let robot = owner.get(&robot.path).await;
        [&list.body["items"][0]["last_used_at"], &robot.body["last_used_at"]].map(Clone::clone)
    };
    let never = told().await;
    assert_eq!(never, [Value::Null, Value::Null]);
    let used = async || {
        for token in [&personal, &robot.client] {
            assert_eq!(token.get("/api/v1/token").await.status, 200);
        }
        told().await.map(|at| at.as_str().unwrap().to_owned())
    };
    let before = time_in(&server, 0);
    let first = used().await;
    assert!(first.iter().all(|at| (&before..=&time_in(&server, 0)).contains(&at)), "{first:?}");
    server.clock.advance(200);
    assert_eq!(used().await, first, "written at most once in five minutes");
    server.clock.advance(200);
    let later = used().await;
    assert!(later.iter().zip(&first).all(|(later, first)| later > first), "{later:?}");
}
