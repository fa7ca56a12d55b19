//! Upserts through a policy on the three engines: a row that is there is written over where both rights are held, and a row
//! that may not be seen or written is a plain conflict.
#![allow(unreachable_pub, reason = "the support is shared by several test files")]

mod support;

use bailiwick_policy::Policy;
use bailiwick_schema::Schema;
use serde_json::{Value as Json, json};
use support::{Caller, Database, ENGINES, policy, seen, user};

const POLICY: &str = "
permissions:
  everything: { table: main.orders, roles: [admin], select: {}, insert: {}, update: {}, delete: {} }
  all_customers: { table: main.customers, roles: [admin], select: {}, insert: {}, update: {} }
  all_links: { table: main.order_tags, roles: [admin], select: {}, insert: {}, update: {} }
  all_notes: { table: main.notes, roles: [admin], select: {}, insert: {}, update: {} }
  mine:
    table: main.orders
    roles: [customer]
    select: { columns: [id, customer_id, status, total], where: { customer_id: $user.id } }
    insert:
      columns: [id, status, total]
      validate: { total: { $gt: 0 } }
      default: { status: fresh }
      overwrite: { customer_id: $user.id }
    update:
      columns: [status, total]
      where: { status: { $ne: paid } }
      validate: { total: { $gt: 0 } }
      overwrite: { secret: again }
  adding: { table: main.orders, roles: [adder], select: { where: { customer_id: 1 } }, insert: {} }
  writing: { table: main.orders, roles: [writer], select: {}, update: {} }
  unseen: { table: main.orders, roles: [unseen], insert: {}, update: {} }
  keyless: { table: main.orders, roles: [keyless], select: { columns: [status] }, insert: {}, update: {} }
  masked: { table: main.customers, roles: [masked], select: { mask: { email: full } }, insert: {}, update: {} }
";

struct Shop {
    database: Database,
    schema: Schema,
    policy: Policy,
}

const MERGE: &str = "resolution=merge-duplicates, return=representation";
const IGNORE: &str = "resolution=ignore-duplicates, return=representation";

impl Shop {
    async fn post(&mut self, role: &str, target: &str, prefer: &str, body: Json) -> Json {
        self.send(role, "POST", target, prefer, &body.to_string()).await
    }

    async fn send(
        &mut self,
        role: &str,
        method: &str,
        target: &str,
        prefer: &str,
        body: &str,
    ) -> Json {
        let caller = Caller::new(&self.schema, &self.policy, user("1", &[role], json!({})));
        let headers = [("prefer", prefer)];
        seen(caller.send(&mut self.database, method, target, &headers, body).await)
    }

    async fn stored(&mut self, target: &str) -> Json {
        self.send("admin", "GET", target, "", "").await[2].clone()
    }
}

async fn on_every_engine(story: impl AsyncFn(&mut Shop)) {
    for engine in ENGINES {
        let (database, schema) = Database::shop(engine).await;
        let policy = policy(POLICY, &schema);
        story(&mut Shop { database, schema, policy }).await;
    }
}

fn status(answer: &Json) -> &Json {
    &answer[0]
}

fn is_conflict(answer: &Json) {
    assert_eq!((&answer[0], &answer[1]), (&json!(409), &json!("23505")), "{answer}");
}

#[tokio::test]
async fn a_row_that_is_there_is_written_over_and_another_is_inserted() {
    on_every_engine(async |shop| {
        let body = json!([{ "id": 1, "status": "sent" }, { "id": 70, "status": "new" }, { "id": 2, "status": "back" }]);
        let answer = shop.post("admin", "orders?select=id,status", MERGE, body.clone()).await;
        assert_eq!(status(&answer), 201, "{answer}");
        assert_eq!(answer[2], body, "in the order of the body");
        let stored = shop.stored("orders?select=id,status,customer_id&id=in.(1,2,70)&order=id").await;
        let expected = json!([{ "id": 1, "status": "sent", "customer_id": 1 }, { "id": 2, "status": "back", "customer_id": 1 },
            { "id": 70, "status": "new", "customer_id": null }]);
        assert_eq!(stored, expected, "what was not given stays");
        let again = shop.post("admin", "orders?select=id", MERGE, json!({ "id": 1, "status": "x" })).await;
        assert_eq!((status(&again), &again[2]), (&json!(200), &json!([{ "id": 1 }])), "{again}");
        let counted = shop.post("admin", "orders", "resolution=merge-duplicates, count=exact", body).await;
        assert_eq!((status(&counted), &counted[1]), (&json!(200), &json!("*/3")), "{counted}");
    })
    .await;
}

