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
