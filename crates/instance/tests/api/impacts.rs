//! What a policy would give and take, held against what its users then read; on every engine.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use bailiwick_instance::{Impact, ImpactQuestion};
use bailiwick_policy::{Format, Operation, User, parse};
use serde_json::{Value, json};

use crate::world::{ENGINES, POLICY, World, token_with};

const LONG: Duration = Duration::from_secs(30);

fn user(value: Value) -> User {
    serde_json::from_value(value).unwrap()
}

async fn impact(world: &World, text: &str, users: &[User], time_limit: Duration) -> Impact {
    let document = parse(text, Format::Yaml).unwrap_or_else(|problems| panic!("{problems:?}"));
    world.instance.impact(&ImpactQuestion { document, users: users.to_vec(), time_limit }).await
}

/// Everything that a user reads of a table: keys of rows, and keys with names of columns of cells.
async fn sight(
    world: &World,
    user: &User,
    table: &str,
) -> (BTreeSet<String>, BTreeSet<(String, String)>) {
    let region = user.claims.get("region").cloned().unwrap_or(json!(null));
    let roles: Vec<&str> = user.roles.iter().map(String::as_str).collect();
    let token = token_with(user.id.as_deref().unwrap(), &roles, "region", region);
    let request = world.request(reqwest::Method::GET, &token, table).header("prefer", "masked");
    let got = crate::world::send(request).await;
    if got.status == 404 {
        return Default::default();
    }
    assert_eq!(got.status, 200, "{got:?}");
    let masked = got.headers.get("bailiwick-masked").map(String::as_str).unwrap_or("{}");
    let masked: BTreeMap<String, Vec<String>> = serde_json::from_str(masked).unwrap();
    let (mut rows, mut cells) = (BTreeSet::new(), BTreeSet::new());
    for (place, row) in got.json().as_array().unwrap().iter().enumerate() {
        let key = format!("{} {} {}", row["id"], row["order_id"], row["line"]);
        let hidden = masked.get(&place.to_string()).cloned().unwrap_or_default();
        rows.insert(key.clone());
        let shown = row.as_object().unwrap().keys().filter(|name| !hidden.contains(name));
        cells.extend(shown.map(|name| (key.clone(), name.clone())));
    }
    (rows, cells)
}

/// Changes of the shop's policy that leave every table's key readable, so that what is read can be told apart.
fn changes() -> Vec<String> {
    let change = |from: &str, to: &str| {
        assert!(POLICY.contains(from), "{from}");
        POLICY.replacen(from, to, 1)
    };
    vec![
        POLICY.to_owned(),
        change("where: { customer_id: $user.id }", "where: { customer_id: { $ne: $user.id } }"),
        change("where: { customer_id: $user.id }", "where: { total: { $gte: 20 } }"),
        change("columns: [id, customer_id, status, total,", "columns: [id, total, note,"),
        change(
            "where: { customer_id: $user.id, status: draft }\n  own_items",
            "where: { status: draft }\n  own_items",
        ),
        change("columns: [id, name, email]", "columns: [id, pin]"),
        change(
            "where: { orders: { customer_id: $user.id } }",
            "where: { orders: { customer_id: { $ne: $user.id } } }",
        ),
        change("roles: [desk]", "roles: [desk, customer]"),
        change("where: { region: $user.region }", "where: { $not: { region: $user.region } }"),
        change("roles: [manager]", "roles: [customer]"),
    ]
}

#[tokio::test]
async fn what_is_foretold_is_what_comes() {
    let users = [
        user(json!({ "id": "1", "roles": ["customer"] })),
        user(json!({ "id": "2", "roles": ["customer", "desk"], "claims": { "region": "east" } })),
        user(json!({ "id": "9", "roles": ["desk"], "claims": { "region": "west" } })),
        user(json!({ "id": "90", "roles": ["manager"] })),
    ];
    let tables = ["orders", "customers", "order_items"];
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        let mut differing = 0;
        for text in changes() {
            world.deploy(POLICY).await;
            let foretold = impact(&world, &text, &users, LONG).await;
            assert!(foretold.complete, "{foretold:?}");
            let mut before = Vec::new();
            for user in &users {
                for table in tables {
                    before.push(sight(&world, user, table).await);
                }
            }
            world.deploy(&text).await;
            for (place, user) in users.iter().enumerate() {
                for (at, table) in tables.iter().enumerate() {
                    let (rows_before, cells_before) = &before[place * tables.len() + at];
                    let (rows, cells) = sight(&world, user, table).await;
                    let expected = [
                        rows.difference(rows_before).count() as u64,
                        rows_before.difference(&rows).count() as u64,
                        cells.difference(cells_before).count() as u64,
                        cells_before.difference(&cells).count() as u64,
                    ];
                    let name = format!("main.{table}");
                    let told = foretold.items.iter().find(|item| {
                        item.user == place
                            && item.table == name
                            && item.operation == Operation::Select
                    });
                    let found = told.map(|item| {
                        let change = &item.change;
                        [
                            change.rows_gained,
                            change.rows_lost,
                            change.cells_gained,
                            change.cells_lost,
                        ]
                    });
                    assert_eq!(
                        found.unwrap_or_default(),
                        expected,
                        "{engine:?} {user:?} {table} {text}"
                    );
                    differing += usize::from(expected != [0; 4]);
                }
            }
        }
        assert!(differing > 12, "{differing}: the changes change too little to say something");
    }
}

