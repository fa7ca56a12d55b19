//! G1: who may ask for what, as `docs/access-matrix.txt` says it, asked over HTTP: every operation by a member of every
//! role and every template, with a session, a whole token and one that only reads; and by those who hold nothing.

use std::collections::BTreeMap;

use bailiwick_access::SystemRole;
use bailiwick_api::{Method, Needs, Operation, operations};
use serde_json::json;

use super::recipe::Rooms;
use super::store::Dump;
use crate::ask;
use crate::support::{Client, Reply, Server};

const MATRIX: &str = include_str!("../../../../docs/access-matrix.txt");

/// What the document says: for each operation, the roles that it names and whether they may.
fn agreed() -> BTreeMap<&'static str, BTreeMap<&'static str, bool>> {
    let mut agreed: BTreeMap<&str, BTreeMap<&str, bool>> = BTreeMap::new();
    let mut columns: Vec<(usize, &str)> = Vec::new();
    for line in MATRIX.lines() {
        if line.starts_with("== ") {
            columns.clear();
        } else if line.starts_with("    ") && !columns_of(line).is_empty() {
            columns = columns_of(line);
        } else if !columns.is_empty() && !line.trim().is_empty() && !line.starts_with(' ') {
            let role = line[..columns[0].0].trim();
            for (place, operation) in &columns {
                let word = line.get(*place..).unwrap_or_default().split_whitespace().next();
                let may = match word {
                    Some("yes" | "part") => true,
                    Some("-") => false,
                    other => panic!("{operation} for {role}: {other:?}"),
                };
                agreed.entry(operation).or_default().insert(role, may);
            }
        }
    }
    agreed
}

/// The operations that head a table, by where their columns begin; none where the line is another one.
fn columns_of(line: &'static str) -> Vec<(usize, &'static str)> {
    let words = line.split_whitespace().map(|word| {
        let place = word.as_ptr() as usize - line.as_ptr() as usize;
        (place, word)
    });
    let words: Vec<_> = words.collect();
    let is_head = words.iter().all(|(_, word)| operations().iter().any(|one| one.id == *word));
    if is_head { words } else { Vec::new() }
}

