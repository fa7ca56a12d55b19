//! Walks the declared operations over HTTP, so that none of them can be forgotten: without its action it is refused and
//! changes nothing, with it it succeeds; a change leaves exactly one audit entry, and none when it is rolled back.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod coverage {
    mod besides;
    mod bodies;
    mod matrix;
    pub(crate) mod recipe;
    mod secret_bodies;
    mod spellings;
    pub(crate) mod store;
    mod swap;
}
mod support;

use bailiwick_access::{Action, ActionSet};
use bailiwick_api::{Needs, Operation, operations};
use bailiwick_server::{Door, Doors, OTHER_DOORS, start_with};
use coverage::recipe::{Rooms, recipe};
use coverage::store::Dump;
use serde_json::json;
use support::{Client, Reply, Server};

/// Doors that nobody declared, and declared operations without a door.
fn uncovered(doors: &[Door]) -> Vec<String> {
    let declared = |door: &Door| match door.operation {
        Some(id) => operations().iter().any(|operation| {
            operation.id == id
                && operation.method.as_str() == door.method
                && operation.path == door.path
        }),
        None => OTHER_DOORS.contains(&(door.method, door.path.as_str())),
    };
    let undeclared = doors
        .iter()
        .filter(|door| !declared(door))
        .map(|door| format!("undeclared: {} {}", door.method, door.path));
    let closed = operations()
        .iter()
        .filter(|operation| !doors.iter().any(|door| door.operation == Some(operation.id)));
    undeclared.chain(closed.map(|operation| format!("without a door: {}", operation.id))).collect()
}

#[tokio::test]
async fn every_door_is_declared_and_every_declaration_has_a_door() {
    let server = Server::start().await;
    assert_eq!(uncovered(server.running.doors()), Vec::<String>::new());
}

#[tokio::test]
async fn a_planted_route_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let settings = support::settings(folder.path().to_owned());
    let clock = std::sync::Arc::new(bailiwick_server::SystemClock);
    let plant = |doors: Doors| doors.plant("/api/v1/organizations/{organization}/back-door");
    let running = start_with(settings, clock, plant).await.unwrap();
    assert_eq!(
        uncovered(running.doors()),
        ["undeclared: POST /api/v1/organizations/{organization}/back-door"]
    );
    // It truly opens, to anyone: what is noticed above is no entry of a list but a way past the gate.
    let path = "/api/v1/organizations/0123456789abcdef01234567/back-door";
    let knock = async |address| {
        let answer = reqwest::Client::new().post(format!("http://{address}{path}")).send().await;
        answer.unwrap().status().as_u16()
    };
    assert_eq!(knock(running.address()).await, 200);
    running.stop().await;
    let house = Server::start().await;
    assert_eq!(knock(house.running.address()).await, 404, "nothing of it is in the product");
}

/// The action whose absence must be noticed.
fn action_of(operation: &Operation, rooms: &Rooms) -> Option<Action> {
    match operation.needs {
        Needs::Action(action, _) | Needs::Somewhere(action, _) => Some(action),
        Needs::ByProduction { otherwise, production, .. } => {
            Some(if rooms.is_branch_production { production } else { otherwise })
        }
        Needs::Public | Needs::Account | Needs::Operator | Needs::Credential | Needs::Member => {
            None
        }
    }
}

/// A server whose sign-up its operators may change, open at first.
async fn house() -> (Server, Client) {
    let server = Server::start_with(|settings| settings.sign_up = None).await;
    let owner = server.owner().await;
    coverage::store::run(&server, "INSERT INTO settings (name, value) VALUES ('sign_up', 'open')");
    (server, owner)
}

/// How many entries an operation leaves: one, in the log that it belongs to. What an operator does to an organization is
/// in its log and in the server's.
fn logs(operation: &Operation) -> usize {
    let is_of_two = operation.needs == Needs::Operator && operation.path.contains("{organization}");
    usize::from(operation.audited) + usize::from(operation.audited && is_of_two)
}

pub(crate) async fn ask(client: &Client, operation: &Operation, rooms: &Rooms) -> Reply {
    let recipe = recipe(operation, rooms);
    let mut headers = vec![("origin", client.base.as_str())];
    if recipe.body.is_some() {
        headers.push(("content-type", recipe.content_type));
    }
    let method = operation.method.as_str().parse().unwrap();
    client.send(method, &recipe.path, &headers, recipe.body).await
}

