//! Whoever opens a view is told which tables below it have rules that it passes by.

use std::sync::Arc;

use bailiwick_policy::{Format, SchemaSet, check, parse};
use bailiwick_schema::{Engine, TableKind};

use crate::shop::schema;

/// The warnings about views of a document, where `late` selects from orders and `worst` from `late` and lines.
fn warnings(permissions: &str) -> Vec<String> {
    let mut schema = schema(Engine::Postgres);
    for (name, below) in [
        ("late", &[("public", "orders")][..]),
        ("worst", &[("public", "late"), ("public", "lines"), ("other", "gone")]),
        ("blind", &[]),
    ] {
        let mut view = schema.tables[0].clone();
        view.name = name.to_owned();
        view.kind = TableKind::View;
        view.primary_key.clear();
        view.below = below.iter().map(|(one, two)| ((*one).into(), (*two).into())).collect();
        schema.tables.push(view);
    }
    let schemas = SchemaSet::of([("main".to_owned(), Arc::new(schema))].into());
    let document = parse(&format!("permissions:\n{permissions}"), Format::Yaml)
        .unwrap_or_else(|problems| panic!("{problems:?}"));
    let (_, problems) = check(&document, &schemas);
    let told = problems.iter().filter(|problem| problem.message.contains("is a view"));
    told.map(|problem| format!("{}: {}", problem.line, problem.message)).collect()
}

const VIEW: &str = "  worst: { table: main.worst, roles: [a], select: {} }\n";

#[test]
fn the_tables_below_that_have_rules_are_named() {
    let only = "`worst` is a view: only permissions on the view itself guard it, not those on";
    assert_eq!(warnings(VIEW), [format!("2: {only} the tables below")]);
    let with = |table: &str| {
        warnings(&format!(
            "{VIEW}  other: {{ table: {table}, roles: [b], select: {{ where: {{ id: 1 }} }} }}\n"
        ))
    };
    assert_eq!(with("main.customers"), [format!("2: {only} the tables below")]);
    // Through the view below it, and however the table is spelled.
    for table in ["main.orders", "main.public.orders"] {
        assert_eq!(with(table), [format!("2: {only} `orders`, which it shows")]);
    }
    let both = format!(
        "{VIEW}  o: {{ table: main.orders, roles: [b], select: {{}} }}\n  l: {{ table: main.lines, roles: [b], select: {{}} }}\n"
    );
    assert_eq!(warnings(&both), [format!("2: {only} `orders`, `lines`, which it shows")]);
}

#[test]
fn a_view_of_which_nothing_is_known_is_warned_of_all_the_same() {
    let told = warnings(
        "  b: { table: main.blind, roles: [a], select: {} }\n  o: { table: main.orders, roles: [b], select: {} }\n",
    );
    let only = "`blind` is a view: only permissions on the view itself guard it, not those on";
    assert_eq!(told, [format!("2: {only} the tables below")]);
}
