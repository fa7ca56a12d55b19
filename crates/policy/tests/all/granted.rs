//! What several permissions together grant.

use bailiwick_policy::{
    Aggregate, Assigned, CellCondition, Mask, Operation, Policy, Predicate, Reduced, reduce,
};
use bailiwick_schema::{ColumnIndex, Engine, Value};
use serde_json::json;

use crate::shop::{NOW, ORDERS, checked, checked_on, schema, user};

fn granted(policy: &Policy, operation: Operation) -> Reduced<'_> {
    let claims = json!({ "org_ids": ["a"], "org": null });
    reduce(policy, "main", ORDERS, operation, &user(claims), NOW, &schema(Engine::Postgres))
}

const TWO: &str = "permissions:
  all: { table: main.orders, roles: [customer], select: { columns: [id, status], limit: 5 } }
  own: { table: main.orders, roles: [customer], select: { columns: [id, total], where: { customer_id: $user.id }, limit: 9 } }
  other: { table: main.orders, roles: [manager], select: {} }
  idle: { table: main.orders, roles: [customer], select: { where: { organization_id: $user.org } } }
";

#[test]
fn no_permission_is_no_access() {
    let reduced = granted(&Policy::default(), Operation::Select).row_filter();
    assert_eq!(reduced, Predicate::False);
    let (policy, _) = checked(TWO);
    assert!(granted(&policy, Operation::Delete).granted.is_empty());
}

#[test]
fn a_cell_shows_where_a_permission_with_its_column_admits_the_row() {
    let (policy, _) = checked(TWO);
    let reduced = granted(&policy, Operation::Select);
    assert_eq!(reduced.granted.len(), 2);
    assert_eq!(reduced.inactive.len(), 1);
    assert_eq!(reduced.inactive[0].reason, "`$user.org` is null");
    assert_eq!(reduced.row_filter(), Predicate::True);
    assert_eq!(reduced.cell_condition(ColumnIndex(0)), CellCondition::Always);
    assert_eq!(reduced.cell_condition(ColumnIndex(4)), CellCondition::Always);
    assert!(matches!(
        reduced.cell_condition(ColumnIndex(3)),
        CellCondition::When(Predicate::Compare { .. })
    ));
    assert_eq!(reduced.cell_condition(ColumnIndex(1)), CellCondition::When(Predicate::False));
    assert_eq!(reduced.limit(), Some(9));
}

#[test]
fn an_update_keeps_the_row_within_the_users_reach() {
    let (policy, _) = checked(
        "permissions:
  p:
    table: main.orders
    roles: [customer]
    update:
      where: { organization_id: { $in: $user.org_ids }, status: { $eq: draft }, customers: { email: x } }
      check: { total: { $lte: 5 } }
",
    );
    let reduced = granted(&policy, Operation::Update);
    let check: Vec<(bool, Vec<usize>)> = reduced.granted[0]
        .check
        .iter()
        .map(|conjunct| (conjunct.implicit, conjunct.reads.iter().map(|column| column.0).collect()))
        .collect();
    assert_eq!(check, [(true, vec![2]), (true, vec![1]), (false, vec![3])]);
}

#[test]
fn check_false_drops_the_implicit_conditions() {
    let (policy, _) = checked(
        "permissions:
  p: { table: main.orders, roles: [customer], update: { where: { customer_id: $user.id }, check: false } }
",
    );
    assert!(granted(&policy, Operation::Update).granted[0].check.is_empty());
}

#[test]
fn generated_columns_are_never_writable() {
    let (policy, _) =
        checked("permissions:\n  p: { table: main.orders, roles: [customer], insert: {} }\n");
    let reduced = granted(&policy, Operation::Insert);
    assert!(!reduced.granted[0].columns.contains(ColumnIndex(14)));
    assert!(reduced.granted[0].columns.contains(ColumnIndex(13)));
}

#[test]
fn a_value_that_the_user_lacks_refuses_the_write_only() {
    let (policy, _) = checked(
        "permissions:
  p: { table: main.orders, roles: [customer], insert: { overwrite: { created_by: $user.org, updated_at: $now } } }
",
    );
    let reduced = granted(&policy, Operation::Insert);
    let values: Vec<&Assigned> =
        reduced.granted[0].overwrite.iter().map(|(_, value)| value).collect();
    assert_eq!(
        values,
        [
            &Assigned::Missing("$user.org".to_owned()),
            &Assigned::Value(Value::Timestamp(NOW.now_microseconds))
        ]
    );
}

#[test]
fn now_is_spelled_as_the_column_spells_time() {
    let source = "permissions:
  p: { table: main.orders, roles: [customer], insert: { overwrite: { updated_at: $now, due: $now, id: $now, status: $now } } }
";
    for (engine, expected) in [
        (Engine::Sqlite, "2024-06-01 12:00:00 | 2024-06-01 | 1717243200 | 2024-06-01 12:00:00"),
        (Engine::Postgres, "2024-06-01 12:00:00 | 2024-06-01 | 1717243200 | 2024-06-01T12:00:00Z"),
    ] {
        let (policy, _) = checked_on(source, engine);
        let reduced = reduce(
            &policy,
            "main",
            ORDERS,
            Operation::Insert,
            &user(json!({})),
            NOW,
            &schema(engine),
        );
        let texts: Vec<String> = reduced.granted[0]
            .overwrite
            .iter()
            .map(|(_, value)| match value {
                Assigned::Value(value) => value.to_text().unwrap(),
                Assigned::Missing(path) => path.clone(),
            })
            .collect();
        assert_eq!(texts.join(" | "), expected);
    }
}

