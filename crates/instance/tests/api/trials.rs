//! Tests beside a policy: they pass and fail for the right reasons, on live rows, and keep nothing of what they write.

use std::time::Duration;

use bailiwick_policy::{Format, ProblemLevel, check, parse};
use serde_json::json;

use crate::world::{ENGINES, POLICY, World, manager};

const LONG: Duration = Duration::from_secs(30);

const PASSING: &str = "
  - name: customers see their own orders and no others
    as: { id: 1, roles: [customer] }
    select: main.orders
    expect: { every: { customer_id: 1 }, some: { status: draft }, count: 2 }
  - name: of those, the cheap ones
    as: { id: 1, roles: [customer] }
    select: main.orders
    where: { total: { $lte: 15 }, $or: [{ status: draft }, { status: { $in: [open] } }] }
    expect: { count: 1, every: { total: { $between: [1, 15] } } }
  - name: nobody without a role sees orders
    as: {}
    select: main.orders
    expect: { denied: true }
  - name: what a customer reads
    as: { id: 1, roles: [customer] }
    select: main.customers
    expect: { columns: [id, name, email], hidden: [pin, region], count: 1 }
  - name: notes show in drafts only
    as: { id: 1, roles: [customer] }
    select: main.orders
    where: { status: { $ne: draft } }
    expect: { hidden: [note] }
  - name: claims count
    as: { id: x, roles: [desk], region: east }
    select: main.orders
    expect: { every: { customer_id: { $in: [1, 3] } } }
  - name: a customer orders
    as: { id: 1, roles: [customer] }
    insert: main.orders
    values: { customer_id: 1, total: 5 }
    expect: { count: 1 }
  - name: but not for somebody else
    as: { id: 1, roles: [customer] }
    insert: main.orders
    values: { customer_id: 2, total: 5 }
    expect: { denied: true }
  - name: nor with a field that is not theirs to write
    as: { id: 1, roles: [customer] }
    insert: main.orders
    values: { customer_id: 1, total: 5, created_by: me }
    expect: { count: 1 }
  - name: drafts are changed
    as: { id: 1, roles: [customer] }
    update: main.orders
    values: { total: 7 }
    expect: { count: 1 }
  - name: another's draft is out of reach
    as: { id: 1, roles: [customer] }
    delete: main.orders
    where: { id: 3 }
    expect: { count: 0 }
";

const FAILING: &str = "
  - { name: a, as: { id: 1, roles: [customer] }, select: main.orders, expect: { count: 3 } }
  - { name: b, as: { id: 1, roles: [customer] }, select: main.orders, expect: { every: { status: draft } } }
  - { name: c, as: { id: 1, roles: [customer] }, select: main.orders, expect: { some: { status: done } } }
  - { name: d, as: { id: 1, roles: [customer] }, select: main.orders, expect: { denied: true } }
  - { name: e, as: {}, select: main.orders, expect: { count: 0 } }
  - { name: f, as: { id: 1, roles: [customer] }, select: main.customers, expect: { columns: [id, name] } }
  - { name: g, as: { id: 1, roles: [customer] }, select: main.customers, expect: { columns: [id, name, email, pin] } }
  - { name: h, as: { id: 1, roles: [customer] }, select: main.orders, expect: { hidden: [note] } }
  - { name: i, as: { id: 1, roles: [customer] }, select: main.customers, expect: { every: { pin: '1111' } } }
  - { name: j, as: { id: 1, roles: [customer] }, insert: main.orders, values: { customer_id: 2, total: 5 }, expect: { count: 1 } }
  - { name: k, as: { id: 1, roles: [customer] }, update: main.orders, where: { id: 3 }, values: { total: 1 }, expect: { denied: true } }
  - { name: l, as: { id: 1, roles: [manager] }, insert: main.customers, values: { id: 1, name: x }, expect: { count: 1 } }
  - { name: m, as: { id: 1, roles: [customer] }, select: main.orders, where: { customer_id: $user.gone }, expect: { count: 1 } }
";

const SAID: [&str; 13] = [
    "2 rows seen, not 3",
    "1 of 2 rows do not satisfy `every`",
    "none of 2 rows satisfies `some`",
    "it is not refused",
    "it is refused: could not find the table",
    "`email` can be read, too",
    "`pin` cannot be read",
    "`note` shows in 1 row",
    "column `customers.pin` does not exist",
    "it is refused: ",
    "it is not refused: it reaches no row (`count: 0` expects that)",
    "it could not be tried: a row with the same unique key exists",
    "the user has no `$user.gone`",
];

