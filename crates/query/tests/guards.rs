//! Writes that would get around the policy's guards: through columns that the database computes, through the other side
//! of a rule, and through what a foreign key tells.
#![allow(unreachable_pub, reason = "the support is shared by several test files")]

mod support;

use bailiwick_policy::Policy;
use bailiwick_schema::{
    Column, ColumnIndex, DataType, DefaultValue, Engine, ForeignKey, Schema, Table, TableIndex,
    TableKind,
};
use serde_json::{Value as Json, json};
use support::{Caller, Database, ENGINES, policy, seen, user};

const POLICY: &str = "
permissions:
  every_item: { table: main.items, roles: [admin], select: {}, insert: {}, update: {}, delete: {} }
  every_leaf: { table: main.leaves, roles: [admin], select: {}, insert: {}, update: {}, delete: {} }
  own_items:
    table: main.items
    roles: [owner]
    select: {}
    insert: { columns: [id, owner, price, qty], validate: { amount: { $lte: 100 } } }
    update:
      columns: [owner, price, qty, lo, hi]
      where: { owner_gen: $user.id }
      validate: { amount: { $lte: 100 }, lo: { $lt: { $column: hi } } }
  checked_items: { table: main.items, roles: [checked], select: {}, update: { columns: [price, qty], check: { amount: { $lte: 100 } } } }
  listed_items:
    table: main.items
    roles: [listed]
    select: {}
    update: { columns: [price, hi], validate: { lo: { $lt: { $column: hi }, $in: $user.allowed } } }
  secret_amounts:
    table: main.items
    roles: [unaware]
    select: { columns: [id, price] }
    update: { columns: [price], validate: { amount: { $lte: 100 } } }
  own_leaves: { table: main.leaves, roles: [owner], select: {}, insert: { columns: [id, branch_id] }, update: { columns: [branch_id, label], where: { branches: { tenant: $user.id } } } }
  loose_leaves: { table: main.leaves, roles: [loose], select: {}, update: { columns: [branch_id] } }
";

struct Garden {
    database: Database,
    schema: Schema,
    policy: Policy,
}

fn column(engine: Engine, name: &str, data_type: DataType) -> Column {
    let native = match (&data_type, engine) {
        (DataType::Text, Engine::Mysql) => "varchar(60)",
        (DataType::Text, _) => "text",
        (_, Engine::Sqlite) => "INTEGER",
        _ => "bigint",
    };
    Column {
        name: name.to_owned(),
        data_type,
        native_type: native.to_owned(),
        nullable: name != "id",
        default: DefaultValue::None,
        generated: matches!(name, "amount" | "owner_gen"),
        identity: name.to_owned(),
    }
}

impl Garden {
    async fn new(engine: Engine) -> Self {
        let (mut database, mut schema) = Database::shop(engine).await;
        let text = column(engine, "t", DataType::Text).native_type;
        if engine == Engine::Sqlite {
            database.simple("pragma foreign_keys = on").await;
        }
        for statement in [
            format!(
                "create table items (id bigint primary key, owner {text}, price bigint, qty bigint, lo bigint, hi bigint,
                   owner_gen {text} generated always as (lower(owner)) stored,
                   amount bigint generated always as (price * qty) stored)"
            ),
            format!("create table branches (id bigint primary key, tenant {text})"),
            format!(
                "create table leaves (id bigint primary key, branch_id bigint, label {text}, foreign key (branch_id) references branches (id))"
            ),
            "insert into items (id, owner, price, qty, lo, hi) values (1, 'a', 5, 10, 1, 2), (2, 'b', 5, 10, 1, 2)".to_owned(),
            "insert into branches values (1, 'a'), (2, 'b'), (3, 'a')".to_owned(),
            "insert into leaves values (1, 1, 'x')".to_owned(),
        ] {
            database.simple(&statement).await;
        }
        let integer = || DataType::Integer { bits: 64, unsigned: false };
        let namespace = schema.default_namespace.clone();
        let mut add = |name: &str, columns: Vec<(&str, DataType)>, keys: Vec<ForeignKey>| {
            schema.tables.push(Table {
                namespace: namespace.clone(),
                name: name.to_owned(),
                kind: TableKind::Table,
                identity: name.to_owned(),
                columns: columns
                    .into_iter()
                    .map(|(name, data_type)| column(engine, name, data_type))
                    .collect(),
                primary_key: vec![ColumnIndex(0)],
                uniques: Vec::new(),
                foreign_keys: keys,
                below: Vec::new(),
            });
            TableIndex(schema.tables.len() - 1)
        };
        add(
            "items",
            vec![
                ("id", integer()),
                ("owner", DataType::Text),
                ("price", integer()),
                ("qty", integer()),
                ("lo", integer()),
                ("hi", integer()),
                ("owner_gen", DataType::Text),
                ("amount", integer()),
            ],
            vec![],
        );
        let branches = add("branches", vec![("id", integer()), ("tenant", DataType::Text)], vec![]);
        let to_branch = ForeignKey {
            name: "leaves_branch_fkey".to_owned(),
            columns: vec![ColumnIndex(1)],
            to_table: branches,
            to_columns: vec![ColumnIndex(0)],
        };
        add(
            "leaves",
            vec![("id", integer()), ("branch_id", integer()), ("label", DataType::Text)],
            vec![to_branch],
        );
        let policy = policy(POLICY, &schema);
        Self { database, schema, policy }
    }

    async fn send(&mut self, role: &str, method: &str, target: &str, body: Json) -> Json {
        let user = user("a", &[role], json!({ "allowed": [] }));
        let caller = Caller::new(&self.schema, &self.policy, user);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        seen(caller.send(&mut self.database, method, target, &[], &body).await)
    }

    /// What the administrator finds.
    async fn stored(&mut self, target: &str) -> Json {
        self.send("admin", "GET", target, Json::Null).await[2].clone()
    }
}

