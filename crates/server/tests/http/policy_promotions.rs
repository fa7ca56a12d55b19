//! A policy from one instance to another: as a draft, with what changes shown first, and never a secret.

use bailiwick_access::{Action, ActionSet, SystemRole};
use reqwest::Method;
use serde_json::{Value, json};

use super::place::{GOOD, Place};
use crate::support::{Server, member};

/// The production instance beside the place's own.
async fn production(place: &Place) -> String {
    let (list, _) = place.instance.rsplit_once('/').unwrap();
    let listed = place.owner.get(list).await;
    let items = listed.body["items"].as_array().unwrap();
    let found = items.iter().find(|instance| instance["production"] == true).unwrap();
    format!("{list}/{}", found["id"].as_str().unwrap())
}

fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

#[tokio::test]
async fn a_policy_becomes_a_draft_elsewhere_and_is_deployed_by_another_act() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let target = production(&place).await;
    let promote = format!("{target}/policy/promote");
    let body = json!({ "from": id(&place.instance) });
    let none = place.owner.post(&promote, body.clone()).await;
    assert_eq!((none.status, none.code()), (409, "no_draft"), "{}", none.text);
    assert_eq!(place.save(GOOD).await.status, 200);
    let preview = place.owner.post(&format!("{promote}/preview"), body.clone()).await;
    assert_eq!(preview.status, 200, "{}", preview.text);
    assert_eq!(
        (&preview.body["policy"]["effect"], &preview.body["draft"]),
        (&json!("widens"), &Value::Null)
    );
    assert_eq!(
        place.owner.get(&format!("{target}/policy/draft")).await.body["revision"],
        0,
        "a preview changes nothing"
    );

    let done = place.owner.post(&promote, body.clone()).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!(
        (&done.body["draft"]["source"], &done.body["draft"]["revision"]),
        (&json!(GOOD), &json!(1))
    );
    assert_eq!(done.body["policy"], preview.body["policy"]);
    assert_eq!(done.body["client_auth"], Value::Null);
    let policy = place.owner.get(&format!("{target}/policy")).await;
    assert_eq!(
        (&policy.body["deployed"], &policy.body["has_draft"]),
        (&Value::Null, &json!(true)),
        "to deploy it is another act"
    );
    let audit = place
        .owner
        .get(&format!("{}/audit?action=policy.promote", place.owner.organization().await))
        .await;
    assert_eq!(audit.body["items"].as_array().unwrap().len(), 1, "{}", audit.text);

    // Whoever edits the draft there is not written over.
    let tag = done.header("etag").to_owned();
    let headers = [
        ("origin", place.owner.base.as_str()),
        ("content-type", "application/json"),
        ("if-match", "\"0\""),
    ];
    let late = place.owner.send(Method::POST, &promote, &headers, Some(body.to_string())).await;
    assert_eq!((late.status, late.code()), (412, "version_mismatch"), "{}", late.text);
    let headers = [headers[0], headers[1], ("if-match", tag.as_str())];
    let again = place.owner.send(Method::POST, &promote, &headers, Some(body.to_string())).await;
    assert_eq!(
        (again.status, &again.body["policy"]["differs"]),
        (200, &json!(false)),
        "{}",
        again.text
    );
    // What cannot be read cannot be compared, and is not taken over.
    assert_eq!(place.save("permissions: [").await.status, 200);
    let broken = place.owner.post(&promote, body).await;
    assert_eq!((broken.status, broken.code()), (422, "invalid_policy"), "{}", broken.text);
    assert_eq!(place.owner.get(&format!("{target}/policy/draft")).await.body["source"], GOOD);
}