#[tokio::test]
async fn tests_pass_and_fail_for_what_they_say() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let before = world.get(&manager(), "orders?order=id").await.json();
        let text = format!("{POLICY}tests:{PASSING}");
        let document = parse(&text, Format::Yaml).unwrap();
        let verdicts = world.instance.run_tests(&document, LONG).await;
        assert_eq!(verdicts.len(), 11);
        for verdict in &verdicts {
            assert_eq!(verdict.failure, None, "{engine:?} {}", verdict.name);
        }
        let document = parse(&format!("{POLICY}tests:{FAILING}"), Format::Yaml).unwrap();
        let verdicts = world.instance.run_tests(&document, LONG).await;
        for (verdict, said) in verdicts.iter().zip(SAID) {
            let failure = verdict.failure.as_deref().unwrap_or("passed");
            assert!(failure.starts_with(said), "{engine:?} {}: {failure}", verdict.name);
        }
        assert_eq!(verdicts[0].line + 1, verdicts[1].line);
        let after = world.get(&manager(), "orders?order=id").await.json();
        assert_eq!(after, before, "nothing that a test writes is kept, {engine:?}");
        assert_eq!(
            world.get(&manager(), "customers?select=id").await.json().as_array().unwrap().len(),
            3
        );
        let late = world.instance.run_tests(&document, Duration::ZERO).await;
        assert!(
            late.iter().all(|one| one.failure.as_deref() == Some("the time for all tests was up"))
        );
    }
}

#[tokio::test]
async fn a_test_asks_under_its_own_document_and_leaves_the_one_in_force() {
    let world = World::new(ENGINES[0]).await;
    let text = "
permissions:
  open: { table: main.vault, roles: [thief], select: {} }
tests:
  - { name: open, as: { roles: [thief] }, select: main.vault, expect: { count: 1 } }
";
    let document = parse(text, Format::Yaml).unwrap();
    let verdicts = world.instance.run_tests(&document, LONG).await;
    assert_eq!(verdicts[0].failure, None);
    let thief = crate::world::token("t", &["thief"]);
    assert_eq!(world.get(&thief, "vault").await.status, 404);
}

#[tokio::test]
async fn what_is_wrong_with_a_test_is_told() {
    let world = World::new(ENGINES[0]).await;
    let schemas = world.instance.schemas().await;
    let told = |tests: &str| -> Vec<String> {
        let text = format!("permissions: {{}}\ntests:\n{tests}");
        match parse(&text, Format::Yaml) {
            Err(problems) => problems.iter().map(ToString::to_string).collect(),
            Ok(document) => {
                let (_, problems) = check(&document, &schemas);
                assert!(problems.iter().all(|one| one.level == ProblemLevel::Error));
                problems.iter().map(ToString::to_string).collect()
            }
        }
    };
    for (test, said) in [
        ("  {}", "3:3: error: expected a list of tests, not a mapping"),
        (
            "  - { as: {}, select: main.orders, expect: { count: 1 } }",
            "3:5: error: a test needs a `name`",
        ),
        (
            "  - { name: a, select: main.orders, expect: { count: 1 } }",
            "3:5: error: a test needs `as`",
        ),
        ("  - { name: a, as: {}, expect: { count: 1 } }", "3:5: error: a test does one thing"),
        (
            "  - { name: a, as: {}, select: main.orders, delete: main.orders, expect: { count: 1 } }",
            "3:5: error: a test does one thing",
        ),
        ("  - { name: a, as: {}, select: main.orders }", "3:5: error: a test needs `expect`"),
        (
            "  - { name: a, as: {}, select: main.orders, expect: {} }",
            "3:53: error: nothing is expected",
        ),
        (
            "  - { name: a, as: {}, select: main.orders, expect: { rows: 1 } }",
            "3:55: error: unknown key `rows` in `expect`",
        ),
        (
            "  - { name: a, as: {}, select: main.orders, expect: { count: -1 } }",
            "3:62: error: `count` cannot be a number",
        ),
        (
            "  - { name: a, as: { roles: customer }, select: main.orders, expect: { count: 1 } }",
            "3:29: error: `roles` is a list of names",
        ),
        (
            "  - { name: a, as: {}, update: main.orders, expect: { count: 1 } }",
            "3:13: error: an update needs `values`",
        ),
        (
            "  - { name: a, as: {}, delete: main.orders, expect: { every: { id: 1 } } }",
            "3:13: error: `every`, `some`, `columns` and `hidden` are about a select",
        ),
        (
            "  - { name: a, as: {}, select: main.orders, expect: { count: 1, denied: true } }",
            "3:13: error: what is denied has no `count`",
        ),
        (
            "  - { name: a, as: {}, select: main.gone, expect: { count: 1 } }",
            "3:32: error: connection `main` has no table `gone`",
        ),
        (
            "  - { name: a, as: {}, select: main.orders, where: { gone: 1 }, expect: { count: 1 } }",
            "3:54: error: table `orders` has no column or relation `gone`",
        ),
        (
            "  - { name: a, as: {}, select: main.orders, where: { customers: { id: 1 } }, expect: { count: 1 } }",
            "3:13: error: a test's conditions are about the columns of its table",
        ),
        (
            "  - { name: a, as: {}, select: main.orders, expect: { hidden: [gone] } }",
            "3:64: error: table `orders` has no column `gone`",
        ),
        (
            "  - { name: a, as: {}, select: main.orders, expect: { count: 1 }, then: 1 }",
            "3:67: error: unknown key `then` in a test",
        ),
    ] {
        let problems = told(test);
        assert!(
            problems.first().is_some_and(|first| first.starts_with(said)),
            "{test}: {problems:?}"
        );
    }
    let twice =
        "  - { name: a, as: {}, select: main.orders, expect: { denied: true } }\n".repeat(2);
    assert_eq!(told(&twice), ["4:13: error: two tests are called `a`"]);
    assert_eq!(told(&json!([]).to_string().replace("[]", "  []")), Vec::<String>::new());
}
