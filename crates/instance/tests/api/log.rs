//! What is kept of requests, and what is not.

use bailiwick_instance::LogEntry;
use bailiwick_policy::Operation;
use reqwest::Method;
use serde_json::json;

use crate::world::{World, ann, send, token_with};

fn all(world: &World) -> Vec<LogEntry> {
    world.instance.log(|_| true, None, None, 100).items
}

#[tokio::test]
async fn a_request_is_kept_with_who_what_and_by_which_permissions() {
    let world = World::new(bailiwick_schema::Engine::Sqlite).await;
    world.get(&ann(), "orders?select=id&total=gt.15.5&note=eq.secret-filter").await;
    world.get(&ann(), "orders?select=id").await;
    world
        .post(&ann(), "orders", json!({ "customer_id": 1, "total": 5, "note": "secret-note" }))
        .await;
    world.post(&ann(), "orders", json!({ "customer_id": 2, "total": 5 })).await;
    world.get(&ann(), "vault").await;
    world.get("", "orders").await;
    let desk = token_with("x", &["desk"], "region", json!("east"));
    world.get(&desk, "orders?select=nothing").await;
    send(
        world
            .request(Method::HEAD, &ann(), "orders?select=id")
            .header("accept-profile", "main.main"),
    )
    .await;
    let told: Vec<String> = all(&world)
        .iter()
        .rev()
        .map(|entry| {
            format!(
                "{} {} {} {:?} {} {} {:?} {} {:?}",
                entry.user.as_deref().unwrap_or("-"),
                entry.roles.join(","),
                entry.method,
                entry.operation.unwrap_or(Operation::Delete),
                entry.table.as_deref().unwrap_or("-"),
                entry.permissions.join(","),
                entry.rows,
                entry.status,
                entry.code
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "1 customer GET Select orders own_orders,draft_notes Some(0) 200 None",
            "1 customer GET Select orders own_orders,draft_notes Some(2) 200 None",
            "1 customer POST Insert orders own_orders Some(1) 201 None",
            "1 customer POST Insert orders  None 403 Some(\"42501\")",
            "1 customer GET Select vault  None 404 Some(\"PGRST205\")",
            "-  GET Delete -  None 401 Some(\"PGRST301\")",
            "x desk GET Select orders  None 400 Some(\"42703\")",
            "1 customer HEAD Select main.orders own_orders,draft_notes Some(3) 200 None",
        ]
    );
    let kept = format!("{:?}", all(&world));
    for secret in ["secret", "15.5", "total"] {
        assert!(!kept.contains(secret), "{secret} is kept: {kept}");
    }
    assert!(
        all(&world).iter().all(|entry| entry.connection.as_deref().unwrap_or("main") == "main")
    );
    assert!(all(&world).iter().all(|entry| entry.took_microseconds > 0));
}

#[tokio::test]
async fn a_refusal_is_found_by_the_id_that_its_client_was_told() {
    let world = World::new(bailiwick_schema::Engine::Sqlite).await;
    let refused = world.get(&ann(), "vault").await;
    let id = refused.headers["link"]
        .trim_start_matches("</explain/")
        .split('>')
        .next()
        .unwrap()
        .to_owned();
    let kept = world.instance.refused(&id).unwrap();
    assert_eq!((kept.entry.status, kept.entry.code), (404, Some("PGRST205")));
    assert_eq!(kept.asker.as_ref().unwrap().id.as_deref(), Some("1"));
    assert_eq!(kept.message, refused.json()["message"]);
    let nobody = world.get("", "orders").await;
    let id = nobody.headers["x-request-id"].clone();
    assert!(world.instance.refused(&id).unwrap().asker.is_none());
    let fine = world.get(&ann(), "orders").await;
    assert!(world.instance.refused(&fine.headers["x-request-id"]).is_none());
    assert!(world.instance.refused("").is_none());
}

#[tokio::test]
async fn the_dashboards_own_looks_are_no_requests_of_users() {
    let world = World::new(bailiwick_schema::Engine::Sqlite).await;
    let request =
        axum::http::Request::get("/rest/v1/orders").body(axum::body::Body::empty()).unwrap();
    let seen = world.instance.read_as(bailiwick_policy::User::default(), request).await;
    assert_eq!(seen.status(), 404);
    assert!(all(&world).is_empty());
    let rates = world.instance.rates(60);
    assert_eq!((rates.requests, rates.refused), (0, 0));
}

#[tokio::test]
async fn health_tells_which_database_is_away_and_what_was_wrong_last() {
    let mut world = World::new(bailiwick_schema::Engine::Sqlite).await;
    let well = &world.instance.connections().await[0];
    assert_eq!((well.problem.as_deref(), well.last_error.as_deref()), (None, None));
    assert_eq!((well.pool.size, well.pool.in_use), (16, 0));
    assert!(well.pool.idle >= 1, "{well:?}");
    world.configure(|config| {
        config.connections[0].target = bailiwick_engine::Target::parse(
            "postgres://nobody:secret@127.0.0.1:1/none",
            &bailiwick_engine::FileRules {
                organization_folder: "/nowhere".into(),
                allowed_folders: Vec::new(),
                forbidden: Vec::new(),
            },
        )
        .unwrap();
    });
    assert_eq!(world.get(&ann(), "orders").await.status, 503);
    let ill = &world.instance.connections().await[0];
    assert!(
        ill.problem.as_deref().is_some_and(|problem| problem.contains("not available")),
        "{ill:?}"
    );
    assert_eq!(ill.last_error, ill.problem);
    assert!(ill.last_error_at_microseconds.is_some());
    assert!(!format!("{ill:?}").contains("secret"), "{ill:?}");
}
