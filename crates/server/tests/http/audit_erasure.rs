//! A person is erased from the log by an owner who signed in lately, and by nobody else.

use bailiwick_access::SystemRole;
use bailiwick_model::chain::{Remembered, verify};
use serde_json::json;

use crate::http::cast::join;
use crate::support::Server;

#[tokio::test]
async fn a_person_is_erased_and_the_log_still_holds() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let erase = format!("{organization}/audit/erase");
    let ben = join(&server, &owner, "ben", SystemRole::OrganizationAdministrator).await;
    ben.client.post(&format!("{organization}/projects"), json!({ "name": "Shop" })).await;
    let me = ben.client.get("/api/v1/me").await.body["account"]["id"].clone();
    let log = owner.get(&format!("{organization}/audit?limit=100")).await;
    assert!(log.text.contains("\"ben\""), "{}", log.text);

    let body = json!({ "account": me });
    let token = owner.token(json!({})).await.post(&erase, body.clone()).await;
    assert_eq!((token.status, token.code()), (403, "interactive_session_required"));
    let administrator = ben.client.post(&erase, body.clone()).await;
    assert_eq!((administrator.status, administrator.code()), (403, "forbidden"));
    let nobody = owner.post(&erase, json!({})).await;
    assert_eq!((nobody.status, nobody.code()), (422, "invalid_field"));
    let unknown = owner.post(&erase, json!({ "account": "0123456789abcdef01234567" })).await;
    assert_eq!(unknown.status, 404, "{}", unknown.text);
    let elsewhere = server.sign_up("eve").await;
    let elsewhere = elsewhere.get("/api/v1/me").await.body["account"]["id"].clone();
    let elsewhere = owner.post(&erase, json!({ "account": elsewhere })).await;
    assert_eq!(elsewhere.without_request_id(), unknown.without_request_id());

    let erased = owner.post(&erase, body).await;
    assert_eq!(erased.status, 200, "{}", erased.text);
    assert!(erased.body["erased"].as_u64().unwrap() >= 2, "{}", erased.text);
    let log = owner.get(&format!("{organization}/audit?limit=100")).await;
    assert!(!log.text.contains("\"ben\"") && !log.text.contains("ben@example.com"), "{}", log.text);
    assert!(log.text.contains("\"Shop\""), "what he made is nobody's name");
    let exported = owner.get(&format!("{organization}/audit/export")).await.text;
    assert!(!exported.contains("\"ben\""), "{exported}");
    let report = verify(exported.as_bytes(), &Remembered::default()).unwrap();
    assert_eq!(Some(report.verified.erased), erased.body["erased"].as_u64());
}

#[tokio::test]
async fn somebody_who_was_invited_and_never_came_is_erased_by_address() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let invited = json!({ "email": "guest@example.com" });
    let invited = owner.post(&format!("{organization}/invitations"), invited).await;
    assert_eq!(invited.status, 201, "{}", invited.text);
    let log = owner.get(&format!("{organization}/audit")).await;
    assert!(log.text.contains("guest@example.com"));
    let body = json!({ "email": "Guest@example.com" });
    let erased = owner.post(&format!("{organization}/audit/erase"), body.clone()).await;
    assert_eq!((erased.status, &erased.body["erased"]), (200, &json!(1)), "{}", erased.text);
    let log = owner.get(&format!("{organization}/audit")).await;
    assert!(!log.text.contains("guest@example.com"), "{}", log.text);
    assert_eq!(log.body["items"][1]["actor_name"], "Olga", "who invited stays");
    let again = owner.post(&format!("{organization}/audit/erase"), body).await;
    assert_eq!(again.status, 404, "nobody like that is known any more");
}

/// Whoever names the address of a member means the member, with all that they did.
#[tokio::test]
async fn a_member_is_erased_by_address_as_by_account() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let ben = join(&server, &owner, "ben", SystemRole::OrganizationAdministrator).await;
    ben.client.post(&format!("{organization}/projects"), json!({ "name": "Shop" })).await;
    let email = ben.client.get("/api/v1/me").await.body["account"]["email"].clone();
    let erased =
        owner.post(&format!("{organization}/audit/erase"), json!({ "email": email })).await;
    assert_eq!(erased.status, 200, "{}", erased.text);
    let log = owner.get(&format!("{organization}/audit?limit=100")).await;
    assert!(!log.text.contains("\"ben\"") && !log.text.contains("ben@"), "{}", log.text);
    // An account of elsewhere answers like none.
    let elsewhere =
        server.sign_up("eve").await.get("/api/v1/me").await.body["account"]["email"].clone();
    let gone =
        owner.post(&format!("{organization}/audit/erase"), json!({ "email": elsewhere })).await;
    assert_eq!(gone.status, 404, "{}", gone.text);
}
