//! Sign-in, sessions, passwords.

use bailiwick_model::{SignUpMode, TOKEN_RANDOM_LENGTH, TokenKind};
use serde_json::json;

use crate::support::{Client, PASSWORD, Reply, Server};

async fn sign_in(server: &Server, email: &str, password: &str) -> Reply {
    server.stranger().post("/api/v1/sign-in", json!({ "email": email, "password": password })).await
}

async fn signed_in(server: &Server, email: &str) -> Client {
    let reply = sign_in(server, email, PASSWORD).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    Client { cookie: reply.cookie(), ..server.stranger() }
}

#[tokio::test]
async fn an_unknown_account_and_a_wrong_password_read_the_same() {
    let server = Server::start().await;
    server.owner().await;
    let wrong = sign_in(&server, "olga@example.com", "not-the-password").await;
    for email in ["nobody@example.com", "not an address", ""] {
        let unknown = sign_in(&server, email, "not-the-password").await;
        assert_eq!(unknown.status, wrong.status);
        assert_eq!(unknown.without_request_id(), wrong.without_request_id(), "{email}");
    }
    assert_eq!(wrong.code(), "wrong_credentials");
}

/// The quickest of many, asked in turns: whatever else the machine does only makes answers slower.
fn is_alike(times: [Vec<f64>; 2], factor: f64) -> bool {
    let [one, other] = times.map(|times| times.into_iter().fold(f64::INFINITY, f64::min));
    one < other * factor && other < one * factor
}

#[tokio::test]
async fn t68_an_unknown_account_costs_as_much_work_as_a_wrong_password() {
    let server = Server::start().await;
    server.owner().await;
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..8 {
        // No limit is reached: it would answer sooner.
        server.clock.advance(3_600);
        for (place, email) in
            ["olga@example.com".to_owned(), format!("nobody{round}@example.com")].iter().enumerate()
        {
            let began = std::time::Instant::now();
            assert_eq!(sign_in(&server, email, "not-the-password").await.status, 401);
            times[place].push(began.elapsed().as_secs_f64());
        }
    }
    assert!(is_alike(times.clone(), 2.0), "known and unknown: {times:?}");
}

#[tokio::test]
async fn t68_a_token_that_is_almost_right_costs_what_any_wrong_one_does() {
    let server = Server::start().await;
    let [_, (_, personal), (_, service)] = server.owner().await.hands().await;
    almost_right(&server, TokenKind::Personal, personal).await;
    almost_right(&server, TokenKind::Service, service).await;
}

async fn almost_right(server: &Server, kind: TokenKind, real: Client) {
    let real = real.token.unwrap();
    let almost = |last: u8| {
        // The same but for its last character, and whole again: its checksum is that of what it says.
        let at = real.rfind('_').unwrap() + 1;
        let mut random = [b'0'; TOKEN_RANDOM_LENGTH];
        random.copy_from_slice(&real.as_bytes()[at..at + TOKEN_RANDOM_LENGTH]);
        random[TOKEN_RANDOM_LENGTH - 1] = last;
        random
    };
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..40_u8 {
        if round % 20 == 0 {
            server.clock.advance(61);
        }
        let last = if real.as_bytes()[real.rfind('_').unwrap() + TOKEN_RANDOM_LENGTH] == b'a' {
            b'b'
        } else {
            b'a'
        };
        let near = kind.write(almost(last));
        let far = kind.write([b'A' + round % 20; TOKEN_RANDOM_LENGTH]);
        for (place, token) in [near, far].into_iter().enumerate() {
            let caller = Client { token: Some(token), ..server.stranger() };
            let began = std::time::Instant::now();
            assert_eq!(caller.get("/api/v1/token").await.status, 401);
            times[place].push(began.elapsed().as_secs_f64());
        }
    }
    assert!(is_alike(times.clone(), 3.0), "near and far of {kind:?}: {times:?}");
}

