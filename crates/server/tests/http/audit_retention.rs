//! A log that is kept for some days only is pruned by the server, and still holds.

use bailiwick_model::chain::{Remembered, verify};
use serde_json::json;

use crate::support::Server;

#[tokio::test]
async fn old_entries_go_and_the_log_says_so() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    for name in ["Shop", "Vault"] {
        owner.post(&format!("{organization}/projects"), json!({ "name": name })).await;
    }
    server.clock.advance(40 * 86_400);
    server.running.sweep().await;
    let owner = server.sign_in("olga").await;
    let checked = owner.get(&format!("{organization}/audit/verify")).await;
    assert_eq!(
        (&checked.body["first"], &checked.body["entries"]),
        (&json!(1), &json!(2)),
        "kept forever unless it is said: {}",
        checked.text
    );
    let before = checked.body["head"].as_str().unwrap().to_owned();
    let days = json!({ "audit_days": 30 });
    assert_eq!(owner.patch(&format!("{organization}/settings"), days).await.status, 200);
    server.running.sweep().await;
    server.running.sweep().await;
    let checked = owner.get(&format!("{organization}/audit/verify")).await;
    assert_eq!(checked.body["holds"], true, "{}", checked.text);
    assert_eq!(
        (&checked.body["first"], &checked.body["entries"]),
        (&json!(3), &json!(4)),
        "{}",
        checked.text
    );
    let log = owner.get(&format!("{organization}/audit")).await;
    assert_eq!(log.body["total"], 2, "{}", log.text);
    assert_eq!(log.body["items"][0]["action"], "audit.prune");
    assert_eq!(log.body["items"][0]["actor_kind"], "system");

    let exported = owner.get(&format!("{organization}/audit/export")).await.text;
    let remembered = Remembered { head: Some(before), entries: Some(2) };
    let report = verify(exported.as_bytes(), &remembered).unwrap();
    assert_eq!((report.verified.first, report.verified.head.entries), (3, 5));
    let earlier = Remembered { head: None, entries: Some(1) };
    let told = verify(exported.as_bytes(), &earlier).unwrap_err().to_string();
    assert!(told.contains("entry 1, which you remembered, was pruned since"), "{told}");
}
