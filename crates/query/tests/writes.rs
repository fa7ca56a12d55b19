//! Writes through a policy on the three engines: what is stored, what is refused, and that a refusal leaves nothing behind.
#![allow(unreachable_pub, reason = "the support is shared by several test files")]

mod support;

use bailiwick_policy::Policy;
use bailiwick_schema::Schema;
use serde_json::{Value as Json, json};
use support::{Caller, Database, ENGINES, policy, seen, user};

const POLICY: &str = "
permissions:
  everything: { table: main.orders, roles: [admin], select: {}, insert: {}, update: {}, delete: {} }
  all_customers: { table: main.customers, roles: [admin], select: {}, insert: {}, update: {}, delete: {} }
  all_links: { table: main.order_tags, roles: [admin], select: {}, insert: {}, update: {}, delete: {} }
  all_notes: { table: main.notes, roles: [admin], select: {}, insert: {}, update: {}, delete: {} }
  mine:
    table: main.orders
    roles: [customer]
    select: { columns: [id, customer_id, status, total], where: { customer_id: $user.id } }
    insert:
      columns: [status, total]
      validate: { total: { $gt: 0 }, status: { $in: [draft, open] } }
      overwrite: { customer_id: $user.id }
    update:
      columns: [status, total, customer_id]
      where: { customer_id: $user.id, status: { $ne: paid } }
      validate: { total: { $gt: 0 } }
    delete: { where: { status: open } }
  dropped: { table: main.orders, roles: [blind], insert: { columns: [status, secret] } }
  by_name: { table: main.tags, roles: [named], select: {}, insert: { columns: [id, label], overwrite: { label: $user.name } }, update: { columns: [label], overwrite: { label: $user.name } } }
  by_anyone: { table: main.tags, roles: [named], insert: { columns: [id, label] }, update: { columns: [label] } }
  late: { table: main.orders, roles: [late], select: {}, insert: { columns: [id, status], validate: { id: { $lt: 500 } } } }
  early: { table: main.orders, roles: [early], select: {}, insert: { columns: [id, status], validate: { id: { $gt: 5 } } } }
  of_vips:
    table: main.orders
    roles: [vips]
    select: {}
    update: { columns: [customer_id, total], where: { customers: { vip: true } }, check: { total: { $lte: 100 } } }
  unseen: { table: main.orders, roles: [unseen], insert: { columns: [status], default: { secret: x }, validate: { secret: { $eq: y } } } }
  first_choice: { table: main.orders, roles: [two], select: {}, update: { columns: [status], where: { customer_id: 1 }, overwrite: { secret: first } } }
  to_vips: { table: main.orders, roles: [either], select: {}, update: { columns: [customer_id], overwrite: { secret: vip }, check: { $or: [{ customers: { vip: true } }, { id: 1 }] } } }
  to_anyone: { table: main.orders, roles: [either], update: { columns: [customer_id], overwrite: { secret: anyone }, check: { id: { $lt: 4 } } } }
  second_choice: { table: main.orders, roles: [two], update: { columns: [status, total], overwrite: { secret: second } } }
";

struct Shop {
    database: Database,
    schema: Schema,
    policy: Policy,
}

impl Shop {
    async fn as_role(
        &mut self,
        role: &str,
        method: &str,
        target: &str,
        prefer: &str,
        body: Json,
    ) -> Json {
        let caller = Caller::new(&self.schema, &self.policy, user("1", &[role], json!({})));
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let headers = [("prefer", prefer)];
        seen(caller.send(&mut self.database, method, target, &headers, &body).await)
    }

    /// What the administrator finds.
    async fn stored(&mut self, target: &str) -> Json {
        self.as_role("admin", "GET", target, "", Json::Null).await[2].clone()
    }
}

async fn on_every_engine(story: impl AsyncFn(&mut Shop)) {
    for engine in ENGINES {
        let (database, schema) = Database::shop(engine).await;
        let policy = policy(POLICY, &schema);
        story(&mut Shop { database, schema, policy }).await;
    }
}

const SHOWN: &str = "return=representation";

