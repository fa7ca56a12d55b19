//! What each user sees, cell by cell.

use bailiwick_schema::Engine;
use serde_json::json;

use crate::world::{ENGINES, World, ann, bob, manager, send, token, token_with};

async fn check(path: &str, token: &str, expected: &[i64]) {
    for engine in ENGINES {
        let world = World::new(engine).await;
        assert_eq!(world.get(token, path).await.ids(), expected, "{path} on {engine:?}");
    }
}

#[tokio::test]
async fn three_users_get_three_answers() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let desk = token_with("50", &["desk"], "region", json!("east"));
        let path = "orders?select=id&order=id";
        assert_eq!(world.get(&ann(), path).await.ids(), [1, 2], "{engine:?}");
        assert_eq!(world.get(&bob(), path).await.ids(), [3, 4], "{engine:?}");
        assert_eq!(world.get(&desk, path).await.ids(), [1, 2, 5], "{engine:?}");
        assert_eq!(world.get(&manager(), path).await.ids(), [1, 2, 3, 4, 5], "{engine:?}");
        let both = token_with("2", &["customer", "desk"], "region", json!("east"));
        assert_eq!(world.get(&both, path).await.ids(), [1, 2, 3, 4, 5], "roles add up, {engine:?}");
    }
}

#[tokio::test]
async fn a_cell_shows_only_where_a_permission_that_grants_it_matches_the_row() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let rows = world.get(&ann(), "orders?select=id,note,status&order=id").await.json();
        let expected = json!([{"id": 1, "note": "call first", "status": "draft"}, {"id": 2, "note": null, "status": "open"}]);
        assert_eq!(rows, expected, "{engine:?}");
    }
}

#[tokio::test]
async fn a_masked_cell_can_be_neither_filtered_nor_ordered_by() {
    check("orders?select=id&note=like.behind*", &ann(), &[]).await;
    check("orders?select=id&note=is.null", &ann(), &[2]).await;
    check(
        "orders?select=id&or=(note.eq.behind%20her%20back,and(note.like.b*,id.gt.0))",
        &ann(),
        &[],
    )
    .await;
    check("orders?select=id&order=note.asc.nullsfirst", &ann(), &[2, 1]).await;
    check("orders?select=id&note=not.is.null", &ann(), &[1]).await;
}

#[tokio::test]
async fn star_means_the_granted_columns() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let rows = world.get(&ann(), "customers").await.json();
        assert_eq!(
            rows,
            json!([{"id": 1, "name": "Ann", "email": "ann@example.com"}]),
            "{engine:?}"
        );
        assert_eq!(world.get(&ann(), "customers?select=*").await.json(), rows, "{engine:?}");
    }
}

#[tokio::test]
async fn embeds_show_what_the_user_may_see_of_the_other_table() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let rows = world.get(&ann(), "orders?select=id,customers(name),order_items(line,product)&order=id&order_items.order=line").await;
        let expected = json!([
            {"id": 1, "customers": {"name": "Ann"}, "order_items": [{"line": 1, "product": "pen"}, {"line": 2, "product": "ink"}]},
            {"id": 2, "customers": {"name": "Ann"}, "order_items": [{"line": 1, "product": "cup"}]},
        ]);
        assert_eq!(rows.json(), expected, "{engine:?}");
        let desk = token_with("50", &["desk"], "region", json!("east"));
        let refused = world.get(&desk, "orders?select=id,order_items(line)").await;
        assert_eq!(
            refused.refusal(),
            (400, "PGRST200".to_owned()),
            "a relation to a hidden table, {engine:?}"
        );
        let both = token_with("2", &["customer", "desk"], "region", json!("east"));
        let rows = world
            .get(&both, "orders?select=id,order_items(product)&order=id&id=in.(1,3)")
            .await
            .json();
        assert_eq!(
            rows,
            json!([{"id": 1, "order_items": []}, {"id": 3, "order_items": [{"product": "hat"}]}]),
            "{engine:?}"
        );
    }
}

#[tokio::test]
async fn order_limit_offset_range_and_count_page_through_visible_rows() {
    check("orders?select=id&order=total.desc&limit=2&offset=1", &manager(), &[4, 3]).await;
    for engine in ENGINES {
        let world = World::new(engine).await;
        let request =
            world.request(reqwest::Method::GET, &ann(), "orders?select=id&order=id&limit=1");
        let got = send(request.header("prefer", "count=exact")).await;
        assert_eq!(
            (got.status, got.headers["content-range"].as_str()),
            (206, "0-0/2"),
            "{engine:?}"
        );
        let request =
            world.request(reqwest::Method::HEAD, &bob(), "orders").header("prefer", "count=exact");
        let got = send(request).await;
        assert_eq!(
            (got.text.as_str(), got.headers["content-range"].as_str()),
            ("", "0-1/2"),
            "{engine:?}"
        );
        let got = world.get(&ann(), "orders?limit=100000").await;
        assert_eq!(got.status, 400, "above the server's cap, {engine:?}");
    }
}

#[tokio::test]
async fn numbers_keep_every_digit() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let got = world.get(&ann(), "orders?select=big,total&id=eq.1").await;
        assert!(got.text.contains("9007199254740993"), "{engine:?}: {}", got.text);
        assert!(got.text.contains("10.5"), "{engine:?}: {}", got.text);
        let stored = world
            .post(
                &ann(),
                "orders?select=big",
                json!({"customer_id": 1, "total": 1, "big": 9_223_372_036_854_775_807_i64}),
            )
            .await;
        assert!(stored.text.contains("9223372036854775807"), "{engine:?}: {stored:?}");
    }
}

