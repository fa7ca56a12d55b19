//! Edits of what somebody else edited meanwhile.

use reqwest::Method;
use serde_json::json;

use crate::support::Server;

#[tokio::test]
async fn the_second_of_two_editors_is_told() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let made = owner.post(&format!("{organization}/projects"), json!({ "name": "Shop" })).await;
    let path = format!("{organization}/projects/{}", made.id());
    let tag = owner.get(&path).await.header("etag").to_owned();
    assert!(tag.starts_with('"'), "{tag}");
    let rename = async |name: &str, tag: &str| {
        let headers = [
            ("content-type", "application/json"),
            ("origin", owner.base.as_str()),
            ("if-match", tag),
        ];
        owner.send(Method::PATCH, &path, &headers, Some(json!({ "name": name }).to_string())).await
    };
    let first = rename("First", &tag).await;
    assert_eq!(first.status, 200, "{}", first.text);
    assert_ne!(first.header("etag"), tag);
    let second = rename("Second", &tag).await;
    assert_eq!((second.status, second.code()), (412, "version_mismatch"));
    for nonsense in ["1", "\"x\"", "W/\"1\"", "\"99999999999999999999999\""] {
        let refused = rename("Third", nonsense).await;
        assert_eq!(refused.status, 412, "{nonsense}");
        assert!(refused.text.contains("`If-Match` is no version"), "{nonsense}: {}", refused.text);
    }
    assert_eq!(owner.get(&path).await.body["name"], "First");
    assert_eq!(rename("Fourth", "*").await.status, 200);
}

#[tokio::test]
async fn every_change_of_access_moves_the_epoch() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let make = async |name: &str| {
        let made = owner.post(&format!("{organization}/projects"), json!({ "name": name })).await;
        made.header("x-policy-epoch").to_owned()
    };
    let (before, after) = (make("Shop").await, make("Tracker").await);
    assert!(before.len() == 16 && after.len() == 16 && before != after, "{before} {after}");
    // T41: it counts nothing, and nobody is told of what others changed.
    assert!(before.parse::<u64>().is_err());
    assert_eq!(owner.get(&organization).await.header("x-policy-epoch"), "");
    // Whoever joins changes it as well, from outside its path.
    let invited = json!({ "email": "new@example.com" });
    let invited = owner.post(&format!("{organization}/invitations"), invited).await;
    let link = invited.body["link"].as_str().unwrap();
    let (_, secret) = link.rsplit_once('/').unwrap();
    let account = json!({ "password": "correct horse battery staple", "display_name": "New" });
    let path = format!("/api/v1/invitations/{secret}/accept");
    let joined = server.stranger().post(&path, account).await;
    assert_eq!(joined.status, 201, "{}", joined.text);
    let joined = joined.header("x-policy-epoch");
    assert!(joined.len() == 16 && joined != after, "{joined} {after}");
}
