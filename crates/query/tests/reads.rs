//! Reads through a policy on the three engines: one request, one answer.
#![allow(unreachable_pub, reason = "the support is shared by several test files")]
#![expect(clippy::panic, reason = "a test may panic")]

mod support;

use bailiwick_schema::Engine;
use serde_json::{Value as Json, json};
use support::shop::ALIASES;
use support::{Caller, Database, ENGINES, policy, seen, user};

const POLICY: &str = r#"
permissions:
  everything: { table: main.orders, roles: [admin], select: {} }
  all_customers: { table: main.customers, roles: [admin], select: {} }
  all_tags: { table: main.tags, roles: [admin, customer], select: {} }
  all_order_tags: { table: main.order_tags, roles: [admin], select: {} }
  all_wide: { table: main.wide, roles: [admin], select: {} }
  all_notes: { table: main.notes, roles: [admin], select: {} }
  myself: { table: main.customers, roles: [customer], select: { columns: [id, name], where: { id: $user.id } } }
  open_orders: { table: main.orders, roles: [customer], select: { columns: [id, status, customer_id], where: { status: open } } }
  my_orders: { table: main.orders, roles: [customer], select: { columns: [id, total], where: { customer_id: $user.id } } }
  odd: { table: "main.od`d \"ta'ble", roles: [admin], select: { where: { "a\"b`c'd\\e": { $in: [odd] } } } }
  all_aliases: { table: main.aliases, roles: [admin], select: {}, update: {}, delete: {} }
  some_aliases: { table: main.aliases, roles: [aliased], select: { columns: [value, t1, r, t0, key], where: { value: { $in: [1, 2] } } } }
  more_aliases: { table: main.aliases, roles: [aliased], select: { where: { jt: { $in: [jt2] }, aliases: { v: { $in: [v1] }, r: r1 } } } }
  few_orders: { table: main.orders, roles: [few], select: { columns: [id], limit: 2 } }
  listed: { table: main.orders, roles: [listed], select: { columns: [id], where: { status: { $in: $user.states } } } }
  through: { table: main.orders, roles: [through], select: { columns: [id], where: { customers: { vip: true } } } }
"#;

/// Asks every engine, and expects the same of all.
async fn check(role: &str, claims: Json, cases: &[(&str, Json)]) {
    for engine in ENGINES {
        let (mut database, schema) = Database::shop(engine).await;
        let policy = policy(POLICY, &schema);
        let caller = Caller::new(&schema, &policy, user("1", &[role], claims.clone()));
        for (target, expected) in cases {
            let answer = seen(caller.send(&mut database, "GET", target, &[], "").await);
            let found = if answer[0] == 200 { &answer[2] } else { &answer };
            let statement = caller.statement(target).map(|statement| statement.text);
            let expected =
                if engine == Engine::Sqlite { shortened(expected) } else { expected.clone() };
            assert_eq!(found, &expected, "{engine:?} {target}\n{statement:?}");
        }
    }
}

/// SQLite stores a decimal as a double, which has no trailing zeros.
fn shortened(json: &Json) -> Json {
    match json {
        Json::Array(items) => items.iter().map(shortened).collect(),
        Json::Object(fields) => fields
            .iter()
            .map(|(name, value)| {
                (name.clone(), if name == "data" { value.clone() } else { shortened(value) })
            })
            .collect(),
        Json::Number(number) if number.to_string().contains('.') => number.as_f64().into(),
        other => other.clone(),
    }
}

fn ids(ids: &[i64]) -> Json {
    ids.iter().map(|id| json!({ "id": id })).collect()
}

const BIG: i64 = 9_007_199_254_740_993;

