//! Every mistake is told with its line and column, in the author's words.

use crate::shop::checked;

fn told(source: &str) -> String {
    let (_, problems) = checked(source);
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

/// A permission with this select.
fn select(body: &str) -> String {
    told(&format!(
        "permissions:\n  p:\n    table: main.orders\n    roles: [a]\n    select:\n      {body}\n"
    ))
}

#[test]
fn what_is_not_yaml_is_told() {
    let cases = [
        "",
        "permissions: [",
        "permissions: {}\n---\npermissions: {}",
        "permissions: &a {}\nx: *a",
        "permissions: { p: *nothing }",
        "permissions: { <<: { a: 1 } }",
        "permissions: !!map {}",
        "permissions: {}\npermissions: {}",
        "- permissions",
        "permissions: { ? [a] : b }",
    ];
    let text: String = cases.iter().map(|case| format!("{case:?}\n  {}", told(case))).collect();
    insta::assert_snapshot!(text);
}

#[test]
fn what_is_not_json_is_told() {
    let cases = [
        "",
        "{",
        "{\"permissions\": }",
        "{\"permissions\": {}, \"permissions\": {}}",
        "{'permissions': {}}",
        "{\"permissions\": {}} x",
        "{\"permissions\": {\"p\": 01}}",
        "{\"a\": \"\\x\"}",
        "{\"a\": [1,]}",
    ];
    let text: String = cases
        .iter()
        .map(|case| {
            let problems =
                bailiwick_policy::parse(case, bailiwick_policy::Format::Json).unwrap_err();
            format!("{case:?}\n  {}\n", problems[0])
        })
        .collect();
    insta::assert_snapshot!(text);
}

#[test]
fn misplaced_keys_are_told() {
    let text = told(
        "version: 1
actions: {}
permissions:
  Bad-Name:
    table: main.orders
    roles: []
    select: {}
    read: {}
  nothing:
    table: main.orders
    roles: [a, a, ' b']
  keys:
    roles: admin
    select: { sql: 'true', mask: { email: half }, aggregate: [median, 3], roles: [a], limit: 0, columns: [] }
    insert: { where: {} }
    update: { default: {}, check: true }
    delete: true
    describe: x
",
    );
    insta::assert_snapshot!(text);
}

#[test]
fn unknown_names_are_told() {
    let text = told(
        "permissions:
  a: { table: orders, roles: [a], select: {} }
  b: { table: gone.orders, roles: [a], select: {} }
  c: { table: main.Orders, roles: [a], select: {} }
  d: { table: main.orders, roles: [a], select: { columns: [id, secret], where: { colour: red } } }
  e: { table: main.orders, roles: [a], insert: { columns: [gross], default: { nope: 1 }, overwrite: { gross: 1 } } }
  f: { table: main.orders, roles: [a], select: { where: { staff: { name: x } } } }
  g: { table: main.orders, roles: [a], select: { where: { staff!wrong: { name: x } } } }
  h: { table: main.orders, roles: [a], select: { where: { customers: alice } } }
  i: { table: main.orders, roles: [a], select: { where: { $exists: { table: main.gone, where: {} } } } }
  j: { table: main.orders, roles: [a], select: { where: { id: { $eq: { $outer: id } } } } }
  k: { table: main.orders, roles: [a], select: { where: { id: { $eq: { $column: status } } } } }
",
    );
    insta::assert_snapshot!(text);
}

#[test]
fn wrong_operators_and_values_are_told() {
    let cases = [
        "where: { id: { $regex: x } }",
        "where: { id: { $eq: '5' } }",
        "where: { id: { $eq: 5.5 } }",
        "where: { id: { $eq: 1e9 } }",
        "where: { id: { $eq: 9223372036854775808 } }",
        "where: { priority: { $eq: 70000 } }",
        "where: { paid: 1 }",
        "where: { paid: { $gt: true } }",
        "where: { mood: happy }",
        "where: { mood: { $gt: ok } }",
        "where: { extra: { $eq: 1 } }",
        "where: { status: { $in: [a, null] } }",
        "where: { status: [a, b] }",
        "where: { status: { $in: a } }",
        "where: { status: { $like: $user.prefix } }",
        "where: { status: { $like: 'a\\' } }",
        "where: { id: { $like: '1%' } }",
        "where: { status: { $gt: null } }",
        "where: { status: $input.x }",
        "where: { status: $user }",
        "where: { status: $user..x }",
        "where: { status: { $eq: $now } }",
        "where: { updated_at: { $gt: { $now: 3 years } } }",
        "where: { due: { $gt: 2024-13-01 } }",
        "where: { id: { $between: [1] } }",
        "where: { id: { $null: yes } }",
        "where: { id: {} }",
        "where: { $or: [] }",
        "where: { $not: {} }",
        "where: { $use: mine }",
        "where: { $use: 5 }",
        "where: { $use: [mine, yours] }",
        "where: { id: { $or: [] } }",
        "where: { total: .nan }",
        "where: { customers: { email: a, $eq: 1 } }",
        "where: []",
    ];
    let text: String = cases.iter().map(|case| format!("{case}\n  {}", select(case))).collect();
    insta::assert_snapshot!(text);
}

#[test]
fn doubts_are_told_as_warnings() {
    let text = told(
        "permissions:
  a: { table: main.orders, roles: [anonymous], select: { where: { status: { $ne: deleted } } } }
  b: { table: main.orders, roles: [a], update: { columns: [id], check: false }, delete: {} }
  c: { table: main.log, roles: [a], update: {} }
  d: { table: main.orders, roles: [a], insert: { columns: [status] } }
  e: { table: main.orders, roles: [a], select: { where: { $not: { status: a } } } }
",
    );
    insta::assert_snapshot!(text);
}

#[test]
fn what_is_wrong_with_predicates_is_told() {
    let text = told(
        "predicates:
  Mine: { customer_id: $user.id }
  all: {}
  a: { $use: b, status: x }
  b: { $or: [{ $use: a }, { paid: true }] }
  fine: { customer_id: $user.id }
permissions:
  p: { table: main.orders, roles: [a], select: { where: { $use: nobody } } }
",
    );
    insta::assert_snapshot!(text);
}

#[test]
fn a_predicate_is_told_wrong_where_it_is_used() {
    let text = told(
        "predicates:
  mine: { customer_id: $user.id, gone: 1 }
  idle: { status: x }
permissions:
  orders: { table: main.orders, roles: [a], select: { where: { $use: mine } } }
  lines: { table: main.lines, roles: [a], select: { where: { $or: [{ $use: mine }, { note: x }] } } }
",
    );
    insta::assert_snapshot!(text);
}

#[test]
fn predicates_that_grow_beyond_measure_are_refused() {
    let mut text = "predicates:\n  p0: { status: x }\n".to_owned();
    for number in 1..60 {
        let before = number - 1;
        text +=
            &format!("  p{number}: {{ $or: [{{ $use: p{before} }}, {{ $use: p{before} }}] }}\n");
    }
    text +=
        "permissions:\n  p: { table: main.orders, roles: [a], select: { where: { $use: p59 } } }\n";
    let told = told(&text);
    assert!(told.contains("the predicates grow beyond 200000 conditions"), "{told}");
}

#[test]
fn predicates_that_use_each_other_too_deep_are_refused() {
    let chain = |count: usize, step: &str| {
        let mut text = "predicates:\n".to_owned();
        for number in 0..count {
            text +=
                &format!("  p{number}: {}\n", step.replace("NEXT", &format!("p{}", number + 1)));
        }
        text += &format!("  p{count}: {{ id: 1 }}\npermissions:\n");
        text + "  p: { table: main.orders, roles: [a], select: { where: { $use: p0 } } }\n"
    };
    for step in ["{ $use: NEXT }", "{ $not: { $or: [{ id: 0 }, { $use: NEXT }] } }"] {
        assert_eq!(told(&chain(10, step)).matches("error").count(), 0, "{step}");
        for count in [50, 300, 5_000] {
            let told = told(&chain(count, step));
            assert!(told.contains("nested deeper than 40 levels"), "{step} {count}");
        }
    }
    let nested = format!("{{ {}id: 1{} }}", "$not: { ".repeat(20), " }".repeat(20));
    let deep = nested.replace("id: 1", "$use: NEXT");
    assert!(told(&chain(100, &deep)).contains("nested deeper than 40 levels"));
}

#[test]
fn a_permission_holds_no_more_conditions_than_a_statement_can() {
    let many = |count: usize| {
        let items: Vec<String> = (0..count).map(|number| format!("{{ id: {number} }}")).collect();
        let text = "permissions:\n  p: { table: main.orders, roles: [a], select: { where: { $or: [ITEMS] } } }\n";
        told(&text.replace("ITEMS", &items.join(", ")))
    };
    assert_eq!(many(2_000), "");
    assert!(many(2_001).contains("more than 2000 conditions"), "{}", many(2_001));
}

#[test]
fn masks_are_for_readable_text() {
    let text = told(
        "permissions:
  a: { table: main.orders, roles: [a], select: { columns: [id, status], mask: { status: last4, id: full, created_by: full, gone: full } } }
",
    );
    insta::assert_snapshot!(text);
}

#[test]
fn whoever_writes_a_key_to_rows_that_they_do_not_see_is_told_of_them() {
    let text = told(
        "permissions:
  seen:
    table: main.customers
    roles: [manager]
    select: {}
  own:
    table: main.customers
    roles: [customer]
    select: { where: { id: $user.id } }
  orders:
    table: main.orders
    roles: [customer, manager]
    insert:
      columns: [id, customer_id, status]
    update:
      columns: [customer_id]
      where: { customers: { id: $user.id } }
  by_managers:
    table: main.orders
    roles: [manager]
    insert: { columns: [id, customer_id] }
    update: { columns: [seller_id], where: { status: open } }
  own_orders:
    table: main.orders
    roles: [customer]
    insert: { columns: [id, customer_id], overwrite: { customer_id: $user.id } }
",
    );
    insta::assert_snapshot!(text);
}