#[tokio::test]
async fn duplicates_are_left_alone_where_that_is_wished() {
    on_every_engine(async |shop| {
        let body = json!([{ "id": 1, "status": "sent" }, { "id": 70, "status": "new" }]);
        let answer = shop.post("adder", "orders?select=id,status", IGNORE, body).await;
        assert_eq!(status(&answer), 201, "{answer}");
        assert_eq!(
            shop.stored("orders?select=id,status&id=in.(1,70)&order=id").await,
            json!([{ "id": 1, "status": "open" }, { "id": 70, "status": "new" }])
        );
        let none = shop
            .post("adder", "orders?select=id", IGNORE, json!({ "id": 1, "status": "sent" }))
            .await;
        assert_eq!((status(&none), &none[2]), (&json!(200), &json!([])), "{none}");
    })
    .await;
}

#[tokio::test]
async fn any_unique_key_tells_whether_a_row_is_there() {
    on_every_engine(async |shop| {
        let target = "customers?on_conflict=email&select=id,name,email";
        let body = json!([{ "id": 9, "name": "Benno", "email": "ben@x.org" }]);
        let answer = shop.post("admin", target, MERGE, body).await;
        assert_eq!(
            (status(&answer), &answer[2]),
            (&json!(200), &json!([{ "id": 9, "name": "Benno", "email": "ben@x.org" }])),
            "{answer}"
        );
        // Null is no key: the row is new.
        let answer = shop
            .post("admin", target, MERGE, json!({ "id": 10, "name": "No", "email": null }))
            .await;
        assert_eq!(status(&answer), 201, "{answer}");
        let both = json!([{ "order_id": 1, "tag_id": 1 }, { "order_id": 5, "tag_id": 3 }]);
        let answer = shop.post("admin", "order_tags", MERGE, both).await;
        assert_eq!(
            (status(&answer), &answer[2]),
            (&json!(201), &json!([{ "order_id": 5, "tag_id": 3 }])),
            "{answer}"
        );
        for (target, code) in [
            ("customers?on_conflict=name", "42P10"),
            ("customers?on_conflict=id,email", "42P10"),
            ("customers?on_conflict=nothing", "42703"),
            ("notes", "PGRST124"),
        ] {
            let answer = shop.post("admin", target, MERGE, json!([{}])).await;
            assert_eq!((&answer[0], &answer[1]), (&json!(400), &json!(code)), "{target} {answer}");
        }
        let twins = json!([{ "id": 80, "status": "a" }, { "id": 80, "status": "b" }]);
        let answer = shop.post("admin", "orders", MERGE, twins).await;
        assert_eq!((&answer[0], &answer[1]), (&json!(400), &json!("21000")), "{answer}");
    })
    .await;
}

#[tokio::test]
async fn the_policy_of_updates_holds_for_rows_that_are_there() {
    on_every_engine(async |shop| {
        let own = json!({ "id": 1, "status": "sent", "total": 12 });
        let answer = shop.post("customer", "orders?select=id,status", MERGE, own).await;
        assert_eq!(
            (status(&answer), &answer[2]),
            (&json!(200), &json!([{ "id": 1, "status": "sent" }])),
            "{answer}"
        );
        let stored = shop.stored("orders?select=customer_id,secret&id=eq.1").await;
        assert_eq!(
            stored,
            json!([{ "customer_id": 1, "secret": "again" }]),
            "its overwrite, not that of inserts"
        );
        let new = shop
            .post(
                "customer",
                "orders?select=id,status,customer_id",
                MERGE,
                json!({ "id": 71, "total": 1 }),
            )
            .await;
        assert_eq!(new[2], json!([{ "id": 71, "status": "fresh", "customer_id": 1 }]), "{new}");
        assert_eq!(shop.stored("orders?select=secret&id=eq.71").await, json!([{ "secret": null }]));
    })
    .await;
}

