//! Who administers a database over HTTP.

use bailiwick_access::SystemRole;
use reqwest::Method;
use serde_json::{Value, json};

use super::cast::{detail, join, join_at};
use super::service_tokens::Robot;
use crate::support::{Client, Server};

/// The paths of two databases, each in a project of its own.
async fn databases(owner: &Client, organization: &str) -> (String, String) {
    for name in ["Shop", "Bank"] {
        owner.post(&format!("{organization}/projects"), json!({ "name": name })).await;
    }
    let listed = owner.get(&format!("{organization}/databases")).await;
    let path = |name: &str| {
        let items = listed.body["items"].as_array().unwrap();
        let found = items.iter().find(|item| item["name"] == name).unwrap();
        format!("{organization}/databases/{}", found["id"].as_str().unwrap())
    };
    (path("shop"), path("bank"))
}

fn shown(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|item| {
            let name = item["member"]["display_name"].as_str().unwrap_or("a token");
            let team = item["sources"][0]["team"]["name"].as_str();
            let how = team.map_or(item["direct"].to_string(), |team| format!("by {team}"));
            format!("{name} {how} {}", item["can"].as_array().unwrap().len())
        })
        .collect()
}

#[tokio::test]
async fn administrators_are_listed_made_and_unmade() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let (shop, _) = databases(&owner, &organization).await;
    let list = format!("{shop}/administrators");
    let ben = join(&server, &owner, "ben", SystemRole::OrganizationMember).await;
    let carol = join(&server, &owner, "carol", SystemRole::OrganizationMember).await;
    let made = owner.json(Method::PUT, &format!("{list}/{}", ben.member), None).await;
    assert_eq!((made.status, &made.body["direct"]), (200, &json!(true)), "{}", made.text);
    let again = owner.json(Method::PUT, &format!("{list}/{}", ben.member), None).await;
    assert_eq!((again.status, &again.body["sources"]), (200, &made.body["sources"]));
    let team = owner.post(&format!("{organization}/teams"), json!({ "name": "Data" })).await.id();
    let team = format!("{organization}/teams/{team}");
    owner.json(Method::PUT, &format!("{team}/members/{}", carol.member), None).await;
    let database = shop.rsplit('/').next().unwrap();
    owner.json(Method::PUT, &format!("{team}/databases/{database}"), None).await;
    let seen = owner.get(&list).await;
    assert_eq!(
        shown(&seen.body),
        ["ben true 2", "carol by Data 1", "Olga true 2"],
        "{}",
        seen.text
    );
    // An administrator sees that the owner stands above, and that a team is changed elsewhere.
    let seen = ben.client.get(&list).await;
    assert_eq!(
        shown(&seen.body),
        ["ben true 2", "carol by Data 1", "Olga true 1"],
        "{}",
        seen.text
    );
    let member = join(&server, &owner, "dan", SystemRole::OrganizationMember).await;
    let seen = member.client.get(&list).await;
    assert_eq!(
        shown(&seen.body),
        ["ben true 1", "carol by Data 1", "Olga true 1"],
        "{}",
        seen.text
    );

    let by_team = owner.delete(&format!("{list}/{}", carol.member)).await;
    assert_eq!((by_team.status, by_team.code()), (409, "administrator_by_team"));
    let own = owner.member_id().await;
    let above = ben.client.delete(&format!("{list}/{own}")).await;
    assert_eq!((above.status, above.code()), (403, "target_above_actor"));
    assert_eq!(ben.client.delete(&format!("{list}/{}", ben.member)).await.status, 204);
    let gone = ben.client.json(Method::PUT, &format!("{list}/{}", ben.member), None).await;
    assert_eq!((gone.status, gone.code()), (403, "forbidden"), "what one gave up is gone");
    let log =
        owner.get(&format!("{organization}/audit?action=database_administrators.remove")).await;
    assert_eq!(log.body["total"], 1);
    assert_eq!(detail(&log.body["items"][0])["member"], ben.member);
}

