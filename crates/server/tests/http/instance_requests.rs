//! The request log and the health of an instance.

use bailiwick_access::{Action, ActionSet};
use serde_json::{Value, json};

use super::place::{GOOD, Place};
use crate::support::{Client, Server};

async fn asked(server: &Server) -> (Place, Client) {
    let place = Place::make(server).await;
    assert_eq!(place.deploy(GOOD).await.status, 201);
    let reader = place.user(json!(["reader"])).await;
    let guest = place.user(json!(["guest"])).await;
    assert_eq!(
        reader.get(&format!("{}/notes?text=eq.secret-filter", place.data)).await.status,
        200
    );
    assert_eq!(guest.get(&format!("{}/notes", place.data)).await.status, 404);
    assert_eq!(server.stranger().get(&format!("{}/notes", place.data)).await.status, 401);
    assert_eq!(reader.get(&format!("{}/notes?select=id", place.data)).await.status, 200);
    (place, reader)
}

fn of(listed: &Value, name: &str) -> Vec<Value> {
    listed["items"].as_array().unwrap().iter().map(|item| item[name].clone()).collect()
}

#[tokio::test]
async fn requests_are_listed_filtered_paged_and_followed() {
    let server = Server::start().await;
    let (place, reader) = asked(&server).await;
    let list = async |query: &str| {
        let listed = place.owner.get(&format!("{}/requests?{query}", place.instance)).await;
        assert_eq!(listed.status, 200, "{query}: {}", listed.text);
        listed.body
    };
    let all = list("").await;
    assert_eq!(of(&all, "status"), [200, 401, 404, 200].map(Value::from));
    assert_eq!(
        (&all["total"], &all["latest"], &all["next_cursor"]),
        (&json!(4), &json!(4), &Value::Null)
    );
    assert_eq!(of(&all, "permissions"), [json!(["all"]), json!([]), json!([]), json!(["all"])]);
    assert!(!all.to_string().contains("secret-filter"), "{all}");
    let refused = &all["items"][2];
    assert_eq!(refused["explanation"], refused["request"], "{refused}");
    assert_eq!(all["items"][0]["explanation"], Value::Null);
    let explained = place
        .owner
        .get(&format!("/api/v1/refusals/{}", refused["explanation"].as_str().unwrap()))
        .await;
    assert_eq!(explained.status, 200, "{}", explained.text);
    for (query, expected) in [
        ("status=4xx", vec![401, 404]),
        ("status=404", vec![404]),
        ("status=5xx", vec![]),
        ("role=reader", vec![200, 200]),
        ("role=nobody", vec![]),
        ("user=7", vec![200, 404, 200]),
        ("table=notes", vec![200, 404, 200]),
        ("table=main.notes&status=2xx", vec![200, 200]),
        ("table=other", vec![]),
        ("from=2000-01-01T00:00:00Z&to=2001-01-01T00:00:00Z", vec![]),
        ("from=2001-01-01T00:00:00Z", vec![200, 401, 404, 200]),
    ] {
        let found: Vec<i64> =
            of(&list(query).await, "status").iter().filter_map(Value::as_i64).collect();
        assert_eq!(found, expected, "{query}");
    }
    let first = list("limit=3").await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = list(&format!("limit=3&cursor={cursor}")).await;
    assert_eq!((of(&rest, "sequence"), &rest["next_cursor"]), (vec![json!(1)], &Value::Null));
    // Live: only what came since is told.
    assert_eq!(of(&list("after=4").await, "sequence"), Vec::<Value>::new());
    reader.get(&format!("{}/notes", place.data)).await;
    let since = list("after=4").await;
    assert_eq!((of(&since, "sequence"), &since["latest"]), (vec![json!(5)], &json!(5)));
    for wrong in ["status=abc", "status=9xx", "status=-1", "after=x", "limit=0", "cursor=nonsense"]
    {
        let refused = place.owner.get(&format!("{}/requests?{wrong}", place.instance)).await;
        assert!(matches!(refused.status, 400 | 422), "{wrong}: {}", refused.text);
    }
}

#[tokio::test]
async fn who_may_not_see_rows_learns_of_requests_but_not_whose() {
    let server = Server::start().await;
    let (place, _) = asked(&server).await;
    let me = place.owner.get("/api/v1/me").await;
    let account = me.body["account"]["id"].as_str().unwrap().parse().unwrap();
    let path = format!("{}/requests", place.instance);
    let without = |action| ActionSet::FULL.minus(ActionSet::of(&[action]));
    server.running.narrow(account, without(Action::DataView));
    let listed = place.owner.get(&path).await;
    assert_eq!(listed.status, 200, "{}", listed.text);
    assert_eq!(of(&listed.body, "user"), vec![Value::Null; 4]);
    let refused = place.owner.get(&format!("{path}?user=7")).await;
    assert_eq!(
        (refused.status, &refused.body["error"]["action"]),
        (403, &json!("data.view")),
        "{}",
        refused.text
    );
    server.running.narrow(account, without(Action::PolicyView));
    assert_eq!(of(&place.owner.get(&path).await.body, "permissions"), vec![Value::Null; 4]);
    server.running.narrow(account, without(Action::InstanceLogsView));
    assert_eq!(place.owner.get(&path).await.status, 403);
}

#[tokio::test]
async fn health_tells_of_connections_deploys_and_rates() {
    let server = Server::start().await;
    let (place, _) = asked(&server).await;
    let path = format!("{}/health", place.instance);
    let health = place.owner.get(&path).await;
    assert_eq!(health.status, 200, "{}", health.text);
    let body = &health.body;
    assert_eq!(
        (&body["state"], &body["healthy"], &body["policy_version"]),
        (&json!("running"), &json!(true), &json!(1))
    );
    assert_eq!(
        (body["deploys"].as_array().unwrap().len(), &body["deploys"][0]["deployed"]),
        (1, &json!(true))
    );
    let totals = &body["totals"];
    assert_eq!(
        (&totals["succeeded"], &totals["refused"], &totals["unauthorized"]),
        (&json!(2), &json!(2), &json!(1)),
        "{}",
        health.text
    );
    assert_eq!(
        (&body["rates"]["requests"], &body["rates"]["refused"]),
        (&json!(4), &json!(2)),
        "{}",
        health.text
    );
    let connection = &body["connections"][0];
    assert_eq!(
        (&connection["name"], &connection["engine"], &connection["answers"]),
        (&json!("main"), &json!("sqlite"), &json!(true))
    );
    assert_eq!(connection["pool"]["size"], 16);
    // The file of the branch goes away.
    for file in std::fs::read_dir(server.data().join("databases")).unwrap() {
        let file = file.unwrap().path();
        std::fs::rename(&file, file.with_extension("away")).unwrap();
    }
    // What was looked at a quarter of a second ago is told again.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let ill = place.owner.get(&path).await;
    assert_eq!((ill.status, &ill.body["healthy"]), (200, &json!(false)), "{}", ill.text);
    assert!(ill.body["connections"][0]["last_error"].is_string(), "{}", ill.text);
    assert!(!ill.text.contains(".sqlite"), "no path of the server is told: {}", ill.text);
}
