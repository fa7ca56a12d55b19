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

/// The body with the basis that a preview of it answers.
async fn previewed(place: &Place, target: &str, body: &Value) -> Value {
    let preview = place.owner.post(&format!("{target}/policy/promote/preview"), body.clone()).await;
    assert_eq!(preview.status, 200, "{}", preview.text);
    let mut body = body.clone();
    body["basis"] = preview.body["basis"].clone();
    body
}

/// The basis of two instances where nothing was ever saved.
fn untouched() -> Value {
    let side = json!({ "draft_revision": 0, "policy_version": 0, "client_auth_version": 0 });
    json!({ "source": side, "target": side })
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
    let blind = place.owner.post(&promote, body.clone()).await;
    assert_eq!(blind.status, 422, "{}", blind.text);
    assert!(
        blind.text.contains("basis"),
        "what was not previewed is not taken over: {}",
        blind.text
    );
    let unseen = json!({ "from": id(&place.instance), "basis": untouched() });
    let none = place.owner.post(&promote, unseen).await;
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

    let basis = &preview.body["basis"];
    assert_eq!(
        (&basis["source"]["draft_revision"], &basis["target"]),
        (&json!(1), &untouched()["target"])
    );
    let seen = json!({ "from": id(&place.instance), "basis": basis });
    let done = place.owner.post(&promote, seen.clone()).await;
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
    let now = previewed(&place, &target, &body).await;
    let late = place.owner.send(Method::POST, &promote, &headers, Some(now.to_string())).await;
    assert_eq!((late.status, late.code()), (412, "version_mismatch"), "{}", late.text);
    let headers = [headers[0], headers[1], ("if-match", tag.as_str())];
    let again = place.owner.send(Method::POST, &promote, &headers, Some(now.to_string())).await;
    assert_eq!(
        (again.status, &again.body["policy"]["differs"]),
        (200, &json!(false)),
        "{}",
        again.text
    );
    // What cannot be read cannot be compared, and is not taken over.
    assert_eq!(place.save("permissions: [").await.status, 200);
    let mut broken = now;
    broken["basis"]["source"]["draft_revision"] = json!(2);
    broken["basis"]["target"]["draft_revision"] = json!(2);
    let broken = place.owner.post(&promote, broken).await;
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
    let body = previewed(&place, &target, &body).await;
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
    let neither = json!({ "from": id(&place.instance), "policy": false, "basis": untouched() });
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
    let (promote, from) = (
        format!("{target}/policy/promote"),
        json!({ "from": id(&place.instance), "basis": untouched() }),
    );
    // Another tenant's instance is like none.
    let eve = server.sign_up("eve").await;
    let organization = eve.organization().await;
    let made = eve.post(&format!("{organization}/projects"), json!({ "name": "Theirs" })).await;
    let theirs = eve.get(&format!("{organization}/projects/{}/instances", made.id())).await;
    let theirs = theirs.body["items"][0]["id"].as_str().unwrap().to_owned();
    for (path, basis) in
        [(promote.clone(), Some(untouched())), (format!("{promote}/preview"), None)]
    {
        let of = |id: &str| match &basis {
            Some(basis) => json!({ "from": id, "basis": basis }),
            None => json!({ "from": id }),
        };
        let [one, other] = [theirs.as_str(), "0123456789abcdef01234567"].map(of);
        let (one, other) =
            (place.owner.post(&path, one).await, place.owner.post(&path, other).await);
        assert_eq!(one.status, 422, "{}", one.text);
        assert_eq!(one.without_request_id(), other.without_request_id());
        let itself = place.owner.post(&path, of(id(&target))).await;
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

#[tokio::test]
async fn nothing_is_taken_over_that_the_preview_did_not_show() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let target = production(&place).await;
    let source = place.instance.clone();
    let wide = GOOD.replace("[reader]", "[reader, guest]");
    let save = async |instance: &str, document: &str| {
        let headers = [("origin", place.owner.base.as_str()), ("content-type", "application/yaml")];
        let path = format!("{instance}/policy/draft");
        let saved = place.owner.send(Method::PUT, &path, &headers, Some(document.to_owned())).await;
        assert_eq!(saved.status, 200, "{}", saved.text);
    };
    let trust = async |instance: &str, audience: &str| {
        let auth = json!({ "audiences": [audience] });
        let saved = place.owner.put(&format!("{instance}/client-auth"), auth).await;
        assert_eq!(saved.status, 200, "{}", saved.text);
    };
    let promote = format!("{target}/policy/promote");
    let refused = async |body: &Value, words: &str| {
        let refused = place.owner.post(&promote, body.clone()).await;
        assert_eq!((refused.status, refused.code()), (409, "preview_outdated"), "{}", refused.text);
        let message = refused.body["error"]["message"].as_str().unwrap();
        assert!(message.starts_with(words), "{message}");
    };
    let both = json!({ "from": id(&source), "client_auth": true });
    let (theirs, ours) = ("the instance that it comes from", "this instance");
    save(&source, GOOD).await;
    trust(&source, "shop").await;

    let seen = previewed(&place, &target, &both).await;
    save(&source, &wide).await;
    refused(&seen, &format!("the policy of {theirs} changed since the preview")).await;
    trust(&target, "till").await;
    let all = format!("the policy of {theirs} and the client auth of {ours} changed");
    refused(&seen, &all).await;

    let seen = previewed(&place, &target, &both).await;
    trust(&source, "kiosk").await;
    refused(&seen, &format!("the client auth of {theirs} changed")).await;
    // Of what is not taken over nothing is demanded.
    let mut policy_alone = seen.clone();
    policy_alone["client_auth"] = json!(false);
    let done = place.owner.post(&promote, policy_alone).await;
    assert_eq!(done.status, 200, "{}", done.text);

    // What is deployed there is another policy too.
    let deployed = place.owner.post(&format!("{source}/policy/deploy"), json!({})).await;
    assert_eq!(deployed.status, 201, "{}", deployed.text);
    let policy = json!({ "from": id(&source) });
    let seen = previewed(&place, &target, &policy).await;
    let deployed = place.deploy(GOOD).await;
    assert_eq!(deployed.status, 201, "{}", deployed.text);
    refused(&seen, &format!("the policy of {theirs} changed")).await;
    let seen = previewed(&place, &target, &policy).await;
    save(&target, &wide).await;
    refused(&seen, &format!("the policy of {ours} changed")).await;
    let draft = place.owner.get(&format!("{target}/policy/draft")).await;
    assert_eq!(draft.body["source"], wide.as_str(), "what was saved meanwhile stays");
    let seen = previewed(&place, &target, &policy).await;
    let done = place.owner.post(&promote, seen).await;
    assert_eq!((done.status, &done.body["draft"]["source"]), (200, &json!(GOOD)), "{}", done.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_save_there_and_a_promotion_at_the_same_moment_the_shown_document_is_taken_or_none() {
    race(Server::start().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_holds_on_postgres_where_others_commit_meanwhile() {
    let postgres = bailiwick_testkit::postgres().await;
    let database = postgres.database().await;
    race(Server::start_with(|settings| settings.database_url.clone_from(&database.url)).await)
        .await;
}

async fn race(server: Server) {
    let place = Place::make(&server).await;
    let target = production(&place).await;
    let wide = GOOD.replace("[reader]", "[reader, guest]");
    for _ in 0..20 {
        assert_eq!(place.save(GOOD).await.status, 200);
        let seen = previewed(&place, &target, &json!({ "from": id(&place.instance) })).await;
        let promote = format!("{target}/policy/promote");
        let (saved, done) = tokio::join!(place.save(&wide), place.owner.post(&promote, seen));
        assert_eq!(saved.status, 200, "{}", saved.text);
        if done.status == 200 {
            assert_eq!(done.body["draft"]["source"], GOOD, "{}", done.text);
        } else {
            assert_eq!((done.status, done.code()), (409, "preview_outdated"), "{}", done.text);
        }
    }
}