#[tokio::test]
async fn filters_keep_what_they_say() {
    check(
        "admin",
        json!({}),
        &[
            ("orders?select=id&order=id&id=eq.1", ids(&[1])),
            ("orders?select=id&order=id&id=neq.1", ids(&[2, 3, 5, BIG])),
            ("orders?select=id&order=id&id=eq.9007199254740993", ids(&[BIG])),
            ("orders?select=id&order=id&id=eq.9007199254740992", ids(&[])),
            ("orders?select=id&order=id&total=gt.99.98", ids(&[2, BIG])),
            ("orders?select=id&order=id&total=lte.10.5", ids(&[1, 5])),
            ("orders?select=id&order=id&total=eq.10.50", ids(&[1])),
            ("orders?select=id&order=id&total=is.null", ids(&[3])),
            ("orders?select=id&order=id&total=not.is.null&id=lt.5", ids(&[1, 2])),
            ("orders?select=id&order=id&customer_id=isdistinct.1", ids(&[3, 5, BIG])),
            ("orders?select=id&order=id&customer_id=not.isdistinct.1", ids(&[1, 2])),
            ("orders?select=id&order=id&id=in.(1,3,77)", ids(&[1, 3])),
            ("orders?select=id&order=id&id=not.in.(1,3)", ids(&[2, 5, BIG])),
            ("orders?select=id&order=id&id=in.()", ids(&[])),
            ("orders?select=id&order=id&customer_id=not.in.()&id=lt.9", ids(&[1, 2, 3, 5])),
            ("orders?select=id&order=id&status=in.(paid,\"\")", ids(&[2, 5])),
            ("orders?select=id&order=id&total=in.(10.5,0)", ids(&[1, 5])),
            ("orders?select=id&order=id&status=like.o*", ids(&[1, 3])),
            ("orders?select=id&order=id&status=ilike.o*", ids(&[1, 3, BIG])),
            ("orders?select=id&order=id&status=not.like.*e*", ids(&[2, 5])),
            ("tags?select=id&label=like.*%25%5C_*", ids(&[3])),
            (
                "orders?select=id&order=id&or=(id.eq.1,and(status.eq.open,total.is.null))",
                ids(&[1, 3]),
            ),
            ("orders?select=id&order=id&not.or=(id.eq.1,customer_id.eq.2)", ids(&[2])),
            ("customers?select=id&order=id&vip=is.true", ids(&[1, 4])),
            ("customers?select=id&order=id&vip=not.is.true", ids(&[2, 3])),
            ("customers?select=id&order=id&vip=eq.false", ids(&[2])),
            ("orders?select=id&order=id&weight=eq.0.1", ids(&[2])),
            ("orders?select=id&order=total.desc.nullslast,id&limit=2", ids(&[BIG, 2])),
            ("orders?select=id&order=total.asc.nullsfirst&limit=2", ids(&[3, 5])),
            ("orders?select=id&order=id&limit=2&offset=1", ids(&[2, 3])),
            ("orders?select=id&limit=0", ids(&[])),
        ],
    )
    .await;
}

#[tokio::test]
async fn values_are_exact_json() {
    check(
        "admin",
        json!({}),
        &[
            (
                "orders?select=id,total,weight,data,blob,secret&id=eq.1",
                json!([{ "id": 1, "total": serde_json::from_str::<Json>("10.50").unwrap(), "weight": 1.5,
                    "data": { "a": [1, serde_json::from_str::<Json>("2.50").unwrap()], "b": null },
                    "blob": "\\x00ff", "secret": "s1" }]),
            ),
            (
                "orders?select=id,total,weight,secret,data,blob,placed_at&id=eq.3",
                json!([{ "id": 3, "total": null, "weight": null, "secret": null, "data": null, "blob": null, "placed_at": null }]),
            ),
            ("orders?select=n:id,t:id::text,secret&id=eq.9007199254740993",
                json!([{ "n": BIG, "t": "9007199254740993", "secret": "s\"4" }])),
            ("orders?select=secret,status&id=eq.5", json!([{ "secret": "e\u{301}😀", "status": "" }])),
            ("customers?select=vip&order=id", json!([{ "vip": true }, { "vip": false }, { "vip": null }, { "vip": true }])),
            ("customers?select=v:vip::text&id=lt.3&order=id", json!([{ "v": "true" }, { "v": "false" }])),
            ("notes?order=owner", json!([{ "body": "one", "owner": 1 }, { "body": "two", "owner": 2 }])),
        ],
    )
    .await;
}

