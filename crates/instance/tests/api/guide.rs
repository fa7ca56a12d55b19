//! The examples of the guide to the language do what its sentences say, on every engine.

use bailiwick_policy::{Format, parse};
use bailiwick_schema::Engine;
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::world::{ENGINES, Got, Place, World, auth, claims, send, sign};

#[expect(dead_code, reason = "what is read of the folder of examples is tested where policies are")]
#[path = "../../../policy/tests/all/examples.rs"]
mod examples;

/// What is asked of one example, found by what stands in it.
struct Question {
    example: &'static str,
    role: &'static str,
    id: u64,
    claims: Value,
    path: &'static str,
    rows: Value,
}

fn ask(
    example: &'static str,
    (role, id): (&'static str, u64),
    claims: Value,
    path: &'static str,
    rows: Value,
) -> Question {
    Question { example, role, id, claims, path, rows }
}

fn ids(ids: &[u64]) -> Value {
    ids.iter().map(|id| json!({ "id": id })).collect()
}

fn questions() -> Vec<Question> {
    let (seven, none) = (("customer", 7), || json!({}));
    let all = "orders?select=id&order=id";
    let email = "customers?select=id,email&order=id";
    let some_total = json!([
        { "id": 1, "status": "paid", "total": 10 },
        { "id": 2, "status": "draft", "total": 500 },
        { "id": 3, "status": "paid", "total": null },
        { "id": 4, "status": null, "total": null },
        { "id": 5, "status": "sent", "total": 50 },
    ]);
    vec![
        ask("name: Own orders", seven, none(), all, ids(&[1, 2, 5])),
        ask("name: Own orders", ("manager", 1), none(), all, ids(&[1, 2, 3, 4, 5])),
        ask("$not: { organization_id", seven, json!({ "org_ids": ["a"] }), all, ids(&[1])),
        ask("- { status: { $ne: deleted } }", seven, none(), all, ids(&[1, 2, 3, 4, 5])),
        ask("$gt: { $now: -30d }", seven, none(), all, ids(&[1])),
        ask(
            "customers: { email: $user.email }",
            seven,
            json!({ "email": "ann@example.com" }),
            all,
            ids(&[1, 2, 5]),
        ),
        ask("staff!seller_id", seven, json!({ "name": "Sam" }), all, ids(&[1, 2, 3])),
        ask("$exists:", seven, none(), all, ids(&[1, 3])),
        ask("$use: [mine, live]", seven, json!({ "org_ids": ["a"] }), all, ids(&[1, 5])),
        ask("$use: [mine, live]", seven, none(), "lines?select=id&order=id", ids(&[1, 3])),
        ask("everyones:", seven, none(), "orders?select=id,status,total&order=id", some_total),
        ask(
            "directory:",
            ("support", 8),
            none(),
            email,
            json!([{ "id": 7, "email": "a***@example.com" }, { "id": 8, "email": "bob@example.org" }]),
        ),
        ask(
            "aggregate: [sum",
            seven,
            json!({ "org_ids": ["a"] }),
            "orders?select=total.sum()",
            json!([{ "sum": 100_060 }]),
        ),
        ask("roles: [anonymous]", ("", 0), none(), all, ids(&[1, 2, 3, 4, 5])),
    ]
}

/// The shop of the guide, with a few rows of which each example admits some.
fn shop(engine: Engine) -> String {
    let ago = |days: u8| match engine {
        Engine::Sqlite => format!("datetime('now', '-{days} days')"),
        Engine::Postgres => format!("now() - interval '{days} days'"),
        Engine::Mysql => format!("utc_timestamp() - interval {days} day"),
    };
    let date = match engine {
        Engine::Sqlite => "date('now', '-1 day')",
        Engine::Postgres => "current_date - 1",
        Engine::Mysql => "utc_date() - interval 1 day",
    };
    let moment = if engine == Engine::Postgres { "timestamptz" } else { "datetime" };
    // A word of MariaDB's.
    let lines = if engine == Engine::Mysql { "`lines`" } else { "lines" };
    let (fresh, old) = (ago(1), ago(60));
    format!(
        "create table staff (id bigint primary key, boss_id bigint, name varchar(40), foreign key (boss_id) references staff (id));
        create table customers (id bigint primary key, email varchar(80));
        create table orders (id bigint primary key, customer_id bigint, organization_id varchar(20), total bigint, status varchar(20),
            priority smallint, seller_id bigint, packer_id bigint, created_by varchar(20), updated_by varchar(20), updated_at {moment}, due date,
            constraint orders_customer foreign key (customer_id) references customers (id),
            constraint orders_seller foreign key (seller_id) references staff (id),
            constraint orders_packer foreign key (packer_id) references staff (id));
        create table {lines} (id bigint primary key, order_id bigint, note varchar(80),
            constraint lines_order foreign key (order_id) references orders (id));
        insert into staff values (1, null, 'Sam');
        insert into staff values (2, 1, 'Tom');
        insert into customers values (7, 'ann@example.com'), (8, 'bob@example.org');
        insert into orders values
            (1, 7, 'a', 10, 'paid', 1, null, null, 'ann', 'ann', {fresh}, {date}),
            (2, 7, 'b', 500, 'draft', 1, 1, null, 'ann', 'bob', {fresh}, {date}),
            (3, 8, 'a', 100000, 'paid', 1, null, 2, 'bob', 'ann', {fresh}, {date}),
            (4, 8, null, 5, null, 1, 2, null, 'bob', null, {fresh}, {date}),
            (5, 7, 'a', 50, 'sent', 1, null, 1, 'ann', 'ann', {old}, {date});
        insert into {lines} values (1, 1, 'urgent: today'), (2, 3, 'slow'), (3, 5, null);"
    )
}

async fn house(engine: Engine) -> World {
    let place = Place::new(engine).await;
    place.run(&shop(engine)).await;
    World::at(place).await
}

/// SQLite names no constraint, so that its keys are called after their columns.
fn on(engine: Engine, example: &str) -> String {
    match engine {
        Engine::Sqlite => example.replace("orders_packer", "orders_packer_id_fkey"),
        _ => example.to_owned(),
    }
}

fn find(of: &str) -> String {
    let all = examples::of_the_guide();
    let mut found = all.into_iter().filter(|example| example.contains(of));
    let only = found.next().unwrap_or_else(|| panic!("no example has `{of}`"));
    assert!(found.next().is_none(), "several examples have `{of}`");
    only
}

fn token(role: &str, id: u64, more: &Value) -> String {
    if role.is_empty() {
        return String::new();
    }
    let mut all: Map<String, Value> = claims(&id.to_string(), &[role]);
    all.extend(more.as_object().unwrap().clone());
    sign(&all)
}

#[tokio::test]
async fn reading_examples_show_what_the_guide_says() {
    for engine in ENGINES {
        let mut world = house(engine).await;
        world.configure(|config| {
            config.client_auth = Some(bailiwick_instance::ClientAuth { anonymous: true, ..auth() });
        });
        for Question { example, role, id, claims, path, rows } in questions() {
            world.deploy(&on(engine, &find(example))).await;
            let got = world.get(&token(role, id, &claims), path).await;
            assert!(got.status == 200 || got.status == 206, "{example} on {engine:?}: {got:?}");
            assert_eq!(got.json(), rows, "{example} on {engine:?}");
        }
    }
}

/// Asks for a write and takes it back.
async fn write(world: &World, method: Method, token: &str, path: &str, body: Value) -> Got {
    let request = world.request(method, token, path).header("prefer", "tx=rollback");
    send(request.header("content-type", "application/json").body(body.to_string())).await
}

#[tokio::test]
async fn writing_examples_admit_and_refuse_what_the_guide_says() {
    for engine in ENGINES {
        let mut world = house(engine).await;
        let manager = token("manager", 1, &json!({}));
        world.deploy(&find("name: Own orders")).await;
        for (status, expected) in [("sent", 204), ("lost", 403)] {
            let body = json!({ "status": status });
            let got = write(&world, Method::PATCH, &manager, "orders?id=eq.1", body).await;
            assert_eq!(got.status, expected, "{engine:?} {status}: {got:?}");
        }
        let seven = token("customer", 7, &json!({ "org_ids": ["a"] }));
        let body = json!({ "status": "sent" });
        let got = write(&world, Method::PATCH, &seven, "orders?id=eq.1", body).await;
        assert_eq!(got.status, 403, "{engine:?}: {got:?}");

        // An insert without reading; `id` is not listed, and the key has no default here, but refusals come first.
        world.deploy(&find("default: { status: 'draft'")).await;
        for body in [
            json!({ "customer_id": 7, "total": 0 }),
            json!({ "customer_id": 7, "total": 5, "status": "sent" }),
            json!({ "customer_id": 7, "total": 5, "priority": 1 }),
        ] {
            let got = write(&world, Method::POST, &seven, "orders", body.clone()).await;
            assert!([400, 403].contains(&got.status), "{engine:?} {body}: {got:?}");
        }

        let reading = "    select: {}\n";
        world.deploy(&format!("{}{reading}", find("check: { total: { $lte: 100_000 } }"))).await;
        for (path, body, expected) in [
            ("orders?id=eq.1", json!({ "total": 99_999 }), json!([{ "id": 1 }])),
            ("orders?id=eq.2", json!({ "total": 99_999 }), json!([])),
        ] {
            let request = world.request(Method::PATCH, &seven, &format!("{path}&select=id"));
            let request = request.header("prefer", "return=representation, tx=rollback");
            let got =
                send(request.header("content-type", "application/json").body(body.to_string()))
                    .await;
            assert_eq!(got.json(), expected, "{engine:?} {path}: {got:?}");
        }
        for total in [0, 100_001] {
            let body = json!({ "total": total });
            let got = write(&world, Method::PATCH, &seven, "orders?id=eq.1", body).await;
            assert_eq!(got.status, 403, "{engine:?} {total}: {got:?}");
        }

        world.deploy(&format!("{}{reading}", find("where: { status: draft, customer_id"))).await;
        let path = "orders?id=in.(1,2,3)&select=id";
        let request = world.request(Method::DELETE, &seven, path);
        let got = send(request.header("prefer", "return=representation, tx=rollback")).await;
        assert_eq!(got.json(), ids(&[2]), "{engine:?}: {got:?}");
    }
}

#[tokio::test]
async fn the_tests_and_the_action_of_the_guide_do_what_they_say() {
    for engine in ENGINES {
        let mut world = house(engine).await;
        let tests = find("expect: { every: { customer_id: 7 } }");
        let document = parse(&tests, Format::Yaml).unwrap();
        let verdicts =
            world.instance.run_tests(&document, std::time::Duration::from_secs(30)).await;
        assert_eq!(verdicts.len(), 4);
        for verdict in verdicts {
            assert_eq!(verdict.failure, None, "{engine:?} {}", verdict.name);
        }

        world.deploy(&find("approve_order:")).await;
        let manager = token("manager", 1, &json!({}));
        let approved = json!([{ "id": 2, "status": "approved" }]);
        let got = world.post(&manager, "rpc/approve_order", json!({ "id": 2 })).await;
        assert_eq!(got.json(), approved, "{engine:?}: {got:?}");
        // Paid orders are none to approve.
        let got = world.post(&manager, "rpc/approve_order", json!({ "id": 1 })).await;
        assert_eq!(got.json(), json!([{ "id": 1, "status": "paid" }]), "{engine:?}: {got:?}");
        let got =
            world.post(&manager, "rpc/approve_order", json!({ "id": 1, "priority": 10 })).await;
        assert_eq!(got.status, 400, "{engine:?}: {got:?}");
        let seven = token("customer", 7, &json!({}));
        let got = world.post(&seven, "rpc/approve_order", json!({ "id": 3 })).await;
        assert_eq!(got.status, 404, "{engine:?}: {got:?}");
    }
}
