//! Policies over HTTP: what is wrong with one, and whose right it is to put one in force.

use bailiwick_access::{Action, ActionSet};
use serde_json::json;

use super::place::{GOOD, Place};
use crate::support::Server;

#[tokio::test]
async fn a_bad_document_is_kept_as_a_draft_and_never_deployed() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let deployed = place.deploy(GOOD).await;
    assert_eq!(deployed.status, 201, "{}", deployed.text);
    for (wrong, place_of_it) in [
        ("permissions: [", "line 2"),
        (
            "permissions:\n  a:\n    table: main.nothing\n    roles: [x]\n    select: {}\n",
            "line 3, column 12",
        ),
        (
            "permissions:\n  a:\n    table: main.notes\n    roles: [x]\n    select: { columns: [none] }\n",
            "line 5",
        ),
        (
            "permissions:\n  a:\n    table: main.notes\n    roles: [x]\n    select: { where: { id: { $near: 1 } } }\n",
            "line 5",
        ),
        (
            "permissions:\n  a:\n    table: main.notes\n    roles: [x]\n    select: { where: { id: true } }\n",
            "line 5",
        ),
        (
            "permissions:\n  a:\n    table: gone.notes\n    roles: [x]\n    select: {}\n",
            "line 3, column 12",
        ),
    ] {
        let refused = place.deploy(wrong).await;
        assert_eq!(
            (refused.status, refused.code()),
            (422, "invalid_policy"),
            "{wrong}: {}",
            refused.text
        );
        assert!(
            refused.body["error"]["message"].as_str().unwrap().contains(place_of_it),
            "{wrong}: {}",
            refused.text
        );
        let draft = place.owner.get(&format!("{}/policy/draft", place.instance)).await;
        assert_eq!(draft.body["source"], wrong, "nothing typed is lost");
        let policy = place.owner.get(&format!("{}/policy", place.instance)).await;
        assert_eq!(policy.body["deployed"]["version"], 1, "{}", policy.text);
    }
}

#[tokio::test]
async fn authority_over_the_policy_needs_authority_over_the_data() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    assert_eq!(place.deploy(GOOD).await.status, 201);
    let auth = json!({ "development_tokens": true });
    let path = format!("{}/client-auth", place.instance);
    assert_eq!(place.owner.put(&path, auth.clone()).await.status, 200);
    assert_eq!(place.save(GOOD).await.status, 200);
    let me = place.owner.get("/api/v1/me").await;
    let account = me.body["account"]["id"].as_str().unwrap().parse().unwrap();
    let less = ActionSet::FULL.minus(ActionSet::of(&[Action::DataView]));
    server.running.narrow(account, less);
    let instance = &place.instance;
    for refused in [
        place.owner.put(&path, auth).await,
        place.owner.post(&format!("{instance}/policy/deploy"), json!({})).await,
        place.owner.post(&format!("{instance}/policy/versions/1/rollback"), json!({})).await,
        place
            .owner
            .post(
                &format!("{instance}/development-tokens"),
                json!({ "subject": "1", "roles": ["reader"] }),
            )
            .await,
        place.owner.get(&format!("{instance}/data/main/notes")).await,
    ] {
        assert_eq!(refused.status, 403, "{}", refused.text);
        assert_eq!(refused.body["error"]["action"], "data.view", "{}", refused.text);
    }
}

#[tokio::test]
async fn a_failing_test_keeps_a_policy_from_being_deployed() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let with = |count: u64| {
        format!(
            "{GOOD}tests:\n  - name: readers see notes\n    as: {{ roles: [reader] }}\n    select: main.notes\n    expect: {{ count: {count} }}\n"
        )
    };
    let path = format!("{}/policy/test", place.instance);
    let none = place.deploy(GOOD).await;
    assert_eq!(none.status, 201, "{}", none.text);
    assert_eq!(place.save(&with(99)).await.status, 200);
    let tested = place.owner.post(&path, json!(null)).await;
    assert_eq!(tested.status, 422, "a body of JSON is a document: {}", tested.text);
    let tested = place.owner.json(reqwest::Method::POST, &path, None).await;
    assert_eq!(tested.status, 200, "{}", tested.text);
    assert_eq!(
        (&tested.body["passed"], &tested.body["tests"][0]["passed"]),
        (&json!(false), &json!(false))
    );
    let message = tested.body["tests"][0]["message"].as_str().unwrap();
    let seen: u64 = message.split(' ').next().unwrap().parse().unwrap();
    assert!(message.ends_with("seen, not 99"), "{message}");
    let refused = place.deploy(&with(99)).await;
    assert_eq!((refused.status, refused.code()), (409, "policy_tests_failed"), "{}", refused.text);
    assert!(refused.text.contains("test `readers see notes`"), "{}", refused.text);
    let policy = place.owner.get(&format!("{}/policy", place.instance)).await;
    assert_eq!(policy.body["deployed"]["version"], 1, "{}", policy.text);
    let deployed = place.deploy(&with(seen)).await;
    assert_eq!(deployed.status, 201, "{}", deployed.text);
    let tested = place.owner.json(reqwest::Method::POST, &path, None).await;
    assert_eq!(tested.body["passed"], true, "{}", tested.text);
    // What a test tells is of live rows.
    let me = place.owner.get("/api/v1/me").await;
    let account = me.body["account"]["id"].as_str().unwrap().parse().unwrap();
    server.running.narrow(account, ActionSet::FULL.minus(ActionSet::of(&[Action::DataView])));
    let refused = place.owner.json(reqwest::Method::POST, &path, None).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
}
