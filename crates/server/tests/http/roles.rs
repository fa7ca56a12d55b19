//! What the system roles are worth at the gate, and what a refusal says and leaves behind.

use bailiwick_access::SystemRole;
use serde_json::json;

use crate::support::{Server, member};

#[tokio::test]
async fn each_system_role_does_what_it_says_and_no_more() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let project =
        owner.post(&format!("{organization}/projects"), json!({ "name": "Shop" })).await.id();
    let project = format!("{organization}/projects/{project}");
    let instance = owner.get(&format!("{project}/instances")).await.body["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let database = owner.get(&format!("{organization}/databases")).await.body["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let instance = format!("{project}/instances/{instance}");
    let branches = format!("{organization}/databases/{database}/branches");
    // Role; then: sees the project, renames it, sees the instance, reads its policy, lists databases, makes a branch,
    // reads the audit log, deletes the organization.
    let expected = [
        (SystemRole::Developer, [200, 200, 200, 200, 200, 201, 403, 403]),
        (SystemRole::OrganizationAdministrator, [200, 200, 200, 200, 200, 201, 200, 409]),
        (SystemRole::OrganizationMember, [200, 403, 404, 404, 200, 201, 403, 403]),
        (SystemRole::DatabaseAdministrator, [200, 403, 404, 404, 200, 201, 403, 403]),
    ];
    for (role, expected) in expected {
        let at = (role == SystemRole::DatabaseAdministrator).then(|| database.parse().unwrap());
        let caller = member(&server, &organization, role, at).await;
        let name = role.name().to_lowercase().replace(' ', "-");
        let seen = [
            caller.get(&project).await,
            caller.patch(&project, json!({ "name": format!("Shop of {name}") })).await,
            caller.get(&instance).await,
            caller.get(&format!("{instance}/policy")).await,
            caller.get(&format!("{organization}/databases")).await,
            caller.post(&branches, json!({ "name": name })).await,
            caller.get(&format!("{organization}/audit")).await,
            caller
                .json(reqwest::Method::DELETE, &organization, Some(json!({ "name": "Acme" })))
                .await,
        ];
        let statuses: Vec<u16> = seen.iter().map(|reply| reply.status).collect();
        let texts: Vec<&str> = seen
            .iter()
            .filter(|reply| reply.status > 299)
            .map(|reply| reply.text.as_str())
            .collect();
        assert_eq!(statuses, expected, "{} {texts:#?}", role.name());
    }
}

#[tokio::test]
async fn a_refusal_names_what_is_missing_and_is_written_down_once() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let caller = member(&server, &organization, SystemRole::OrganizationMember, None).await;
    let refused = caller.post(&format!("{organization}/projects"), json!({ "name": "P" })).await;
    assert_eq!((refused.status, refused.code()), (403, "forbidden"), "{}", refused.text);
    assert_eq!(refused.body["error"]["action"], "projects.create");
    let message = refused.body["error"]["message"].as_str().unwrap();
    assert!(message.contains("Manage on Projects"), "{message}");
    assert!(
        refused.body["error"]["hint"].as_str().unwrap().contains("you hold Organization Member;"),
        "{}",
        refused.text
    );
    for _ in 0..5 {
        caller.post(&format!("{organization}/projects"), json!({ "name": "P" })).await;
    }
    let denied = owner.get(&format!("{organization}/audit?outcome=denied")).await;
    assert_eq!(denied.body["total"], 1, "{}", denied.text);
    assert_eq!(denied.body["items"][0]["actor_name"], "Organization Member");
}

#[tokio::test]
async fn a_check_explains_and_hides_what_the_asker_may_not_know() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let project =
        owner.post(&format!("{organization}/projects"), json!({ "name": "Shop" })).await.id();
    let caller = member(&server, &organization, SystemRole::OrganizationMember, None).await;
    let id = caller.get("/api/v1/me").await.body["organizations"][0]["member"].clone();
    let body = json!({ "principal": { "member": id }, "checks": [
        { "action": "projects.view", "project": project },
        { "action": "projects.update", "project": project },
        { "action": "projects.view", "project": "0123456789abcdef01234567" },
    ] });
    let answer = owner.post(&format!("{organization}/access/check"), body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let results = answer.body["results"].as_array().unwrap();
    assert_eq!(results[0]["allowed"], true);
    assert_eq!(results[0]["because"][0]["role"]["name"], "Organization Member");
    assert_eq!(results[1]["allowed"], false);
    assert!(!results[1]["fixes"].as_array().unwrap().is_empty(), "{}", answer.text);
    assert!(
        results[2]["missing"]["sentence"].as_str().unwrap().contains("no such thing"),
        "{}",
        answer.text
    );
}
