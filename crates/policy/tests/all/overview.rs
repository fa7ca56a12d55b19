//! What each role may do, as a table for people.

use bailiwick_policy::{Format, OperationReach, Reach, overview, parse};

fn cell(cell: &OperationReach) -> String {
    let reach = match cell.reach {
        Reach::Full => "full",
        Reach::Filtered => "filtered",
        Reach::None => return "none".to_owned(),
    };
    format!("{reach} by {}", cell.permissions.join("+"))
}

/// A line for each role, and below it one for each table.
fn told(source: &str) -> String {
    let document = parse(source, Format::Yaml).unwrap_or_else(|problems| panic!("{problems:?}"));
    let mut out = String::new();
    for role in overview(&document).unwrap_or_default() {
        let actions: Vec<String> = role
            .actions
            .iter()
            .map(|action| {
                let calls = action.calls.iter().map(|address| format!(" -> {address}"));
                let owner = if action.is_owner { "!" } else { "" };
                format!("{}{owner}{}", action.name, calls.collect::<String>())
            })
            .collect();
        out +=
            &format!("{}: [{}] [{}]\n", role.role, role.permissions.join(" "), actions.join(" "));
        for table in &role.tables {
            let cells = [&table.select, &table.insert, &table.update, &table.delete].map(cell);
            out += &format!("  {}: {}\n", table.table, cells.join(", "));
        }
    }
    out
}

/// One table, one role, these operations.
fn check(operations: &str, expected: &str) {
    let source =
        format!("permissions:\n  it:\n    table: main.orders\n    roles: [a]\n{operations}");
    let told = told(&source);
    let cells = told.lines().nth(1).unwrap_or_default().trim().replace(" by it", "");
    assert_eq!(cells, format!("main.orders: {expected}"), "{operations}");
}

#[test]
fn every_role_is_told_with_all_tables_and_what_is_behind_each_cell() {
    let source = "
permissions:
  read_all: { table: main.orders, roles: [manager, auditor], select: {} }
  read_own: { table: main.orders, roles: [customer, manager], select: { where: { customer_id: $user.id } } }
  change: { table: main.products, roles: [manager], update: {}, delete: { where: { status: draft } } }
actions:
  approve:
    roles: [manager, robot]
    as: owner
    tables: [main.orders]
    run: [\"update orders set status = 'approved'\"]
    call: { url: https://hook.example/approved }
  count:
    roles: [auditor]
    as: user
    tables: [main.orders]
    run: [select id from orders]
";
    assert_eq!(
        told(source),
        "\
manager: [read_all read_own change] [approve! -> https://hook.example/approved]
  main.orders: full by read_all+read_own, none, none, none
  main.products: none, none, full by change, filtered by change
auditor: [read_all] [count]
  main.orders: full by read_all, none, none, none
  main.products: none, none, none, none
customer: [read_own] []
  main.orders: filtered by read_own, none, none, none
  main.products: none, none, none, none
robot: [] [approve! -> https://hook.example/approved]
  main.orders: none, none, none, none
  main.products: none, none, none, none
"
    );
}

#[test]
fn whatever_narrows_an_operation_makes_it_filtered() {
    check("    select: {}\n", "full, none, none, none");
    check("    select: { where: {}, aggregate: [sum] }\n", "full, none, none, none");
    for narrow in ["columns: [id]", "where: { id: 1 }", "limit: 5", "mask: { name: partial }"] {
        check(&format!("    select: {{ {narrow} }}\n"), "filtered, none, none, none");
    }
    check("    insert: { default: { status: new } }\n", "none, full, none, none");
    for narrow in ["columns: [id]", "validate: { id: 1 }", "overwrite: { id: 1 }"] {
        check(&format!("    insert: {{ {narrow} }}\n"), "none, filtered, none, none");
    }
    check("    update: { check: false }\n", "none, none, full, none");
    check("    update: { check: { id: 1 } }\n", "none, none, filtered, none");
}

#[test]
fn who_reads_some_rows_changes_no_others() {
    let read =
        |part: &str| format!("    select: {{ {part} }}\n    update: {{}}\n    delete: {{}}\n");
    check(&read("where: { id: 1 }"), "filtered, none, filtered, filtered");
    check(&read("columns: [id]"), "filtered, none, full, full");
    check(&read(""), "full, none, full, full");
}

#[test]
fn what_nobody_looks_over_is_not_told() {
    let many = |count: usize| {
        let mut source = "permissions:\n".to_owned();
        for number in 0..count {
            source += &format!(
                "  p{number}: {{ table: main.t{number}, roles: [r{number}], select: {{}} }}\n"
            );
        }
        parse(&source, Format::Yaml).unwrap_or_else(|problems| panic!("{problems:?}"))
    };
    let told = overview(&many(141)).unwrap();
    assert_eq!((told.len(), told[0].tables.len(), told[0].permissions.len()), (141, 141, 1));
    assert_eq!(overview(&many(142)), None, "142 roles times 142 tables");
    assert_eq!(overview(&many(10_000)), None, "and that is said at once");
}
