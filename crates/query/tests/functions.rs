//! Functions over many rows, and text that shows in part, on the three engines: nothing is summed up, grouped, sorted or
//! found that its asker does not see.
#![allow(unreachable_pub, reason = "the support is shared by several test files")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use bailiwick_schema::Engine;
use serde_json::{Value as Json, json};
use support::{Caller, Database, ENGINES, policy, seen, user};

const POLICY: &str = r#"
permissions:
  everything: { table: main.orders, roles: [admin], select: { aggregate: [sum, avg, min, max] } }
  customers: { table: main.customers, roles: [admin, counter], select: {} }
  seen: { table: main.orders, roles: [customer, counter], select: { columns: [id, status, customer_id, total] } }
  mine: { table: main.orders, roles: [customer], select: { columns: [id, total, weight], where: { customer_id: $user.id }, aggregate: [sum] } }
  people: { table: main.customers, roles: [masked], select: { columns: [id, name, email], mask: { email: email, name: full } } }
  myself: { table: main.customers, roles: [masked], select: { columns: [id, name, email], where: { id: $user.id } } }
  referred: { table: main.customers, roles: [masked], select: { columns: [email], where: { referred_by: 2 }, mask: { email: last4 } } }
  known: { table: main.customers, roles: [partly], select: { columns: [id, email], mask: { email: partial }, aggregate: [min, max] } }
"#;

const BIG: i64 = 9_007_199_254_740_993;

/// Asks every engine, and expects the same of all: numbers by their value.
async fn check(role: &str, cases: &[(&str, Json)]) {
    for engine in ENGINES {
        for (target, expected) in cases {
            let found = ask(engine, role, target).await;
            assert_eq!(by_value(&found), by_value(expected), "{engine:?} {target}");
        }
    }
}

async fn ask(engine: Engine, role: &str, target: &str) -> Json {
    let (mut database, schema) = Database::shop(engine).await;
    let policy = policy(POLICY, &schema);
    let caller = Caller::new(&schema, &policy, user("1", &[role], json!({})));
    let answer = seen(caller.send(&mut database, "GET", target, &[], "").await);
    if answer[0] == 200 { answer[2].clone() } else { answer }
}

/// `10.50` and `10.5` are one number.
fn by_value(json: &Json) -> Json {
    match json {
        Json::Array(items) => items.iter().map(by_value).collect(),
        Json::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), by_value(value))).collect()
        }
        Json::Number(number) if number.to_string().contains(['.', 'e']) => {
            let number = number.as_f64().unwrap();
            if number.fract() == 0.0 && number.abs() < 1e15 {
                json!(number as i64)
            } else {
                json!((number * 1e4).round() / 1e4)
            }
        }
        other => other.clone(),
    }
}

