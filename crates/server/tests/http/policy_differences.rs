//! What changes from one policy to another, over HTTP, and two people who edit one draft.

use bailiwick_access::{Action, ActionSet};
use reqwest::Method;
use serde_json::json;

use super::place::{GOOD, Place};
use crate::support::{Reply, Server};

impl Place {
    async fn diff(&self, query: &str, document: Option<&str>) -> Reply {
        let headers = [("origin", self.owner.base.as_str()), ("content-type", "application/yaml")];
        let path = format!("{}/policy/diff{query}", self.instance);
        self.owner.send(Method::POST, &path, &headers, document.map(str::to_owned)).await
    }
}

#[tokio::test]
async fn every_two_policies_of_an_instance_can_be_compared() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let none = place.diff("", None).await;
    assert_eq!(none.status, 200, "{}", none.text);
    assert_eq!(
        (&none.body["from"], &none.body["to"], &none.body["differs"]),
        (&json!("none"), &json!("none"), &json!(false))
    );
    assert_eq!(place.deploy(GOOD).await.status, 201);
    let wider = GOOD.replace("[reader]", "[reader, writer]");
    assert_eq!(place.deploy(&wider).await.status, 201);
    let narrower = GOOD.replace("select: {}", "select: { columns: [id] }");
    assert_eq!(place.save(&narrower).await.status, 200);
    for (query, document, from, to, effect, fields) in [
        ("", None, "deployed", "draft", "narrows", &["roles", "columns"][..]),
        ("?from=1&to=2", None, "1", "2", "widens", &["roles"]),
        ("?from=2&to=1", None, "2", "1", "narrows", &["roles"]),
        ("?from=draft&to=deployed", None, "draft", "deployed", "widens", &["roles", "columns"]),
        ("", Some(GOOD), "deployed", "document", "narrows", &["roles"]),
        ("?from=draft", Some(GOOD), "draft", "document", "widens", &["columns"]),
        ("?from=1", Some(GOOD), "1", "document", "neutral", &[]),
    ] {
        let told = place.diff(query, document).await;
        assert_eq!(told.status, 200, "{query}: {}", told.text);
        let sides = (told.body["from"].as_str(), told.body["to"].as_str());
        assert_eq!(sides, (Some(from), Some(to)), "{query}");
        assert_eq!(told.body["effect"], effect, "{query}: {}", told.text);
        assert_eq!(told.body["differs"], !fields.is_empty(), "{query}");
        let changes = told.body["permissions"][0]["changes"].as_array();
        let found: Vec<&str> =
            changes.into_iter().flatten().filter_map(|change| change["field"].as_str()).collect();
        assert_eq!(found, fields, "{query}: {}", told.text);
    }
    for (query, document, status, code) in [
        ("?from=3", None, 422, "invalid_field"),
        ("?from=yesterday", None, 422, "invalid_field"),
        ("?to=draft", Some(GOOD), 422, "invalid_field"),
        ("", Some("permissions: ["), 422, "invalid_policy"),
    ] {
        let refused = place.diff(query, document).await;
        assert_eq!((refused.status, refused.code()), (status, code), "{query}: {}", refused.text);
    }
    // What is compared is what is written, so the rows need not be anybody's business.
    let me = place.owner.get("/api/v1/me").await;
    let account = me.body["account"]["id"].as_str().unwrap().parse().unwrap();
    server.running.narrow(account, ActionSet::FULL.minus(ActionSet::of(&[Action::DataView])));
    assert_eq!(place.diff("", None).await.status, 200);
    server.running.narrow(account, ActionSet::FULL.minus(ActionSet::of(&[Action::PolicyView])));
    assert_eq!(place.diff("", None).await.status, 403);
}

#[tokio::test]
async fn of_two_editors_of_a_draft_the_second_is_told_and_nothing_is_lost() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let path = format!("{}/policy/draft", place.instance);
    let act = async |method: Method, path: &str, tag: &str, document: Option<&str>| {
        let headers = [
            ("origin", place.owner.base.as_str()),
            ("content-type", "application/yaml"),
            ("if-match", tag),
        ];
        place.owner.send(method, path, &headers, document.map(str::to_owned)).await
    };
    // Both read the same, also where nothing was saved yet.
    let tag = place.owner.get(&path).await.header("etag").to_owned();
    let first = act(Method::PUT, &path, &tag, Some(GOOD)).await;
    assert_eq!(first.status, 200, "{}", first.text);
    let second = act(Method::PUT, &path, &tag, Some("permissions: {}\n")).await;
    assert_eq!((second.status, second.code()), (412, "version_mismatch"), "{}", second.text);
    let kept = place.owner.get(&path).await;
    assert_eq!((&kept.body["source"], kept.header("etag")), (&json!(GOOD), first.header("etag")));
    // Nor does anybody deploy or throw away what they have not read.
    let deploy = format!("{}/policy/deploy", place.instance);
    assert_eq!(act(Method::POST, &deploy, &tag, None).await.status, 412);
    assert_eq!(act(Method::DELETE, &path, &tag, None).await.status, 412);
    let tag = first.header("etag").to_owned();
    assert_eq!(act(Method::DELETE, &path, &tag, None).await.status, 204);
    // A draft that was thrown away: who still edits it does not save over the next one.
    assert_eq!(place.save(GOOD).await.status, 200);
    assert_eq!(act(Method::PUT, &path, &tag, Some("permissions: {}\n")).await.status, 412);
}