#[tokio::test]
async fn a_row_that_may_not_be_written_is_a_plain_conflict_and_nothing_is_done() {
    on_every_engine(async |shop| {
        let before = shop.stored("orders?select=id,status,total,customer_id,secret&order=id").await;
        let (fresh, total) = (json!({ "id": 72, "total": 1 }), 5);
        for (role, hidden) in [
            // Another's, one's own that is closed, and those of whoever sees nothing, not the key, or not that row.
            ("customer", json!({ "id": 3, "total": total })),
            ("customer", json!({ "id": 2, "total": total })),
            ("unseen", json!({ "id": 1, "total": total })),
            ("keyless", json!({ "id": 1, "total": total })),
        ] {
            let answer = shop.post(role, "orders", MERGE, json!([fresh, hidden])).await;
            is_conflict(&answer);
        }
        let plain = shop.post("customer", "orders", "", json!({ "id": 3, "total": total })).await;
        is_conflict(&plain);
        for (role, code) in [("adder", 403), ("writer", 403)] {
            let answer = shop.post(role, "orders", MERGE, json!({ "id": 1, "total": total })).await;
            assert_eq!(status(&answer), code, "{role} {answer}");
        }
        // What could not be inserted is refused, whether or not it is there.
        for id in [1, 73] {
            let answer =
                shop.post("customer", "orders", MERGE, json!({ "id": id, "total": -1 })).await;
            assert_eq!(status(&answer), 403, "{answer}");
        }
        // A key that shows in part finds no row.
        let masked = json!({ "id": 11, "name": "Eve", "email": "ben@x.org" });
        is_conflict(&shop.post("masked", "customers?on_conflict=email", MERGE, masked).await);
        let rolled = shop
            .post(
                "admin",
                "orders",
                "resolution=merge-duplicates, tx=rollback",
                json!([{ "id": 1, "total": 8 }, fresh]),
            )
            .await;
        assert_eq!(status(&rolled), 201, "{rolled}");
        let most = shop
            .post(
                "admin",
                "orders",
                "resolution=merge-duplicates, max-affected=1",
                json!([{ "id": 1, "total": 9 }, fresh]),
            )
            .await;
        assert_eq!((&most[0], &most[1]), (&json!(400), &json!("PGRST124")), "{most}");
        let after = shop.stored("orders?select=id,status,total,customer_id,secret&order=id").await;
        assert_eq!(after, before);
    })
    .await;
}

#[tokio::test]
async fn many_rows_at_once_are_each_found() {
    on_every_engine(async |shop| {
        let rows = |status: &str| -> Json {
            (1_000..1_250).map(|id| json!({ "id": id, "status": status })).collect()
        };
        let first: Json = rows("one").as_array().unwrap().iter().step_by(2).cloned().collect();
        assert_eq!(status(&shop.post("admin", "orders", "", first).await), 201);
        let answer = shop.post("admin", "orders?select=id,status", MERGE, rows("two")).await;
        assert_eq!((status(&answer), &answer[2]), (&json!(201), &rows("two")));
        let found = shop.stored("orders?select=count()&status=eq.two").await;
        assert_eq!(found, json!([{ "count": 250 }]));
    })
    .await;
}