#[tokio::test]
async fn functions_over_many_rows_say_what_they_say() {
    check(
        "admin",
        &[
            ("orders?select=count()", json!([{ "count": 5 }])),
            ("orders?select=total.count(),all:count()", json!([{ "count": 4, "all": 5 }])),
            ("orders?select=total.sum()", json!([{ "sum": 100_110.5 }])),
            ("orders?select=avg:total.avg(),most:total.max(),least:total.min()&id=lt.3",
                json!([{ "avg": 55.245, "most": 99.99, "least": 10.5 }])),
            ("orders?select=id.max()", json!([{ "max": BIG }])),
            ("orders?select=status.min(),placed_at.count()::text", json!([{ "min": "", "count": "4" }])),
            ("orders?select=total.sum()&id=eq.77", json!([{ "sum": null }])),
            ("orders?select=customer_id,n:count(),total.sum()&order=customer_id.desc.nullslast",
                json!([{ "customer_id": 2, "n": 2, "sum": 100_000.01 }, { "customer_id": 1, "n": 2, "sum": 110.49 },
                       { "customer_id": null, "n": 1, "sum": 0 }])),
            ("orders?select=customer_id,count()&order=customer_id.nullsfirst&limit=1&offset=1",
                json!([{ "customer_id": 1, "count": 2 }])),
            ("customers?select=name,orders(count)&order=id&limit=2",
                json!([{ "name": "Ada", "orders": [{ "count": 2 }] }, { "name": "Ben", "orders": [{ "count": 2 }] }])),
            ("customers?select=name,orders(total.sum(),id.max())&id=eq.4",
                json!([{ "name": "Ada ", "orders": [{ "sum": null, "max": null }] }])),
            ("customers?select=id,orders(n:count())&orders.total=gt.50&id=in.(1,2)&order=id",
                json!([{ "id": 1, "orders": [{ "n": 1 }] }, { "id": 2, "orders": [{ "n": 1 }] }])),
            ("orders?select=total.median()", json!([400, "PGRST100",
                "`select` could not be read: `count()`, `sum()`, `avg()`, `min()` or `max()` is expected at character 13 of `total.median()`"])),
            ("orders?select=status.sum()", json!([400, "42883", "`sum` is not for `orders.status`"])),
            ("orders?select=data.max()", json!([400, "42883", "`max` is not for `orders.data`"])),
            ("orders?select=data,count()", json!([400, "42883", "rows cannot be grouped by `orders.data`"])),
            ("orders?select=count(),customers(name)", json!([406, "PGRST127", "an embed beside a function over many rows is not offered"])),
            ("orders?select=status,count()&order=id", json!([400, "42803",
                "an answer in groups has an order by its own columns; `id` is none"])),
            ("orders?select=nothing.sum()", json!([400, "42703", "column `orders.nothing` does not exist"])),
        ],
    )
    .await;
}

#[tokio::test]
async fn rows_of_an_embedded_table_are_grouped_where_the_engine_can() {
    let target = "customers?select=id,orders(status,count())&orders.order=status.desc&id=eq.1";
    let expected = json!([{ "id": 1, "orders": [{ "status": "paid", "count": 1 }, { "status": "open", "count": 1 }] }]);
    for engine in [Engine::Sqlite, Engine::Postgres] {
        assert_eq!(ask(engine, "admin", target).await, expected, "{engine:?}");
    }
    let refused = ask(Engine::Mysql, "admin", target).await;
    assert_eq!((&refused[0], &refused[1]), (&json!(406), &json!("PGRST127")), "{refused}");
}

#[tokio::test]
async fn the_total_of_an_answer_in_groups_is_its_groups() {
    for engine in ENGINES {
        let (mut database, schema) = Database::shop(engine).await;
        let policy = policy(POLICY, &schema);
        let caller = Caller::new(&schema, &policy, user("1", &["admin"], json!({})));
        let target = "orders?select=customer_id,count()&order=customer_id.nullsfirst&limit=2";
        let prefer = [("prefer", "count=exact")];
        let answer = seen(caller.send(&mut database, "GET", target, &prefer, "").await);
        assert_eq!((&answer[0], &answer[1]), (&json!(206), &json!("0-1/3")), "{engine:?} {answer}");
    }
}