#[test]
fn explain_says_why_each_permission_counts_or_not() {
    let (policy, _) = checked(TWO);
    let schema = schema(Engine::Postgres);
    let claims = user(json!({ "org": null }));
    let explained = bailiwick_policy::explain(
        &policy,
        "main",
        ORDERS,
        Operation::Select,
        &claims,
        NOW,
        &schema,
    );
    let text: String = explained
        .iter()
        .map(|one| {
            let would = if one.granted.is_some() { "" } else { " and would not" };
            format!("{} {:?}{would}: {}\n", one.permission.slug, one.standing, one.reason)
        })
        .collect();
    insta::assert_snapshot!(text);
}

#[test]
fn a_mask_shows_where_no_permission_shows_more() {
    let (policy, problems) = checked(
        "permissions:
  all: { table: main.orders, roles: [customer], select: { columns: [id, status, created_by], mask: { status: partial, created_by: email } } }
  own: { table: main.orders, roles: [customer], select: { columns: [id, status], where: { customer_id: $user.id } } }
  last: { table: main.orders, roles: [customer], select: { columns: [created_by], where: { status: x }, mask: { created_by: last4 } } }
",
    );
    assert!(problems.is_empty(), "{problems:?}");
    let reduced = granted(&policy, Operation::Select);
    let status = reduced.cell(ColumnIndex(4));
    assert!(matches!(status.plain, CellCondition::When(Predicate::Compare { .. })));
    assert_eq!(status.masked, [(Predicate::True, Mask::Partial)]);
    let by = reduced.cell(ColumnIndex(8));
    assert_eq!(by.plain, CellCondition::When(Predicate::False));
    let masks: Vec<Mask> = by.masked.iter().map(|(_, mask)| *mask).collect();
    assert_eq!(masks, [Mask::Email, Mask::Last4]);
    assert_eq!(reduced.cell(ColumnIndex(3)).masked, []);
}

/// Whoever gets another permission sees no less, wherever it stands in the document.
#[test]
fn of_several_masks_the_one_that_tells_most_shows_whatever_their_order() {
    let told = [
        ("email", Mask::Email),
        ("partial", Mask::Partial),
        ("last4", Mask::Last4),
        ("full", Mask::Full),
    ];
    for (one, first) in told {
        for (other, second) in told {
            let permission = |slug: &str, mask: &str| {
                format!(
                    "  {slug}: {{ table: main.orders, roles: [customer], select: {{ columns: [id, created_by], mask: {{ created_by: {mask} }} }} }}\n"
                )
            };
            let text =
                format!("permissions:\n{}{}", permission("one", one), permission("other", other));
            let (policy, problems) = checked(&text);
            assert!(problems.is_empty(), "{problems:?}");
            let cell = granted(&policy, Operation::Select).cell(ColumnIndex(8));
            let shown = cell.masked[0].1;
            let most = if first.tells() > second.tells() { first } else { second };
            assert_eq!(shown, most, "{one}, {other}");
        }
    }
    let tells: Vec<u8> = told.iter().map(|(_, mask)| mask.tells()).collect();
    assert_eq!(tells, [3, 2, 1, 0]);
}

#[test]
fn a_function_is_given_the_cells_of_those_who_grant_it() {
    let (policy, _) = checked(
        "permissions:
  all: { table: main.orders, roles: [customer], select: { columns: [id, total] } }
  own: { table: main.orders, roles: [customer], select: { columns: [total], where: { customer_id: $user.id }, aggregate: [sum] } }
",
    );
    let reduced = granted(&policy, Operation::Select);
    assert_eq!(reduced.granting(Aggregate::Count).granted.len(), 2, "whoever reads may count");
    let sum = reduced.granting(Aggregate::Sum);
    let own = CellCondition::When(sum.row_filter());
    assert_eq!(sum.cell_condition(ColumnIndex(3)), own, "rows of others are among the visible");
    assert!(matches!(sum.row_filter(), Predicate::Compare { .. }));
    assert!(reduced.granting(Aggregate::Avg).granted.is_empty());
}

#[test]
fn a_predicate_means_what_it_means_in_place() {
    let (by_name, problems) = checked(
        "predicates:
  mine: { customer_id: $user.id, $use: live }
  live: { status: { $ne: deleted }, $or: [{ paid: true }, { total: 5 }] }
permissions:
  p: { table: main.orders, roles: [customer], update: { where: { $use: mine, priority: 1 } } }
",
    );
    assert!(!problems.iter().any(|problem| problem.level == bailiwick_policy::ProblemLevel::Error));
    let (in_place, _) = checked(
        "permissions:
  p: { table: main.orders, roles: [customer], update: { where: {
    $and: [{ customer_id: $user.id }, { status: { $ne: deleted } }, { $or: [{ paid: true }, { total: 5 }] }, { priority: 1 }] } } }
",
    );
    let (one, other) =
        (granted(&by_name, Operation::Update), granted(&in_place, Operation::Update));
    assert_eq!(one.granted[0].filter, other.granted[0].filter);
    assert_eq!(one.granted[0].check, other.granted[0].check, "what keeps a row in reach too");
}
