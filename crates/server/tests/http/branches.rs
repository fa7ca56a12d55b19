//! Branches over HTTP: copying production's rows is reading them.

use bailiwick_access::{Action, ActionSet};
use serde_json::json;

use super::service_tokens::Robot;
use crate::support::Server;

const SECRET: &[u8] = b"a-salary-nobody-may-read";

#[tokio::test]
async fn rows_of_production_are_copied_only_for_who_may_connect_there() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let made = owner.post(&format!("{organization}/projects"), json!({ "name": "Pay" })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let databases = owner.get(&format!("{organization}/databases")).await;
    let database =
        format!("{organization}/databases/{}", databases.body["items"][0]["id"].as_str().unwrap());
    let branches = owner.get(&format!("{database}/branches")).await;
    let branches = branches.body["items"].as_array().unwrap().clone();
    let main = branches.iter().find(|branch| branch["name"] == "main").unwrap()["id"].clone();
    let file = |id: &str| server.data().join("databases").join(format!("{id}.sqlite"));
    let script = format!(
        "create table salaries (who text); insert into salaries values ('{}')",
        String::from_utf8_lossy(SECRET)
    );
    bailiwick_engine::run_script(&file(main.as_str().unwrap()), &script).unwrap();
    let holds_rows = |id: &str| {
        [file(id), file(id).with_extension("sqlite-wal")].iter().any(|path| {
            std::fs::read(path)
                .unwrap_or_default()
                .windows(SECRET.len())
                .any(|bytes| bytes == SECRET)
        })
    };

    let hands = owner.hands().await;
    for (hand, caller) in &hands {
        let body = json!({ "name": format!("full-{hand}") });
        let full = caller.post(&format!("{database}/branches"), body).await;
        assert_eq!(full.status, 201, "{hand}: {}", full.text);
        assert!(holds_rows(&full.id()), "who may connect copies everything: {hand}");
    }

    let me = owner.get("/api/v1/me").await;
    let account = me.body["account"]["id"].as_str().unwrap().parse().unwrap();
    let less = ActionSet::FULL.minus(ActionSet::of(&[Action::BranchesConnectProduction]));
    server.running.narrow(account, less);
    let robot = Robot::of(&owner, &organization, "Brancher").await;
    let actions = ["databases.view", "branches.view", "branches.create"];
    let granted = robot.grant(json!({ "actions": actions, "production": true })).await;
    assert_eq!(granted.status, 201, "{}", granted.text);
    let [session, token, _] = hands;
    for (hand, caller) in [session, token, ("robot", robot.client)] {
        let asked = json!({ "name": "asked", "data": true });
        let refused = caller.post(&format!("{database}/branches"), asked).await;
        assert_eq!(refused.status, 403, "{hand}: {}", refused.text);
        assert_eq!(refused.body["error"]["action"], "branches.connect_production");
        let body = json!({ "name": format!("bare-{hand}") });
        let bare = caller.post(&format!("{database}/branches"), body).await;
        assert_eq!(bare.status, 201, "{hand}: {}", bare.text);
        let id = bare.id();
        assert!(file(&id).exists() && !holds_rows(&id), "the schema alone: {hand}");
    }
}
