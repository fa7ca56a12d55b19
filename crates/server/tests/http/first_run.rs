//! The first account.

use serde_json::json;

use crate::support::{PASSWORD, Server};

fn body(code: &str) -> serde_json::Value {
    json!({ "code": code, "email": "olga@example.com", "password": PASSWORD, "display_name": "Olga", "organization": "Acme" })
}

#[tokio::test]
async fn only_the_code_of_the_terminal_opens_an_empty_server() {
    let server = Server::start().await;
    let stranger = server.stranger();
    assert_eq!(stranger.get("/api/v1/first-run").await.body["is_needed"], true);
    let wrong = stranger.post("/api/v1/first-run", body("AAAA-AAAA-AAAA-AAAA-AAAA")).await;
    assert_eq!((wrong.status, wrong.code()), (403, "wrong_code"));
    let sign_up = json!({ "email": "eve@example.com", "password": PASSWORD, "display_name": "Eve", "organization": "Evil" });
    assert_eq!(stranger.post("/api/v1/sign-up", sign_up).await.code(), "first_run_needed");
    let weak = json!({ "code": server.running.first_run_code().unwrap(), "email": "olga@example.com", "password": "password1234", "display_name": "Olga", "organization": "Acme" });
    let refused = stranger.post("/api/v1/first-run", weak).await;
    assert_eq!((refused.status, refused.code()), (422, "invalid_field"), "{}", refused.text);

    let owner = server.owner().await;
    let me = owner.get("/api/v1/me").await;
    assert_eq!(me.body["is_operator"], true);
    assert_eq!(me.body["organizations"][0]["name"], "Acme");
    assert_eq!(me.body["organizations"][0]["roles"][0]["name"], "Owner");
    let store = rusqlite::Connection::open(server.data().join("bailiwick.db")).unwrap();
    let made: i64 = store
        .query_row(
            "SELECT count(*) FROM audit_entries WHERE action = 'accounts.create' AND outcome = 'ok'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(made, 1, "the first account has its entry, and a refused one has none");
}

#[tokio::test]
async fn after_the_first_account_the_door_is_closed_for_ever() {
    let server = Server::start().await;
    let code = server.running.first_run_code().unwrap().to_owned();
    server.owner().await;
    assert_eq!(server.stranger().get("/api/v1/first-run").await.body["is_needed"], false);
    assert_eq!(server.stranger().post("/api/v1/first-run", body(&code)).await.code(), "wrong_code");
}

#[tokio::test]
async fn two_who_hold_the_code_at_once_make_one_account() {
    let server = Server::start().await;
    let code = server.running.first_run_code().unwrap().to_owned();
    let tries = (0..4).map(|number| {
        let stranger = server.stranger();
        let mut body = body(&code);
        body["email"] = format!("olga{number}@example.com").into();
        async move { stranger.post("/api/v1/first-run", body).await.status }
    });
    let made =
        futures::future::join_all(tries).await.into_iter().filter(|status| *status == 201).count();
    assert_eq!(made, 1);
}

#[tokio::test]
async fn guessing_the_code_is_slowed_down() {
    let server = Server::start().await;
    let stranger = server.stranger();
    let mut last = stranger.post("/api/v1/first-run", body("X")).await;
    for _ in 0..10 {
        last = stranger.post("/api/v1/first-run", body("X")).await;
    }
    assert_eq!(last.status, 429);
    assert!(!last.header("retry-after").is_empty());
}
