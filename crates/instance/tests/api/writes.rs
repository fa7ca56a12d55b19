//! What each user may write, and that a refusal writes nothing.

use bailiwick_schema::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{ENGINES, POLICY, World, ann, bob, manager, send, token};

/// Every row of every table as the manager sees it.
async fn everything(world: &World) -> Vec<Value> {
    let mut all = Vec::new();
    for path in
        ["customers?order=id", "orders?order=id", "order_items?order=order_id,line", "journal"]
    {
        all.push(world.get(&manager(), path).await.json());
    }
    all
}

/// A request that must be refused so and change nothing, on every engine.
async fn refused(method: Method, path: &str, body: Value, expected: (u16, &str)) {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let before = everything(&world).await;
        let request =
            world.request(method.clone(), &ann(), path).header("content-type", "application/json");
        let got = send(request.body(body.to_string())).await;
        assert_eq!(
            got.refusal(),
            (expected.0, expected.1.to_owned()),
            "{method} {path} {body} on {engine:?}: {got:?}"
        );
        assert_eq!(everything(&world).await, before, "{method} {path} {body} on {engine:?}");
    }
}

#[tokio::test]
async fn an_insert_is_filled_by_default_and_overwrite() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let got = world
            .post(
                &ann(),
                "orders?select=customer_id,status,priority,created_by",
                json!({"customer_id": 1, "total": 9}),
            )
            .await;
        assert_eq!(got.status, 201, "{engine:?}: {got:?}");
        let expected =
            json!([{"customer_id": 1, "status": "draft", "priority": 5, "created_by": "1"}]);
        assert_eq!(got.json(), expected, "{engine:?}");
        let got = world
            .post(
                &ann(),
                "orders?select=created_by",
                json!({"customer_id": 1, "total": 9, "created_by": "2"}),
            )
            .await;
        assert_eq!(
            got.json(),
            json!([{"created_by": "1"}]),
            "a given value is dropped, {engine:?}"
        );
        let got = world
            .post(
                &ann(),
                "orders?select=id,note",
                json!({"customer_id": 1, "total": 9, "status": "open", "note": "n"}),
            )
            .await;
        assert_eq!(
            got.json()[0]["note"],
            Value::Null,
            "a written cell is shown as it would be read, {engine:?}"
        );
    }
}

#[tokio::test]
async fn minimal_answers_are_empty() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let body = json!({"customer_id": 1, "total": 9}).to_string();
        let request = world
            .request(Method::POST, &ann(), "orders")
            .header("content-type", "application/json");
        let got = send(request.body(body)).await;
        assert_eq!((got.status, got.text.as_str()), (201, ""), "{engine:?}");
        let got =
            send(world.request(Method::DELETE, &ann(), "orders?id=eq.1&status=eq.nothing")).await;
        assert_eq!((got.status, got.text.as_str()), (204, ""), "{engine:?}");
    }
}

#[tokio::test]
async fn a_failed_validate_is_refused() {
    for total in [
        json!(0),
        json!(-1),
        json!(100_001),
        json!(null),
        json!("x"),
        json!([5]),
        json!({"$gt": 5}),
        json!(true),
    ] {
        let world = World::new(Engine::Sqlite).await;
        let got = world.post(&ann(), "orders", json!({"customer_id": 1, "total": total})).await;
        assert!(got.status == 403 || got.status == 400, "{total}: {got:?}");
    }
    refused(Method::POST, "orders", json!({"customer_id": 1, "total": 0}), (403, "42501")).await;
    refused(Method::POST, "orders", json!({"customer_id": 2, "total": 5}), (403, "42501")).await;
    refused(
        Method::POST,
        "orders",
        json!({"customer_id": 1, "total": 5, "status": "done"}),
        (403, "42501"),
    )
    .await;
}

