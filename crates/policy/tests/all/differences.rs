//! What people read when one document becomes another.

use std::fmt::Write as _;

use bailiwick_policy::{Difference, Effect, Format, difference, parse};

fn between(before: &str, after: &str) -> Difference {
    let document = |source: &str| match parse(source, Format::Yaml) {
        Ok(document) => document,
        Err(problems) => panic!("{source}: {problems:?}"),
    };
    difference(&document(before), &document(after))
}

/// Everything that is told, line by line.
fn told(before: &str, after: &str) -> String {
    let found = between(before, after);
    let mut text = format!("{:?}\n", found.effect());
    for permission in &found.permissions {
        let _ = writeln!(
            text,
            "{:?} {} on {}: {:?}",
            permission.kind, permission.slug, permission.table, permission.effect
        );
        for change in &permission.changes {
            let operation = change.operation.map(|one| format!("{one:?} ")).unwrap_or_default();
            let _ = writeln!(
                text,
                "  {operation}{}: {:?}: {}\n    {} -> {}",
                change.field, change.effect, change.sentence, change.before, change.after
            );
        }
    }
    for action in &found.actions {
        let _ = writeln!(text, "{:?} action {}: {:?}", action.kind, action.name, action.effect);
        for change in &action.changes {
            let _ = writeln!(
                text,
                "  {}: {:?}: {}\n    {} -> {}",
                change.field, change.effect, change.sentence, change.before, change.after
            );
        }
    }
    for test in &found.tests {
        let _ = writeln!(text, "{:?} test {}", test.kind, test.name);
    }
    text
}

/// A document with one permission whose reading says this.
fn reading(select: &str) -> String {
    format!(
        "permissions:\n  read:\n    table: main.orders\n    roles: [clerk]\n    select: {select}\n"
    )
}

fn updating(update: &str) -> String {
    format!(
        "permissions:\n  write:\n    table: main.orders\n    roles: [clerk]\n    update: {update}\n"
    )
}

#[track_caller]
fn check(before: &str, after: &str, forth: Effect, back: Effect) {
    assert_eq!(between(before, after).effect(), forth, "{}", told(before, after));
    assert_eq!(between(after, before).effect(), back, "back: {}", told(after, before));
}

#[track_caller]
fn widens(before: &str, after: &str) {
    check(before, after, Effect::Widens, Effect::Narrows);
}

#[track_caller]
fn unknown(before: &str, after: &str) {
    check(before, after, Effect::Unknown, Effect::Unknown);
}

#[track_caller]
fn same(before: &str, after: &str) {
    assert!(between(before, after).is_empty(), "{}", told(before, after));
}

const BEFORE: &str = "
permissions:
  read_orders:
    table: main.orders
    roles: [clerk, manager]
    select: { columns: [id, status, email], where: { status: open }, limit: 10, mask: { email: partial } }
  gone:
    table: main.notes
    roles: [clerk]
    select: {}
    delete: { where: { author: $user.id } }
  change_orders:
    name: Change orders
    table: main.orders
    roles: [clerk]
    insert: { columns: [status], validate: { status: { $in: [draft, open] } }, default: { status: draft } }
    update: { where: { owner: $user.id } }
tests:
  - { name: kept, as: { roles: [clerk] }, select: main.orders, expect: { count: 1 } }
  - { name: lost, as: { roles: [clerk] }, select: main.orders, expect: { count: 1 } }
";

const AFTER: &str = "
predicates:
  open: { status: open, owner: { $ne: null } }
permissions:
  read_orders:
    table: main.orders
    roles: [clerk, auditor]
    select: { columns: [id, email, total], where: { $use: open }, aggregate: [sum, count], mask: { email: full } }
    delete: { where: { placed_at: { $lt: { $now: -30d } } } }
  change_orders:
    name: Edit orders
    table: main.orders
    roles: [clerk]
    insert: { columns: [status], validate: { status: { $in: [open, draft] }, total: { $gt: 0, $lte: 100_000 } }, default: { status: open, owner: $user.id } }
    update: { where: { owner: $user.id }, check: false }
  new:
    table: main.lines
    roles: [manager]
    select: { where: { $or: [ { order: { owner: $user.id } }, { $not: { price: { $gte: { $column: cost } } } } ] } }
tests:
  - { name: kept, as: { roles: [clerk] }, select: main.orders, expect: { count: 2 } }
  - { name: found, as: { roles: [clerk] }, select: main.orders, expect: { count: 1 } }
";

#[test]
fn a_whole_document_reads_change_by_change() {
    insta::assert_snapshot!(told(BEFORE, AFTER));
}