#[tokio::test]
async fn samples_name_rows_by_their_keys_and_show_no_value() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let ann = [user(json!({ "id": "1", "roles": ["customer"] }))];
        let text = POLICY.replacen(
            "where: { customer_id: $user.id }",
            "where: { customer_id: { $ne: $user.id }, note: y }",
            1,
        );
        let told = impact(&world, &text, &ann, LONG).await;
        let reading = told.items.iter().find(|item| item.operation == Operation::Select).unwrap();
        assert_eq!((reading.change.rows_gained, reading.change.rows_lost), (1, 1), "{reading:?}");
        let gained = reading.samples.iter().find(|sample| sample.row == Some(true)).unwrap();
        assert_eq!(json!(gained.key), json!({ "id": 5 }), "{engine:?}");
        assert!(
            gained.gained.contains(&"total".to_owned()) && gained.lost.is_empty(),
            "{gained:?}"
        );
        let lost = reading.samples.iter().find(|sample| sample.row == Some(false)).unwrap();
        assert_eq!(
            json!(lost.key),
            json!({ "id": 2 }),
            "row 1 is a draft, whose id a note's permission shows"
        );
        // What is not read is not changed either.
        let changing = told.items.iter().find(|item| item.operation == Operation::Update);
        assert_eq!(changing.map(|item| item.change.rows_lost), None, "{changing:?}");
    }
}

#[tokio::test]
async fn masks_are_told_apart() {
    let mut world = World::new(bailiwick_schema::Engine::Sqlite).await;
    let with = |mask: &str| {
        format!(
            "permissions:\n  a:\n    table: main.customers\n    roles: [r]\n    select: {{ columns: [id, email]{mask} }}\n"
        )
    };
    let users = [user(json!({ "id": "1", "roles": ["r"] }))];
    world.deploy(&with(", mask: { email: full }")).await;
    for (mask, expected) in [
        ("", (3, 0, 0)),
        (", mask: { email: email }", (0, 0, 3)),
        (", mask: { email: full }, where: { id: 1 }", (0, 4, 0)),
    ] {
        let told = impact(&world, &with(mask), &users, LONG).await;
        let change = told.items[0].change;
        let found = (change.cells_gained, change.cells_lost, change.cells_masked_otherwise);
        assert_eq!(found, expected, "{mask}: {change:?}");
    }
}

#[tokio::test]
async fn without_users_those_of_the_tests_and_one_for_each_role_are_asked() {
    let world = World::new(bailiwick_schema::Engine::Sqlite).await;
    let text = format!(
        "{}tests:\n  - {{ name: a, as: {{ id: 1, roles: [customer] }}, select: main.orders, expect: {{ count: 2 }} }}\n",
        POLICY.replacen("roles: [manager]", "roles: [manager, auditor]", 1)
    );
    let told = impact(&world, &text, &[], LONG).await;
    let users: Vec<String> =
        told.users.iter().map(|user| format!("{:?} {}", user.id, user.roles.join(","))).collect();
    assert_eq!(users, ["Some(\"1\") customer", "None desk", "None manager", "None auditor"]);
    let gained: Vec<(usize, u64)> =
        told.items.iter().map(|item| (item.user, item.change.rows_gained)).collect();
    assert_eq!(gained, [(3, 5), (3, 5), (3, 5)], "reading, changing and removing: {told:?}");
}

#[tokio::test]
async fn a_budget_that_does_not_suffice_is_told() {
    let world = World::new(bailiwick_schema::Engine::Sqlite).await;
    let users = [user(json!({ "id": "1", "roles": ["customer"] }))];
    let text =
        POLICY.replacen("where: { customer_id: $user.id }", "where: { total: { $gte: 20 } }", 1);
    let told = impact(&world, &text, &users, Duration::ZERO).await;
    assert!(!told.complete && told.rows_looked_at == 0, "{told:?}");
    assert!(!told.items.is_empty(), "{told:?}");
    assert!(
        told.items.iter().all(|item| item.problem.as_deref() == Some("the time was up")),
        "{told:?}"
    );
    // More rows than are looked at first, counted all the same when there is time.
    world
        .place
        .run("with recursive n (i) as (select 101 union all select i + 1 from n where i < 5100) insert into orders (id, customer_id, total) select i, 2, i % 40 from n")
        .await;
    let told = impact(&world, &text, &users, LONG).await;
    assert!(told.complete, "{told:?}");
    let reading = told.items.iter().find(|item| item.operation == Operation::Select).unwrap();
    assert_eq!(
        (reading.rows_looked_at, reading.change.rows_gained),
        (5_005, 3 + 2_500),
        "{reading:?}"
    );
}

#[tokio::test]
async fn a_table_made_again_is_closed_until_the_deploy_and_counts_as_gained() {
    let mut world = World::new(bailiwick_schema::Engine::Sqlite).await;
    world.deploy(POLICY).await;
    world.place.run("drop table journal; create table journal (id integer primary key, entry text, x int); insert into journal (entry) values ('new')").await;
    let told =
        impact(&world, POLICY, &[user(json!({ "id": "9", "roles": ["manager"] }))], LONG).await;
    let gained: Vec<(&str, u64)> =
        told.items.iter().map(|item| (item.table.as_str(), item.change.rows_gained)).collect();
    assert_eq!(gained, [("main.journal", 1); 3], "{told:?}");
}