#[tokio::test]
async fn an_insert_stores_what_the_policy_makes_of_it() {
    on_every_engine(async |shop: &mut Shop| {
        // The customer given is dropped, the status comes from the database's default.
        let answer = shop
            .as_role("customer", "POST", "orders?select=customer_id,status,total", SHOWN, json!({ "total": 5.5, "customer_id": 2 }))
            .await;
        assert_eq!(answer, json!([201, "*/*", [{ "customer_id": 1, "status": "draft", "total": answer[2][0]["total"] }]]));
        assert_eq!(answer[2][0]["total"].as_f64(), Some(5.5));
        let rows = json!([{ "total": 1, "status": "open" }, { "total": 2, "status": "draft" }, { "total": 3, "status": "open" }]);
        let answer = shop.as_role("customer", "POST", "orders?select=status", SHOWN, rows).await;
        assert_eq!(answer[2], json!([{ "status": "open" }, { "status": "draft" }, { "status": "open" }]));
        assert_eq!(shop.as_role("customer", "POST", "orders", "", json!([])).await, json!([201, "*/*", null]));
        assert_eq!(shop.stored("orders?select=id&customer_id=eq.1").await.as_array().unwrap().len(), 6);
    })
    .await;
}

#[tokio::test]
async fn a_refused_insert_leaves_nothing_behind() {
    on_every_engine(async |shop: &mut Shop| {
        for (body, expected) in [
            (
                json!({ "total": 0 }),
                json!([403, "42501", "`orders.total` breaks a rule of the policy"]),
            ),
            (
                json!({ "total": null }),
                json!([403, "42501", "`orders.total` breaks a rule of the policy"]),
            ),
            (json!({}), json!([403, "42501", "`orders.total` breaks a rule of the policy"])),
            (
                json!([{ "total": 1 }, { "total": -1 }]),
                json!([403, "42501", "`orders.total` breaks a rule of the policy"]),
            ),
            (
                json!({ "total": 1, "status": "paid" }),
                json!([403, "42501", "`orders.status` breaks a rule of the policy"]),
            ),
            (
                json!({ "total": 1, "id": 77 }),
                json!([403, "42501", "no permission to write `orders.id`"]),
            ),
            (
                json!({ "total": 1, "secret": "x" }),
                json!([400, "PGRST204", "could not find the column `secret` of `orders`"]),
            ),
            (
                json!({ "total": 1, "nothing": "x" }),
                json!([400, "PGRST204", "could not find the column `nothing` of `orders`"]),
            ),
            (
                json!({ "total": 1, "TOTAL": 1 }),
                json!([400, "PGRST204", "could not find the column `TOTAL` of `orders`"]),
            ),
        ] {
            let found = shop.as_role("customer", "POST", "orders", SHOWN, body.clone()).await;
            assert_eq!(found, expected, "{:?} {body}", shop.schema.engine);
        }
        for total in [json!("5x"), json!([5]), json!({ "$gt": 5 }), json!(true)] {
            let found =
                shop.as_role("customer", "POST", "orders", "", json!({ "total": total })).await;
            assert_eq!((&found[0], &found[1]), (&json!(400), &json!("22P02")), "{total}");
        }
        assert_eq!(shop.stored("orders?select=id").await.as_array().unwrap().len(), 5);
    })
    .await;
}

#[tokio::test]
async fn an_update_reaches_only_rows_that_are_seen_and_admitted() {
    on_every_engine(async |shop: &mut Shop| {
        // 1 is mine and open, 2 is mine and paid, the others are not mine.
        let answer = shop.as_role("customer", "PATCH", "orders?select=id,status", SHOWN, json!({ "status": "sent" })).await;
        assert_eq!(answer, json!([200, "0-0/*", [{ "id": 1, "status": "sent" }]]));
        assert_eq!(
            shop.stored("orders?select=status&order=id").await,
            json!([{ "status": "sent" }, { "status": "paid" }, { "status": "open" }, { "status": "" }, { "status": "Open" }])
        );
        let none = json!([200, "*/*", []]);
        assert_eq!(shop.as_role("customer", "PATCH", "orders?id=eq.3", SHOWN, json!({ "status": "x" })).await, none);
        assert_eq!(shop.as_role("customer", "PATCH", "orders?id=eq.77", SHOWN, json!({ "status": "x" })).await, none);
        assert_eq!(shop.as_role("customer", "PATCH", "orders", SHOWN, json!({})).await, none);
        assert_eq!(
            shop.as_role("customer", "PATCH", "orders?secret=eq.s1", SHOWN, json!({ "status": "x" })).await,
            json!([400, "42703", "column `orders.secret` does not exist"])
        );
    })
    .await;
}

