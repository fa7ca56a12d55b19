//! The log taken away: whole and to be verified, or a part of it for people. Taking it away is written down.

use bailiwick_access::{SystemReason, SystemRole, system};
use bailiwick_model::OrganizationId;
use bailiwick_model::chain::{Failure, Remembered, header, link, verify};
use bailiwick_server::{Clock, SystemClock};
use bailiwick_store::audit::{Filter, exported};
use bailiwick_store::{Act, Ids, Store};
use serde_json::json;

use crate::http::cast::join;
use crate::http::service_tokens::Robot;
use crate::support::{Client, Server};

struct Numbers(std::sync::atomic::AtomicU64);

impl Ids for Numbers {
    fn id(&self) -> bailiwick_model::Id {
        let number = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        bailiwick_model::Id::new(1 + number, [5; 6])
    }
}

/// Writes many entries at once, past the API.
async fn fill(server: &Server, organization: &str, count: u32) {
    fill_with(server, organization, count, &Filter::default()).await;
}

async fn fill_with(server: &Server, organization: &str, count: u32, filter: &Filter) {
    let url = format!("sqlite://{}", server.data().join("bailiwick.db").display());
    let store = Store::open(&url).await.unwrap();
    let organization: OrganizationId = organization.rsplit('/').next().unwrap().parse().unwrap();
    let permit = system(Some(organization), SystemReason::Demonstration);
    let ids = Numbers(std::sync::atomic::AtomicU64::new(0));
    let mut tx = store.begin().await.unwrap();
    for _ in 0..count {
        let act = Act {
            permit: &permit,
            now: SystemClock.now(),
            ids: &ids,
            request_id: ids.id().into(),
            address: None,
            credential: None,
        };
        exported(&mut tx, &act, "jsonl", filter, true).await.unwrap();
    }
    tx.commit().await.unwrap();
    store.close().await;
}

async fn export(client: &Client, organization: &str, query: &str) -> String {
    let reply = client.get(&format!("{organization}/audit/export{query}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.text
}

#[tokio::test]
async fn a_whole_export_of_many_pages_holds_and_ends_with_itself() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    owner.post(&format!("{organization}/projects"), json!({ "name": "Shop" })).await;
    fill(&server, &organization, 2_500).await;
    let reply = owner.get(&format!("{organization}/audit/export")).await;
    assert_eq!(reply.header("content-type"), "application/jsonl");
    assert!(reply.header("content-disposition").starts_with("attachment; filename=\"audit-"));
    let report = verify(reply.text.as_bytes(), &Remembered::default()).unwrap();
    assert_eq!((report.verified.first, report.verified.head.entries), (1, 2_502));
    assert_eq!(organization.rsplit('/').next(), Some(report.chain.as_str()));
    let last = link(reply.text.lines().last().unwrap().as_bytes()).unwrap();
    assert_eq!((last.action.as_ref(), last.actor_name.as_deref()), ("audit.export", Some("Olga")));
    assert!(last.detail.contains("\"whole\":true"), "{}", last.detail);

    let checked = owner.get(&format!("{organization}/audit/verify")).await;
    assert_eq!(checked.status, 200, "{}", checked.text);
    let head = &report.verified.head;
    assert_eq!((&checked.body["holds"], &checked.body["head"]), (&json!(true), &json!(head.hash)));
    let remembered = Remembered { head: Some(head.hash.clone()), entries: Some(head.entries) };
    let later = export(&owner, &organization, "?format=jsonl").await;
    assert!(verify(later.as_bytes(), &remembered).is_ok(), "it has grown since");
}

/// Begins an export and reads the first of it.
async fn begun(client: &Client, path: &str) -> (reqwest::Response, usize) {
    let mut request = client.http.get(format!("{}{path}", client.base));
    if let Some(cookie) = &client.cookie {
        request = request.header("cookie", cookie);
    }
    if let Some(token) = &client.token {
        request = request.bearer_auth(token);
    }
    let mut response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let first = response.chunk().await.unwrap().unwrap().len();
    (response, first)
}

/// Reads the rest; how much came, and whether it came to its end.
async fn rest((mut response, mut bytes): (reqwest::Response, usize)) -> (usize, bool) {
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => bytes += chunk.len(),
            Ok(None) => return (bytes, true),
            Err(_) => return (bytes, false),
        }
    }
}

