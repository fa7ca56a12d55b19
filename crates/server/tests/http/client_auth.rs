//! Client auth over HTTP: what is kept, what is refused, and what is said of it.

use serde_json::json;

use super::place::Place;
use crate::support::Server;

#[tokio::test]
async fn what_cannot_work_is_refused_before_it_is_kept() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let path = format!("{}/client-auth", place.instance);
    for (wrong, named) in [
        (json!({ "jwks_uri": ["http://issuer.example/keys"] }), "`https`"),
        (json!({ "jwks_uri": ["ftp://issuer.example/keys"] }), "`https`"),
        (json!({ "jwks_uri": ["https://a:b@issuer.example/"] }), "no password"),
        (json!({ "jwks_uri": ["https://a.example/", "https://a.example/"] }), "twice"),
        (json!({ "roles_claim": "user_metadata.roles" }), "user_metadata"),
        (json!({ "leeway_seconds": 301 }), "leeway_seconds"),
        (json!({ "issuers": [""] }), "issuers"),
        (json!({ "supabase": { "url": "https://a.supabase.co/rest/v1" } }), "supabase.url"),
        (
            json!({ "supabase": { "url": "https://a.supabase.co", "legacy_secret": "short" } }),
            "legacy_secret",
        ),
        (json!({ "jwks": { "keys": [{ "kty": "oct", "kid": "a", "k": "c2VjcmV0" }] } }), "`a`"),
    ] {
        let refused = place.owner.put(&path, wrong.clone()).await;
        assert_eq!(refused.status, 422, "{wrong}: {}", refused.text);
        let message = refused.body["error"]["message"].as_str().unwrap();
        assert!(message.contains(named), "{wrong}: {message}");
    }
    assert_eq!(place.owner.get(&path).await.body["version"], 0);
}

#[tokio::test]
async fn what_is_kept_is_shown_without_its_secrets() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let path = format!("{}/client-auth", place.instance);
    let secret = "the legacy secret of a Supabase project";
    let url = "https://abcdefghijkl.supabase.co";
    let auth = json!({
        "jwks_uri": ["https://issuer.example/keys"],
        "supabase": { "url": url, "legacy_secret": secret },
        "issuers": ["https://issuer.example"], "leeway_seconds": 30, "anonymous": true,
    });
    let saved = place.owner.put(&path, auth).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    assert!(!saved.text.contains(secret));
    assert_eq!(saved.body["supabase"], json!({ "url": url, "has_legacy_secret": true }));
    assert_eq!(saved.body["issuers"], json!(["https://issuer.example"]));
    let warnings = saved.body["warnings"].to_string();
    assert!(warnings.contains("anonymous") && warnings.contains("legacy"), "{warnings}");
    let has_secret = async |supabase| {
        let saved = place.owner.put(&path, json!({ "supabase": supabase })).await;
        saved.body["supabase"]["has_legacy_secret"].clone()
    };
    assert_eq!(has_secret(json!({ "url": url })).await, true, "kept");
    assert_eq!(has_secret(json!({ "url": url, "legacy_secret": "" })).await, false, "taken away");
    assert_eq!(has_secret(json!({ "url": url, "legacy_secret": secret })).await, true);
    let other = json!({ "url": "https://another.supabase.co" });
    assert_eq!(has_secret(other).await, false, "the secret of one project is none of another's");
    let none = place.owner.put(&path, json!({})).await;
    assert_eq!(none.body["warnings"], json!(["nobody comes in: there is no key"]));
    let log = place.owner.get(&format!("{}/audit?limit=100", organization(&place))).await;
    assert!(log.text.contains("client_auth.update") && !log.text.contains(secret));
}

pub(crate) fn organization(place: &Place) -> String {
    place.instance.split("/projects/").next().unwrap().to_owned()
}

