//! What lists say before anything is tried: who is asked for, and which roles their reader may give.

use bailiwick_access::{Action, SystemRole};
use serde_json::{Value, json};

use super::cast::{give, join};
use crate::support::{Client, Reply, Server};

fn names(reply: &Reply) -> Vec<&str> {
    let items = reply.body["items"].as_array().unwrap();
    items.iter().map(|item| item["display_name"].as_str().unwrap()).collect()
}

async fn role(client: &Client, organization: &str, name: &str) -> Value {
    let roles = client.get(&format!("{organization}/roles?limit=100")).await;
    assert_eq!(roles.status, 200, "{}", roles.text);
    let items = roles.body["items"].as_array().unwrap();
    items.iter().find(|role| role["name"] == name).unwrap().clone()
}

fn may(role: &Value, action: &str) -> bool {
    role["can"].as_array().unwrap().iter().any(|can| can == action)
}

#[tokio::test]
async fn members_are_listed_by_state_and_by_role() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let ana = join(&server, &owner, "ana", SystemRole::Developer).await;
    join(&server, &owner, "bo", SystemRole::OrganizationMember).await;
    let suspended = json!({ "state": "suspended" });
    let path = format!("{organization}/members/{}", ana.member);
    assert_eq!(owner.patch(&path, suspended).await.status, 200);

    let list = async |query: &str| owner.get(&format!("{organization}/members?{query}")).await;
    let developer = SystemRole::Developer.id();
    let found = list(&format!("role={developer}")).await;
    assert_eq!((names(&found), &found.body["total"]), (vec!["ana"], &json!(1)));
    assert_eq!(names(&list("state=suspended").await), ["ana"]);
    assert!(!names(&list("state=active").await).contains(&"ana"));
    assert_eq!(names(&list(&format!("state=active&role={developer}")).await), [""; 0]);
    assert_eq!(names(&list(&format!("search=AN&role={developer}")).await), ["ana"]);
    let foreign = list("role=0123456789abcdef01234567").await;
    assert_eq!((names(&foreign), foreign.status), (vec![], 200), "a role of elsewhere is nobody's");
    assert_eq!(list("state=gone").await.status, 422);
    assert_eq!(list("role=owner").await.status, 422);
}

#[tokio::test]
async fn roles_say_whether_their_reader_may_give_them() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let hr = join(&server, &owner, "hannah", SystemRole::OrganizationMember).await;
    let of_hr = [Action::RolesView, Action::MembersUpdate, Action::InvitationsCreate];
    give(&server, &organization, &hr.member, &of_hr);
    let davi = join(&server, &owner, "davi", SystemRole::Developer).await;
    let target = join(&server, &owner, "toni", SystemRole::OrganizationMember).await;

    for name in ["Owner", "Developer", "Organization Member"] {
        let of_owner = role(&owner, &organization, name).await;
        assert!(may(&of_owner, "members.update") && may(&of_owner, "teams.update"), "{of_owner}");
        let of_developer = role(&davi.client, &organization, name).await;
        assert!(!may(&of_developer, "members.update"), "{of_developer}");
        assert_eq!(
            of_developer["cannot"]["members.update"],
            Value::Null,
            "it gives no role at all"
        );

        // What a role says is what happens.
        let seen = role(&hr.client, &organization, name).await;
        let is_given = may(&seen, "members.update");
        assert_eq!(is_given, name == "Organization Member", "{seen}");
        assert_eq!(may(&seen, "invitations.create"), is_given, "{seen}");
        assert!(!may(&seen, "teams.update"), "it does not change teams: {seen}");
        let path = format!("{organization}/members/{}/roles", target.member);
        let reply = hr.client.put(&path, json!({ "roles": [seen["id"]] })).await;
        if is_given {
            assert_eq!(reply.status, 200, "{}", reply.text);
        } else {
            assert_eq!(reply.status, 403, "{}", reply.text);
            assert_eq!(reply.body["error"]["code"], "would_exceed_grantor");
            assert_eq!(seen["cannot"]["members.update"], reply.body["error"]["message"]);
        }
    }
}
