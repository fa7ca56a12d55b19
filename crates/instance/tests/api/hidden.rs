//! What a user may not know of looks exactly like what does not exist.

use reqwest::Method;
use serde_json::json;

use crate::world::{ENGINES, Got, World, ann, manager, send};

/// Two answers that differ in nothing but what was typed.
fn same(hidden: &Got, missing: &Got, typed: (&str, &str), what: &str) {
    let (hidden, missing) =
        (hidden.bytes().replace(typed.0, "…"), missing.bytes().replace(typed.1, "…"));
    assert_eq!(hidden, missing, "{what}");
}

/// The same request about something hidden and something missing, by names of equal length.
async fn check(path: &str, hidden: &str, missing: &str, expected: (u16, &str)) {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let of = |name: &str| path.replace("NAME", name);
        let (first, second) =
            (world.get(&ann(), &of(hidden)).await, world.get(&ann(), &of(missing)).await);
        assert_eq!(
            first.refusal(),
            (expected.0, expected.1.to_owned()),
            "{path} on {engine:?}: {first:?}"
        );
        same(&first, &second, (hidden, missing), &format!("{path} on {engine:?}"));
    }
}

#[tokio::test]
async fn a_hidden_table() {
    check("NAME?select=id", "vault", "voult", (404, "PGRST205")).await;
}

#[tokio::test]
async fn a_hidden_column_in_every_place() {
    for path in [
        "customers?select=NAME",
        "customers?select=x:NAME",
        "customers?select=NAME::text",
        "customers?select=id&NAME=eq.1111",
        "customers?select=id&NAME=is.null",
        "customers?select=id&NAME=in.(1111)",
        "customers?select=id&NAME=not.like.1*",
        "customers?select=id&or=(id.eq.1,not.and(id.gt.0,NAME.eq.1111))",
        "customers?select=id&order=NAME",
        "orders?select=id,customers(NAME)",
        "orders?select=id,customers(id)&customers.NAME=eq.1111",
        "orders?select=id,customers(id)&customers.order=NAME",
    ] {
        check(path, "pin", "pun", (400, "42703")).await;
    }
}

#[tokio::test]
async fn a_relation_to_a_hidden_table() {
    check("orders?select=id,NAME(id)", "vault", "voult", (400, "PGRST200")).await;
}

/// A key with a column that the caller may not know of is no key to them, by whichever way they ask.
#[tokio::test]
async fn a_hidden_column_of_a_key() {
    const POLICY: &str = "
permissions:
  a: { table: main.hidden_key, roles: [customer], select: { columns: [id, note] }, insert: { columns: [id, note] }, update: { columns: [note] } }
  b: { table: main.absent_key, roles: [customer], select: { columns: [id, note] }, insert: { columns: [id, note] }, update: { columns: [note] } }
";
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        world
            .place
            .run(
                "create table hidden_key (id bigint not null, part bigint not null default 0, note varchar(20), primary key (id, part));
                create table absent_key (id bigint not null, part bigint not null default 0, note varchar(20), unique (id, part));
                insert into hidden_key values (1, 0, 'x');
                insert into absent_key values (1, 0, 'x');",
            )
            .await;
        world.deploy(POLICY).await;
        let ask = async |table: &str, method: Method, query: &str, body: serde_json::Value| {
            let request = world.request(method, &ann(), &format!("{table}{query}"));
            let request = request.header("content-type", "application/json");
            let request = request.header("prefer", "resolution=merge-duplicates,return=minimal");
            send(request.body(body.to_string())).await
        };
        for (method, query, body) in [
            (Method::PUT, "?id=eq.1", json!({ "id": 1, "note": "y" })),
            (Method::PUT, "?id=eq.1", json!({ "note": "y" })),
            (Method::PUT, "?id=eq.1&note=eq.x", json!({ "id": 1, "note": "y" })),
            (Method::PUT, "?id=eq.1&part=eq.0", json!({ "id": 1, "part": 0, "note": "y" })),
            (Method::PUT, "?id=gt.1", json!({ "id": 1 })),
            (Method::PUT, "", json!({ "id": 1 })),
            (Method::POST, "", json!({ "id": 1, "note": "y" })),
            (Method::POST, "", json!([{ "id": 5, "note": "y" }])),
            (Method::POST, "?on_conflict=id", json!({ "id": 1, "note": "y" })),
            (Method::POST, "?on_conflict=id,part", json!({ "id": 1, "note": "y" })),
        ] {
            let what = format!("{method} {query} {body} on {engine:?}");
            let hidden = ask("hidden_key", method.clone(), query, body.clone()).await;
            let absent = ask("absent_key", method, query, body).await;
            assert!(hidden.status >= 400, "{what}: {hidden:?}");
            same(&hidden, &absent, ("hidden_key", "absent_key"), &what);
        }
    }
}