#[tokio::test]
async fn a_session_query_is_judged_and_asked_about_every_user() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    assert_eq!(place.deploy(super::place::GOOD).await.status, 201);
    let path = format!("{}/client-auth", place.instance);
    let auth = |connection: &str, query: &str| {
        let session = json!({ "connection": connection, "query": query, "lists": ["roles"] });
        json!({ "development_tokens": true, "session": session })
    };
    for (connection, query) in [
        ("main", "delete from notes"),
        ("main", "select 'reader' as roles; drop table notes"),
        ("main", "select '$user.id' as roles"),
        ("nowhere", "select 'reader' as roles"),
    ] {
        let refused = place.owner.put(&path, auth(connection, query)).await;
        assert_eq!(refused.status, 422, "{query}: {}", refused.text);
    }
    let user = place.user(json!([])).await;
    assert_eq!(user.get(&format!("{}/notes", place.data)).await.status, 404);
    let query = "select 'reader' as roles where $user.id = '7'";
    let saved = place.owner.put(&path, auth("main", query)).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    assert_eq!(saved.body["session"]["query"], query);
    assert_eq!(user.get(&format!("{}/notes", place.data)).await.status, 200);
    let forget = format!("{path}/sessions/forget");
    assert_eq!(place.owner.post(&forget, json!({ "subject": "7" })).await.status, 200);
}

#[tokio::test]
async fn users_are_seen_counted_revoked_and_let_in_again() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    assert_eq!(place.deploy(super::place::GOOD).await.status, 201);
    let user = place.user(json!(["reader", "editor"])).await;
    let data = format!("{}/notes", place.data);
    for _ in 0..3 {
        assert_eq!(user.get(&data).await.status, 200);
    }
    let users = format!("{}/users", place.instance);
    let mut seen = place.owner.get(&users).await;
    for _ in 0..80 {
        if seen.body["total"] == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        seen = place.owner.get(&users).await;
    }
    let one = &seen.body["items"][0];
    assert_eq!((&one["subject"], &one["requests"]), (&json!("7"), &json!(3)), "{}", seen.text);
    assert_eq!(one["roles"], json!(["reader", "editor"]));
    assert_eq!(place.owner.get(&format!("{users}?role=editor")).await.body["total"], 1);
    assert_eq!(place.owner.get(&format!("{users}?role=other")).await.body["total"], 0);
    assert_eq!(place.owner.get(&format!("{users}?search=8")).await.body["total"], 0);
    let count = place.owner.get(&format!("{users}/count")).await;
    let by_role = json!([{ "role": "editor", "users": 1 }, { "role": "reader", "users": 1 }]);
    assert_eq!(count.body, json!({ "users": 1, "roles": by_role }));

    let revocations = format!("{}/revocations", place.instance);
    for empty in [json!({}), json!({ "reason": "x" }), json!({ "subject": "" })] {
        assert_eq!(place.owner.post(&revocations, empty).await.status, 422);
    }
    let new = json!({ "subject": "7", "reason": "left the company" });
    let made = place.owner.post(&revocations, new).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let refused = user.get(&data).await;
    assert_eq!(refused.status, 401, "the very next request");
    assert!(refused.text.contains("revoked"), "{}", refused.text);
    assert_eq!(place.owner.get(&users).await.body["items"][0]["revoked"], true);
    assert_eq!(place.owner.get(&revocations).await.body["items"][0]["reason"], "left the company");
    let removed = place.owner.delete(&format!("{revocations}/{}", made.id())).await;
    assert_eq!(removed.status, 204, "{}", removed.text);
    assert_eq!(user.get(&data).await.status, 200);
    assert_eq!(place.owner.get(&users).await.body["items"][0]["revoked"], false);
    let before = json!({ "issued_before": "2199-01-01T00:00:00Z" });
    assert_eq!(place.owner.post(&revocations, before).await.status, 201);
    assert_eq!(user.get(&data).await.status, 401, "everybody's");
    let log = place.owner.get(&format!("{}/audit?limit=100", organization(&place))).await;
    assert!(log.text.contains("revocations.create") && log.text.contains("revocations.delete"));
}