#[tokio::test]
async fn an_unlisted_or_unknown_column_is_refused() {
    refused(
        Method::POST,
        "orders",
        json!({"customer_id": 1, "total": 5, "priority": 1}),
        (403, "42501"),
    )
    .await;
    refused(
        Method::POST,
        "orders",
        json!({"customer_id": 1, "total": 5, "nothing": 1}),
        (400, "PGRST204"),
    )
    .await;
    refused(
        Method::POST,
        "orders",
        json!({"customer_id": 1, "total": 5, "Status": "open"}),
        (400, "PGRST204"),
    )
    .await;
    refused(Method::PATCH, "customers?id=eq.1", json!({"name": "Eve"}), (403, "42501")).await;
    refused(Method::PATCH, "customers?id=eq.1", json!({"pin": "0000"}), (400, "PGRST204")).await;
}

#[tokio::test]
async fn a_bulk_insert_is_all_or_nothing() {
    refused(
        Method::POST,
        "orders",
        json!([{"customer_id": 1, "total": 5}, {"customer_id": 1, "total": -5}]),
        (403, "42501"),
    )
    .await;
    refused(
        Method::POST,
        "orders",
        json!([{"customer_id": 1, "total": 5}, {"customer_id": 2, "total": 5}]),
        (403, "42501"),
    )
    .await;
    for engine in ENGINES {
        let world = World::new(engine).await;
        let got = world
            .post(
                &ann(),
                "orders?select=total",
                json!([{"customer_id": 1, "total": 5}, {"customer_id": 1, "total": 6}]),
            )
            .await;
        assert_eq!(got.status, 201, "{engine:?}: {got:?}");
        assert_eq!(got.json().as_array().unwrap().len(), 2, "{engine:?}");
    }
}

#[tokio::test]
async fn a_duplicate_key_in_a_body_is_refused() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let before = everything(&world).await;
        let request = world
            .request(Method::POST, &ann(), "orders")
            .header("content-type", "application/json");
        let got = send(request.body(r#"{"customer_id":1,"total":5,"total":-5}"#)).await;
        assert_eq!(got.status, 400, "{engine:?}: {got:?}");
        assert_eq!(everything(&world).await, before, "{engine:?}");
    }
}

#[tokio::test]
async fn an_update_reaches_only_rows_its_permission_admits() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let got =
            world.patch(&ann(), "orders?select=id,total&order=id", json!({"total": 77})).await;
        assert_eq!(got.ids(), [1], "only the draft, only hers, {engine:?}: {got:?}");
        let totals = world.get(&manager(), "orders?select=id&total=eq.77").await;
        assert_eq!(totals.ids(), [1], "{engine:?}");
        let got = world.patch(&ann(), "orders?id=eq.3", json!({"total": 77})).await;
        assert_eq!(
            (got.status, got.text.as_str()),
            (200, "[]"),
            "another's row is as one that is missing, {engine:?}"
        );
        let got = world.patch(&ann(), "orders?id=eq.999", json!({"total": 77})).await;
        assert_eq!((got.status, got.text.as_str()), (200, "[]"), "{engine:?}");
        let got =
            world.patch(&ann(), "orders?select=id,status&id=eq.1", json!({"status": "open"})).await;
        assert_eq!(got.json(), json!([{"id": 1, "status": "open"}]), "{engine:?}");
    }
}

#[tokio::test]
async fn a_row_is_not_moved_out_of_its_scope() {
    refused(Method::PATCH, "orders?id=eq.1", json!({"customer_id": 2}), (403, "42501")).await;
    refused(Method::PATCH, "orders?id=eq.1", json!({"total": 0}), (403, "42501")).await;
    refused(Method::PATCH, "orders?id=eq.1", json!({"status": "done"}), (403, "42501")).await;
}

#[tokio::test]
async fn a_write_cannot_probe_a_masked_cell() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let got = world
            .patch(&ann(), "customers?select=id&pin=eq.1111", json!({"email": "x@example.com"}))
            .await;
        assert_eq!(got.refusal(), (400, "42703".to_owned()), "{engine:?}");
        let got = world.delete(&ann(), "orders?note=like.behind*").await;
        assert_eq!(got.text, "[]", "{engine:?}: {got:?}");
    }
}

