//! Types for programs: what a role is granted, under the policy in force, and no more.

use bailiwick_access::{Action, ActionSet};
use serde_json::json;

use super::place::Place;
use crate::support::Server;

const POLICY: &str = "permissions:
  seen:
    table: main.notes
    roles: [reader]
    select: { columns: [id] }
  written:
    table: main.notes
    roles: [editor]
    select: {}
    update: { columns: [text] }
";

#[tokio::test]
async fn the_types_of_roles_are_of_what_is_in_force_and_name_nothing_else() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let path = format!("{}/policy/types", place.instance);
    let nothing = place.owner.get(&format!("{path}?roles=reader")).await;
    assert_eq!((nothing.status, &nothing.body["policy_version"]), (200, &json!(0)));
    assert!(nothing.body["typescript"].as_str().unwrap().ends_with("Database = {\n};\n"));

    assert_eq!(place.deploy(POLICY).await.status, 201);
    let reader = place.owner.get(&format!("{path}?roles=reader")).await;
    assert_eq!((&reader.body["policy_version"], &reader.body["away"]), (&json!(1), &json!([])));
    let text = reader.body["typescript"].as_str().unwrap();
    assert!(text.contains("id: number;") && text.contains("Update: never;"), "{text}");
    assert!(!text.contains("text"), "what only editors see is not there: {text}");
    let both = place.owner.get(&format!("{path}?roles=reader,%20editor")).await;
    assert!(both.body["typescript"].as_str().unwrap().contains("text?: string"), "{}", both.text);

    for roles in ["", "?roles=", "?roles=,", &format!("?roles={}", "a,".repeat(101))] {
        let refused = place.owner.get(&format!("{path}{roles}")).await;
        assert_eq!(
            (refused.status, &refused.body["error"]["fields"][0]["field"]),
            (422, &json!("roles")),
            "{}",
            refused.text
        );
    }
}

#[tokio::test]
async fn types_take_the_right_to_see_the_policy_and_the_schema() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let path = format!("{}/policy/types?roles=reader", place.instance);
    let me = place.owner.get("/api/v1/me").await;
    let account = me.body["account"]["id"].as_str().unwrap().parse().unwrap();
    for action in [Action::PolicyView, Action::InstancesView] {
        server.running.narrow(account, ActionSet::FULL.minus(ActionSet::of(&[action])));
        let refused = place.owner.get(&path).await;
        let expected = (403, json!(action.as_str()));
        let found = (refused.status, refused.body["error"]["action"].clone());
        assert!(found == expected || refused.status == 404, "{action:?}: {}", refused.text);
    }
}