#[tokio::test]
async fn client_auth_is_taken_over_without_secrets_and_without_what_production_never_has() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let target = production(&place).await;
    let secret = |letter: &str| letter.repeat(44);
    let theirs = json!({
        "hs256": [{ "kid": "theirs", "secret": secret("a") }], "audiences": ["shop"], "roles_claim": "app_roles",
        "development_tokens": true, "anonymous": true,
    });
    let saved = place.owner.put(&format!("{}/client-auth", place.instance), theirs).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    let own = json!({ "hs256": [{ "kid": "own", "secret": secret("b") }] });
    let saved = place.owner.put(&format!("{target}/client-auth"), own).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    let body = json!({ "from": id(&place.instance), "policy": false, "client_auth": true });
    let promote = format!("{target}/policy/promote");
    let done = place.owner.post(&promote, body.clone()).await;
    assert_eq!(done.status, 200, "{}", done.text);
    let fields: Vec<&str> = done.body["client_auth"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["audiences", "roles_claim", "anonymous"], "{}", done.text);
    assert_eq!((&done.body["policy"], &done.body["draft"]), (&Value::Null, &Value::Null));
    assert!(!done.text.contains(&secret("a")) && !done.text.contains("theirs"), "{}", done.text);
    let now = place.owner.get(&format!("{target}/client-auth")).await.body;
    assert_eq!(
        (&now["hs256"], &now["audiences"], &now["roles_claim"]),
        (&json!([{ "kid": "own" }]), &json!(["shop"]), &json!("app_roles"))
    );
    assert_eq!((&now["development_tokens"], &now["anonymous"]), (&json!(false), &json!(true)));
    // Whom it trusts from now on is in the log.
    let log = format!("{}/audit?action=policy.promote", place.owner.organization().await);
    let log = place.owner.get(&log).await;
    for field in ["jwks_changed", "jwks_uri", "supabase", "issuers", "session", "origins"] {
        assert!(log.text.contains(field), "{field}: {}", log.text);
    }
    let neither = json!({ "from": id(&place.instance), "policy": false });
    let refused = place.owner.post(&promote, neither).await;
    assert_eq!((refused.status, refused.code()), (422, "invalid_field"), "{}", refused.text);
    // Who decides who comes in decides who reads.
    let me = place.owner.get("/api/v1/me").await;
    let account = me.body["account"]["id"].as_str().unwrap().parse().unwrap();
    server.running.narrow(account, ActionSet::FULL.minus(ActionSet::of(&[Action::DataView])));
    let refused = place.owner.post(&promote, body).await;
    assert_eq!(
        (refused.status, &refused.body["error"]["action"]),
        (403, &json!("data.view")),
        "{}",
        refused.text
    );
}

#[tokio::test]
async fn it_takes_rights_on_both_and_nothing_is_learned_of_others() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    assert_eq!(place.save(GOOD).await.status, 200);
    let target = production(&place).await;
    let (promote, from) =
        (format!("{target}/policy/promote"), json!({ "from": id(&place.instance) }));
    // Another tenant's instance is like none.
    let eve = server.sign_up("eve").await;
    let organization = eve.organization().await;
    let made = eve.post(&format!("{organization}/projects"), json!({ "name": "Theirs" })).await;
    let theirs = eve.get(&format!("{organization}/projects/{}/instances", made.id())).await;
    let theirs = theirs.body["items"][0]["id"].as_str().unwrap().to_owned();
    for path in [promote.clone(), format!("{promote}/preview")] {
        let [one, other] =
            [theirs.as_str(), "0123456789abcdef01234567"].map(|id| json!({ "from": id }));
        let (one, other) =
            (place.owner.post(&path, one).await, place.owner.post(&path, other).await);
        assert_eq!(one.status, 422, "{}", one.text);
        assert_eq!(one.without_request_id(), other.without_request_id());
        let itself = place.owner.post(&path, json!({ "from": id(&target) })).await;
        assert_eq!((itself.status, itself.code()), (422, "invalid_field"), "{}", itself.text);
    }
    // A member who sees the project and no policy.
    let some =
        member(&server, &place.owner.organization().await, SystemRole::OrganizationMember, None)
            .await;
    assert!(matches!(some.post(&promote, from.clone()).await.status, 403 | 404));
    let me = place.owner.get("/api/v1/me").await;
    let account = me.body["account"]["id"].as_str().unwrap().parse().unwrap();
    for lacking in [Action::PolicyView, Action::PolicyDeploy] {
        server.running.narrow(account, ActionSet::FULL.minus(ActionSet::of(&[lacking])));
        let refused = place.owner.post(&promote, from.clone()).await;
        assert_eq!(
            (refused.status, &refused.body["error"]["action"]),
            (403, &json!(lacking.as_str())),
            "{}",
            refused.text
        );
    }
}