#[tokio::test]
async fn a_customer_changes_their_own_address_and_nothing_else() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let got = world
            .patch(&ann(), "customers?select=id,email", json!({"email": "new@example.com"}))
            .await;
        assert_eq!(got.json(), json!([{"id": 1, "email": "new@example.com"}]), "{engine:?}");
        let others = world.get(&manager(), "customers?select=id&email=eq.new@example.com").await;
        assert_eq!(others.ids(), [1], "{engine:?}");
        assert_eq!(
            world.delete(&ann(), "customers?id=eq.1").await.refusal(),
            (403, "42501".to_owned()),
            "{engine:?}"
        );
    }
}

#[tokio::test]
async fn a_delete_reaches_only_rows_its_permission_admits() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        world.place.run("delete from order_items").await;
        let got = world.delete(&bob(), "orders?select=id,status").await;
        assert_eq!(got.json(), json!([{"id": 3, "status": "draft"}]), "{engine:?}: {got:?}");
        assert_eq!(
            world.get(&manager(), "orders?select=id&order=id").await.ids(),
            [1, 2, 4, 5],
            "{engine:?}"
        );
        assert_eq!(world.delete(&bob(), "orders?id=eq.1").await.text, "[]", "{engine:?}");
    }
}

#[tokio::test]
async fn conflicts_name_no_value_and_no_constraint() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let unique = world.patch(&ann(), "customers", json!({"email": "bob@example.com"})).await;
        assert_eq!(unique.refusal().0, 409, "{engine:?}: {unique:?}");
        let referred = world.delete(&ann(), "orders?id=eq.1").await;
        assert_eq!(referred.refusal().0, 409, "{engine:?}: {referred:?}");
        let invisible = world
            .post(&manager(), "order_items", json!({"order_id": 777, "line": 1, "quantity": 1}))
            .await;
        assert_eq!(invisible.refusal().0, 409, "{engine:?}: {invisible:?}");
        for got in [unique, referred, invisible] {
            assert_eq!(got.json()["details"], Value::Null, "{engine:?}");
            for secret in ["bob", "email", "order_items", "customers_", "777"] {
                assert!(!got.text.contains(secret), "{secret} on {engine:?}: {got:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_table_without_a_key_is_read_and_inserted_into_only() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let row = json!({"at_second": 2, "entry": "sold"});
        let request = world
            .request(Method::POST, &manager(), "journal")
            .header("content-type", "application/json");
        assert_eq!(send(request.body(row.to_string())).await.status, 201, "{engine:?}");
        let got = world.post(&manager(), "journal", row).await;
        assert_eq!(got.status, 400, "there is no key to return it by, {engine:?}: {got:?}");
        assert_eq!(
            world.get(&manager(), "journal").await.json().as_array().unwrap().len(),
            2,
            "{engine:?}"
        );
        assert_eq!(
            world.patch(&manager(), "journal?at_second=eq.1", json!({"entry": "x"})).await.status,
            400,
            "{engine:?}"
        );
        assert_eq!(
            world.delete(&manager(), "journal?at_second=eq.1").await.status,
            400,
            "{engine:?}"
        );
    }
}

#[tokio::test]
async fn composite_keys_work() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let got = world
            .patch(
                &manager(),
                "order_items?order_id=eq.1&line=eq.2&select=product",
                json!({"product": "dye"}),
            )
            .await;
        assert_eq!(got.json(), json!([{"product": "dye"}]), "{engine:?}: {got:?}");
        let got = world.delete(&manager(), "order_items?order_id=eq.1&line=eq.2&select=line").await;
        assert_eq!(got.json(), json!([{"line": 2}]), "{engine:?}: {got:?}");
    }
}

