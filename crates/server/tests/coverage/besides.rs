//! What an operation always needs besides its own action: whoever holds the one alone is refused for the other.

use bailiwick_access::Action;
use bailiwick_api::{Besides, Needs, Operation, operations};
use serde_json::json;

use super::recipe::Rooms;
use super::store::Dump;
use crate::ask;
use crate::support::{Client, Server};

fn own(operation: &Operation) -> Action {
    match operation.needs {
        Needs::Action(action, _) | Needs::Somewhere(action, _) => action,
        other => panic!("{} needs {other:?} and something besides", operation.id),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g1_what_is_always_needed_besides_is_asked_for() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let rooms = Rooms::whole(&server, &owner).await;
    let mut asked = 0;
    for operation in operations() {
        let always = operation.besides.iter().filter_map(|besides| match besides {
            Besides::Always(action, _) => Some(*action),
            Besides::Sometimes(..) => None,
        });
        let always: Vec<Action> = always.collect();
        if always.is_empty() {
            continue;
        }
        let only = own(operation);
        let name = format!("Only {}", operation.id);
        let role = json!({ "name": name, "actions": [only.as_str()] });
        let role = owner.post(&format!("{organization}/roles"), role).await;
        assert_eq!(role.status, 201, "{}", role.text);
        let login = operation.id.replace('_', "-");
        let member = server.member(&owner, &login, role.id().parse().unwrap()).await;
        let robot = robot(&server, &owner, &organization, &name, only).await;
        let before = Dump::take(&server);
        for (who, caller) in [("a member", &member), ("a program", &robot)] {
            let reply = ask(caller, operation, &rooms).await;
            let told = reply.body["error"]["action"].as_str().unwrap_or_default().to_owned();
            let names_it = reply.status == 403 && always.iter().any(|one| one.as_str() == told);
            // What the thing itself is seen by is told to nobody; a role brings the sight of what it is for.
            let is_sight = always.iter().any(|one| one.as_str().ends_with(".view"));
            let is_hidden = is_sight && reply.status == 404;
            let comes_with = who == "a member" && operation.id == "policy_types";
            let interactive = who == "a program" && reply.code() == "interactive_session_required";
            assert!(
                names_it || is_hidden || comes_with || interactive,
                "{} by {who}: {} {}",
                operation.id,
                reply.status,
                reply.text
            );
        }
        let changes: Vec<String> = before.changes(&Dump::take(&server)).collect();
        assert!(changes.is_empty(), "{}: {changes:?}", operation.id);
        asked += 1;
    }
    assert!(asked >= 14, "{asked}");
}

async fn robot(
    server: &Server,
    owner: &Client,
    organization: &str,
    name: &str,
    only: Action,
) -> Client {
    let list = format!("{organization}/service-tokens");
    let made = owner.post(&list, json!({ "name": name })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let grants = format!("{list}/{}/grants", made.id());
    let given = owner.post(&grants, json!({ "actions": [only.as_str()] })).await;
    assert_eq!(given.status, 201, "{}", given.text);
    let secret = made.body["secret"].as_str().unwrap().to_owned();
    Client { token: Some(secret), ..server.stranger() }
}