#[tokio::test]
async fn wide_tables_and_odd_names_are_no_matter() {
    for engine in ENGINES {
        let (mut database, schema) = Database::shop(engine).await;
        let policy = policy(POLICY, &schema);
        let caller = Caller::new(&schema, &policy, user("1", &["admin"], json!({})));
        for target in ["wide", "wide?select=alias:c0,*"] {
            let answer = seen(caller.send(&mut database, "GET", target, &[], "").await);
            let row = answer[2][0].as_object().unwrap_or_else(|| panic!("{answer}"));
            assert!(row.len() >= 81, "{engine:?}: {} fields", row.len());
            assert_eq!(row["c79"], "last");
        }
    }
}

#[tokio::test]
async fn names_full_of_quotes_are_only_names() {
    let target = r#"od%60d%20%22ta'ble?select=id,"a\"b`c'd\\e","x'); drop table tags;--":id&"a\"b`c'd\\e"=like.o*"#;
    let row = json!([{ "id": 1, "a\"b`c'd\\e": "odd", "x'); drop table tags;--": 1 }]);
    check("admin", json!({}), &[(target, row), ("tags?select=id&id=eq.1", ids(&[1]))]).await;
}

/// A row of `aliases` as its owner would see it.
fn aliased(key: i64, parent: Json) -> Json {
    let mut row = json!({ "value": key, "t1": parent });
    for name in ALIASES {
        row[name] = format!("{name}{key}").into();
    }
    row
}

#[tokio::test]
async fn columns_may_be_named_as_statements_name_their_parts() {
    let (one, two) = (aliased(1, Json::Null), aliased(2, json!(1)));
    check(
        "admin",
        json!({}),
        &[
            ("aliases?order=value", json!([one, two])),
            ("aliases?select=r&order=r.desc", json!([{ "r": "r2" }, { "r": "r1" }])),
            ("aliases?select=r:value,c0:r&value=in.(2,3)", json!([{ "r": 2, "c0": "r2" }])),
            ("aliases?value=not.in.(1)&v=in.(v1,v2)&jt=not.in.(jt1)&key=in.(key2)&json=in.(json2)", json!([two])),
            (
                "aliases?select=r,m:t1(r,c0,k),c:aliases!aliases_parent(r,t0)&c.order=t0&order=value",
                json!([
                    { "r": "r1", "m": null, "c": [{ "r": "r2", "t0": "t02" }] },
                    { "r": "r2", "m": { "r": "r1", "c0": "c01", "k": "k1" }, "c": [] }
                ]),
            ),
        ],
    )
    .await;
    let masked = |key: i64, parent: Json| {
        let mut row = aliased(key, parent);
        for name in ALIASES.iter().filter(|name| !["r", "t0", "key"].contains(name)) {
            row[name] = Json::Null;
        }
        row
    };
    check("aliased", json!({}), &[("aliases?order=value", json!([masked(1, Json::Null), two]))])
        .await;
}

#[tokio::test]
async fn rows_of_such_columns_are_written_too() {
    for engine in ENGINES {
        let (mut database, schema) = Database::shop(engine).await;
        let policy = policy(POLICY, &schema);
        let caller = Caller::new(&schema, &policy, user("1", &["admin"], json!({})));
        let headers = [("prefer", "return=representation")];
        let target = "aliases?select=value,r,v&v=in.(v2,v3)&value=in.(2,3)";
        let body = r#"{"r":"new","key":"new"}"#;
        let answer = seen(caller.send(&mut database, "PATCH", target, &headers, body).await);
        assert_eq!(answer[2], json!([{ "value": 2, "r": "new", "v": "v2" }]), "{engine:?}");
        let answer = seen(caller.send(&mut database, "DELETE", target, &headers, "").await);
        assert_eq!(answer[2], json!([{ "value": 2, "r": "new", "v": "v2" }]), "{engine:?}");
        let left = seen(caller.send(&mut database, "GET", "aliases?select=r", &[], "").await);
        assert_eq!(left[2], json!([{ "r": "r1" }]), "{engine:?}");
    }
}

