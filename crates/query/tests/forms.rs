//! What may be said in more than one way: comma-separated values, fields lifted out of an embed, one condition for several values.
#![allow(unreachable_pub, reason = "the support is shared by several test files")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use bailiwick_schema::Engine;
use serde_json::{Value as Json, json};
use support::{Caller, Database, ENGINES, policy, seen, user};

const POLICY: &str = r#"
permissions:
  everything: { table: main.orders, roles: [admin], select: {}, insert: {}, update: {} }
  all_customers: { table: main.customers, roles: [admin], select: {}, insert: {}, update: {} }
  all_tags: { table: main.tags, roles: [admin], select: {}, insert: {} }
  some: { table: main.orders, roles: [clerk], select: { columns: [id, customer_id] } }
  names: { table: main.customers, roles: [clerk], select: { columns: [id, name], where: { id: 1 } } }
"#;

struct Asked {
    status: u16,
    media_type: String,
    text: String,
}

async fn ask(
    engine: Engine,
    role: &str,
    (method, target): (&str, &str),
    headers: &[(&str, &str)],
    body: &str,
) -> Asked {
    let (mut database, schema) = Database::shop(engine).await;
    let policy = policy(POLICY, &schema);
    let caller = Caller::new(&schema, &policy, user("1", &[role], json!({})));
    match caller.send(&mut database, method, target, headers, body).await {
        Ok(answer) => {
            let media = answer.headers.iter().find(|(name, _)| *name == "content-type");
            Asked {
                status: answer.status,
                media_type: media.map(|(_, value)| value.clone()).unwrap_or_default(),
                text: String::from_utf8(answer.body).unwrap(),
            }
        }
        Err(refusal) => Asked {
            status: refusal.status,
            media_type: String::new(),
            text: format!("{} {}", refusal.code, refusal.message),
        },
    }
}

async fn json_of(engine: Engine, role: &str, target: &str) -> Json {
    let (mut database, schema) = Database::shop(engine).await;
    let policy = policy(POLICY, &schema);
    let caller = Caller::new(&schema, &policy, user("1", &[role], json!({})));
    let answer = seen(caller.send(&mut database, "GET", target, &[], "").await);
    if answer[0] == 200 { answer[2].clone() } else { answer }
}

const CSV: [(&str, &str); 1] = [("accept", "text/csv")];

#[tokio::test]
async fn rows_are_answered_as_comma_separated_values() {
    for engine in ENGINES {
        let target = "orders?select=id,status,secret,customer:customers(name)&id=in.(3,5,9007199254740993)&order=id";
        let asked = ask(engine, "admin", ("GET", target), &CSV, "").await;
        assert_eq!((asked.status, asked.media_type.as_str()), (200, "text/csv; charset=utf-8"));
        let expected = "id,status,secret,customer\n3,open,,\"{\"\"name\"\":\"\"Ben\"\"}\"\n5,,e\u{301}😀,\n\
                        9007199254740993,Open,\"s\"\"4\",\"{\"\"name\"\":\"\"Ben\"\"}\"\n";
        assert_eq!(asked.text, expected, "{engine:?}");
        let none =
            ask(engine, "admin", ("GET", "orders?select=id,x:status&id=eq.77"), &CSV, "").await;
        assert_eq!(none.text, "id,x\n", "{engine:?}");
        let prefer = [CSV[0], ("prefer", "return=representation")];
        let body = r#"{"status": "a,b"}"#;
        let written =
            ask(engine, "admin", ("PATCH", "orders?id=eq.1&select=id,status"), &prefer, body).await;
        assert_eq!((written.status, written.text.as_str()), (200, "id,status\n1,\"a,b\"\n"));
    }
}