#[test]
fn a_document_equals_itself_however_it_is_written() {
    same(BEFORE, BEFORE);
    same(AFTER, AFTER);
    same(
        &reading("{ where: { status: open, total: { $gt: 0, $lt: 9 } } }"),
        &reading(
            "{ where: { $and: [ { total: { $lt: 9 } }, { status: { $eq: open } }, { total: { $gt: 0 } } ] } }",
        ),
    );
    same(
        &reading("{ where: { $or: [ { a: 1 }, { b: { $in: [2, 1, 2] } } ] } }"),
        &reading("{ where: { $or: [ { b: { $in: [1, 2] } }, { a: { $eq: 1 } } ] } }"),
    );
    same(
        "predicates: { mine: { owner: $user.id } }\npermissions: { read: { table: main.orders, roles: [b, a], select: { columns: [b, a], where: { $use: mine } } } }",
        "permissions: { read: { table: main.orders, roles: [a, b], select: { columns: [a, b], where: { owner: $user.id } } } }",
    );
}

#[test]
fn what_seems_alike_and_is_not_differs() {
    // One row of the relation that is both, or two that are one each.
    unknown(
        &reading("{ where: { lines: { $or: [ { a: 1 } ], $not: { b: 1 } } } }"),
        &reading(
            "{ where: { $and: [ { lines: { $or: [ { a: 1 } ] } }, { lines: { $not: { b: 1 } } } ] } }",
        ),
    );
    unknown(
        &reading(
            "{ where: { $or: [ { lines: { $or: [ { a: 1 } ], $not: { b: 1 } } }, { c: 1 } ] } }",
        ),
        &reading(
            "{ where: { $or: [ { $and: [ { lines: { $or: [ { a: 1 } ] } }, { lines: { $not: { b: 1 } } } ] }, { c: 1 } ] } }",
        ),
    );
    // The order of an interval counts, and a text is no number.
    unknown(
        &reading("{ where: { a: { $between: [1, 2] } } }"),
        &reading("{ where: { a: { $between: [2, 1] } } }"),
    );
    unknown(&reading("{ where: { a: 1 } }"), &reading("{ where: { a: '1' } }"));
    // A text that looks like a value of the user.
    unknown(
        &reading("{ where: { a: $user.id } }"),
        &reading("{ where: { a: { $literal: $user.id } } }"),
    );
    unknown(
        &updating("{ overwrite: { a: { $column: b } } }"),
        &updating("{ overwrite: { a: { $literal: { $column: b } } } }"),
    );
}

#[test]
fn what_surely_widens_narrows_the_other_way_round() {
    widens("permissions: {}", &reading("{}"));
    widens(&reading("{ columns: [id] }"), &reading("{ columns: [id, total] }"));
    widens(&reading("{ columns: [id] }"), &reading("{}"));
    widens(&reading("{ where: { a: 1, b: 2 } }"), &reading("{ where: { b: 2 } }"));
    widens(&reading("{ where: { a: 1 } }"), &reading("{}"));
    widens(&reading("{ limit: 5 }"), &reading("{ limit: 6 }"));
    widens(&reading("{ limit: 5 }"), &reading("{}"));
    widens(&reading("{}"), &reading("{ aggregate: [sum] }"));
    widens(&reading("{ mask: { email: full } }"), &reading("{ mask: { email: last4 } }"));
    widens(&reading("{ mask: { email: partial } }"), &reading("{ mask: { email: email } }"));
    widens(&reading("{ mask: { email: last4 } }"), &reading("{}"));
    widens(
        &updating("{ validate: { a: { $gt: 0, $lt: 9 } } }"),
        &updating("{ validate: { a: { $gt: 0 } } }"),
    );
    widens(&updating("{ check: { a: 1 } }"), &updating("{ check: false }"));
    widens(&updating("{}"), &updating("{ check: false }"));
    widens(&updating("{ check: { a: 1, b: 1 } }"), &updating("{ check: { a: 1 } }"));
    widens(&reading("{}"), &reading("{}").replace("[clerk]", "[clerk, guest]"));
}

#[test]
fn what_does_both_or_depends_on_rows_is_unknown() {
    unknown(&reading("{ columns: [id] }"), &reading("{ columns: [total] }"));
    unknown(&reading("{ where: { a: 1 } }"), &reading("{ where: { a: 2 } }"));
    unknown(&reading("{ mask: { email: partial } }"), &reading("{ mask: { email: last4 } }"));
    unknown(&reading("{}"), &reading("{}").replace("clerk", "guest"));
    unknown(&reading("{}"), &reading("{}").replace("main.orders", "main.notes"));
    unknown(&updating("{}"), &updating("{ overwrite: { a: 1 } }"));
    // An alternative that mentions the user may switch the whole permission off.
    unknown(
        &reading("{ where: { $or: [ { a: 1 } ] } }"),
        &reading("{ where: { $or: [ { a: 1 }, { b: $user.b } ] } }"),
    );
    // More here and less there.
    unknown(
        &reading("{ columns: [id], limit: 5 }"),
        &reading("{ columns: [id, total], limit: 4 }"),
    );
}