#[tokio::test]
async fn a_hidden_column_in_a_body() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let hidden = world.patch(&ann(), "customers", json!({"pin": "0000"})).await;
        let missing = world.patch(&ann(), "customers", json!({"pun": "0000"})).await;
        assert_eq!(hidden.refusal(), (400, "PGRST204".to_owned()), "{engine:?}");
        same(&hidden, &missing, ("pin", "pun"), "in a body");
    }
}

#[tokio::test]
async fn a_hidden_row() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let (hidden, missing) =
            (world.get(&ann(), "orders?id=eq.3").await, world.get(&ann(), "orders?id=eq.7").await);
        same(&hidden, &missing, ("", ""), "read");
        let (hidden, missing) = (
            world.delete(&ann(), "orders?id=eq.3").await,
            world.delete(&ann(), "orders?id=eq.7").await,
        );
        same(&hidden, &missing, ("", ""), "deleted");
        let change = || json!({"total": 1});
        let (hidden, missing) = (
            world.patch(&ann(), "orders?id=eq.3", change()).await,
            world.patch(&ann(), "orders?id=eq.7", change()).await,
        );
        same(&hidden, &missing, ("", ""), "changed");
    }
}

#[tokio::test]
async fn names_of_the_system_and_other_spellings_are_missing() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        for column in [
            "ctid",
            "xmin",
            "oid",
            "rowid",
            "_rowid_",
            "tableoid",
            "NAME",
            "Name",
            "n\u{430}me",
            "pin%20",
            "customers.name",
            "name-%3Ex",
            "customers",
        ] {
            let got = world.get(&ann(), &format!("customers?select={column}")).await;
            assert!(matches!(got.status, 400 | 406), "{column} on {engine:?}: {got:?}");
        }
        for table in [
            "Orders",
            "ORDERS",
            "orders%20",
            "main.orders",
            "public.orders",
            "sqlite_master",
            "pg_class",
            "information_schema.tables",
            "orders%3B",
            "orders%00",
            "%22orders%22",
            "orders--",
        ] {
            let got = world.get(&ann(), table).await;
            assert!(got.status == 404 || got.status == 400, "{table} on {engine:?}: {got:?}");
        }
    }
}

#[tokio::test]
async fn sql_in_any_place_stays_text() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        for attack in [
            "'%20or%20'1'='1",
            "1;drop%20table%20orders",
            "1)%20or%201=1--",
            "$1",
            "\\'%20or%201=1--",
            "%27%20or%20%27%27=%27",
        ] {
            for path in [
                format!("orders?select=id&status=eq.{attack}"),
                format!("orders?select=id&status=in.(\"{attack}\")"),
                format!("orders?select=id&status=like.{attack}"),
            ] {
                let got = world.get(&ann(), &path).await;
                assert!(got.status == 400 || got.ids().is_empty(), "{path} on {engine:?}: {got:?}");
            }
            let got = world.get(&ann(), &format!("orders?select=id&order={attack}")).await;
            assert_eq!(got.status, 400, "{attack} on {engine:?}: {got:?}");
        }
        assert_eq!(world.get(&manager(), "orders?select=id").await.ids().len(), 5, "{engine:?}");
    }
}

#[tokio::test]
async fn too_deep_too_wide_and_too_many_are_refused() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let deep = "orders?select=id,customers(id,orders(id,customers(id,orders(id))))";
        let nested = "orders?and=(or(and(or(and(or(and(id.eq.1))))))))";
        let wide = format!("orders?{}", (0..60).map(|_| "id=eq.1").collect::<Vec<_>>().join("&"));
        for path in [
            deep,
            nested,
            &wide,
            "orders?limit=-1",
            "orders?limit=1.5",
            "orders?limit=x",
            "orders?offset=-1",
        ] {
            assert_eq!(world.get(&manager(), path).await.status, 400, "{path} on {engine:?}");
        }
    }
}

#[tokio::test]
async fn request_headers_cannot_name_another_user() {
    let world = World::new(bailiwick_schema::Engine::Sqlite).await;
    let request = world.request(Method::GET, &ann(), "orders?select=id&order=id");
    let got = send(
        request
            .header("prefer", "role=manager")
            .header("x-hasura-role", "manager")
            .header("role", "manager"),
    )
    .await;
    assert_eq!(got.ids(), [1, 2]);
}