#[tokio::test]
async fn t29_an_administrator_of_one_database_is_none_of_another() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let (shop, bank) = databases(&owner, &organization).await;
    let at = shop.rsplit('/').next().unwrap().parse().unwrap();
    let role = SystemRole::DatabaseAdministrator;
    let dora = join_at(&server, &owner, "dora", role, Some(at)).await;
    let carol = join(&server, &owner, "carol", SystemRole::OrganizationMember).await;
    let organization_id = organization.rsplit('/').next().unwrap();
    let callers = [
        dora.client.clone(),
        dora.client.token(json!({})).await,
        dora.client.token(json!({ "organization": organization_id })).await,
    ];
    let random = "0123456789abcdef01234567";
    for client in &callers {
        let hidden = format!("{bank}/administrators/{}", dora.member);
        let absent = format!("{organization}/databases/{random}/administrators/{}", dora.member);
        for method in [Method::PUT, Method::DELETE] {
            let hidden = client.json(method.clone(), &hidden, None).await;
            let absent = client.json(method, &absent, None).await;
            assert_eq!(
                (hidden.status, hidden.without_request_id()),
                (404, absent.without_request_id())
            );
        }
        assert_eq!(client.get(&format!("{bank}/administrators")).await.status, 404);
        let team = client.post(&format!("{organization}/teams"), json!({ "name": "Mine" })).await;
        assert_eq!((team.status, team.code()), (403, "forbidden"));
        let settings =
            json!({ "default_role": SystemRole::OrganizationAdministrator.id().to_string() });
        let settings = client.patch(&format!("{organization}/settings"), settings).await;
        assert_eq!((settings.status, settings.code()), (403, "forbidden"));
        let own = client
            .json(Method::PUT, &format!("{shop}/administrators/{}", carol.member), None)
            .await;
        assert_eq!(own.status, 200, "{}", own.text);
    }
    // Who sees the other database is told that the action is missing there.
    let bank_for_carol = carol
        .client
        .json(Method::PUT, &format!("{bank}/administrators/{}", carol.member), None)
        .await;
    assert_eq!((bank_for_carol.status, bank_for_carol.code()), (403, "forbidden"));
    let reader = dora.client.token(json!({ "preset": "read_only" })).await;
    let refused =
        reader.json(Method::PUT, &format!("{shop}/administrators/{}", carol.member), None).await;
    assert_eq!((refused.status, refused.code()), (403, "forbidden"));
    assert_eq!(owner.get(&format!("{bank}/administrators")).await.body["total"], 1);
}