/// The write is answered so on every engine; a refused one leaves everything as it was.
async fn check(role: &str, method: &str, target: &str, body: Json, expected: Json) {
    for engine in ENGINES {
        let mut garden = Garden::new(engine).await;
        let mut before = Vec::new();
        for table in ["items?order=id", "leaves?order=id"] {
            before.push(garden.stored(table).await);
        }
        let found = garden.send(role, method, target, body.clone()).await;
        assert_eq!(found, expected, "{engine:?} {method} {target} {body}");
        let after = [garden.stored("items?order=id").await, garden.stored("leaves?order=id").await];
        let is_done = expected[0].as_u64().unwrap_or_default() < 300;
        assert_eq!(after.as_slice() != before, is_done, "{engine:?} {method} {target} {body}");
    }
}

fn done() -> Json {
    json!([204, "0-0/*", null])
}

fn leaves(table: &str) -> Json {
    json!([403, "42501", format!("a row of `{table}` would leave what the policy lets you write")])
}

fn breaks(field: &str) -> Json {
    json!([403, "42501", format!("`{field}` breaks a rule of the policy")])
}

#[tokio::test]
async fn a_row_cannot_be_moved_out_of_scope_through_a_computed_column() {
    check("owner", "PATCH", "items?id=eq.1", json!({ "owner": "B" }), leaves("items")).await;
    check("owner", "PATCH", "items?id=eq.1", json!({ "owner": null }), leaves("items")).await;
    check("owner", "PATCH", "items?id=eq.1", json!({ "owner": "A" }), done()).await;
}

#[tokio::test]
async fn a_rule_on_a_computed_column_judges_the_stored_row() {
    check("owner", "PATCH", "items?id=eq.1", json!({ "price": 1000 }), breaks("items.amount"))
        .await;
    check("owner", "PATCH", "items?id=eq.1", json!({ "qty": null }), breaks("items.amount")).await;
    check("owner", "PATCH", "items?id=eq.1", json!({ "price": 10 }), done()).await;
    let row = |price: i64| json!({ "id": 9, "owner": "a", "price": price, "qty": 10 });
    check("owner", "POST", "items", row(11), breaks("items.amount")).await;
    check("owner", "POST", "items", row(10), json!([201, "*/*", null])).await;
}

#[tokio::test]
async fn a_check_on_a_computed_column_judges_the_new_value_and_not_the_old() {
    check("checked", "PATCH", "items?id=eq.1", json!({ "price": 11 }), leaves("items")).await;
    check("checked", "PATCH", "items?id=eq.1", json!({ "price": 9 }), done()).await;
    for engine in ENGINES {
        let mut garden = Garden::new(engine).await;
        garden.send("admin", "PATCH", "items?id=eq.1", json!({ "price": 500 })).await;
        let found = garden.send("checked", "PATCH", "items?id=eq.1", json!({ "price": 9 })).await;
        assert_eq!(found, done(), "{engine:?}: the old amount does not count");
    }
}

#[tokio::test]
async fn a_rule_between_two_columns_holds_whichever_is_written() {
    check("owner", "PATCH", "items?id=eq.1", json!({ "hi": -5 }), breaks("items.lo")).await;
    check("owner", "PATCH", "items?id=eq.1", json!({ "lo": 5 }), breaks("items.lo")).await;
    check("owner", "PATCH", "items?id=eq.1", json!({ "lo": 5, "hi": 6 }), done()).await;
    check("owner", "PATCH", "items?id=eq.1", json!({ "hi": 3 }), done()).await;
}

#[tokio::test]
async fn a_rule_that_no_value_can_meet_still_counts_for_every_column_it_names() {
    check("listed", "PATCH", "items?id=eq.1", json!({ "hi": -5 }), breaks("items.lo")).await;
    check("listed", "PATCH", "items?id=eq.1", json!({ "price": 6 }), done()).await;
}

#[tokio::test]
async fn a_broken_rule_does_not_name_a_hidden_computed_column() {
    let expected = json!([403, "42501", "a row of `items` breaks a rule of the policy"]);
    check("unaware", "PATCH", "items?id=eq.1", json!({ "price": 11 }), expected).await;
}

#[tokio::test]
async fn a_hidden_and_a_missing_row_that_a_key_refers_to_are_refused_alike() {
    for branch in [2, 77] {
        let body = json!({ "branch_id": branch });
        check("owner", "PATCH", "leaves?id=eq.1", body, leaves("leaves")).await;
    }
    check("owner", "PATCH", "leaves?id=eq.1", json!({ "branch_id": 3 }), done()).await;
}

#[tokio::test]
async fn a_foreign_key_without_a_guard_conflicts() {
    let expected = json!([409, "23503", "a row that this one refers to is missing"]);
    let body = json!({ "branch_id": 77 });
    check("loose", "PATCH", "leaves?id=eq.1", body, expected.clone()).await;
    check("owner", "POST", "leaves", json!({ "id": 9, "branch_id": 77 }), expected).await;
}
