//! What the dialect promises beside the rows: which rows came, what a write says of itself, which way a relation is meant, and
//! which bodies are read.

use bailiwick_schema::Engine;
use reqwest::Method;
use serde_json::json;

use crate::world::{ENGINES, Got, World, ann, manager, send, token};

/// Clerks may see the orders of customers 1 and 2, and add up what they see of them.
const FIGURES: &str = "permissions:
  orders:
    table: main.orders
    roles: [clerk]
    select:
      columns: [id, status, total]
      where: { customer_id: { $in: [1, 2] } }
      aggregate: [sum, avg, min, max]
  sight:
    table: main.orders
    roles: [clerk]
    select: { columns: [id, status, priority] }
";

fn range(got: &Got) -> &str {
    got.headers.get("content-range").map_or("", String::as_str)
}

#[tokio::test]
async fn functions_add_up_what_their_user_sees_and_may_add_up() {
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        world.deploy(FIGURES).await;
        let clerk = token("50", &["clerk"]);
        let get = async |path: &str| world.get(&clerk, path).await;
        let sums = "orders?select=total.sum(),total.avg(),total.min(),total.max(),count()";
        let row = &get(sums).await.json()[0];
        let figure = |name: &str| row[name].as_f64().unwrap();
        assert_eq!(
            ["sum", "min", "max", "avg"].map(figure),
            [100.5, 10.5, 40.0, 25.125],
            "{engine:?}: {row}"
        );
        assert_eq!(row["count"], 5, "rows are counted whose total is hidden, {engine:?}");
        let groups = get("orders?select=status,count(),most:total.max()&order=status").await.json();
        let seen: Vec<_> = groups
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["status"].as_str(), row["count"].as_i64(), row["most"].as_f64()))
            .collect();
        let expected = [
            (Some("done"), Some(1), Some(40.0)),
            (Some("draft"), Some(2), Some(30.0)),
            (Some("open"), Some(2), Some(20.0)),
        ];
        assert_eq!(seen, expected, "{engine:?}");
        let refused = get("orders?select=priority.sum()").await;
        assert_eq!(refused.refusal(), (403, "42501".to_owned()), "{engine:?}");
    }
}

#[tokio::test]
async fn a_range_is_a_window_and_says_which_rows_came() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let window = async |path: &str, range: &str, prefer: &str| {
            let request = world.request(Method::GET, &manager(), path).header("range", range);
            send(request.header("range-unit", "items").header("prefer", prefer)).await
        };
        let path = "orders?select=id&order=id";
        let part = window(path, "1-2", "").await;
        assert_eq!((part.ids(), range(&part)), (vec![2, 3], "1-2/*"), "{engine:?}");
        let counted = window(path, "1-2", "count=exact").await;
        assert_eq!((counted.status, range(&counted)), (206, "1-2/5"), "{engine:?}");
        let rest = window(path, "3-", "count=exact").await;
        assert_eq!((rest.ids(), range(&rest)), (vec![4, 5], "3-4/5"), "{engine:?}");
        let whole = window(path, "0-99", "count=exact").await;
        assert_eq!((whole.status, range(&whole)), (200, "0-4/5"), "{engine:?}");
        let none = window("orders?select=id&id=eq.77", "0-9", "").await;
        assert_eq!((none.ids(), range(&none)), (vec![], "*/*"), "{engine:?}");
        let beyond = window(path, "9-10", "count=exact").await;
        assert_eq!(beyond.refusal(), (416, "PGRST103".to_owned()), "{engine:?}");
        let turned = window(path, "2-1", "").await;
        assert_eq!(turned.refusal(), (416, "PGRST103".to_owned()), "{engine:?}");
        // A reader counts what they see.
        let request = world.request(Method::GET, &ann(), path).header("range", "0-0");
        let own = send(request.header("prefer", "count=exact")).await;
        assert_eq!((own.ids(), range(&own)), (vec![1], "0-0/2"), "{engine:?}");
    }
}

#[tokio::test]
async fn a_write_that_answers_with_headers_alone_says_where_the_row_is() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let write = async |method: Method, path: &str, body: &str| {
            let request = world
                .request(method, &manager(), path)
                .header("prefer", "return=headers-only, count=exact");
            send(request.header("content-type", "application/json").body(body.to_owned())).await
        };
        let one = r#"{"id": 77, "customer_id": 1, "total": 1}"#;
        let made = write(Method::POST, "orders", one).await;
        assert_eq!((made.status, made.text.as_str()), (201, ""), "{engine:?}: {made:?}");
        assert_eq!(made.headers["location"], "/orders?id=eq.77", "{engine:?}");
        assert_eq!(range(&made), "*/1", "{engine:?}");
        let item = r#"{"order_id": 77, "line": 3, "quantity": 1}"#;
        let made = write(Method::POST, "order_items", item).await;
        assert_eq!(
            made.headers["location"], "/order%5Fitems?order%5Fid=eq.77&line=eq.3",
            "{engine:?}"
        );
        let two = r#"[{"id": 78, "customer_id": 1, "total": 1}, {"id": 79, "customer_id": 1, "total": 1}]"#;
        let made = write(Method::POST, "orders", two).await;
        assert_eq!((made.status, made.headers.get("location")), (201, None), "{engine:?}");
        assert_eq!(range(&made), "*/2", "{engine:?}");
        let changed = write(Method::PATCH, "orders?id=in.(78,79)", r#"{"total": 2}"#).await;
        assert_eq!((changed.status, changed.text.as_str()), (204, ""), "{engine:?}");
        assert!(range(&changed).ends_with("/2"), "{engine:?}: {changed:?}");
    }
}

