//! Saving the roles of a member who holds some by an approved request, and some until an end.

use bailiwick_access::SystemRole;
use serde_json::{Value, json};

use super::answers::{Shop, id_of};

#[tokio::test]
async fn saving_roles_leaves_what_a_request_gave_and_the_ends_that_nobody_changed() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::OrganizationMember).await;
    let path = format!("{}/members/{}", shop.organization, id_of(&member).await);
    let requests = format!("{}/access/requests", shop.organization);
    let ask = json!({ "action": "instances.create", "project": shop.project, "reason": "because", "seconds": 3600 });
    let made = member.post(&requests, ask).await;
    let request = format!("{requests}/{}", made.id());
    let developer = SystemRole::Developer.id().to_string();
    let given = shop.owner.post(&format!("{request}/approve"), json!({ "role": developer })).await;
    assert_eq!(given.status, 200, "{}", given.text);

    let end = super::cast::time_in(&shop.server, 7_200);
    let visitor =
        json!({ "name": "Auditor", "permissions": [{ "area": "audit_log", "level": "view" }] });
    let auditor = shop.owner.post(&format!("{}/roles", shop.organization), visitor).await.id();
    let roles = format!("{path}/roles");
    let until = json!({ "roles": [{ "id": auditor, "expires_at": end }] });
    let saved = shop.owner.put(&roles, until).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    // What is shown is sent back, three ways: nothing changes.
    let shown: Vec<Value> = saved.body["roles"].as_array().unwrap().clone();
    let ids: Vec<&Value> = shown.iter().map(|role| &role["id"]).collect();
    assert_eq!(ids, [&json!(auditor)], "what is given for one project is none of these");
    let by_request = json!({ "id": developer, "scope": { "projects": [shop.project] }, "expires_at": given.body["granted_until"] });
    for sent in [json!(ids), json!([{ "id": auditor }]), json!([{ "id": auditor }, by_request])] {
        let simulated = json!({ "change": { "set_member_roles": { "member": id_of(&member).await, "roles": sent } } });
        let simulated =
            shop.owner.post(&format!("{}/access/simulate", shop.organization), simulated).await;
        assert_eq!(simulated.status, 200, "{}", simulated.text);
        assert_eq!(simulated.body["affected"], 0, "{}", simulated.text);
        let again = shop.owner.put(&roles, json!({ "roles": sent })).await;
        assert_eq!(again.status, 200, "{}", again.text);
        assert_eq!(again.body["grants"], saved.body["grants"], "{sent}");
    }
    let by_request: Vec<&Value> = saved.body["grants"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|grant| grant["request"] == made.body["id"])
        .map(|grant| &grant["role"]["id"])
        .collect();
    assert_eq!(by_request, [&json!(developer)], "{}", saved.text);
    assert_eq!(shop.owner.get(&request).await.body["state"], "approved");
    // An end is taken away by saying so.
    let for_good = json!({ "roles": [{ "id": auditor, "expires_at": null }] });
    let for_good = shop.owner.put(&roles, for_good).await;
    let ends: Vec<&Value> = for_good.body["grants"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|grant| grant["role"]["id"] == json!(auditor))
        .map(|grant| &grant["expires_at"])
        .collect();
    assert_eq!(ends, [&Value::Null], "{}", for_good.text);
    // And a request says when what it gave is over.
    shop.server.clock.advance(3_601);
    assert_eq!(shop.owner.get(&request).await.body["state"], "ended");
    let ended = shop.owner.get(&format!("{requests}?state=ended")).await;
    assert_eq!(ended.body["total"], 1, "{}", ended.text);
}
