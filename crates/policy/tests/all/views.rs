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
        assert_eq!(with(table), [format!("2: {only} `orders`, which it reads")]);
    }
    let both = format!(
        "{VIEW}  o: {{ table: main.orders, roles: [b], select: {{}} }}\n  l: {{ table: main.lines, roles: [b], select: {{}} }}\n"
    );
    assert_eq!(warnings(&both), [format!("2: {only} `orders`, `lines`, which it reads")]);
}

#[test]
fn a_view_of_which_nothing_is_known_is_warned_of_all_the_same() {
    let told = warnings(
        "  b: { table: main.blind, roles: [a], select: {} }\n  o: { table: main.orders, roles: [b], select: {} }\n",
    );
    let only = "`blind` is a view: only permissions on the view itself guard it, not those on";
    assert_eq!(told, [format!("2: {only} the tables below")]);
}

/// What is asked of the document and the schema is asked once, not for each permission: this would take minutes.
#[test]
fn thousands_of_permissions_on_views_of_a_large_schema_are_checked() {
    let mut schema = schema(Engine::Postgres);
    for number in 0..1_000 {
        let mut table = schema.tables[0].clone();
        table.name = format!("t{number}");
        let mut view = table.clone();
        view.name = format!("v{number}");
        view.kind = TableKind::View;
        view.below = vec![("public".into(), table.name.clone())];
        if number > 0 {
            view.below.push(("public".into(), format!("v{}", number - 1)));
        }
        schema.tables.extend([table, view]);
    }
    let schemas = SchemaSet::of([("main".to_owned(), Arc::new(schema))].into());
    let permission = |number: usize| {
        let table = if number.is_multiple_of(2) { "t999" } else { "v999" };
        format!("  p{number}: {{ table: main.{table}, roles: [a], select: {{}} }}\n")
    };
    let permissions: String = (0..3_000).map(permission).collect();
    let document = parse(&format!("permissions:\n{permissions}"), Format::Yaml)
        .unwrap_or_else(|problems| panic!("{problems:?}"));
    let (_, problems) = check(&document, &schemas);
    let about_views = problems.iter().filter(|problem| problem.message.contains("is a view"));
    assert_eq!(about_views.filter(|problem| problem.message.contains("`t999`")).count(), 1_500);
}