#[tokio::test]
async fn embeds_follow_keys_both_ways() {
    check(
        "admin",
        json!({}),
        &[
            (
                "orders?select=id,customers(name)&id=in.(1,5)&order=id",
                json!([{ "id": 1, "customers": { "name": "Ada" } }, { "id": 5, "customers": null }]),
            ),
            (
                "customers?select=id,orders(id,total)&orders.order=total.desc.nullslast&orders.limit=1&order=id&id=lt.4",
                json!([
                    { "id": 1, "orders": [{ "id": 2, "total": serde_json::from_str::<Json>("99.99").unwrap() }] },
                    { "id": 2, "orders": [{ "id": BIG, "total": serde_json::from_str::<Json>("100000.01").unwrap() }] },
                    { "id": 3, "orders": [] }
                ]),
            ),
            (
                "customers?select=n:name,os:orders!inner(i:id,tags(label))&os.status=eq.open&os.id=lt.9&os.tags.order=label.desc&order=id",
                json!([
                    { "n": "Ada", "os": [{ "i": 1, "tags": [{ "label": "red" }, { "label": "new" }] }] },
                    { "n": "Ben", "os": [{ "i": 3, "tags": [{ "label": "50%_off" }] }] }
                ]),
            ),
            ("customers?select=id,by:referred_by(name)&id=eq.2", json!([{ "id": 2, "by": { "name": "Ada" } }])),
            (
                "customers?select=id,customers!customers_referred_by_fkey(id)&id=eq.1",
                json!([{ "id": 1, "customers": [{ "id": 2 }, { "id": 3 }] }]),
            ),
            ("orders?select=id,customers!inner()&customers.name=eq.Ben&order=id", ids(&[3, BIG])),
            ("orders?select=id,customers!orders_customer_fkey(id)&id=eq.1", json!([{ "id": 1, "customers": { "id": 1 } }])),
            ("orders?select=id,order_tags(tags(label))&id=eq.2", json!([{ "id": 2, "order_tags": [{ "tags": { "label": "new" } }] }])),
        ],
    )
    .await;
}

#[tokio::test]
async fn cells_show_only_where_a_permission_that_grants_them_matches() {
    check(
        "customer",
        json!({}),
        &[
            // 1: open and mine, 2: mine only, 3: open only.
            (
                "orders?order=id",
                json!([
                    { "id": 1, "customer_id": 1, "status": "open", "total": serde_json::from_str::<Json>("10.50").unwrap() },
                    { "id": 2, "customer_id": null, "status": null, "total": serde_json::from_str::<Json>("99.99").unwrap() },
                    { "id": 3, "customer_id": 2, "status": "open", "total": null }
                ]),
            ),
            // Filters, order and keys of embeds see the masked value.
            ("orders?select=id&status=eq.paid", ids(&[])),
            ("orders?select=id&status=is.null", ids(&[2])),
            ("orders?select=id&status=neq.open", ids(&[])),
            ("orders?select=id&total=gt.0&order=id", ids(&[1, 2])),
            ("orders?select=id&customer_id=not.in.(77)&order=id", ids(&[1, 3])),
            ("orders?select=id&order=status.desc.nullslast,id.desc", ids(&[3, 1, 2])),
            (
                "orders?select=id,customers(id)&order=id",
                json!([{ "id": 1, "customers": { "id": 1 } }, { "id": 2, "customers": null }, { "id": 3, "customers": null }]),
            ),
            ("customers?select=id,orders(id)", json!([{ "id": 1, "orders": [{ "id": 1 }] }])),
            // What nothing grants does not exist.
            ("orders?select=secret", json!([400, "42703", "column `orders.secret` does not exist"])),
            ("orders?select=nothing", json!([400, "42703", "column `orders.nothing` does not exist"])),
            ("orders?secret=eq.s1", json!([400, "42703", "column `orders.secret` does not exist"])),
            ("orders?or=(id.eq.1,not.and(secret.is.null))", json!([400, "42703", "column `orders.secret` does not exist"])),
            ("orders?order=secret", json!([400, "42703", "column `orders.secret` does not exist"])),
            ("orders?select=id,tags(id)", json!([400, "PGRST200", "could not find a relation between `orders` and `tags`"])),
            ("orders?select=id,nothing(id)", json!([400, "PGRST200", "could not find a relation between `orders` and `nothing`"])),
            ("wide", json!([404, "PGRST205", "could not find the table `main.wide`"])),
            ("nothing", json!([404, "PGRST205", "could not find the table `main.nothing`"])),
            ("Orders", json!([404, "PGRST205", "could not find the table `main.Orders`"])),
            ("orders?select=rowid", json!([400, "42703", "column `orders.rowid` does not exist"])),
            ("orders?select=ctid", json!([400, "42703", "column `orders.ctid` does not exist"])),
            ("orders?select=id&id=eq.abc", json!([400, "22P02", "`id`: expected a whole number"])),
        ],
    )
    .await;
}

