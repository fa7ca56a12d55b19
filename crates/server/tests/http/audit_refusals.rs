//! Refusals that are alike become one entry with their number: a flood fills no log.

use std::time::Duration;

use bailiwick_access::SystemRole;
use serde_json::{Value, json};

use crate::http::cast::{detail, join};
use crate::support::{Client, PASSWORD, Server};

async fn denied(owner: &Client, organization: &str) -> Vec<Value> {
    let log = owner.get(&format!("{organization}/audit?outcome=denied&limit=100")).await;
    log.body["items"].as_array().unwrap().clone()
}

/// The log once it has so many refusals.
async fn until(owner: &Client, organization: &str, count: usize) -> Vec<Value> {
    for _ in 0..100 {
        let entries = denied(owner, organization).await;
        if entries.len() >= count {
            return entries;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{:?}", denied(owner, organization).await)
}

fn count(entry: &Value) -> u64 {
    detail(entry)["count"].as_u64().unwrap()
}

#[tokio::test]
async fn a_flood_is_one_entry_at_once_and_one_a_minute() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let ben = join(&server, &owner, "ben", SystemRole::OrganizationMember).await.client;
    let eve = join(&server, &owner, "eve", SystemRole::OrganizationMember).await.client;
    for client in [&ben, &eve] {
        for _ in 0..20 {
            let refused =
                client.post(&format!("{organization}/projects"), json!({ "name": "P" })).await;
            assert_eq!(refused.status, 403);
        }
    }
    let entries = denied(&owner, &organization).await;
    assert_eq!(entries.len(), 2, "one for each: {entries:?}");
    assert!(entries.iter().all(|entry| count(entry) == 1));
    server.clock.advance(61);
    let entries = until(&owner, &organization, 4).await;
    assert_eq!(entries.iter().map(count).sum::<u64>(), 40, "none is lost: {entries:?}");
    server.clock.advance(61);
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(denied(&owner, &organization).await.len(), 4, "and none is made up");
}

#[tokio::test]
async fn a_refusal_names_what_was_asked_for() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let made = owner.post(&format!("{organization}/projects"), json!({ "name": "Shop" })).await;
    let project = format!("{organization}/projects/{}", made.id());
    let ben = join(&server, &owner, "ben", SystemRole::OrganizationMember).await.client;
    assert_eq!(ben.patch(&project, json!({ "name": "Till" })).await.status, 403);
    let entries = denied(&owner, &organization).await;
    assert_eq!(entries[0]["action"], "project_update");
    assert_eq!(entries[0]["target_kind"], "project");
    assert_eq!(entries[0]["target"], json!(made.id()));
    assert_eq!(entries[0]["actor_name"], "ben");
}

#[tokio::test]
async fn whoever_tries_everything_fills_no_log() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let ben = join(&server, &owner, "ben", SystemRole::OrganizationMember).await.client;
    for number in 0..100 {
        let hidden = ben.get(&format!("{organization}/projects/{number:024x}")).await;
        assert_eq!(hidden.status, 404);
    }
    let entries = denied(&owner, &organization).await;
    assert_eq!(entries.len(), 31);
    assert_eq!(entries[0]["action"], "several");
    server.clock.advance(61);
    let entries = until(&owner, &organization, 32).await;
    assert_eq!(entries.iter().map(count).sum::<u64>(), 100);
}

#[tokio::test]
async fn what_is_counted_is_written_when_the_server_stops() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let ben = join(&server, &owner, "ben", SystemRole::OrganizationMember).await.client;
    for _ in 0..5 {
        ben.post(&format!("{organization}/projects"), json!({ "name": "P" })).await;
    }
    for _ in 0..3 {
        let body = json!({ "email": "ben@example.com", "password": format!("{PASSWORD}-not") });
        assert_eq!(server.stranger().post("/api/v1/sign-in", body).await.status, 401);
    }
    let connection = rusqlite::Connection::open(server.data().join("bailiwick.db")).unwrap();
    let sum = |action: &str| -> (i64, i64) {
        connection
            .query_row(
                "SELECT count(*), sum(json_extract(detail, '$.count')) FROM audit_entries
                 WHERE outcome = 'denied' AND action = ?1",
                [action],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap()
    };
    assert_eq!((sum("project_create"), sum("accounts.sign_in")), ((1, 1), (1, 1)));
    server.running.stop().await;
    assert_eq!((sum("project_create"), sum("accounts.sign_in")), ((2, 5), (2, 3)));
}

#[tokio::test]
async fn what_a_stranger_tries_is_in_the_servers_log_with_the_place() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let eve = server.sign_up("eve").await;
    assert_eq!(eve.get(&organization).await.status, 404);
    let log = owner.get("/api/v1/server/audit?outcome=denied&action=organization_get").await;
    let entry = &log.body["items"][0];
    assert_eq!(entry["actor_name"], "eve", "{}", log.text);
    let id = organization.rsplit('/').next().unwrap();
    assert!(entry["detail"].as_str().unwrap().contains(id), "{}", log.text);
    assert!(denied(&owner, &organization).await.is_empty(), "it is nobody of theirs");
}