#[tokio::test]
async fn guessing_one_account_is_slowed_down_and_others_are_not() {
    let server = Server::start().await;
    server.owner().await;
    for _ in 0..5 {
        assert_eq!(sign_in(&server, "olga@example.com", "wrong").await.status, 401);
    }
    let limited = sign_in(&server, " OLGA@example.com", PASSWORD).await;
    assert_eq!(limited.status, 429, "{}", limited.text);
    assert!(limited.header("retry-after").parse::<u64>().is_ok());
    assert_eq!(sign_in(&server, "nobody@example.com", "wrong").await.status, 401);
    server.clock.advance(61);
    assert_eq!(sign_in(&server, "olga@example.com", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_forged_forwarding_header_does_not_escape_the_limit_of_an_address() {
    let server = Server::start().await;
    let mut refusals = Vec::new();
    for round in 0..4 {
        let tries = (0..20).map(|number| {
            let body =
                json!({ "email": format!("n{round}-{number}@example.com"), "password": "x" })
                    .to_string();
            let address = format!("198.51.{round}.{number}");
            let stranger = server.stranger();
            async move {
                let headers =
                    [("content-type", "application/json"), ("x-forwarded-for", address.as_str())];
                stranger
                    .send(reqwest::Method::POST, "/api/v1/sign-in", &headers, Some(body))
                    .await
                    .text
            }
        });
        refusals.extend(futures::future::join_all(tries).await);
    }
    assert!(refusals.iter().any(|text| text.contains("too many tries")), "{refusals:?}");
}

#[tokio::test]
async fn a_session_ends_by_sign_out_by_revocation_by_idleness_and_by_age() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let second = signed_in(&server, "olga@example.com").await;
    assert_ne!(owner.cookie, second.cookie);

    let out = second.json(reqwest::Method::POST, "/api/v1/sign-out", None).await;
    assert_eq!(out.status, 204, "{}", out.text);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(second.get("/api/v1/me").await.status, 401);

    let third = signed_in(&server, "olga@example.com").await;
    let sessions = owner.get("/api/v1/account/sessions").await;
    assert_eq!(sessions.body["total"], 2, "{}", sessions.text);
    let items = sessions.body["items"].as_array().unwrap();
    assert_eq!(items.iter().filter(|session| session["is_current"] == true).count(), 1);
    let other = items.iter().find(|session| session["is_current"] == false).unwrap();
    let revoked =
        owner.delete(&format!("/api/v1/account/sessions/{}", other["id"].as_str().unwrap())).await;
    assert_eq!(revoked.status, 204, "{}", revoked.text);
    assert_eq!(third.get("/api/v1/me").await.status, 401);

    server.clock.advance(6 * 86_400);
    assert_eq!(owner.get("/api/v1/me").await.status, 200);
    server.clock.advance(6 * 86_400);
    assert_eq!(owner.get("/api/v1/me").await.status, 200);
    server.clock.advance(7 * 86_400 + 1);
    assert_eq!(owner.get("/api/v1/me").await.status, 401, "seven days without use");

    let fourth = signed_in(&server, "olga@example.com").await;
    for _ in 0..6 {
        server.clock.advance(5 * 86_400 + 1);
        fourth.get("/api/v1/me").await;
    }
    assert_eq!(fourth.get("/api/v1/me").await.status, 401, "thirty days in all");
}

#[tokio::test]
async fn sign_in_never_keeps_the_session_that_was_there_before() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let again = owner
        .post("/api/v1/sign-in", json!({ "email": "olga@example.com", "password": PASSWORD }))
        .await;
    assert_eq!(again.status, 200, "{}", again.text);
    assert_ne!(again.cookie(), owner.cookie);
    assert_eq!(owner.get("/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_every_other_session() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let other = signed_in(&server, "olga@example.com").await;
    let new = "granite-lantern-orchid-77";
    let wrong =
        owner.put("/api/v1/account/password", json!({ "current": "wrong", "new": new })).await;
    assert_eq!((wrong.status, wrong.code()), (403, "wrong_password"));
    let weak = owner
        .put("/api/v1/account/password", json!({ "current": PASSWORD, "new": "qwertyuiop12" }))
        .await;
    assert_eq!(weak.status, 422, "{}", weak.text);
    let changed =
        owner.put("/api/v1/account/password", json!({ "current": PASSWORD, "new": new })).await;
    assert_eq!(changed.status, 204, "{}", changed.text);
    assert_eq!(owner.get("/api/v1/me").await.status, 200);
    assert_eq!(other.get("/api/v1/me").await.status, 401);
    assert_eq!(sign_in(&server, "olga@example.com", PASSWORD).await.status, 401);
    assert_eq!(sign_in(&server, "olga@example.com", new).await.status, 200);
}

/// A request whose last byte comes when `send` says so.
fn held_back(
    server: &Server,
    cookie: &str,
    path: &str,
    body: &str,
) -> (std::net::TcpStream, Vec<u8>) {
    use std::io::Write;
    let address = server.running.address();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let (most, last) = body.as_bytes().split_at(body.len() - 1);
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\ncookie: {cookie}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    )
    .unwrap();
    stream.write_all(most).unwrap();
    (stream, last.to_vec())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_ends_while_its_request_arrives_does_nothing() {
    use std::io::{Read, Write};
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let thief = signed_in(&server, "olga@example.com").await;
    let cookie = thief.cookie.clone().unwrap();
    let teams = format!("{organization}/teams");
    let requests = [
        ("/api/v1/account/tokens", r#"{"name":"lasting"}"#),
        ("/api/v1/organizations", r#"{"name":"Mine"}"#),
        (teams.as_str(), r#"{"name":"Mine"}"#),
    ];
    let waiting: Vec<_> =
        requests.iter().map(|(path, body)| held_back(&server, &cookie, path, body)).collect();
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let change = json!({
        "current": PASSWORD, "new": "granite-lantern-orchid-77", "revoke_tokens": true,
    });
    assert_eq!(owner.put("/api/v1/account/password", change).await.status, 204);
    for ((path, _), (mut stream, last)) in requests.iter().zip(waiting) {
        let answer = tokio::task::spawn_blocking(move || {
            stream.write_all(&last).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        });
        let answer = answer.await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 401"), "{path}: {answer}");
    }
    assert_eq!(owner.get("/api/v1/account/tokens").await.body["total"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_new_passwords_at_once_one_counts_and_no_old_one_opens_a_session() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let other = signed_in(&server, "olga@example.com").await;
    let change = |new: &str| json!({ "current": PASSWORD, "new": new });
    let (one, two, late) = tokio::join!(
        owner.put("/api/v1/account/password", change("granite-lantern-orchid-77")),
        other.put("/api/v1/account/password", change("velvet-anchor-meadow-31")),
        sign_in(&server, "olga@example.com", PASSWORD),
    );
    let done = [one.status, two.status].iter().filter(|status| **status == 204).count();
    assert_eq!(done, 1, "{} {}", one.text, two.text);
    let lost = if one.status == 204 { &two } else { &one };
    assert!(
        (lost.status, lost.code()) == (409, "password_changed") || lost.status == 401,
        "{}",
        lost.text
    );
    if let Some(cookie) = late.cookie() {
        let late = Client { cookie: Some(cookie), ..server.stranger() };
        assert_eq!(late.get("/api/v1/me").await.status, 401, "it began before the change");
    }
}

#[tokio::test]
async fn a_new_password_ends_tokens_where_that_is_wished() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let token = owner.token(json!({})).await;
    let change = json!({ "current": PASSWORD, "new": "granite-lantern-orchid-77" });
    assert_eq!(owner.put("/api/v1/account/password", change).await.status, 204);
    assert_eq!(token.get(&organization).await.status, 200, "tokens stay unless they are named");
    let change = json!({
        "current": "granite-lantern-orchid-77", "new": "velvet-anchor-meadow-31", "revoke_tokens": true,
    });
    assert_eq!(owner.put("/api/v1/account/password", change).await.status, 204);
    assert_eq!(token.get(&organization).await.status, 401);
    assert_eq!(owner.get("/api/v1/account/tokens").await.body["total"], 0);
}

#[tokio::test]
async fn sign_up_follows_its_mode() {
    for (mode, expected) in
        [(SignUpMode::Open, 201), (SignUpMode::Invited, 403), (SignUpMode::Closed, 403)]
    {
        let server = Server::start_with(|settings| settings.sign_up = Some(mode)).await;
        server.owner().await;
        let body = json!({ "email": "ben@example.com", "password": PASSWORD, "display_name": "Ben", "organization": "Ben's" });
        let reply = server.stranger().post("/api/v1/sign-up", body).await;
        assert_eq!(reply.status, expected, "{mode:?} {}", reply.text);
        assert_eq!(server.stranger().get("/api/v1/first-run").await.body["sign_up"], mode.as_str());
    }
}

#[tokio::test]
async fn nobody_signs_up_as_operator_or_twice() {
    let server = Server::start().await;
    server.owner().await;
    let body = json!({ "email": "eve@example.com", "password": PASSWORD, "display_name": "Eve", "organization": "Evil", "is_operator": true });
    let reply = server.stranger().post("/api/v1/sign-up", body).await;
    assert_eq!((reply.status, reply.code()), (422, "unknown_field"));
    let eve = server.sign_up("eve").await;
    assert_eq!(eve.get("/api/v1/me").await.body["is_operator"], false);
    let twice = json!({ "email": "EVE@example.com ", "password": PASSWORD, "display_name": "Eve", "organization": "Evil" });
    assert_eq!(server.stranger().post("/api/v1/sign-up", twice).await.status, 409);
}