#[tokio::test]
async fn t47_an_export_breaks_off_when_the_right_to_it_goes() {
    const ENTRIES: u32 = 6_000;
    const LONG: usize = 4_000;
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let long = Filter { action: Some("x".repeat(LONG)), ..Filter::default() };
    fill_with(&server, &organization, ENTRIES, &long).await;
    let path = format!("{organization}/audit/export");
    let all = ENTRIES as usize * LONG;
    let (whole, is_complete) = rest(begun(&owner, &path).await).await;
    assert!(whole > all && is_complete, "{whole} {is_complete}");

    let role = SystemRole::OrganizationAdministrator;
    let adam = join(&server, &owner, "adam", role).await;
    let member = format!("{organization}/members/{}", adam.member);
    let token = adam.client.token(json!({})).await;
    let id = adam.client.get("/api/v1/account/tokens").await.body["items"][0]["id"].clone();
    let token_path = format!("/api/v1/account/tokens/{}", id.as_str().unwrap());
    // A token that is revoked, a member who is suspended, and one who is removed.
    let exporting = begun(&token, &path).await;
    assert_eq!(adam.client.delete(&token_path).await.status, 204);
    let (read, is_complete) = rest(exporting).await;
    assert!(read < whole && !is_complete, "{read} of {whole} by a revoked token");
    let exporting = begun(&adam.client, &path).await;
    let suspended = owner.patch(&member, json!({ "state": "suspended" })).await;
    assert_eq!(suspended.status, 200, "{}", suspended.text);
    let (read, is_complete) = rest(exporting).await;
    assert!(read < whole && !is_complete, "{read} of {whole} by a suspended member");
    assert_eq!(owner.patch(&member, json!({ "state": "active" })).await.status, 200);
    let exporting = begun(&adam.client, &path).await;
    assert_eq!(owner.delete(&member).await.status, 204);
    let (read, is_complete) = rest(exporting).await;
    assert!(read < whole && !is_complete, "{read} of {whole} by a removed member");

    // A program whose grant is taken, one that is suspended, and one that is deleted.
    let robot = Robot::of(&owner, &organization, "Archive").await;
    let grant = json!({ "preset": "audit" });
    let granted = robot.grant(grant.clone()).await;
    assert_eq!(granted.status, 201, "{}", granted.text);
    let exporting = begun(&robot.client, &path).await;
    let taken = owner.delete(&format!("{}/grants/{}", robot.path, granted.id())).await;
    assert_eq!(taken.status, 204, "{}", taken.text);
    let (read, is_complete) = rest(exporting).await;
    assert!(read < whole && !is_complete, "{read} of {whole} without the grant");
    assert_eq!(robot.grant(grant).await.status, 201);
    let exporting = begun(&robot.client, &path).await;
    assert_eq!(owner.patch(&robot.path, json!({ "suspended": true })).await.status, 200);
    let (read, is_complete) = rest(exporting).await;
    assert!(read < whole && !is_complete, "{read} of {whole} by a suspended program");
    assert_eq!(owner.patch(&robot.path, json!({ "suspended": false })).await.status, 200);
    let exporting = begun(&robot.client, &path).await;
    assert_eq!(owner.delete(&robot.path).await.status, 204);
    let (read, is_complete) = rest(exporting).await;
    assert!(read < whole && !is_complete, "{read} of {whole} by a deleted program");
}

#[tokio::test]
async fn a_part_says_that_it_is_one() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    owner.post(&format!("{organization}/projects"), json!({ "name": "Shop" })).await;
    let part = export(&owner, &organization, "?action=projects.create").await;
    assert_eq!(part.lines().count(), 2, "{part}");
    assert_eq!(header(part.lines().next().unwrap().as_bytes()).unwrap().whole(), None);
    assert!(link(part.lines().nth(1).unwrap().as_bytes()).unwrap().action == "projects.create");
    let refused = verify(part.as_bytes(), &Remembered::default());
    assert!(matches!(refused, Err(Failure::Undecided(_))), "{refused:?}");
    let log = owner.get(&format!("{organization}/audit?action=audit.export")).await;
    let detail = log.body["items"][0]["detail"].as_str().unwrap();
    let detail: serde_json::Value = serde_json::from_str(detail).unwrap();
    let told =
        json!({ "format": "jsonl", "filter": { "action": "projects.create" }, "whole": false });
    assert_eq!(detail, told);
    let wrong = owner.get(&format!("{organization}/audit/export?format=xml")).await;
    assert_eq!((wrong.status, wrong.code()), (422, "invalid_field"));
}

#[tokio::test]
async fn a_table_holds_no_formula() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let name = "=cmd|' /C calc'!A0";
    let made = owner.post(&format!("{organization}/projects"), json!({ "name": name })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let reply = owner.get(&format!("{organization}/audit/export?format=csv")).await;
    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
    let mut rows = reply.text.split("\r\n");
    assert!(rows.next().unwrap().starts_with("sequence,at,actor_kind,actor,actor_name,"));
    assert!(rows.next().unwrap().contains(",\"'=cmd|' /C calc'!A0\",ok,"), "{}", reply.text);
    assert!(rows.next().unwrap().contains(",audit.export,"));
    assert_eq!((rows.next(), rows.next()), (Some(""), None));
}

#[tokio::test]
async fn whoever_may_not_read_the_log_takes_nothing_away() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let developer = join(&server, &owner, "dave", SystemRole::Developer).await;
    let eve = server.sign_up("eve").await;
    for path in ["export", "export?format=csv", "verify"] {
        let refused = developer.client.get(&format!("{organization}/audit/{path}")).await;
        assert_eq!(refused.status, 403, "{path}: {}", refused.text);
        let absent = eve.get(&format!("{organization}/audit/{path}")).await;
        assert_eq!(absent.status, 404);
    }
    let log = owner.get(&format!("{organization}/audit?action=audit.export")).await;
    assert_eq!(log.body["total"], 0, "{}", log.text);
}

#[tokio::test]
async fn t67_another_site_takes_no_export() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let path = format!("{organization}/audit/export");
    let get = reqwest::Method::GET;
    let entries = async || {
        owner.get(&format!("{organization}/audit?action=audit.export")).await.body["total"].clone()
    };
    let headers = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];
    let refused = owner.send(get.clone(), &path, &headers, None).await;
    assert_eq!((refused.status, refused.code()), (403, "cross_site"), "{}", refused.text);
    assert_eq!(entries().await, 0);
    let own = owner.send(get, &path, &[("sec-fetch-site", "same-origin")], None).await;
    assert_eq!(own.status, 200);
    assert_eq!(entries().await, 1);
}