#[test]
fn a_column_that_two_permissions_mask_is_not_said_to_widen() {
    let other = "  first:\n    table: main.orders\n    roles: [clerk]\n    select: { mask: { email: email } }\n";
    let before = "permissions:\n  second:\n    table: main.orders\n    roles: [clerk]\n    select: { mask: { email: full } }\n";
    unknown(before, &format!("{before}{other}"));
    unknown(other_only(other).as_str(), &format!("{before}{other}"));
    let elsewhere = other.replace("main.orders", "main.notes");
    widens(before, &format!("{before}{elsewhere}"));
}

fn other_only(permission: &str) -> String {
    format!("permissions:\n{permission}")
}

#[test]
fn the_place_of_a_permission_that_writes_counts() {
    let one =
        "  one:\n    table: main.orders\n    roles: [clerk]\n    insert: { default: { a: 1 } }\n";
    let two =
        "  two:\n    table: main.orders\n    roles: [clerk]\n    insert: { default: { a: 2 } }\n";
    let (forth, back) = (format!("permissions:\n{one}{two}"), format!("permissions:\n{two}{one}"));
    unknown(&forth, &back);
    assert!(
        told(&forth, &back).contains("`two` is tried before it now"),
        "{}",
        told(&forth, &back)
    );
    let read = |text: &str| {
        text.replace("insert: { default: { a: 1 } }", "select: {}")
            .replace("insert: { default: { a: 2 } }", "select: {}")
    };
    same(&read(&forth), &read(&back));
}

/// A document with one action and nothing else.
fn acting(action: &str) -> String {
    format!("permissions: {{}}\nactions:\n  close: {action}\n")
}

#[test]
fn an_action_that_comes_goes_or_changes_is_told() {
    let plain = acting(
        "{ name: Close, roles: [clerk], as: owner, tables: [main.orders], input: { type: object }, run: [\"UPDATE orders SET status = 'closed' WHERE id = 1\"] }",
    );
    widens("permissions: {}\n", &plain);
    widens(&plain, &plain.replace("[clerk]", "[clerk, manager]"));
    check(&plain, &plain.replace("name: Close", "name: Shut"), Effect::Neutral, Effect::Neutral);
    for (from, to) in [
        ("[clerk]", "[manager]"),
        ("as: owner", "as: user"),
        ("[main.orders]", "[main.orders, main.customers]"),
        ("{ type: object }", "{ type: object, required: [id] }"),
        ("id = 1", "id > 0"),
        ("run: [", "run: [\"DELETE FROM orders\", "),
    ] {
        unknown(&plain, &plain.replace(from, to));
    }

    let calling = plain.replace("run: [", "call: { url: https://one.example/x }, run: [");
    let other = calling.replace("one.example", "two.example");
    let slower = calling.replace("/x }", "/x, timeout: 9s }");
    unknown(&plain, &calling);
    same(&calling, &calling.replace("/x }", "/x, timeout: 5s }"));
    for (before, after, sentence) in [
        (&plain, &calling, "it calls `https://one.example/x` after the commit"),
        (&calling, &plain, "it calls `https://one.example/x` no longer"),
        (
            &calling,
            &other,
            "it calls `https://two.example/x` after the commit, no longer `https://one.example/x`",
        ),
        (&calling, &slower, "it waits for its call for another time"),
    ] {
        let told = told(before, after);
        assert!(told.contains(sentence), "{told}");
    }
    let only = acting("{ roles: [clerk], call: { url: https://one.example/x } }");
    let came = told("permissions: {}\n", &only);
    assert!(came.contains("it calls `https://one.example/x` after the commit"), "{came}");
    assert!(!came.contains("runs"), "{came}");

    same(&plain, &plain.replace("[\"UPDATE", "[\"  UPDATE"));
    let after = plain
        .replace("[clerk]", "[manager, clerk]")
        .replace("as: owner", "as: user")
        .replace("name: Close", "name: Shut")
        .replace("id = 1", "id > 0");
    let forth = told("permissions: {}\n", &plain);
    insta::assert_snapshot!(format!(
        "{forth}\n{}\n{}",
        told(&plain, &after),
        told(&plain, "permissions: {}\n")
    ));
}
