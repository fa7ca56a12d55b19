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
