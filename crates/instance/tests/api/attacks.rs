//! Published ways past other products, tried here: each name says which.

use bailiwick_schema::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{ENGINES, World, ann, bob, manager, send, token_with};

const REGIONS: &str = "permissions:\n  p:\n    table: main.customers\n    roles: [desk]\n    select: { columns: [id, name], where: { region: { $in: $user.regions } } }\n";

#[tokio::test]
async fn an_empty_missing_or_broken_list_in_a_claim_admits_nobody() {
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        world.deploy(REGIONS).await;
        let desk = |regions: Value| token_with("50", &["desk"], "regions", regions);
        assert_eq!(
            world.get(&desk(json!(["east", "north"])), "customers?select=id&order=id").await.ids(),
            [1, 3],
            "{engine:?}"
        );
        for nobody in [
            json!([]),
            json!(null),
            json!([null, "east"]),
            json!("east"),
            json!({"$ne": null}),
            json!([["east"]]),
            json!([{"$ne": 1}]),
            json!(["east' or 'a'='a"]),
            json!(["EAST", "east "]),
        ] {
            let got = world.get(&desk(nobody.clone()), "customers?select=id").await;
            assert!(got.status == 404 || got.ids().is_empty(), "{nobody} on {engine:?}: {got:?}");
        }
        let many: Vec<String> =
            (0..1_000).map(|number| format!("r{number}")).chain(["west".to_owned()]).collect();
        assert_eq!(
            world.get(&desk(json!(many)), "customers?select=id").await.ids(),
            [2],
            "{engine:?}"
        );
    }
}

#[tokio::test]
async fn names_of_a_scripting_language_are_no_claims() {
    let mut world = World::new(Engine::Sqlite).await;
    for path in ["__proto__", "constructor", "constructor.name", "toString"] {
        world.deploy(&format!("permissions:\n  p:\n    table: main.customers\n    roles: [desk]\n    select: {{ where: {{ name: {{ $ne: $user.{path} }} }} }}\n")).await;
        let got = world
            .get(&token_with("50", &["desk"], "regions", json!([])), "customers?select=id")
            .await;
        assert!(got.status == 404 || got.ids().is_empty(), "{path}: {got:?}");
    }
}

#[tokio::test]
async fn a_cast_never_touches_a_masked_cell() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let got = world.get(&ann(), "orders?select=note::text&order=id").await;
        assert_eq!(got.json(), json!([{"note": "call first"}, {"note": null}]), "{engine:?}");
        // A cast that can fail would tell by failing.
        let got = world.get(&ann(), "orders?select=note::integer").await;
        assert_eq!(got.refusal(), (400, "PGRST100".to_owned()), "{engine:?}");
    }
}

#[tokio::test]
async fn patterns_show_only_what_is_visible() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        for pattern in
            ["*", "%25", "_*", "\\*", "*behind*", "b%25", "%25%25%25%25%25%25%25%25%25%25k"]
        {
            let got = world.get(&ann(), &format!("orders?select=id&note=ilike.{pattern}")).await;
            assert!(
                got.status == 400 || !got.ids().contains(&2),
                "{pattern} on {engine:?}: {got:?}"
            );
        }
        let long = "a*".repeat(2_000);
        assert_eq!(
            world.get(&ann(), &format!("orders?select=id&note=like.{long}")).await.status,
            400,
            "{engine:?}"
        );
    }
}

#[tokio::test]
async fn a_rule_is_not_passed_by_another_spelling_of_a_value() {
    let values = [
        json!("1e9"),
        json!(" 200000"),
        json!("0x1"),
        json!(1e300),
        json!("NaN"),
        json!("Infinity"),
        json!(-0.0),
        json!("5\u{0}"),
        json!(""),
        json!({"$eq": 5}),
        json!([5]),
        json!(false),
        json!(100_000.01),
        json!("100000.000001"),
    ];
    for engine in ENGINES {
        let world = World::new(engine).await;
        for value in &values {
            let got = world
                .post(&ann(), "orders?select=total", json!({"customer_id": 1, "total": value}))
                .await;
            if got.status == 201 {
                let stored = got.json()[0]["total"].as_f64();
                assert!(
                    stored.is_some_and(|stored| stored > 0.0 && stored <= 100_000.0),
                    "{value} on {engine:?}: {got:?}"
                );
            } else {
                assert!(matches!(got.status, 400 | 403), "{value} on {engine:?}: {got:?}");
            }
        }
        let broken = world
            .request(Method::POST, &ann(), "orders")
            .header("content-type", "application/json");
        let got = send(broken.body(r#"{"customer_id":1,"total":1e400}"#)).await;
        assert!(matches!(got.status, 400 | 403), "{engine:?}: {got:?}");
    }
}

#[tokio::test]
async fn a_bulk_update_without_a_filter_stays_in_its_scope() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let got = world.patch(&bob(), "orders?select=id", json!({"total": 1})).await;
        assert_eq!(got.ids(), [3], "{engine:?}");
        assert_eq!(
            world.get(&manager(), "orders?select=id&total=eq.1").await.ids(),
            [3],
            "{engine:?}"
        );
    }
}

#[tokio::test]
async fn users_at_the_same_time_never_get_each_others_rows() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let (ann, bob) = (ann(), bob());
        let asked = (0..120).map(|number| {
            let (token, expected) = if number % 2 == 0 { (&ann, [1, 2]) } else { (&bob, [3, 4]) };
            let world = &world;
            async move {
                assert_eq!(world.get(token, "orders?select=id&order=id").await.ids(), expected)
            }
        });
        futures::future::join_all(asked).await;
    }
}

#[tokio::test]
async fn a_role_more_never_takes_away() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let read = async |roles: &[&str]| {
            let got = world
                .get(&token_with("1", roles, "region", json!("west")), "orders?select=*&order=id")
                .await;
            got.json()
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row.as_object().unwrap().clone())
                .collect::<Vec<_>>()
        };
        let (less, more) = (read(&["customer"]).await, read(&["customer", "desk"]).await);
        for row in &less {
            let same = more.iter().find(|other| other["id"] == row["id"]).unwrap();
            for (name, value) in row.iter().filter(|(_, value)| !value.is_null()) {
                assert_eq!(&same[name], value, "{name} on {engine:?}");
            }
        }
        assert_eq!(
            more,
            read(&["desk", "customer"]).await,
            "the order of roles changes nothing, {engine:?}"
        );
        let foreign = more.iter().find(|row| row["id"] == 3).unwrap();
        assert_eq!(
            foreign["total"],
            Value::Null,
            "a column of one permission in a row of another, {engine:?}"
        );
    }
}

#[tokio::test]
async fn long_lists_and_far_offsets_cost_little() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let list = (0..1_500).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
        assert_eq!(
            world.get(&ann(), &format!("orders?select=id&id=in.({list})")).await.status,
            400,
            "{engine:?}"
        );
        let got = world.get(&ann(), "orders?select=id&offset=9000000000000000000").await;
        assert!(matches!(got.status, 200 | 400 | 416), "{engine:?}: {got:?}");
        assert_eq!(
            world.get(&ann(), "orders?select=id&offset=99999999999999999999").await.status,
            400,
            "{engine:?}"
        );
    }
}