#[tokio::test]
async fn a_rolled_back_write_answers_and_keeps_nothing() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let before = everything(&world).await;
        let request = world
            .request(Method::POST, &ann(), "orders?select=status")
            .header("content-type", "application/json");
        let request = request.header("prefer", "tx=rollback, return=representation");
        let got = send(request.body(json!({"customer_id": 1, "total": 5}).to_string())).await;
        assert_eq!(got.json(), json!([{"status": "draft"}]), "{engine:?}");
        assert_eq!(everything(&world).await, before, "{engine:?}");
    }
}

#[tokio::test]
async fn a_visible_table_without_the_operation_is_forbidden() {
    refused(Method::POST, "customers", json!({"id": 9, "name": "x"}), (403, "42501")).await;
    refused(
        Method::POST,
        "order_items",
        json!({"order_id": 1, "line": 9, "quantity": 1}),
        (403, "42501"),
    )
    .await;
    refused(Method::DELETE, "order_items?order_id=eq.1", Value::Null, (403, "42501")).await;
    refused(Method::POST, "vault", json!({"id": 9}), (404, "PGRST205")).await;
}

#[tokio::test]
async fn a_value_that_looks_like_a_variable_is_stored_as_it_is() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let got = world
            .post(
                &ann(),
                "orders?select=note",
                json!({"customer_id": 1, "total": 5, "note": "$user.id"}),
            )
            .await;
        assert_eq!(got.json(), json!([{"note": "$user.id"}]), "{engine:?}: {got:?}");
    }
}

#[tokio::test]
async fn writers_at_the_same_time_all_finish() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let (ann, token) = (ann(), token("2", &["customer"]));
        let writes = (0..20).map(|number| {
            let (who, customer) = if number % 2 == 0 { (&ann, 1) } else { (&token, 2) };
            world.post(
                who,
                "orders?select=id",
                json!({"customer_id": customer, "total": number + 1}),
            )
        });
        for got in futures::future::join_all(writes).await {
            assert_eq!(got.status, 201, "{engine:?}: {got:?}");
        }
        assert_eq!(world.get(&manager(), "orders?select=id").await.ids().len(), 25, "{engine:?}");
    }
}

#[tokio::test]
async fn a_hidden_and_a_missing_row_that_a_key_refers_to_answer_alike() {
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        let moved = "
  moved_items:
    table: main.order_items
    roles: [customer]
    update: { columns: [order_id], where: { orders: { customer_id: $user.id } } }
";
        world.deploy(&format!("{POLICY}{moved}")).await;
        let path = "order_items?order_id=eq.1&line=eq.2";
        let hidden = world.patch(&ann(), path, json!({"order_id": 3})).await;
        let missing = world.patch(&ann(), path, json!({"order_id": 77})).await;
        assert_eq!(hidden.refusal(), (403, "42501".to_owned()), "{engine:?}: {hidden:?}");
        assert_eq!(missing.status, hidden.status, "{engine:?}: {missing:?}");
        assert_eq!(missing.bytes(), hidden.bytes(), "{engine:?}");
        let own = world.patch(&ann(), path, json!({"order_id": 2})).await;
        assert_eq!(own.json()[0]["order_id"], 2, "{engine:?}: {own:?}");
    }
}

#[tokio::test]
async fn upserts_of_one_new_row_at_once_all_succeed() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        for round in 0..5 {
            let one = async |number: i64| {
                let request = world
                    .request(Method::POST, &manager(), "customers?select=id")
                    .header("prefer", "resolution=merge-duplicates, return=representation");
                let body = json!({"id": 700 + round, "name": format!("name {number}")});
                send(request.header("content-type", "application/json").body(body.to_string()))
                    .await
            };
            let (a, b, c) = tokio::join!(one(1), one(2), one(3));
            let mut statuses = [a.status, b.status, c.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 200, 201], "{engine:?}: {a:?} {b:?} {c:?}");
        }
    }
}