#[tokio::test]
async fn an_update_cannot_move_a_row_out_of_its_scope() {
    on_every_engine(async |shop: &mut Shop| {
        let answer = shop
            .as_role("customer", "PATCH", "orders?id=eq.1", "", json!({ "customer_id": 2 }))
            .await;
        assert_eq!(
            answer,
            json!([403, "42501", "a row of `orders` would leave what the policy lets you write"])
        );
        let answer =
            shop.as_role("customer", "PATCH", "orders?id=eq.1", "", json!({ "total": -1 })).await;
        assert_eq!(answer, json!([403, "42501", "`orders.total` breaks a rule of the policy"]));
        assert_eq!(
            shop.stored("orders?select=customer_id&id=eq.1").await,
            json!([{ "customer_id": 1 }])
        );
        // The condition on the status names no user: it is no scope.
        let answer = shop
            .as_role("customer", "PATCH", "orders?id=eq.1", "", json!({ "status": "paid" }))
            .await;
        assert_eq!(answer, json!([204, "0-0/*", null]));
    })
    .await;
}

#[tokio::test]
async fn each_row_is_written_by_one_permission() {
    on_every_engine(async |shop: &mut Shop| {
        let answer = shop.as_role("two", "PATCH", "orders?select=id,secret&id=lt.4&order=id", SHOWN, json!({ "status": "x" })).await;
        assert_eq!(
            answer[2],
            json!([{ "id": 1, "secret": "first" }, { "id": 2, "secret": "first" }, { "id": 3, "secret": "second" }])
        );
        let answer = shop.as_role("two", "PATCH", "orders?select=id,secret&id=lt.4&order=id", SHOWN, json!({ "total": 1 })).await;
        assert_eq!(answer[2].as_array().unwrap().iter().filter(|row| row["secret"] == "second").count(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_delete_answers_with_what_was_there() {
    on_every_engine(async |shop: &mut Shop| {
        let answer =
            shop.as_role("customer", "DELETE", "orders?select=id", SHOWN, Json::Null).await;
        assert_eq!(answer, json!([200, "0-0/*", [{ "id": 1 }]]));
        assert_eq!(
            shop.as_role("customer", "DELETE", "orders", "", Json::Null).await,
            json!([204, "*/*", null])
        );
        assert_eq!(shop.stored("orders?select=id").await.as_array().unwrap().len(), 4);
    })
    .await;
}

#[tokio::test]
async fn preferences_bound_and_undo_a_write() {
    on_every_engine(async |shop: &mut Shop| {
        let answer = shop
            .as_role(
                "admin",
                "DELETE",
                "orders?select=id",
                "return=representation,tx=rollback,count=exact",
                Json::Null,
            )
            .await;
        assert_eq!((&answer[0], &answer[1]), (&json!(200), &json!("0-4/5")));
        let answer = shop.as_role("admin", "DELETE", "orders", "max-affected=4", Json::Null).await;
        assert_eq!((&answer[0], &answer[1]), (&json!(400), &json!("PGRST124")));
        let answer = shop
            .as_role(
                "admin",
                "POST",
                "orders",
                "max-affected=1",
                json!([{ "status": "a" }, { "status": "b" }]),
            )
            .await;
        assert_eq!((&answer[0], &answer[1]), (&json!(400), &json!("PGRST124")));
        assert_eq!(shop.stored("orders?select=id").await.as_array().unwrap().len(), 5);
    })
    .await;
}

#[tokio::test]
async fn keys_may_change_be_composite_or_missing() {
    on_every_engine(async |shop: &mut Shop| {
        let answer = shop
            .as_role(
                "admin",
                "PATCH",
                "order_tags?tag_id=eq.2&order_id=eq.1",
                SHOWN,
                json!({ "tag_id": 3 }),
            )
            .await;
        assert_eq!(answer, json!([200, "0-0/*", [{ "order_id": 1, "tag_id": 3 }]]));
        let answer =
            shop.as_role("admin", "DELETE", "order_tags?order_id=eq.1", SHOWN, Json::Null).await;
        assert_eq!(answer[2].as_array().unwrap().len(), 2);
        let answer = shop.as_role("admin", "POST", "notes", "", json!({ "body": "three" })).await;
        assert_eq!(answer[0], 201);
        let answer = shop.as_role("admin", "PATCH", "notes", "", json!({ "body": "x" })).await;
        assert_eq!(answer[0], 400);
        assert_eq!(
            shop.stored("notes?select=body&body=eq.three").await,
            json!([{ "body": "three" }])
        );
    })
    .await;
}

#[tokio::test]
async fn rules_on_what_the_database_computes_wait_for_the_stored_row() {
    on_every_engine(async |shop: &mut Shop| {
        let row = json!({ "status": "new" });
        let expected = json!([403, "42501", "`orders.id` breaks a rule of the policy"]);
        assert_eq!(shop.as_role("late", "POST", "orders", "", row.clone()).await, expected);
        assert_eq!(shop.stored("orders?select=id&status=eq.new").await, json!([]));
        assert_eq!(shop.as_role("early", "POST", "orders", "", row).await[0], 201);
        assert_eq!(shop.as_role("late", "POST", "orders", "", json!({ "id": 77 })).await[0], 201);
        assert_eq!(
            shop.stored("orders?select=id&status=eq.new").await.as_array().unwrap().len(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_scope_through_a_relation_is_checked_after_the_update() {
    on_every_engine(async |shop: &mut Shop| {
        let expected =
            json!([403, "42501", "a row of `orders` would leave what the policy lets you write"]);
        // Customer 2 is no vip, 4 is one; an explicit check is on the total.
        assert_eq!(
            shop.as_role("vips", "PATCH", "orders?id=eq.1", "", json!({ "customer_id": 2 })).await,
            expected
        );
        assert_eq!(
            shop.as_role("vips", "PATCH", "orders?id=eq.1", "", json!({ "total": 101 })).await,
            expected
        );
        assert_eq!(
            shop.as_role("vips", "PATCH", "orders?id=eq.3", "", json!({ "total": 1 })).await[0],
            204
        );
        let answer = shop
            .as_role(
                "vips",
                "PATCH",
                "orders?id=eq.1",
                "",
                json!({ "customer_id": 4, "total": 100 }),
            )
            .await;
        assert_eq!(answer, json!([204, "0-0/*", null]));
        let stored = shop.stored("orders?select=customer_id,total&id=in.(1,3)&order=id").await;
        assert_eq!((&stored[0]["customer_id"], &stored[1]["total"]), (&json!(4), &json!(null)));
    })
    .await;
}

#[tokio::test]
async fn a_row_that_fails_a_check_of_other_tables_is_left_to_the_next_permission() {
    on_every_engine(async |shop: &mut Shop| {
        let by = "orders?select=id,secret&id=in.(1,2,3)&order=id";
        let to = |customer: i64| json!({ "customer_id": customer });
        let answer = shop.as_role("either", "PATCH", "orders?id=lt.4", SHOWN, to(4)).await;
        assert_eq!((&answer[0], answer[2].as_array().map(Vec::len)), (&json!(200), Some(3)));
        let all = |texts: [&str; 3]| {
            json!([{ "id": 1, "secret": texts[0] }, { "id": 2, "secret": texts[1] }, { "id": 3, "secret": texts[2] }])
        };
        assert_eq!(shop.stored(by).await, all(["vip", "vip", "vip"]));
        // Customer 2 is no vip: the first permission keeps row 1 alone.
        let answer = shop.as_role("either", "PATCH", "orders?id=lt.4", SHOWN, to(2)).await;
        assert_eq!((&answer[0], answer[2].as_array().map(Vec::len)), (&json!(200), Some(3)));
        assert_eq!(shop.stored(by).await, all(["vip", "anyone", "anyone"]));
        // Nobody writes row 5, and so nothing is written.
        let refused =
            json!([403, "42501", "a row of `orders` would leave what the policy lets you write"]);
        shop.as_role("either", "PATCH", "orders?id=lt.4", "", to(4)).await;
        let answer = shop.as_role("either", "PATCH", "orders?id=in.(1,2,5)", "", to(2)).await;
        assert_eq!(answer, refused);
        assert_eq!(shop.stored(by).await, all(["vip", "vip", "vip"]));
    })
    .await;
}

#[tokio::test]
async fn missing_fields_are_null_or_the_default_as_the_request_says() {
    on_every_engine(async |shop: &mut Shop| {
        let rows = json!([{ "id": 21, "status": "a" }, { "id": 22 }]);
        let answer = shop.as_role("admin", "POST", "orders", "", rows.clone()).await;
        assert_eq!((&answer[0], &answer[1]), (&json!(400), &json!("PGRST102")));
        let answer =
            shop.as_role("admin", "POST", "orders?columns=id,status", "", rows.clone()).await;
        assert_eq!((&answer[0], &answer[1]), (&json!(400), &json!("23502")));
        let answer = shop
            .as_role("admin", "POST", "orders?columns=id,\"status\"", "missing=default", rows)
            .await;
        assert_eq!(answer[0], 201);
        assert_eq!(
            shop.stored("orders?select=id,status&id=in.(21,22)&order=id").await,
            json!([{ "id": 21, "status": "a" }, { "id": 22, "status": "draft" }])
        );
        // A field that `columns` does not name is not read at all.
        let row = json!({ "id": 23, "nothing": 1 });
        assert_eq!(shop.as_role("admin", "POST", "orders?columns=id", "", row).await[0], 201);
    })
    .await;
}

#[tokio::test]
async fn a_broken_rule_is_told_unless_its_field_is_hidden() {
    for engine in ENGINES {
        let (mut database, schema) = Database::shop(engine).await;
        let policy = policy(POLICY, &schema);
        let mut told = async |role: &str, body: &str| {
            let caller = Caller::new(&schema, &policy, user("1", &[role], json!({})));
            let refusal =
                caller.send(&mut database, "POST", "orders", &[], body).await.unwrap_err();
            (refusal.message, refusal.details.unwrap_or_default())
        };
        let (message, details) = told("customer", r#"{"total": 1, "status": "paid"}"#).await;
        assert_eq!(message, "`orders.status` breaks a rule of the policy");
        assert_eq!(details, "it must be one of `draft`, `open`");
        let (message, details) = told("unseen", r#"{"status": "a"}"#).await;
        assert_eq!(
            (message.as_str(), details.as_str()),
            ("a row of `orders` breaks a rule of the policy", "")
        );
    }
}

#[tokio::test]
async fn what_looks_like_the_policys_language_is_only_text_of_a_client() {
    on_every_engine(async |shop: &mut Shop| {
        let row = json!({ "id": 31, "status": "$user.id", "secret": "$now" });
        assert_eq!(shop.as_role("admin", "POST", "orders", "", row.clone()).await[0], 201);
        assert_eq!(
            shop.stored("orders?select=id,status,secret&status=eq.$user.id").await,
            json!([row])
        );
    })
    .await;
}

#[tokio::test]
async fn a_value_that_the_user_lacks_stops_the_write() {
    on_every_engine(async |shop: &mut Shop| {
        let expected = json!([
            403,
            "42501",
            "the policy sets `tags.label` from a value that the user does not have"
        ]);
        let row = json!({ "id": 9, "label": "x" });
        assert_eq!(shop.as_role("named", "POST", "tags", "", row).await, expected);
        assert_eq!(
            shop.as_role("named", "PATCH", "tags?id=eq.1", "", json!({ "label": "x" })).await,
            expected
        );
    })
    .await;
}

#[tokio::test]
async fn a_conflict_tells_nothing() {
    on_every_engine(async |shop: &mut Shop| {
        let row = json!({ "id": 9, "name": "Eve", "email": "ben@x.org" });
        let answer = shop.as_role("admin", "POST", "customers", "", row).await;
        assert_eq!((&answer[0], &answer[1]), (&json!(409), &json!("23505")));
    })
    .await;
}

#[tokio::test]
async fn who_may_not_read_gets_the_count() {
    on_every_engine(async |shop: &mut Shop| {
        let answer = shop
            .as_role("blind", "POST", "orders", SHOWN, json!([{ "status": "x", "secret": "y" }]))
            .await;
        assert_eq!(answer, json!([201, "*/1", []]));
        let answer = shop.as_role("blind", "GET", "orders", "", Json::Null).await;
        assert_eq!(answer, json!([403, "42501", "no permission to read `orders`"]));
        let answer = shop.as_role("blind", "DELETE", "orders", "", Json::Null).await;
        assert_eq!(answer, json!([403, "42501", "no permission to delete from `orders`"]));
        assert_eq!(
            shop.stored("orders?select=secret&status=eq.x").await,
            json!([{ "secret": "y" }])
        );
    })
    .await;
}

#[tokio::test]
async fn exact_and_odd_values_survive() {
    on_every_engine(async |shop: &mut Shop| {
        let data = json!({ "q": "a\"b\\c", "n": [1, null, true] });
        let row = json!({ "id": 9_007_199_254_740_995_i64, "status": "e\u{301}'\"\\😀\n", "data": data, "blob": "\\x00ff5c", "weight": 0.30000000000000004 });
        let answer = shop.as_role("admin", "POST", "orders?select=id,status,data,blob,weight", SHOWN, row.clone()).await;
        assert_eq!(answer[2], json!([row]), "{:?}", shop.schema.engine);
    })
    .await;
}