/// `PUT` names one row by its primary key, and the body says the same.
#[tokio::test]
async fn a_put_is_an_upsert_of_the_row_that_the_url_names() {
    on_every_engine(async |shop| {
        let shown = "return=representation";
        let mut put = async |role: &str, target: &str, body: Json| -> Json {
            shop.send(role, "PUT", target, shown, &body.to_string()).await
        };
        let row = json!({"id": 3, "customer_id": 2, "status": "put", "total": 7});
        let select = "select=id,status,total";
        let there = put("admin", &format!("orders?id=eq.3&{select}"), row.clone()).await;
        assert_eq!(there[0], 200, "{there}");
        assert_eq!(there[2][0]["status"], "put", "{there}");
        let new = json!([{"id": 77, "customer_id": 2, "status": "new"}]);
        let new = put("admin", &format!("orders?id=eq.77&{select}"), new).await;
        assert_eq!((&new[0], &new[2][0]["id"]), (&json!(201), &json!(77)), "{new}");
        let link = "order_tags?tag_id=eq.3&order_id=eq.2";
        let link = put("admin", link, json!({"order_id": 2, "tag_id": 3})).await;
        assert_eq!(link[0], 201, "{link}");
        for (role, target, body, status, code) in [
            ("admin", "orders?id=eq.4", row.clone(), 400, "PGRST115"),
            ("admin", "orders?id=eq.3", json!({"status": "x"}), 400, "PGRST115"),
            ("admin", "orders", row.clone(), 405, "PGRST105"),
            ("admin", "orders?id=gt.2", row.clone(), 405, "PGRST105"),
            ("admin", "orders?id=eq.3&id=eq.3", row.clone(), 405, "PGRST105"),
            ("admin", "orders?id=eq.3&status=eq.open", row.clone(), 405, "PGRST105"),
            ("admin", "orders?or=(id.eq.3)", row.clone(), 405, "PGRST105"),
            ("admin", "orders?id=not.eq.3", row.clone(), 405, "PGRST105"),
            ("admin", "orders?id=eq.x", row.clone(), 400, "22P02"),
            (
                "admin",
                "order_tags?order_id=eq.2",
                json!({"order_id": 2, "tag_id": 1}),
                405,
                "PGRST105",
            ),
            ("admin", "orders?id=eq.3&limit=1", row.clone(), 400, "PGRST114"),
            ("admin", "orders?id=eq.3&columns=id", row.clone(), 400, "PGRST100"),
            ("admin", "orders?id=eq.3", json!([row, row]), 400, "PGRST102"),
            ("admin", "orders?id=eq.3", json!([]), 400, "PGRST102"),
            ("admin", "notes?body=eq.one", json!({"body": "one"}), 405, "PGRST105"),
            // Hidden and missing names are alike, in the URL and in the body.
            ("customer", "orders?id=eq.3&secret=eq.x", row.clone(), 400, "42703"),
            ("customer", "orders?id=eq.3&secrit=eq.x", row.clone(), 400, "42703"),
            ("customer", "orders?id=eq.3", json!({"id": 3, "secret": "x"}), 400, "PGRST204"),
            // Somebody else's row is a conflict, and so is one of one's own that is not to be updated.
            ("customer", "orders?id=eq.3", json!({"id": 3, "total": 5}), 409, "23505"),
            ("customer", "orders?id=eq.2", json!({"id": 2, "total": 5}), 409, "23505"),
            ("adder", "orders?id=eq.1", json!({"id": 1, "status": "x"}), 403, "42501"),
            ("writer", "orders?id=eq.1", json!({"id": 1, "status": "x"}), 403, "42501"),
            ("unseen", "orders?id=eq.1", json!({"id": 1, "status": "x"}), 409, "23505"),
        ] {
            let refused = put(role, target, body).await;
            let found = (&refused[0], &refused[1]);
            assert_eq!(found, (&json!(status), &json!(code)), "{role} {target}: {refused}");
        }
        let mine =
            put("customer", "orders?id=eq.1&select=id,total", json!({"id": 1, "total": 5})).await;
        assert_eq!((&mine[0], &mine[2][0]["id"]), (&json!(200), &json!(1)), "{mine}");
    })
    .await;
}
