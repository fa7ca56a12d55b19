//! What a request costs before the database is asked. Run by hand, in release: `cargo test --release -p bailiwick-query --test speed -- --ignored --nocapture`.
#![allow(unreachable_pub, reason = "the support is shared by several test files")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may panic, and this one is read by a person"
)]

mod support;

use std::time::Instant;

use bailiwick_query::{Plan, RequestInput, parse, plan, read_statement};
use serde_json::json;
use support::{Caller, ENGINES, policy, schema, user};

const POLICY: &str = "
permissions:
  open: { table: main.orders, roles: [customer], select: { columns: [id, status, customer_id], where: { status: { $in: $user.states } } } }
  mine: { table: main.orders, roles: [customer], select: { where: { customer_id: $user.id } } }
  through: { table: main.orders, roles: [customer], select: { columns: [id, total], where: { customers: { vip: true } } } }
";

#[test]
#[ignore = "measures"]
fn a_plan_is_made_in_microseconds() {
    for engine in ENGINES {
        let schema = schema(engine, "main");
        let policy = policy(POLICY, &schema);
        let caller = Caller::new(
            &schema,
            &policy,
            user("1", &["customer"], json!({ "states": ["open", "paid"] })),
        );
        let input = RequestInput {
            method: "GET",
            table: "orders",
            query: Some(
                "select=id,status,total&total=gt.5&status=in.(open,paid)&order=id.desc&limit=20",
            ),
            ..RequestInput::default()
        };
        let mut parsed = Vec::new();
        let mut planned = Vec::new();
        for _ in 0..20_000 {
            let start = Instant::now();
            let request = parse(&input, &caller.limits).unwrap();
            parsed.push(start.elapsed());
            let start = Instant::now();
            let Plan::Read(plan) = plan(&request, &caller.context()).unwrap() else {
                panic!("a read")
            };
            let statement = read_statement(&plan, engine);
            planned.push(start.elapsed());
            assert!(!statement.text.is_empty());
        }
        parsed.sort();
        planned.sort();
        println!(
            "{engine:?}: parse {:?}, reduce + plan + text {:?} (median)",
            parsed[10_000], planned[10_000]
        );
    }
}
