//! Another tenant's id in place of one's own, for every id in the path of every operation: the answer is that of an id
//! that nobody has, byte for byte but for the request id, and costs the same statements of the store.

use bailiwick_access::SystemRole;
use bailiwick_api::{Operation, operations};
use bailiwick_model::{Id, RoleId};

use super::recipe::{Rooms, recipe};
use crate::support::statements::{listen, settled};
use crate::support::{Client, Reply, Server};

fn random() -> String {
    let bytes: [u8; 6] = rand_bytes();
    Id::new(1_700_000_000_000, bytes).to_string()
}

/// Six bytes that nobody has seen: of the clock and a counter, as a test needs no more.
fn rand_bytes() -> [u8; 6] {
    static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
    let next = NEXT.fetch_add(1, std::sync::atomic::Ordering::SeqCst).to_be_bytes();
    [0xfe, 0xed, next[0], next[1], next[2], next[3]]
}

async fn ask(client: &Client, operation: &Operation, rooms: &Rooms, path: String) -> Reply {
    let recipe = recipe(operation, rooms);
    let query = recipe.path.split_once('?').map(|(_, query)| format!("?{query}"));
    let path = path + query.as_deref().unwrap_or_default();
    let mut headers = vec![("origin", client.base.as_str())];
    if recipe.body.is_some() {
        headers.push(("content-type", recipe.content_type));
    }
    let method = operation.method.as_str().parse().unwrap();
    client.send(method, &path, &headers, recipe.body).await
}

/// The path with one id replaced.
fn swapped(operation: &Operation, rooms: &Rooms, name: &str, id: &str) -> Option<String> {
    let mut path = operation.path.to_owned();
    for parameter in operation.path_parameters() {
        let value = if parameter == name { id } else { rooms.maybe(parameter)? };
        path = path.replace(&format!("{{{parameter}}}"), value);
    }
    Some(path)
}

#[tokio::test]
async fn t40_another_tenants_id_answers_and_costs_what_a_random_one_does() {
    listen();
    let server = Server::start().await;
    let olga = server.owner().await;
    let eve = server.sign_up("eve").await;
    let hands = eve.hands().await;
    let (mut failures, mut swaps) = (Vec::new(), [0; 3]);
    for operation in operations() {
        if !operation.path.contains('{') {
            continue;
        }
        let theirs = Rooms::build(&server, &olga, operation).await;
        let own = Rooms::build(&server, &eve, operation).await;
        for name in operation.path_parameters() {
            // System roles are everybody's.
            let is_own = |value: &&str| {
                value.parse::<Id>().is_ok_and(|id| SystemRole::from_id(RoleId(id)).is_none())
            };
            let Some(foreign) = theirs.maybe(name).filter(is_own) else { continue };
            let Some(path) = swapped(operation, &own, name, foreign) else { continue };
            let other = || swapped(operation, &own, name, &random()).unwrap();
            // What is a member's own affair has an account of its own, which asks by its session.
            let is_eves = own.caller.cookie == eve.cookie;
            for (place, (hand, caller)) in hands.iter().enumerate() {
                let caller = if is_eves { caller } else { &own.caller };
                if !is_eves && place > 0 {
                    continue;
                }
                // Making the rooms changed the organization: the next request reads it anew, whatever it asks for.
                ask(caller, operation, &own, other()).await;
                let foreign = ask(caller, operation, &own, path.clone()).await;
                let absent = ask(caller, operation, &own, other()).await;
                swaps[place] += 1;
                let what = format!("{} with another's {name} by {hand}", operation.id);
                failures.extend(differences(&what, &foreign, &absent).await);
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(swaps.iter().all(|swaps| *swaps > 60), "only {swaps:?} ids were swapped");
}

/// In what an answer about another's thing differs from one about a thing that nobody has.
async fn differences(what: &str, foreign: &Reply, absent: &Reply) -> Vec<String> {
    let mut found = Vec::new();
    if foreign.status < 400 {
        found.push(format!("{what} succeeded: {}", foreign.text));
    }
    let said = |reply: &Reply| (reply.status, reply.without_request_id());
    if said(foreign) != said(absent) {
        found.push(format!("{what} says {:?}, not {:?}", said(foreign), said(absent)));
    }
    let (one, other) = settled(foreign, absent).await;
    if one.is_empty() {
        found.push(format!("{what}: no statement was heard"));
    }
    if one != other {
        found.push(format!("{what} ran {one:#?}, not {other:#?}"));
    }
    found
}
