//! Rates, sizes, memory.

use axum::{body::Body, http::Request};
use bailiwick_instance::Rate;
use bailiwick_schema::Engine;
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::world::{World, ann, bob, send};

#[tokio::test]
async fn one_user_beyond_the_rate_waits_and_others_do_not() {
    let mut world = World::new(Engine::Sqlite).await;
    world.configure(|config| config.limits.per_user = Rate::new(1, 5));
    let mut limited = 0;
    for _ in 0..15 {
        let got = world.get(&ann(), "orders?select=id").await;
        if got.status == 429 {
            limited += 1;
            assert!(got.headers["retry-after"].parse::<u64>().unwrap() >= 1);
            assert_eq!(got.refusal(), (429, "rate_limited".to_owned()));
            let last = world.instance.log(|_| true, None, None, 1).items.remove(0);
            assert_eq!((last.status, last.user.as_deref()), (429, Some("1")), "the log says who");
        }
    }
    assert!((5..=10).contains(&limited), "{limited}");
    assert_eq!(world.get(&bob(), "orders?select=id").await.status, 200);
}

#[tokio::test]
async fn one_address_beyond_the_rate_waits_whatever_it_claims() {
    let mut world = World::new(Engine::Sqlite).await;
    world.configure(|config| config.limits.per_address = Rate::new(1, 5));
    let mut statuses = Vec::new();
    for number in 0..15 {
        let request = world.request(Method::GET, "no token at all", "orders");
        statuses
            .push(send(request.header("x-forwarded-for", format!("10.0.0.{number}"))).await.status);
    }
    assert_eq!(statuses[..5], [401; 5]);
    assert_eq!(statuses[14], 429, "{statuses:?}");
}

#[tokio::test]
async fn a_body_of_two_megabytes_is_refused() {
    let world = World::new(Engine::Sqlite).await;
    let body =
        json!({"customer_id": 1, "total": 5, "note": "x".repeat(2 * 1024 * 1024)}).to_string();
    let request =
        world.request(Method::POST, &ann(), "orders").header("content-type", "application/json");
    assert_eq!(
        send(request.body(body.clone())).await.refusal(),
        (413, "body_too_large".to_owned())
    );

    let address = world.url.strip_prefix("http://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /rest/v1/orders HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
        ann()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    for chunk in body.as_bytes().chunks(50_000) {
        stream.write_all(format!("{:x}\r\n", chunk.len()).as_bytes()).await.unwrap();
        stream.write_all(chunk).await.unwrap();
        stream.write_all(b"\r\n").await.unwrap();
    }
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert_eq!(world.get(&ann(), "orders?select=id").await.ids().len(), 2);
}

#[tokio::test]
async fn a_stranger_cannot_make_us_read_a_body() {
    let world = World::new(Engine::Sqlite).await;
    let got = send(world.request(Method::POST, "", "orders").body("not even JSON")).await;
    assert_eq!(got.status, 401);
}

#[tokio::test]
async fn broken_bodies_are_refused() {
    let world = World::new(Engine::Sqlite).await;
    for body in [
        "",
        "{",
        "nothing",
        "7",
        "\"x\"",
        "[1]",
        "[[]]",
        "{\"customer_id\":1,}",
        "{\"total\":NaN}",
        "\u{feff}{}",
        "{\"a\":1}{\"a\":2}",
    ] {
        let request = world
            .request(Method::POST, &ann(), "orders")
            .header("content-type", "application/json");
        let got = send(request.body(body)).await;
        assert!(got.status == 400 || got.status == 403, "{body:?}: {got:?}");
    }
    let deep = format!("{{\"note\":{}{}}}", "[".repeat(50_000), "]".repeat(50_000));
    let request =
        world.request(Method::POST, &ann(), "orders").header("content-type", "application/json");
    assert_eq!(send(request.body(deep)).await.status, 400);
}

#[tokio::test]
async fn ten_thousand_shapes_do_not_grow_memory() {
    let world = World::new(Engine::Sqlite).await;
    let token = ann();
    let ask = async |number: u32| {
        let path = format!(
            "/rest/v1/orders?select=a{number}:id&id=gte.{number}&or=(id.eq.1,total.lt.{number})"
        );
        let request =
            Request::builder().uri(path).header("authorization", format!("Bearer {token}"));
        let response = world
            .instance
            .handle(request.body(Body::empty()).unwrap(), [127, 0, 0, 1].into())
            .await;
        assert_eq!(response.status(), 200);
    };
    for number in 0..2_000 {
        ask(number).await;
    }
    let before = resident_kilobytes();
    for number in 2_000..12_000 {
        ask(number).await;
    }
    let grown = resident_kilobytes().saturating_sub(before);
    assert!(grown < 40_000, "{grown} kB");
}

fn resident_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