#[tokio::test]
async fn a_function_is_given_nothing_that_its_permission_does_not_show() {
    check(
        "customer",
        &[
            // All totals are readable, but only one's own may be summed up.
            ("orders?select=id,total&id=eq.3", json!([{ "id": 3, "total": null }])),
            ("orders?select=total.sum()", json!([{ "sum": 110.49 }])),
            (
                "orders?select=customer_id,total.sum()&order=customer_id.nullsfirst",
                json!([{ "customer_id": null, "sum": null }, { "customer_id": 1, "sum": 110.49 },
                       { "customer_id": 2, "sum": null }]),
            ),
            // Readable in one's own rows alone, and counted there alone.
            ("orders?select=weight.count(),all:count()", json!([{ "count": 2, "all": 5 }])),
            (
                "orders?select=total.avg()",
                json!([403, "42501", "no permission to use `avg` on `orders.total`"]),
            ),
            (
                "orders?select=customer_id.sum()",
                json!([403, "42501", "no permission to use `sum` on `orders.customer_id`"]),
            ),
            (
                "orders?select=secret.max()",
                json!([400, "42703", "column `orders.secret` does not exist"]),
            ),
        ],
    )
    .await;
    check(
        "counter",
        &[
            ("orders?select=count()&id=lt.3", json!([{ "count": 2 }])),
            (
                "orders?select=total.sum()",
                json!([403, "42501", "no permission to use `sum` on `orders.total`"]),
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn what_shows_in_part_is_all_that_there_is() {
    check(
        "masked",
        &[
            (
                "customers?select=id,name,email&order=id",
                json!([{ "id": 1, "name": "Ada", "email": "ada@x.org" },
                       { "id": 2, "name": "***", "email": "b***@x.org" },
                       { "id": 3, "name": "***", "email": null },
                       { "id": 4, "name": "***", "email": "a***@x.org" }]),
            ),
            ("customers?select=id&email=eq.ben@x.org", json!([])),
            ("customers?select=id&email=eq.b***@x.org", json!([{ "id": 2 }])),
            ("customers?select=id&email=like.*en*", json!([])),
            ("customers?select=id&name=in.(Ada,Ben)", json!([{ "id": 1 }])),
            (
                "customers?select=id&name=neq.Ben&order=id",
                json!([{ "id": 1 }, { "id": 2 }, { "id": 3 }, { "id": 4 }]),
            ),
            (
                "customers?select=id&name=not.like.B*&order=id",
                json!([{ "id": 1 }, { "id": 2 }, { "id": 3 }, { "id": 4 }]),
            ),
            ("customers?select=id&email=gt.b***&order=id", json!([{ "id": 2 }])),
            ("customers?select=id&email=is.null", json!([{ "id": 3 }])),
            (
                "customers?select=id&order=name,id.desc",
                json!([{ "id": 4 }, { "id": 3 }, { "id": 2 }, { "id": 1 }]),
            ),
            (
                "customers?select=n:name,e:email::text&id=eq.2",
                json!([{ "n": "***", "e": "b***@x.org" }]),
            ),
            (
                "customers?select=name,count()&order=name",
                json!([{ "name": "***", "count": 3 }, { "name": "Ada", "count": 1 }]),
            ),
        ],
    )
    .await;
    check(
        "partly",
        &[
            ("customers?select=email.min(),most:email.max()", json!([{ "min": "a***", "most": "b***" }])),
            ("customers?select=email,count()&order=email.nullslast",
                json!([{ "email": "a***", "count": 2 }, { "email": "b***", "count": 1 }, { "email": null, "count": 1 }])),
        ],
    )
    .await;
}

#[tokio::test]
async fn many_conditions_are_one_statement() {
    let items: Vec<String> = (0..2_000).map(|number| format!("{{ id: {number} }}")).collect();
    let text = format!(
        "permissions:\n  p: {{ table: main.orders, roles: [many], select: {{ where: {{ $or: [{}] }} }} }}\n",
        items.join(", ")
    );
    for engine in ENGINES {
        let (mut database, schema) = Database::shop(engine).await;
        let policy = policy(&text, &schema);
        let caller = Caller::new(&schema, &policy, user("1", &["many"], json!({})));
        let answer =
            seen(caller.send(&mut database, "GET", "orders?select=count()", &[], "").await);
        assert_eq!(answer[2], json!([{ "count": 4 }]), "{engine:?} {answer}");
    }
}

#[tokio::test]
async fn a_cell_in_part_is_told_as_masked() {
    for engine in ENGINES {
        let (mut database, schema) = Database::shop(engine).await;
        let policy = policy(POLICY, &schema);
        let caller = Caller::new(&schema, &policy, user("1", &["masked"], json!({})));
        let target = "customers?select=id,name&order=id&limit=2";
        let prefer = [("prefer", "masked")];
        let answer = caller.send(&mut database, "GET", target, &prefer, "").await.unwrap();
        let told = answer.headers.iter().find(|(name, _)| *name == "bailiwick-masked");
        assert_eq!(told.map(|(_, told)| told.as_str()), Some(r#"{"1":["name"]}"#), "{engine:?}");
    }
}