/// A member of each role of the document, by its name there.
async fn people(server: &Server, owner: &Client) -> Vec<(String, Client)> {
    let mut people = Vec::new();
    for role in SystemRole::ALL {
        let name = role.name().to_lowercase().replace(' ', "-");
        people.push((role.name().to_owned(), server.member(owner, &name, role.id()).await));
    }
    let roles = format!("{}/roles", owner.organization().await);
    let templates = owner.get("/api/v1/role-templates").await;
    for template in templates.body["items"].as_array().unwrap() {
        let name = template["name"].as_str().unwrap();
        let body = json!({
            "name": format!("As {name}"), "permissions": template["permissions"], "actions": template["actions"],
        });
        let made = owner.post(&roles, body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let login = format!("as-{}", name.to_lowercase());
        let member = server.member(owner, &login, made.id().parse().unwrap()).await;
        people.push((format!("Template {name}"), member));
    }
    people
}

/// Said to whoever lacks the right, and not to whoever has it and asks for something that cannot be.
fn is_refused(reply: &Reply) -> bool {
    matches!((reply.status, reply.code()), (403, "forbidden") | (404, "not_found"))
}

/// What the refusal of a missing action does not say and shall: the action, what the caller holds, and where it is
/// explained.
fn untold(what: &str, operation: &Operation, reply: &Reply) -> Vec<String> {
    if (reply.status, reply.code()) != (403, "forbidden") {
        return Vec::new();
    }
    let error = &reply.body["error"];
    let word = |name: &str| error[name].as_str().unwrap_or_default();
    let needed = match operation.needs {
        Needs::Action(action, _) | Needs::Somewhere(action, _) => vec![action.as_str()],
        Needs::ByProduction { otherwise, production, .. } => {
            vec![otherwise.as_str(), production.as_str()]
        }
        Needs::Public | Needs::Account | Needs::Operator | Needs::Credential | Needs::Member => {
            Vec::new()
        }
    };
    let mut untold = Vec::new();
    // What is open to every member asks for more by what is asked.
    let is_named = if needed.is_empty() {
        !word("action").is_empty()
    } else {
        needed.contains(&word("action"))
    };
    if !is_named {
        untold.push(format!("{what} names `{}`, not {needed:?}", word("action")));
    }
    let hint = word("hint");
    if !["you hold ", "the token's owner holds "].iter().any(|start| hint.starts_with(start)) {
        untold.push(format!("{what} does not say what the caller holds: {hint}"));
    }
    let request = word("request_id");
    if request.is_empty() || !hint.ends_with(&format!("/explain/{request}")) {
        untold.push(format!("{what} does not say where it is explained: {hint}"));
    }
    untold
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g1_every_operation_answers_every_role_as_the_matrix_says() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let people = people(&server, &owner).await;
    let rooms = Rooms::whole(&server, &owner).await;
    let agreed = agreed();
    assert!(agreed.len() > 90 && agreed.values().all(|roles| roles.len() == people.len()));
    let mut failures = Vec::new();
    let (mut asked, mut told) = (0, 0);
    for kind in ["session", "token", "reading token"] {
        // The refusal of each credential is written down anew.
        crate::forgotten(&server).await;
        for (role, session) in &people {
            let caller = match kind {
                "session" => session.clone(),
                "token" => session.token(json!({})).await,
                _ => session.token(json!({ "preset": "read_only" })).await,
            };
            let before = Dump::take(&server);
            let mut refused = 0;
            for operation in operations().iter().filter(|one| agreed.contains_key(one.id)) {
                let may = agreed[operation.id][role.as_str()];
                let reads = operation.method == Method::Get;
                if may && !reads && kind != "reading token" {
                    continue;
                }
                let reply = ask(&caller, operation, &rooms).await;
                asked += 1;
                let what = format!("{} by {role} with a {kind}", operation.id);
                let interactive = reply.code() == "interactive_session_required";
                // The rooms hold another member to compare with, and no other role.
                let is_there = operation.id != "role_compare";
                if may && reads && is_refused(&reply) && is_there {
                    failures.push(format!("{what}: {}", reply.text));
                }
                let is_wrong = !may && !is_refused(&reply) && !interactive;
                // What changes nothing may be asked for with a body.
                let is_weak = kind == "reading token" && operation.audited && !reads;
                if is_wrong || (is_weak && reply.status != 403 && reply.status != 404) {
                    failures.push(format!("{what}: {} {}", reply.status, reply.text));
                }
                told += usize::from(reply.code() == "forbidden");
                failures.extend(untold(&what, operation, &reply));
                let is_lost = may && !is_there;
                refused += usize::from(matches!(reply.status, 403 | 404) && !is_lost);
            }
            let after = Dump::take(&server);
            failures.extend(before.changes(&after).map(|change| format!("{role}: {change}")));
            // Thirty kinds of refusals are told one by one, what is beyond as one; an export is told too.
            let exports = usize::from(agreed["audit_export"][role.as_str()]);
            let entries = after.entries - before.entries;
            if entries != refused.min(31) + exports {
                failures.push(format!("{role} was refused {refused} times: {entries} entries"));
            }
        }
    }
    assert!(
        asked > 1_000 && told > 500,
        "{asked} questions, {told} refusals for want of an action"
    );
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Somebody of no organization here, somebody suspended, a token that was given nothing, nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g1_who_holds_nothing_is_told_nothing() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let rooms = Rooms::whole(&server, &owner).await;
    let outsider = server.sign_up("outsider").await;
    let role = SystemRole::OrganizationAdministrator.id();
    let suspended = server.member(&owner, "suspended", role).await;
    let personal = suspended.token(json!({})).await;
    let member = format!("{organization}/members/{}", suspended.member_id().await);
    let state = owner.patch(&member, json!({ "state": "suspended" })).await;
    assert_eq!(state.status, 200, "{}", state.text);
    let made =
        owner.post(&format!("{organization}/service-tokens"), json!({ "name": "Bare" })).await;
    let secret = made.body["secret"].as_str().unwrap().to_owned();
    let bare = Client { token: Some(secret), ..server.stranger() };
    let callers: [(&str, &[u16], Client); 6] = [
        ("an outsider", &[404], outsider.clone()),
        ("an outsider's token", &[404], outsider.token(json!({})).await),
        ("a suspended member", &[404], suspended),
        ("a suspended member's token", &[404], personal),
        ("a bare service token", &[403, 404], bare),
        ("nobody", &[401], server.stranger()),
    ];
    let absent = outsider.get("/api/v1/organizations/0123456789abcdef01234567").await;
    let (mut failures, before) = (Vec::new(), Dump::take(&server));
    let of_organization = |one: &Operation| {
        // Those who run the server act on organizations from outside; `http::operators` tries everybody else at that.
        one.path.contains("{organization}") && one.needs != Needs::Operator
    };
    for operation in operations().iter().filter(|one| of_organization(one)) {
        for (who, expected, caller) in &callers {
            let reply = ask(caller, operation, &rooms).await;
            let interactive = reply.code() == "interactive_session_required";
            // It is somebody of the organization, and may ask what it may do itself.
            let is_its_own =
                who.contains("bare") && operation.needs == Needs::Member && reply.status == 200;
            if !expected.contains(&reply.status) && !interactive && !is_its_own {
                failures
                    .push(format!("{} by {who}: {} {}", operation.id, reply.status, reply.text));
            }
            failures.extend(untold(&format!("{} by {who}", operation.id), operation, &reply));
            let says = reply.without_request_id();
            if reply.status == 404 && says != absent.without_request_id() {
                failures.push(format!("{} by {who} says more: {says}", operation.id));
            }
        }
    }
    failures.extend(before.changes(&Dump::take(&server)));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
