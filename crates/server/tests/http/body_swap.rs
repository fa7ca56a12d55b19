//! G2, in bodies and queries: another tenant's id where an id is asked for answers as an id that nobody has, and costs the
//! same statements of the store.

use serde_json::{Value, json};

use super::custom_roles::levels;
use super::id_places::{Things, more_places, places, uncovered};
use super::members::ABSENT;
use crate::support::statements::{listen, settled};
use crate::support::{Client, Reply, Server};

async fn things(server: &Server, owner: &Client) -> Things {
    let organization = owner.organization().await;
    let made = async |path: &str, body: Value| {
        let reply = owner.post(&format!("{organization}/{path}"), body).await;
        assert_eq!(reply.status, 201, "{path}: {}", reply.text);
        reply.id()
    };
    let first = async |path: String| {
        let listed = owner.get(&format!("{organization}/{path}")).await;
        listed.body["items"][0]["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{}", listed.text))
            .to_owned()
    };
    let project = made("projects", json!({ "name": "Shop", "database": "shop" })).await;
    let database = first("databases".to_owned()).await;
    let body = json!({ "name": "Crew", "permissions": levels(&[("projects", "view")]) });
    let role = made("roles", body).await;
    let name = format!("crew-{}", &organization[organization.len() - 6..]);
    let crew = server.member(owner, &name, role.parse().unwrap()).await;
    let ask = json!({ "action": "instances.view", "project": project, "reason": "work", "seconds": 3600 });
    let request = crew.post(&format!("{organization}/access/requests"), ask).await;
    assert_eq!(request.status, 201, "{}", request.text);
    let instance = first(format!("projects/{project}/instances")).await;
    let connections = format!("{organization}/projects/{project}/instances/{instance}/connections");
    let connections = owner.get(&connections).await;
    let me = owner.get("/api/v1/me").await;
    Things {
        account: me.body["account"]["id"].as_str().unwrap().to_owned(),
        member: crew.member_id().await,
        request: request.id(),
        connection: connections.body["items"][0]["name"].as_str().unwrap().to_owned(),
        team: made("teams", json!({ "name": "Web" })).await,
        token: made("service-tokens", json!({ "name": "CI" })).await,
        instance,
        branch: first(format!("databases/{database}/branches")).await,
        role,
        project,
        database,
        organization,
    }
}

#[test]
fn every_body_and_query_that_asks_for_an_id_is_tried() {
    assert_eq!(uncovered(), Vec::<String>::new());
}

#[tokio::test]
async fn t40_another_tenants_id_in_a_body_answers_as_a_random_one_does() {
    listen();
    let server = Server::start().await;
    let theirs = things(&server, &server.owner().await).await;
    let eve = server.sign_up("eve").await;
    let own = things(&server, &eve).await;
    let mut failures = Vec::new();
    let mut number = 0;
    let mut fresh = || {
        number += 1;
        format!("0123456789abcdef{number:08x}")
    };
    for (way, caller) in eve.hands().await {
        for (kind, method, path, body) in places(&own).into_iter().chain(more_places(&own)) {
            let foreign = match kind {
                "role" => &theirs.role,
                "team" => &theirs.team,
                "member" => &theirs.member,
                "project" => &theirs.project,
                "instance" => &theirs.instance,
                "database" => &theirs.database,
                "branch" => &theirs.branch,
                "request" => &theirs.request,
                "account" => &theirs.account,
                _ => &theirs.token,
            };
            let ask = async |id: &str| {
                let path = path.replace("ID", id);
                let is_whole = path.starts_with("/api/");
                let path = if is_whole { path } else { format!("{}/{path}", own.organization) };
                let body: Value =
                    serde_json::from_str(&body.to_string().replace("ID", id)).unwrap();
                let body = (!body.is_null()).then_some(body);
                caller.json(method.clone(), &path, body).await
            };
            // What was done before is read anew by the next request, whatever it asks for; and the first refusal of its
            // kind is written down.
            ask(&fresh()).await;
            // What was tried before is told by one's own log: an id that is absent everywhere is a new one.
            let absent = fresh();
            let (of_foreign, of_random) = (ask(foreign).await, ask(&absent).await);
            let said = |reply: &Reply, id: &str| {
                (reply.status, reply.without_request_id().replace(id, "ID"))
            };
            let what = format!("{way}: {method} {path} {body}");
            let (says, expected) = (said(&of_foreign, foreign), said(&of_random, &absent));
            if says != expected {
                failures.push(format!("{what}: {says:?}, not {expected:?}"));
            }
            // A place that is not read at all answers alike, and proves nothing.
            let is_unread = matches!(of_random.code(), "unknown_field" | "invalid_json");
            if of_random.status >= 500 || is_unread {
                failures.push(format!("{what}: {expected:?}"));
            }
            let (ran, expected) = settled(&of_foreign, &of_random).await;
            if ran != expected || ran.is_empty() {
                failures.push(format!("{what} ran {ran:#?}, not {expected:#?}"));
            }
        }
        // Of what is theirs, one's own log tells only what one tried.
        let log = caller.get(&format!("{}/audit?target={}", own.organization, theirs.member)).await;
        let told = log.body["items"].as_array().unwrap().clone();
        assert!(told.iter().all(|entry| entry["outcome"] == "denied"), "{}", log.text);
        // A token of one's own is for an organization that one is in.
        let mint = async |id: &str| {
            let body = json!({ "name": "new", "organization": id });
            let reply = eve.post("/api/v1/account/tokens", body).await;
            (reply.status, reply.without_request_id().replace(id, "ID"))
        };
        let foreign = theirs.organization.rsplit('/').next().unwrap();
        assert_eq!(mint(foreign).await, mint(ABSENT).await);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