#[tokio::test]
async fn t31_names_and_ids_of_what_is_gone_carry_nothing() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    databases(&owner, &organization).await;
    let ben = join(&server, &owner, "ben", SystemRole::OrganizationMember).await;
    let list = format!("{organization}/databases");
    let make = async || {
        let made = owner.post(&list, json!({ "name": "ledger" })).await;
        assert_eq!(made.status, 201, "{}", made.text);
        format!("{list}/{}", made.id())
    };
    let first = make().await;
    owner.json(Method::PUT, &format!("{first}/administrators/{}", ben.member), None).await;
    let robot = Robot::of(&owner, &organization, "CI").await;
    let database = first.rsplit('/').next().unwrap();
    let actions = ["databases.view", "databases.update"];
    let granted = robot.grant(json!({ "actions": actions, "database": database })).await;
    assert_eq!(granted.status, 201, "{}", granted.text);
    let hands = [&ben.client, &ben.client.token(json!({})).await, &robot.client];
    for caller in hands {
        let named = caller.patch(&first, json!({ "name": "mine" })).await;
        assert_eq!(named.status, 200, "{}", named.text);
    }
    assert_eq!(ben.client.delete(&first).await.status, 204);
    let second = make().await;
    for (caller, expected) in hands.into_iter().zip([403, 403, 404]) {
        let named = caller.patch(&second, json!({ "name": "mine" })).await;
        assert_eq!(named.status, expected, "{}", named.text);
    }
    assert_eq!(owner.get(&format!("{second}/administrators")).await.body["total"], 1);

    // An organization that takes another's name, or that of one that is gone, is another.
    let eve = server.sign_up("eve").await;
    let theirs = eve.organization().await;
    let renamed = eve.patch(&theirs, json!({ "name": "Acme" })).await;
    assert_eq!(renamed.status, 200, "{}", renamed.text);
    let hands = eve.hands().await;
    for (hand, caller) in &hands {
        assert_eq!(caller.get(&organization).await.status, 404, "{hand}");
    }
    let deleted = eve.json(Method::DELETE, &theirs, Some(json!({ "name": "Acme" }))).await;
    assert_eq!(deleted.status, 204, "{}", deleted.text);
    let again = eve.post("/api/v1/organizations", json!({ "name": "Acme" })).await;
    assert_ne!(again.id(), theirs.rsplit('/').next().unwrap());
    let again = format!("/api/v1/organizations/{}", again.id());
    for (hand, caller) in &hands {
        // A service token went with its organization, whatever has its name now.
        let (of_none, of_again) = if *hand == "robot" { (401, 401) } else { (404, 200) };
        for (path, expected) in [(&theirs, of_none), (&organization, of_none), (&again, of_again)] {
            assert_eq!(caller.get(path).await.status, expected, "{hand} {path}");
        }
    }
}

#[tokio::test]
async fn t30_who_comes_back_administers_nothing_of_before() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    databases(&owner, &organization).await;
    let ben = join(&server, &owner, "ben", SystemRole::OrganizationMember).await;
    let made =
        ben.client.post(&format!("{organization}/databases"), json!({ "name": "bens" })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let database = format!("{organization}/databases/{}", made.id());
    let by_token = ben.client.token(json!({})).await;
    assert_eq!(by_token.patch(&database, json!({ "name": "mine" })).await.status, 200);
    let removed = owner.delete(&format!("{organization}/members/{}", ben.member)).await;
    assert_eq!(removed.status, 204, "{}", removed.text);
    for client in [&ben.client, &by_token] {
        assert_eq!(client.patch(&database, json!({ "name": "gone" })).await.status, 404);
    }
    let again = join(&server, &owner, "ben", SystemRole::OrganizationMember).await;
    assert_ne!(again.member, ben.member);
    for client in [&ben.client, &by_token, &again.client] {
        let refused = client.patch(&database, json!({ "name": "back" })).await;
        assert_eq!((refused.status, refused.code()), (403, "forbidden"), "{}", refused.text);
    }
    assert_eq!(owner.get(&format!("{database}/administrators")).await.body["total"], 0);
}

/// A program administers what it makes, and that goes with it: nothing is left for another program of its name.
#[tokio::test]
async fn t30_a_program_that_is_made_again_has_nothing_of_before() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    databases(&owner, &organization).await;
    let list = format!("{organization}/databases");
    let create = json!({ "actions": ["databases.create"] });
    let robot = Robot::of(&owner, &organization, "CI").await;
    assert_eq!(robot.grant(create.clone()).await.status, 201);
    let made = robot.client.post(&list, json!({ "name": "theirs" })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let database = format!("{list}/{}", made.id());
    assert_eq!(robot.client.patch(&database, json!({ "name": "mine" })).await.status, 200);
    assert_eq!(owner.delete(&robot.path).await.status, 204);
    assert_eq!(robot.client.get(&database).await.status, 401);
    let again = Robot::of(&owner, &organization, "CI").await;
    assert_eq!(again.grant(create).await.status, 201);
    assert_eq!(again.client.patch(&database, json!({ "name": "back" })).await.status, 404);
    assert_eq!(owner.get(&database).await.body["name"], "mine");
    let administrators = owner.get(&format!("{database}/administrators")).await;
    assert_eq!(administrators.body["total"], 0, "{}", administrators.text);
}
