//! What browsers ask for: pages of other origins, and answers that they still hold.

use bailiwick_schema::Engine;
use reqwest::Method;

use crate::world::{ENGINES, World, ann, bob, send};

/// A preflight and an ordinary request of a page.
async fn paged(world: &World, origin: &str, token: &str) -> (crate::world::Got, crate::world::Got) {
    let asked = world
        .request(Method::OPTIONS, "", "orders")
        .header("origin", origin)
        .header("access-control-request-method", "PATCH")
        .header("access-control-request-headers", "authorization,prefer");
    let read = world.request(Method::GET, token, "orders?select=id").header("origin", origin);
    (send(asked).await, send(read).await)
}

#[tokio::test]
async fn pages_of_named_origins_alone_may_ask_and_read() {
    let mut world = World::new(Engine::Sqlite).await;
    let says_nothing = |got: &crate::world::Got, what: &str| {
        let said: Vec<_> =
            got.headers.keys().filter(|name| name.starts_with("access-control")).collect();
        assert!(said.is_empty(), "{what}: {got:?}");
    };
    let (asked, read) = paged(&world, "https://app.example.com", &ann()).await;
    says_nothing(&asked, "none by default");
    says_nothing(&read, "none by default");
    assert!(!read.headers["vary"].contains("Origin"), "{read:?}");
    world.configure(|config| {
        let origins = ["https://app.example.com", "http://localhost:3000"].map(str::to_owned);
        config.client_auth.as_mut().unwrap().origins = origins.to_vec();
    });
    for origin in ["https://app.example.com", "http://localhost:3000"] {
        let (asked, read) = paged(&world, origin, &ann()).await;
        assert_eq!((asked.status, asked.text.as_str()), (204, ""), "before any token: {asked:?}");
        for got in [&asked, &read] {
            assert_eq!(got.headers["access-control-allow-origin"], origin);
            assert!(got.headers["vary"].contains("Origin"), "{got:?}");
            assert!(!got.headers.contains_key("access-control-allow-credentials"), "{got:?}");
        }
        assert!(asked.headers["access-control-allow-methods"].contains("PATCH"));
        let allowed = &asked.headers["access-control-allow-headers"];
        assert!(["authorization", "prefer"].iter().all(|name| allowed.contains(name)));
        assert!(read.headers["access-control-expose-headers"].contains("content-range"));
        assert_eq!(read.ids(), [1, 2]);
        let (_, refused) = paged(&world, origin, "nonsense").await;
        assert_eq!(refused.status, 401, "a page may read why it is refused");
        assert_eq!(refused.headers["access-control-allow-origin"], origin);
    }
    for origin in [
        "https://evil.example.com",
        "https://app.example.com.evil.com",
        "https://app.example.com:443",
        "https://app.example.com/",
        "https://APP.example.com",
        "http://app.example.com",
        "http://localhost:3001",
        "null",
        "*",
        "",
        "https://app.example.com, http://localhost:3000",
    ] {
        let (asked, read) = paged(&world, origin, &ann()).await;
        says_nothing(&asked, origin);
        says_nothing(&read, origin);
        assert_eq!(asked.status, 204);
        assert!(read.headers["vary"].contains("Origin"), "{read:?}");
    }
    let twice = world
        .request(Method::GET, &ann(), "orders?select=id")
        .header("origin", "https://app.example.com")
        .header("origin", "https://evil.example.com");
    says_nothing(&send(twice).await, "two origins");
    let user = bailiwick_policy::User { id: Some("1".to_owned()), ..Default::default() };
    let request =
        axum::http::Request::get("/rest/v1/orders").header("origin", "http://localhost:3000");
    let response =
        world.instance.read_as(user, request.body(axum::body::Body::empty()).unwrap()).await;
    assert!(!response.headers().contains_key("access-control-allow-origin"), "the dashboard's way");
}

#[tokio::test]
async fn who_holds_an_answer_is_told_that_it_is_the_same() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let ask = |token: &str, held: &str| {
            let path = "orders?select=id,note&order=id";
            let request = world.request(Method::GET, token, path);
            let request =
                if held.is_empty() { request } else { request.header("if-none-match", held) };
            send(request)
        };
        let first = ask(&ann(), "").await;
        let tag = first.headers["etag"].clone();
        assert!(first.headers["vary"].contains("Authorization"), "{first:?}");
        assert_eq!(first.headers["cache-control"], "no-store");
        for held in [
            tag.clone(),
            format!("\"x\", {tag}"),
            tag.trim_start_matches("W/").to_owned(),
            "*".to_owned(),
        ] {
            let same = ask(&ann(), &held).await;
            assert_eq!((same.status, same.text.as_str()), (304, ""), "{held} on {engine:?}");
            assert_eq!(same.headers["etag"], tag);
        }
        let whole = ask(&ann(), "W/\"x\"").await;
        assert_eq!((whole.status, &whole.headers["etag"]), (200, &tag), "{engine:?}");
        // Another user's answer is another, and a wrong token is told nothing.
        assert_eq!(ask(&bob(), &tag).await.status, 200, "{engine:?}");
        assert_eq!(ask("nonsense", &tag).await.status, 401, "{engine:?}");
        world.place.run("update orders set note = 'now' where id = 1").await;
        let changed = ask(&ann(), &tag).await;
        assert_eq!(changed.status, 200, "{engine:?}");
        assert_ne!(changed.headers["etag"], tag);
        // What is hidden changes nothing of the tag.
        let tag = changed.headers["etag"].clone();
        world.place.run("update orders set note = 'hidden' where id = 2").await;
        world.place.run("update orders set note = 'other' where id = 3").await;
        assert_eq!(ask(&ann(), &tag).await.status, 304, "{engine:?}");
        let counted = world
            .request(Method::GET, &ann(), "orders?select=id,note&order=id")
            .header("prefer", "count=exact")
            .header("if-none-match", &tag);
        assert_eq!(send(counted).await.status, 200, "its headers say more, {engine:?}");
        let posted =
            world.post(&ann(), "orders", serde_json::json!({"customer_id": 1, "total": 1})).await;
        assert!(!posted.headers.contains_key("etag"), "{posted:?}");
    }
}
