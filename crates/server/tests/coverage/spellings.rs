//! Other spellings of a path and other methods (T51): for every operation, by whoever may do everything, so that a
//! spelling that reached a handler would show.

use std::collections::BTreeSet;

use bailiwick_api::{Method, Needs, operations};
use reqwest::Method as M;

use super::recipe::{Rooms, recipe};
use super::store::Dump;
use crate::support::{Client, Server, raw};

/// Spellings that a proxy or a router might take for the same.
fn spellings(path: &str) -> Vec<String> {
    let (before, last) = path.rsplit_once('/').unwrap();
    vec![
        format!("{path}/"),
        format!("{path}//"),
        format!("{path};x=1"),
        format!("{path}%20"),
        format!("{path}%00"),
        format!("{path}%2f"),
        format!("{path}/%2e"),
        format!("{path}/x/%2e%2e"),
        format!("{path}/x/.."),
        format!("{before}//{last}"),
        format!("{before}/./{last}"),
        format!("{before}\\{last}"),
        path.replacen("/api/", "/API/", 1),
        path.replacen("/api/", "//api/", 1),
        path.replacen("/v1/", "/v1/x/../", 1),
        path.replacen("/v1/", "/v1/%2e/", 1),
    ]
}

/// Who may do everything, by each credential; a service token holds what one can be given.
async fn callers(owner: &Client) -> Vec<(&'static str, Client)> {
    let organization = owner.organization().await;
    let list = format!("{organization}/service-tokens");
    let made = owner.post(&list, serde_json::json!({ "name": "All" })).await;
    let grants = format!("{list}/{}/grants", made.id());
    let grant = serde_json::json!({ "preset": "database_admin", "production": true });
    let given = owner.post(&grants, grant).await;
    assert_eq!(given.status, 201, "{}", given.text);
    let secret = made.body["secret"].as_str().unwrap().to_owned();
    vec![
        ("session", owner.clone()),
        ("personal token", owner.token(serde_json::json!({})).await),
        ("service token", Client { cookie: None, token: Some(secret), ..owner.clone() }),
    ]
}

#[tokio::test]
async fn t51_no_spelling_of_a_path_reaches_an_operation() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let rooms = Rooms::whole(&server, &owner).await;
    let callers = callers(&owner).await;
    let (mut failures, before) = (Vec::new(), Dump::take(&server));
    for operation in operations().iter().filter(|one| one.needs != Needs::Public) {
        let path = recipe(operation, &rooms).path;
        let path = path.split('?').next().unwrap();
        for (way, caller) in &callers {
            let credential = match (&caller.cookie, &caller.token) {
                (Some(cookie), _) => format!("cookie: {cookie}\r\norigin: {}", server.base),
                (_, token) => format!("authorization: Bearer {}", token.as_ref().unwrap()),
            };
            // What routes a path does not know who asks: the tokens try every fourth spelling.
            for spelling in
                spellings(path).into_iter().step_by(if *way == "session" { 1 } else { 4 })
            {
                let method = operation.method.as_str();
                let request = format!(
                    "{method} {spelling} HTTP/1.1\r\nhost: x\r\n{credential}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                );
                let (status, body) = raw(&server, &request).await;
                // A token may be told what it lacks before anything is looked for.
                let is_refused = *way != "session" && status == 403;
                // A code that a person copied is read without its blanks.
                let is_copied = operation.id == "device_sign_in_get" && spelling.ends_with("%20");
                if !matches!(status, 400 | 404 | 405) && !is_refused && !is_copied {
                    failures.push(format!("{method} {spelling} by {way}: {status} {body}"));
                }
            }
        }
    }
    failures.extend(before.changes(&Dump::take(&server)));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What a reading answers. A log is exported once at a time, and the one before may not have ended yet.
async fn read(caller: &Client, path: &str) -> u16 {
    for _ in 0..100 {
        let status = caller.get(path).await.status;
        if status != 429 {
            return status;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    429
}

#[tokio::test]
async fn t51_no_method_and_no_header_makes_another_operation_of_one() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let rooms = Rooms::whole(&server, &owner).await;
    let callers = callers(&owner).await;
    let eve = server.sign_up("eve").await;
    let (mut failures, before) = (Vec::new(), Dump::take(&server));
    let known = operations().iter().filter(|one| one.needs != Needs::Public);
    let paths: BTreeSet<&str> = known.map(|one| one.path).collect();
    for template in paths {
        let declared: Vec<_> = operations().iter().filter(|one| one.path == template).collect();
        let path = recipe(declared[0], &rooms).path;
        let reads = declared.iter().any(|one| one.method == Method::Get);
        for (way, caller) in &callers {
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
            {
                if declared.iter().any(|one| one.method.as_str() == method) {
                    continue;
                }
                let method: M = method.parse().unwrap();
                let reply =
                    caller.send(method.clone(), &path, &[("origin", &owner.base)], None).await;
                if reply.status != 405 {
                    failures
                        .push(format!("{method} {path} by {way}: {} {}", reply.status, reply.text));
                }
            }
            let head = caller.send(M::HEAD, &path, &[], None).await;
            let read = if reads { read(caller, &path).await } else { 405 };
            if head.status != read || !head.text.is_empty() {
                failures.push(format!("HEAD {path} by {way}: {}, not {read}", head.status));
            }
            for name in ["x-http-method-override", "x-method-override", "x-http-method", "_method"]
            {
                if !reads {
                    continue;
                }
                for method in ["DELETE", "POST", "PUT", "PATCH"] {
                    let reply = caller.send(M::GET, &path, &[(name, method)], None).await;
                    if reply.status != read {
                        failures.push(format!("GET {path} with {name} by {way}: {}", reply.status));
                    }
                }
            }
        }
        if reads && template.contains("{organization}") {
            let stranger = eve.send(M::HEAD, &path, &[], None).await;
            if stranger.status != 404 {
                failures.push(format!("HEAD {path} by a stranger: {}", stranger.status));
            }
        }
    }
    failures.extend(before.changes(&Dump::take(&server)));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
