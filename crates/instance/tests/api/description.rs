//! The root of the data API: what it is to whoever asks, and to nobody else.

use reqwest::Method;
use serde_json::json;

use crate::world::{ENGINES, World, ann, manager, send, token};

#[tokio::test]
async fn the_description_names_what_its_reader_may_do() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let got = world.get(&ann(), "").await;
        assert_eq!(got.status, 200, "{engine:?} {got:?}");
        assert_eq!(got.headers["content-type"], "application/openapi+json; charset=utf-8");
        let document = got.json();
        assert_eq!(document["openapi"], "3.1.0");
        let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
        assert_eq!(paths.len(), 3, "{paths:?}");
        let methods = |document: &serde_json::Value, path: &str| -> Vec<String> {
            document["paths"][path].as_object().unwrap().keys().cloned().collect()
        };
        assert_eq!(methods(&document, "/orders"), ["get", "post", "patch", "delete"]);
        assert_eq!(methods(&document, "/order_items"), ["get"]);
        let orders = &document["components"]["schemas"]["orders"]["properties"];
        assert_eq!(orders["id"]["readOnly"], true);
        assert_eq!(orders["id"]["type"], json!(["integer", "null"]));
        assert_eq!(orders["total"]["readOnly"], json!(null));
        let customers =
            document["components"]["schemas"]["customers"]["properties"].as_object().unwrap();
        let names: Vec<&String> = customers.keys().collect();
        assert_eq!(names, ["id", "name", "email"]);
        for hidden in ["vault", "journal", "pin", "region"] {
            assert!(!got.text.contains(hidden), "{engine:?}: {hidden}");
        }
        let whole = world.get(&manager(), "").await.json();
        assert_eq!(methods(&whole, "/customers"), ["get", "post", "patch", "delete"]);
        let nobody = world.get(&token("9", &["nobody"]), "").await.json();
        assert_eq!((&nobody["paths"], &nobody["components"]["schemas"]), (&json!({}), &json!({})));
    }
}

#[tokio::test]
async fn the_description_is_behind_the_gate_and_another_connection_is_like_none() {
    let world = World::new(ENGINES[0]).await;
    assert_eq!(world.get("nonsense", "").await.status, 401);
    let asked = |profile: &'static str| {
        let request = world.request(Method::GET, &manager(), "").header("accept-profile", profile);
        async move { send(request).await }
    };
    let (absent, other) = (asked("gone").await, asked("main.gone").await);
    assert_eq!((absent.status, absent.json()["paths"].clone()), (200, json!({})));
    assert_eq!(other.json()["paths"], json!({}));
    let posted = world.request(Method::POST, &manager(), "").body("{}");
    assert_eq!(send(posted).await.status, 404);
}