#[tokio::test]
async fn a_user_whose_claim_is_missing_null_or_an_object_sees_nothing_by_it() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        for region in [json!(null), json!({"$ne": null}), json!(["east"]), json!("east' or '1'='1")]
        {
            let desk = token_with("50", &["desk"], "region", region.clone());
            let got = world.get(&desk, "orders?select=id").await;
            assert!(got.status == 404 || got.ids().is_empty(), "{region} on {engine:?}: {got:?}");
        }
        let got = world.get(&token("50", &["desk"]), "orders?select=id").await;
        assert!(got.status == 404 || got.ids().is_empty(), "{engine:?}: {got:?}");
    }
}

#[tokio::test]
async fn text_that_looks_like_a_variable_stays_text() {
    check("orders?select=id&status=eq.$user.id", &manager(), &[]).await;
    check("orders?select=id&note=eq.$now", &manager(), &[]).await;
}

#[tokio::test]
async fn profiles_name_the_connection_and_unknown_ones_hold_nothing() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let get = |profile: &str| {
            world
                .request(reqwest::Method::GET, &ann(), "orders?select=id&order=id")
                .header("accept-profile", profile.to_owned())
        };
        assert_eq!(send(get("main")).await.ids(), [1, 2], "{engine:?}");
        assert_eq!(send(get("other")).await.refusal(), (404, "PGRST205".to_owned()), "{engine:?}");
        if engine == Engine::Postgres {
            assert_eq!(send(get("main.public")).await.ids(), [1, 2]);
            assert_eq!(send(get("main.pg_catalog")).await.refusal(), (404, "PGRST205".to_owned()));
        }
    }
}

#[tokio::test]
async fn the_dashboard_reads_as_a_user_without_a_token() {
    let world = World::new(Engine::Sqlite).await;
    let user = |id: &str| bailiwick_policy::User {
        id: Some(id.to_owned()),
        roles: vec!["customer".to_owned()],
        ..Default::default()
    };
    let request = |method: &str| {
        let request =
            axum::http::Request::builder().method(method).uri("/rest/v1/orders?select=id&order=id");
        request.body(axum::body::Body::empty()).unwrap()
    };
    let response = world.instance.read_as(user("2"), request("GET")).await;
    let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&body).unwrap(),
        json!([{"id": 3}, {"id": 4}])
    );
    assert_eq!(world.instance.read_as(user("2"), request("DELETE")).await.status(), 405);
}

#[tokio::test]
async fn rows_are_ordered_by_what_the_user_sees_of_an_embedded_row() {
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        for (query, expected) in [
            ("select=id,customers(name)&order=customers(name).desc,id", &[5, 3, 4, 1, 2][..]),
            ("select=id,c:customers(name)&order=c(name).desc,id", &[5, 3, 4, 1, 2]),
            ("select=id,...customers(name)&order=customers(name).desc,id.desc", &[5, 4, 3, 2, 1]),
            ("select=id,customers!inner()&order=customers(email).desc,id", &[5, 3, 4, 1, 2]),
            (
                "select=id,customers(name)&customers.region=eq.west&order=customers(name).nullslast,id",
                &[3, 4, 1, 2, 5],
            ),
            (
                "select=id,customers(name)&customers.region=eq.west&order=customers(name).desc.nullsfirst,id",
                &[1, 2, 5, 3, 4],
            ),
        ] {
            let path = format!("orders?{query}");
            assert_eq!(world.get(&manager(), &path).await.ids(), expected, "{path} on {engine:?}");
        }
        let path = "customers?select=id,orders(id,customers(region))&id=eq.1&orders.order=customers(region),id.desc";
        let rows = world.get(&manager(), path).await.json();
        assert_eq!(rows[0]["orders"][0]["id"], 2, "{engine:?}: {rows}");
        for (query, status, code) in [
            ("select=id&order=customers(name)", 400, "PGRST108"),
            ("select=id,customers(name)&order=customers(nome)", 400, "42703"),
            ("select=id,order_items(line)&order=order_items(line)", 400, "PGRST118"),
            ("select=count(),customers(name)&order=customers(name)", 406, "PGRST127"),
            ("select=id,vault(id)&order=vault(code)", 400, "PGRST200"),
        ] {
            let got = world.get(&manager(), &format!("orders?{query}")).await;
            assert_eq!(got.refusal(), (status, code.to_owned()), "{query} on {engine:?}");
        }
        for name in ["pin", "pun"] {
            let path = format!("orders?select=id,customers(id)&order=customers({name})");
            let got = world.get(&ann(), &path).await;
            assert_eq!(got.refusal(), (400, "42703".to_owned()), "{path} on {engine:?}");
        }
        // The names of the east alone show: the others are as null, and order nothing.
        let policy = "
permissions:
  orders: { table: main.orders, roles: [clerk], select: { columns: [id, customer_id] } }
  customers: { table: main.customers, roles: [clerk], select: { columns: [id] } }
  east: { table: main.customers, roles: [clerk], select: { columns: [id, name], where: { region: east } } }
  first: { table: main.orders, roles: [lender], select: { columns: [id, customer_id] } }
  few: { table: main.customers, roles: [lender], select: { columns: [id, name], where: { id: 1 } } }
";
        world.deploy(policy).await;
        let clerk = token("7", &["clerk"]);
        let path = "orders?select=id,customers(id)&order=customers(name).desc.nullslast,id.desc";
        assert_eq!(world.get(&clerk, path).await.ids(), [5, 2, 1, 4, 3], "{engine:?}");
        let lender = token("8", &["lender"]);
        assert_eq!(world.get(&lender, path).await.ids(), [2, 1, 5, 4, 3], "{engine:?}");
    }
}