#[tokio::test]
async fn rows_come_in_as_comma_separated_values_and_are_judged_like_any() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let send_csv = async |token: &str, path: &str, body: &str| {
            let request = world.request(Method::POST, token, path);
            let request = request.header("prefer", "return=representation");
            send(request.header("content-type", "text/csv; charset=utf-8").body(body.to_owned()))
                .await
        };
        let path = "orders?select=customer_id,total,status,note&order=total";
        let rows = "customer_id,total,status,note\r\n1,7.25,open,\"a, \"\"b\"\"\nc\"\r\n2,9007199254.5,draft,NULL\r\n";
        let made = send_csv(&manager(), path, rows).await;
        assert_eq!(made.status, 201, "{engine:?}: {made:?}");
        assert_eq!(made.json().as_array().unwrap().len(), 2, "{engine:?}");
        let found = world
            .get(&manager(), "orders?select=customer_id,total,status,note&id=gt.5&order=total")
            .await
            .text;
        for part in [
            r#""total":7.25"#,
            r#""total":9007199254.5"#,
            r#""note":"a, \"b\"\nc""#,
            r#""note":null"#,
        ] {
            assert!(found.contains(part), "{part} on {engine:?}: {found}");
        }
        let foreign = "customer_id,total\n2,5\n";
        let refused = send_csv(&ann(), "orders", foreign).await;
        assert_eq!(refused.refusal(), (403, "42501".to_owned()), "{engine:?}");
        for (body, status) in [
            ("customer_id,total\n1\n", 400),
            ("customer_id,customer_id\n1,1\n", 400),
            ("customer_id,total\n1,much\n", 400),
            ("customer_id,nothing\n1,1\n", 400),
        ] {
            let got = send_csv(&manager(), "orders", body).await;
            assert_eq!(got.status, status, "{body:?} on {engine:?}: {got:?}");
        }
        let count = world.get(&manager(), "orders?select=id").await.ids().len();
        assert_eq!(count, 7, "a refused body writes nothing, {engine:?}");
    }
}

#[tokio::test]
async fn a_body_of_another_kind_is_refused_with_the_kinds_that_are_read() {
    let world = World::new(Engine::Sqlite).await;
    for (kind, named) in [
        ("application/xml", "application/json"),
        ("application/x-www-form-urlencoded", "text/csv"),
        ("text/plain", "application/json"),
        ("application/json; charset=latin1", "UTF-8"),
        ("multipart/form-data; boundary=x", "application/json"),
    ] {
        let request = world.request(Method::POST, &manager(), "orders");
        let body = r#"{"customer_id": 1, "total": 1}"#;
        let got = send(request.header("content-type", kind).body(body)).await;
        assert_eq!(got.refusal(), (415, "PGRST102".to_owned()), "{kind}");
        assert!(got.json()["message"].as_str().unwrap().contains(named), "{kind}: {got:?}");
    }
    assert_eq!(world.get(&manager(), "orders?select=id").await.ids().len(), 5);
}

/// Two keys lead from a transfer to accounts: which one is meant is for the asker to say, and whoever may not read the keys is
/// told nothing of them.
#[tokio::test]
async fn a_relation_that_leads_several_ways_is_asked_back_with_the_ways() {
    const TRANSFERS: &str = "permissions:
  transfers: { table: main.transfers, roles: [manager], select: {} }
  accounts: { table: main.accounts, roles: [manager, clerk], select: {} }
  some: { table: main.transfers, roles: [clerk], select: { columns: [id, payer] } }
";
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        world
            .place
            .run(
                "create table accounts (id bigint primary key, name varchar(20));
                create table transfers (id bigint primary key, payer bigint, payee bigint,
                    constraint by_payer foreign key (payer) references accounts (id),
                    constraint by_payee foreign key (payee) references accounts (id));
                insert into accounts values (1, 'Ann'), (2, 'Bob');
                insert into transfers values (9, 1, 2);",
            )
            .await;
        world.deploy(TRANSFERS).await;
        for path in ["transfers?select=id,accounts(name)", "accounts?select=id,transfers(id)"] {
            let got = world.get(&manager(), path).await;
            assert_eq!((got.status, &got.json()["code"]), (300, &json!("PGRST201")), "{got:?}");
            let hint = got.json()["hint"].as_str().unwrap().to_owned();
            let other = if path.starts_with("transfers") { "accounts" } else { "transfers" };
            // SQLite names a key without a name by its columns.
            let ways: Vec<&str> = hint.trim_start_matches("say which: ").split(", ").collect();
            assert_eq!(ways.len(), 2, "{hint}");
            for way in ways {
                let way = way.trim_matches('`');
                assert!(way.starts_with(&format!("{other}!")), "{hint}");
                let said = path.replace(&format!("{other}("), &format!("{way}("));
                let got = world.get(&manager(), &said).await;
                assert_eq!(got.status, 200, "{said} on {engine:?}: {got:?}");
            }
        }
        let named = world.get(&manager(), "transfers?select=accounts!payee(name)").await.json();
        assert_eq!(named, json!([{"accounts": {"name": "Bob"}}]), "{engine:?}");
        // Of the two keys a clerk reads one, so there is one way.
        let clerk = token("50", &["clerk"]);
        let one = world.get(&clerk, "transfers?select=accounts(name)").await;
        assert_eq!(one.json(), json!([{"accounts": {"name": "Ann"}}]), "{engine:?}: {one:?}");
    }
}
