//! The roles of a policy: what each may do, and to who may see application users, how many hold it.

use bailiwick_access::{Action, ActionSet};
use serde_json::{Value, json};

use super::place::Place;
use crate::support::Server;

const POLICY: &str = "permissions:
  all:
    table: main.notes
    roles: [reader, editor]
    select: {}
  change:
    table: main.notes
    roles: [editor]
    update: { columns: [text] }
actions:
  tidy:
    roles: [editor, robot]
    as: owner
    tables: [main.notes]
    run: [delete from notes where text is null]
";

fn role<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let found = answer["roles"].as_array().unwrap().iter().find(|role| role["role"] == name);
    found.unwrap_or_else(|| panic!("no {name}: {answer}"))
}

#[tokio::test]
async fn the_roles_of_what_is_in_force_or_of_the_draft_are_told_with_what_is_behind_each_cell() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    let path = format!("{}/policy/roles", place.instance);
    for path in [path.clone(), format!("{path}?of=draft")] {
        let nothing = place.owner.get(&path).await;
        assert_eq!(nothing.body, json!({ "of": "none", "roles": [] }), "{}", nothing.text);
    }
    assert_eq!(place.deploy(POLICY).await.status, 201);
    let told = place.owner.get(&path).await;
    assert_eq!(told.status, 200, "{}", told.text);
    let names: Vec<&str> = told.body["roles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["role"].as_str().unwrap())
        .collect();
    assert_eq!((&told.body["of"], names), (&json!("deployed"), vec!["reader", "editor", "robot"]));
    let none = json!({ "reach": "none", "permissions": [] });
    assert_eq!(
        role(&told.body, "editor"),
        &json!({
            "role": "editor", "permissions": ["all", "change"], "users": 0,
            "actions": [{ "name": "tidy", "is_owner": true, "calls": null }],
            "tables": [{
                "table": "main.notes",
                "select": { "reach": "full", "permissions": ["all"] },
                "update": { "reach": "filtered", "permissions": ["change"] },
                "insert": none, "delete": none,
            }],
        })
    );
    assert_eq!(
        role(&told.body, "robot")["tables"][0]["select"],
        none,
        "a table that it does not reach"
    );

    let saved = place.save(&POLICY.replace("[reader, editor]", "[guest]")).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    let draft = place.owner.get(&format!("{path}?of=draft")).await;
    assert_eq!(
        (&draft.body["of"], &draft.body["roles"][0]["role"]),
        (&json!("draft"), &json!("guest"))
    );
    assert_eq!(place.owner.get(&path).await.body, told.body, "what is in force stays");
    assert_eq!(place.save("permissions: [").await.status, 200);
    let broken = place.owner.get(&format!("{path}?of=draft")).await;
    assert_eq!((broken.status, broken.code()), (422, "invalid_policy"), "{}", broken.text);
    let other = place.owner.get(&format!("{path}?of=both")).await;
    assert_eq!((other.status, other.code()), (422, "invalid_field"), "{}", other.text);
}

#[tokio::test]
async fn how_many_hold_a_role_is_told_to_who_may_see_users_alone() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    assert_eq!(place.deploy(POLICY).await.status, 201);
    let user = place.user(json!(["reader", "editor"])).await;
    assert_eq!(user.get(&format!("{}/notes", place.data)).await.status, 200);
    let path = format!("{}/policy/roles", place.instance);
    let mut told = place.owner.get(&path).await;
    for _ in 0..80 {
        if role(&told.body, "editor")["users"] == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        told = place.owner.get(&path).await;
    }
    let users = ["reader", "editor", "robot"].map(|name| role(&told.body, name)["users"].clone());
    assert_eq!(users, [1, 1, 0].map(Value::from), "{}", told.text);
    let me = place.owner.get("/api/v1/me").await;
    let account = me.body["account"]["id"].as_str().unwrap().parse().unwrap();
    server.running.narrow(account, ActionSet::FULL.minus(ActionSet::of(&[Action::DataView])));
    let told = place.owner.get(&path).await;
    assert_eq!(
        (told.status, &role(&told.body, "editor")["users"]),
        (200, &Value::Null),
        "{}",
        told.text
    );
    server.running.narrow(account, ActionSet::FULL.minus(ActionSet::of(&[Action::PolicyView])));
    let refused = place.owner.get(&path).await;
    assert_eq!((refused.status, &refused.body["error"]["action"]), (403, &json!("policy.view")));
}