#[tokio::test]
async fn rows_are_taken_as_comma_separated_values() {
    let shown = [("content-type", "text/csv"), ("prefer", "return=representation")];
    for engine in ENGINES {
        let body = "id,status,total,placed_at,secret\n100,open,1.50,2025-01-02 03:04:05,\"a \"\"quoted\"\", one\"\n101,,NULL,NULL,NULL\n";
        let target = "orders?select=id,status,total::text,secret&order=id";
        let asked = ask(engine, "admin", ("POST", target), &shown, body).await;
        assert_eq!(asked.status, 201, "{engine:?} {}", asked.text);
        let total = if engine == Engine::Sqlite { "1.5" } else { "1.50" };
        let expected = json!([{ "id": 100, "status": "open", "total": total, "secret": "a \"quoted\", one" },
                              { "id": 101, "status": "", "total": null, "secret": null }]);
        assert_eq!(serde_json::from_str::<Json>(&asked.text).unwrap(), expected, "{engine:?}");
        for (body, said) in [
            ("id,status\n1e2,open\n", "22P02"),
            ("id,nothing\n102,open\n", "PGRST204"),
            ("id,status\n102\n", "PGRST102 line 2 of the body"),
            ("id,id\n102,103\n", "PGRST102 the field `id` is named twice"),
            ("id,vip,name\n102,maybe,x\n", "PGRST204"),
            ("id,secret\n102,\"cut off\n", "PGRST102 a quote of the body is not closed"),
        ] {
            let asked = ask(engine, "admin", ("POST", "orders"), &shown, body).await;
            assert_eq!(asked.status, 400, "{engine:?} {body}: {}", asked.text);
            assert!(asked.text.starts_with(said), "{engine:?} {body}: {}", asked.text);
        }
        let target = "customers?select=id,vip";
        let asked =
            ask(engine, "admin", ("POST", target), &shown, "id,name,vip\n8,Zoe,true\n").await;
        assert_eq!(asked.text, r#"[{"id":8,"vip":true}]"#, "{engine:?}");
    }
}

#[tokio::test]
async fn the_fields_of_one_embedded_row_are_lifted() {
    for engine in ENGINES {
        for (role, target, expected) in [
            (
                "admin",
                "orders?select=id,...customers(name,vip),status&id=lt.6&order=id",
                json!([
                { "id": 1, "name": "Ada", "vip": true, "status": "open" }, { "id": 2, "name": "Ada", "vip": true, "status": "paid" },
                { "id": 3, "name": "Ben", "vip": false, "status": "open" }, { "id": 5, "name": null, "vip": null, "status": "" }]),
            ),
            (
                "admin",
                "customers?select=name,orders(id,...customers(who:name))&id=eq.2&orders.id=eq.3",
                json!([
                { "name": "Ben", "orders": [{ "id": 3, "who": "Ben" }] }]),
            ),
            (
                "admin",
                "orders?select=id,...customers(name,...referred_by(by:name))&id=eq.3",
                json!([{ "id": 3, "name": "Ben", "by": "Ada" }]),
            ),
            (
                "admin",
                "orders?select=id,...customers!inner(name)&customers.name=eq.Ben&order=id&limit=1",
                json!([{ "id": 3, "name": "Ben" }]),
            ),
            (
                "clerk",
                "orders?select=id,...customers(name)&id=in.(1,3)&order=id",
                json!([{ "id": 1, "name": "Ada" }, { "id": 3, "name": null }]),
            ),
            (
                "clerk",
                "orders?select=id,...customers(email)",
                json!([400, "42703", "column `customers.email` does not exist"]),
            ),
            (
                "admin",
                "orders?select=id,...customers(id)",
                json!([400, "PGRST100", "two fields of the answer are called `id`"]),
            ),
            (
                "admin",
                "customers?select=id,...orders(status)",
                json!([406, "PGRST127", "spreading several rows with `...` is not offered"]),
            ),
        ] {
            assert_eq!(json_of(engine, role, target).await, expected, "{engine:?} {target}");
        }
        let target = "orders?select=id,...customers(name)&id=in.(1,5)&order=id";
        let asked = ask(engine, "admin", ("GET", target), &CSV, "").await;
        assert_eq!(asked.text, "id,name\n1,Ada\n5,\n", "{engine:?}");
    }
}

#[tokio::test]
async fn one_condition_is_of_any_or_all_of_several_values() {
    let ids = |ids: &[i64]| -> Json { ids.iter().map(|id| json!({ "id": id })).collect() };
    for engine in ENGINES {
        for (conditions, expected) in [
            ("id=eq(any).{1,3,77}", ids(&[1, 3])),
            ("id=gt(all).{1,2}&id=lt.9", ids(&[3, 5])),
            ("status=like(any).{o*,p*}", ids(&[1, 2, 3])),
            ("status=like(all).{o*,*n}", ids(&[1, 3])),
            ("status=not.like(any).{o*,O*,p*}", ids(&[5])),
            ("secret=eq(any).{\"s1\",\"s\\\"4\"}", ids(&[1, 9_007_199_254_740_993])),
            ("or=(id.eq(any).{1,2},status.ilike(all).{\"o*\"})&id=lt.9", ids(&[1, 2, 3])),
            ("id=eq(any).{}", ids(&[])),
            ("id=eq(all).{}&id=lt.3", ids(&[1, 2])),
            (
                "id=eq(some).{1}",
                json!([
                    400,
                    "PGRST100",
                    "`id` could not be read: `(any)` or `(all)` is expected at character 3 of `eq(some).{1}`"
                ]),
            ),
            (
                "id=eq(any).{1",
                json!([
                    400,
                    "PGRST100",
                    "`id` could not be read: `}` is expected at character 10 of `eq(any).{1`"
                ]),
            ),
            (
                "id=neq(any).{1}",
                json!([
                    400,
                    "PGRST100",
                    "`id` could not be read: an operator such as `eq.` is expected at character 4 of `neq(any).{1}`"
                ]),
            ),
        ] {
            let target = format!("orders?select=id&order=id&{conditions}");
            assert_eq!(json_of(engine, "admin", &target).await, expected, "{engine:?} {target}");
        }
    }
}
