//! Pages of lists.

use serde_json::json;

use crate::support::{Client, Server};

async fn with_projects(server: &Server, count: usize) -> (Client, String) {
    let owner = server.owner().await;
    let list = format!("{}/projects", owner.organization().await);
    for number in 0..count {
        let body = json!({ "name": format!("Project {number}"), "instances": [], "without_database": true });
        let reply = owner.post(&list, body).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
    }
    (owner, list)
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let server = Server::start().await;
    let (owner, list) = with_projects(&server, 7).await;
    let mut seen = Vec::new();
    let mut path = format!("{list}?limit=3");
    loop {
        let page = owner.get(&path).await;
        assert_eq!(page.body["total"], 7, "{}", page.text);
        seen.extend(
            page.body["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["id"].as_str().unwrap().to_owned()),
        );
        let Some(cursor) = page.body["next_cursor"].as_str() else { break };
        path = format!("{list}?limit=3&cursor={cursor}");
    }
    assert_eq!(seen.len(), 7);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 7);
    let found = owner.get(&format!("{list}?search=PROJECT%203")).await;
    assert_eq!(found.body["total"], 1, "{}", found.text);
    for wild in ["%25", "_", "%5C"] {
        assert_eq!(owner.get(&format!("{list}?search={wild}")).await.body["total"], 0, "{wild}");
    }
}

#[tokio::test]
async fn a_cursor_of_another_list_or_person_is_refused() {
    let server = Server::start().await;
    let (owner, list) = with_projects(&server, 3).await;
    let cursor = owner.get(&format!("{list}?limit=1")).await.body["next_cursor"]
        .as_str()
        .unwrap()
        .to_owned();
    let eve = server.sign_up("eve").await;
    let hers = format!("{}/projects", eve.organization().await);
    let mut forged = cursor.clone().into_bytes();
    forged[3] = if forged[3] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).unwrap();
    let tries = [
        eve.get(&format!("{hers}?cursor={cursor}")).await,
        owner.get(&format!("{list}?cursor={forged}")).await,
        owner.get(&format!("{list}?cursor={cursor}&search=x")).await,
        owner.get(&format!("/api/v1/organizations?cursor={cursor}")).await,
        owner.get(&format!("{list}?cursor=1")).await,
    ];
    for reply in tries {
        assert_eq!((reply.status, reply.code()), (422, "invalid_field"), "{}", reply.text);
    }
}

#[tokio::test]
async fn what_a_query_cannot_mean_is_refused() {
    let server = Server::start().await;
    let (owner, list) = with_projects(&server, 1).await;
    for query in ["limit=0", "limit=101", "limit=-1", "limit=x", "limit=1&limit=2", "limit=%2B5"] {
        let reply = owner.get(&format!("{list}?{query}")).await;
        assert_eq!((reply.status, reply.code()), (422, "invalid_field"), "{query}");
    }
    let unknown = owner.get(&format!("{list}?organization=x")).await;
    assert_eq!((unknown.status, unknown.code()), (422, "unknown_parameter"));
}
