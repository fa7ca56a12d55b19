//! The statements that a person may want to read, and that nothing a client types is ever part of one.
#![allow(unreachable_pub, reason = "the support is shared by several test files")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use bailiwick_query::{Outcome, Plan, RequestInput, Step, Write};
use bailiwick_schema::Engine;
use proptest::prelude::*;
use serde_json::json;
use support::{Caller, ENGINES, policy, schema, user};

const POLICY: &str = "
permissions:
  open: { table: main.orders, roles: [customer], select: { columns: [id, status, customer_id], where: { status: { $in: $user.states } } } }
  mine: { table: main.orders, roles: [customer], select: { columns: [id, total, customer_id], where: { customer_id: $user.id } } }
  people: { table: main.customers, roles: [customer], select: { columns: [id, name], where: { orders: { status: { $nin: [draft] } } } } }
  tags: { table: main.tags, roles: [customer], select: {} }
  everything:
    table: main.orders
    roles: [admin]
    select: {}
    update: { columns: [status], where: { customer_id: $user.id, $not: { status: { $like: 'p%' } } } }
";

/// The statements of a request, one for each engine; of a write the first, which finds its rows.
fn statements(role: &str, method: &str, target: &str, body: &str) -> String {
    let mut text = String::new();
    for engine in ENGINES {
        let schema = schema(engine, "shop");
        let policy = policy(POLICY, &schema);
        let claims = json!({ "states": ["open", "paid"] });
        let caller = Caller::new(&schema, &policy, user("7", &[role], claims));
        let (table, query) = target.split_once('?').unwrap_or((target, ""));
        let input = RequestInput {
            method,
            table,
            query: Some(query),
            body: body.as_bytes(),
            ..RequestInput::default()
        };
        let request = bailiwick_query::parse(&input, &caller.limits).unwrap();
        let statement = match bailiwick_query::plan(&request, &caller.context()).unwrap() {
            Plan::Read(plan) => bailiwick_query::read_statement(&plan, engine),
            Plan::Write(plan) => match Write::start(*plan, engine).next(Outcome::Nothing) {
                Step::Query(statement) => statement,
                other => panic!("a query, not {other:?}"),
            },
        };
        let name = if engine == Engine::Mysql { "MariaDB" } else { &format!("{engine:?}") };
        text.push_str(&format!("-- {name}\n{}\n-- {:?}\n", statement.text, statement.binds));
    }
    text
}

#[test]
fn a_plain_read() {
    insta::assert_snapshot!(statements(
        "admin",
        "GET",
        "orders?select=id,status,total&customer_id=eq.7&order=id&limit=20",
        ""
    ));
}

#[test]
fn masked_cells_and_two_permissions() {
    insta::assert_snapshot!(statements(
        "customer",
        "GET",
        "orders?select=id,total&total=gt.5&limit=20",
        ""
    ));
}

#[test]
fn embeds_with_aliases() {
    insta::assert_snapshot!(statements(
        "customer",
        "GET",
        "customers?select=who:name,orders!inner(id,total)&orders.order=total.desc&orders.limit=3",
        ""
    ));
}

#[test]
fn the_rows_an_update_reaches() {
    insta::assert_snapshot!(statements(
        "admin",
        "PATCH",
        "orders?id=in.(1,2,3)",
        r#"{"status":"x"}"#
    ));
}

/// A text that no word of SQL contains, with everything that could end a literal or a name.
fn typed() -> impl Strategy<Value = String> {
    "[-'\"`\\\\;$?:a-z%_]{0,6}".prop_map(|text| format!("zq{text}qz"))
}

fn quoted(text: &str) -> String {
    let quoted = format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    quoted.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

proptest! {
    #[test]
    fn nothing_a_client_types_is_part_of_a_statement(value in typed(), alias in typed(), pattern in typed()) {
        prop_assume!(!pattern.ends_with('\\'));
        let (field, embed) = (quoted(&alias), quoted(&format!("{alias}x")));
        let (plain, inner, pattern) = (encoded(&value), quoted(&value), encoded(&pattern));
        let target = format!(
            "orders?select={field}:id,{embed}:customers(id,{field}:name)&status=eq.{plain}&secret=like.{pattern}\
             &or=(status.in.({inner},x),data.is.null)&{embed}.name=neq.{plain}&order=id"
        );
        for engine in ENGINES {
            let schema = schema(engine, "shop");
            let document = "permissions: { all: { table: main.orders, roles: [r], select: {} }, people: { table: main.customers, roles: [r], select: {} } }";
            let policy = policy(document, &schema);
            let caller = Caller::new(&schema, &policy, user("7", &["r"], json!({})));
            let statement = caller.statement(&target).unwrap();
            prop_assert!(!statement.text.contains("zq"), "{}", statement.text);
        }
    }
}