/// Lets the minutes end in which refusals that are alike, or of too many kinds, are counted together: the first tells
/// what was counted, the second that nothing followed.
pub(crate) async fn forgotten(server: &Server) {
    for _ in 0..2 {
        server.clock.advance(61);
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
    }
}

#[tokio::test]
async fn without_its_action_an_operation_is_refused_and_changes_nothing() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let account =
        owner.get("/api/v1/me").await.body["account"]["id"].as_str().unwrap().parse().unwrap();
    let mut failures = Vec::new();
    for (place, operation) in operations().iter().enumerate() {
        if place % 25 == 24 {
            forgotten(&server).await;
        }
        server.running.narrow(account, ActionSet::FULL);
        let rooms = Rooms::build(&server, &owner, operation).await;
        let caller = match action_of(operation, &rooms) {
            Some(action) => {
                server.running.narrow(account, ActionSet::FULL.minus(ActionSet::of(&[action])));
                owner.clone()
            }
            None if operation.needs == Needs::Public => continue,
            None => server.stranger(),
        };
        let before = Dump::take(&server);
        let refused = ask(&caller, operation, &rooms).await;
        let expected: &[u16] = if caller.cookie.is_some() { &[403, 404] } else { &[401] };
        if !expected.contains(&refused.status) {
            failures.push(format!(
                "{} without its action: {} {}",
                operation.id, refused.status, refused.text
            ));
        }
        let after = Dump::take(&server);
        // Whoever is known is written down; a stranger fills no log.
        let expected = usize::from(caller.cookie.is_some());
        if after.entries - before.entries != expected {
            let entries = after.entries - before.entries;
            failures.push(format!("{} was refused and left {entries} entries", operation.id));
        }
        for change in before.changes(&after) {
            failures.push(format!("{} was refused and changed {change}", operation.id));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
async fn with_its_action_an_operation_succeeds_and_a_change_leaves_one_entry() {
    let (server, owner) = house().await;
    let mut failures = Vec::new();
    for operation in operations() {
        if operation.id == "first_run_complete" {
            continue; // The first account was made by it; `http::first_run` looks at its entry.
        }
        let rooms = Rooms::build(&server, &owner, operation).await;
        let before = Dump::take(&server);
        let done = ask(&rooms.caller, operation, &rooms).await;
        let after = Dump::take(&server);
        if done.status != operation.status {
            failures.push(format!("{}: {} {}", operation.id, done.status, done.text));
            continue;
        }
        let expected = logs(operation);
        let entries = after.entries - before.entries;
        if entries != expected {
            failures.push(format!("{} left {entries} audit entries, not {expected}", operation.id));
        }
        if !operation.audited {
            failures.extend(
                before
                    .changes(&after)
                    .map(|change| format!("{} only looks and changed {change}", operation.id)),
            );
        }
        let is_changed = before.changes(&after).next().is_some();
        // These change nothing but the log itself.
        let is_of_log =
            ["development_token_create", "audit_export", "server_audit_export", "audit_erase"]
                .contains(&operation.id);
        if operation.audited && !is_changed && !is_of_log {
            failures.push(format!("{} is audited and changed nothing", operation.id));
        }
    }
    failures.extend(coverage::store::secrets_in_logs(&server));
    failures.extend(coverage::store::entries_without_their_place(&server));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

// The store is opened from outside meanwhile, which must not stop the server that holds it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t72_a_change_whose_entry_cannot_be_written_does_not_happen() {
    fails_whole(coverage::store::Fault::Entry).await;
}

// The store is opened from outside meanwhile, which must not stop the server that holds it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t72_a_change_that_is_rolled_back_leaves_no_entry() {
    fails_whole(coverage::store::Fault::Commit).await;
}

/// Whether that credential of an owner may do it at all: what asks for a person is refused to tokens, and a service token
/// has no account and sends no invitation.
fn is_within_reach(hand: &str, operation: &Operation) -> bool {
    let is_of_organization = matches!(
        operation.needs,
        Needs::Action(..) | Needs::Somewhere(..) | Needs::ByProduction { .. }
    );
    let is_for_people = matches!(operation.id, "invitation_create" | "invitation_resend");
    // What others hold for good is not given, changed or taken by who holds it for a while, as a service token does; and
    // every owner stands above it.
    let is_above = matches!(
        operation.id,
        "member_role_update"
            | "member_copy"
            | "team_role_update"
            | "team_database_add"
            | "team_member_add"
            | "team_member_remove"
            | "service_token_update"
            | "service_token_delete"
            | "service_token_grant_create"
            | "service_token_grant_delete"
            | "database_administrator_add"
            | "database_administrator_remove"
    );
    match hand {
        "session" => operation.id != "first_run_complete",
        "token" => is_of_organization && !operation.interactive_only,
        _ => is_of_organization && !operation.interactive_only && !is_for_people && !is_above,
    }
}

async fn fails_whole(fault: coverage::store::Fault) {
    let (server, owner) = house().await;
    let hands = owner.hands().await;
    let (mut failures, mut asked) = (Vec::new(), [0; 3]);
    let audited = || operations().iter().filter(|operation| operation.audited);
    let of_hands = hands.iter().enumerate().flat_map(|hand| audited().map(move |one| (hand, one)));
    for ((place, (hand, caller)), operation) in of_hands {
        if !is_within_reach(hand, operation) {
            continue;
        }
        asked[place] += 1;
        let mut rooms = Rooms::build(&server, &owner, operation).await;
        if place > 0 {
            rooms.caller = caller.clone();
        }
        let before = Dump::take(&server);
        let files = coverage::store::files(&server);
        coverage::store::plant(&server, fault);
        let failed = ask(&rooms.caller, operation, &rooms).await;
        coverage::store::weed(&server);
        let after = Dump::take(&server);
        if failed.status < 500 {
            failures.push(format!(
                "{} by {hand} succeeded although it failed: {} {}",
                operation.id, failed.status, failed.text
            ));
        }
        if after.entries != before.entries {
            failures.push(format!("{} by {hand} was rolled back and left an entry", operation.id));
        }
        failures.extend(before.changes(&after).map(|change| {
            format!("{} by {hand} was rolled back and changed {change}", operation.id)
        }));
        if coverage::store::files(&server) != files {
            failures.push(format!(
                "{} by {hand} was rolled back and changed the files of branches",
                operation.id
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(asked.iter().all(|asked| *asked >= 40), "{asked:?} changes were asked for");
}

/// Everybody but an operator who signed in lately, each with what it is told: people, what programs of people carry, also
/// an operator's own, and a service token.
async fn not_operators(server: &Server, owner: &Client) -> Vec<(&'static str, Client, Vec<u16>)> {
    let eve = server.sign_up("eve").await;
    let owners_token = owner.token(json!({})).await;
    let reading = owner.token(json!({ "preset": "read_only" })).await;
    let eves_token = eve.token(json!({})).await;
    let list = format!("{}/service-tokens", owner.organization().await);
    let robot = owner.post(&list, json!({ "name": "Robot" })).await;
    let robot = Client {
        token: Some(robot.body["secret"].as_str().unwrap().to_owned()),
        ..server.stranger()
    };
    vec![
        ("nobody", server.stranger(), vec![401]),
        ("another person", eve, vec![403]),
        ("another person's token", eves_token, vec![403]),
        ("the operator's token", owners_token, vec![403]),
        ("the operator's token that reads", reading, vec![403]),
        ("a service token", robot, vec![403]),
    ]
}

#[tokio::test]
async fn whoever_is_no_operator_signed_in_is_refused_every_operation_of_the_server() {
    let (server, owner) = house().await;
    let callers = not_operators(&server, &owner).await;
    let (mut failures, mut asked) = (Vec::new(), 0);
    for operation in operations().iter().filter(|one| one.needs == Needs::Operator) {
        let rooms = Rooms::build(&server, &owner, operation).await;
        for (who, caller, expected) in &callers {
            let before = Dump::take(&server);
            let refused = ask(caller, operation, &rooms).await;
            asked += 1;
            if !expected.contains(&refused.status) {
                failures.push(format!("{} by {who}: {}", operation.id, refused.text));
            }
            for change in before.changes(&Dump::take(&server)) {
                failures
                    .push(format!("{} by {who} was refused and changed {change}", operation.id));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(asked > 50, "only {asked} were asked");
}

#[tokio::test]
async fn an_operator_who_signed_in_long_ago_looks_and_changes_nothing() {
    let server = Server::start_with(|settings| settings.sign_up = None).await;
    let owner = server.owner().await;
    let mut asked = Vec::new();
    for operation in operations().iter().filter(|one| one.needs == Needs::Operator) {
        asked.push((operation, Rooms::build(&server, &owner, operation).await));
    }
    server.clock.advance(3_700);
    for (operation, rooms) in asked {
        let answer = ask(&owner, operation, &rooms).await;
        let expected =
            if operation.interactive_only { (403, "fresh_sign_in_required") } else { (200, "") };
        assert_eq!((answer.status, answer.code()), expected, "{}: {}", operation.id, answer.text);
    }
}