#[tokio::test]
async fn the_text_is_the_same_for_every_user_of_the_roles() {
    for engine in ENGINES {
        let (mut database, schema) = Database::shop(engine).await;
        let policy = policy(POLICY, &schema);
        let states = [json!([]), json!(["open"]), json!(["open", "Open", "paid"])];
        let mut texts = Vec::new();
        for (number, states) in states.iter().enumerate() {
            let claims = json!({ "states": states });
            let caller =
                Caller::new(&schema, &policy, user(&number.to_string(), &["listed"], claims));
            texts.push(caller.statement("orders?order=id").unwrap().text);
            let answer = seen(caller.send(&mut database, "GET", "orders?order=id", &[], "").await);
            let expected = [&[][..], &[1, 3], &[1, 2, 3, BIG]][number];
            assert_eq!(answer[2], ids(expected), "{engine:?}");
        }
        assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
    }
}

#[tokio::test]
async fn policies_see_other_tables_whole() {
    check("through", json!({}), &[("orders?order=id", ids(&[1, 2]))]).await;
}

#[tokio::test]
async fn what_the_server_cuts_is_partial() {
    for engine in ENGINES {
        let (mut database, schema) = Database::shop(engine).await;
        let policy = policy(POLICY, &schema);
        let mut caller = Caller::new(&schema, &policy, user("1", &["few"], json!({})));
        let mut ask = async |target: &str, headers: &[(&str, &str)]| {
            seen(caller.send(&mut database, "GET", target, headers, "").await)
        };
        assert_eq!(ask("orders?order=id", &[]).await, json!([206, "0-1/*", ids(&[1, 2])]));
        assert_eq!(ask("orders?order=id&limit=2", &[]).await, json!([200, "0-1/*", ids(&[1, 2])]));
        assert_eq!(ask("orders?order=id&limit=3", &[]).await, json!([206, "0-1/*", ids(&[1, 2])]));
        assert_eq!(
            ask("orders?order=id&offset=3", &[]).await,
            json!([200, "3-4/*", ids(&[5, BIG])])
        );
        let counted = [("prefer", "count=exact")];
        assert_eq!(ask("orders?order=id", &counted).await, json!([206, "0-1/5", ids(&[1, 2])]));
        assert_eq!(ask("orders?id=lt.0", &counted).await, json!([200, "*/0", []]));
        assert_eq!(ask("orders?offset=7", &counted).await[0], 416);
        let single = [("accept", "application/vnd.pgrst.object+json")];
        assert_eq!(ask("orders?id=eq.1", &single).await, json!([200, "0-0/*", { "id": 1 }]));
        assert_eq!(ask("orders", &single).await[0], 406);
        assert_eq!(ask("orders?limit=1001", &[]).await[0], 400);
        caller.limits.rows = 1;
        let answer = caller.send(&mut database, "GET", "orders?order=id", &[], "").await;
        assert_eq!(seen(answer), json!([206, "0-0/*", ids(&[1])]));
    }
}

#[tokio::test]
async fn masked_cells_are_told_when_asked_for() {
    for engine in ENGINES {
        let (mut database, schema) = Database::shop(engine).await;
        let policy = policy(POLICY, &schema);
        let caller = Caller::new(&schema, &policy, user("1", &["customer"], json!({})));
        let headers = [("prefer", "masked, count=exact")];
        let answer = caller
            .send(&mut database, "GET", "orders?select=id,s:status,total&order=id", &headers, "")
            .await
            .unwrap();
        let masked = answer.headers.iter().find(|(name, _)| *name == "bailiwick-masked").unwrap();
        assert_eq!(masked.1, r#"{"1":["s"],"2":["total"]}"#, "{engine:?}");
        assert!(answer.headers.contains(&("content-range", "0-2/3".to_owned())));
    }
}
