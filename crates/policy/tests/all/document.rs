//! What may be written, and what it means to be written so.

use bailiwick_policy::{Assigned, Format, Operation, ProblemLevel, parse, reduce};
use bailiwick_schema::{Engine, Value};

use crate::shop::{NOW, ORDERS, checked, schema, user};

fn is_clean(source: &str) {
    let (policy, problems) = checked(source);
    let errors: Vec<_> =
        problems.iter().filter(|problem| problem.level == ProblemLevel::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(!policy.permissions.is_empty());
}

#[test]
fn the_documentations_examples_work_as_they_stand() {
    is_clean(
        "permissions:
  pasted:
    table: main.orders
    roles: [customer]
    read:
      where: { status: { $ne: 'deleted' }, organization_id: { $in: '$user.org_ids' } }
    create:
      validate: { total: { $gt: 0, $lte: 100_000 }, status: { $in: ['draft', 'active'] } }
      default: { status: 'draft', priority: 3 }
      overwrite: { updated_at: '$now', updated_by: '$user.id' }
",
    );
}

#[test]
fn digits_may_be_grouped() {
    let source = "permissions:
  p:
    table: main.orders
    roles: [customer]
    insert: { default: { total: 100_000, priority: 0x10 } }
";
    let (policy, _) = checked(source);
    let schema = schema(Engine::Postgres);
    let reduced = reduce(
        &policy,
        "main",
        ORDERS,
        Operation::Insert,
        &user(serde_json::json!({})),
        NOW,
        &schema,
    );
    let values: Vec<String> = reduced.granted[0]
        .default
        .iter()
        .map(|(_, value)| match value {
            Assigned::Value(value) => value.to_text().unwrap(),
            Assigned::Missing(path) => path.clone(),
        })
        .collect();
    assert_eq!(values, ["100000.00", "16"]);
}

#[test]
fn json_says_the_same_as_yaml() {
    let yaml = "permissions: { p: { table: main.orders, roles: [a], select: { where: { id: { $in: [1, 2] } } } } }";
    let json = r#"{"permissions":{"p":{"table":"main.orders","roles":["a"],"select":{"where":{"id":{"$in":[1,2]}}}}}}"#;
    assert_eq!(parse(yaml, Format::Yaml).map(|_| ()), Ok(()));
    assert_eq!(parse(json, Format::Json).map(|_| ()), Ok(()));
    let strip = |format, source| {
        format!("{:?}", parse(source, format).unwrap()).replace(|c: char| c.is_ascii_digit(), "")
    };
    assert_eq!(strip(Format::Yaml, yaml), strip(Format::Json, json));
}

#[test]
fn permissions_keep_the_order_of_the_document() {
    let (policy, _) = checked(
        "permissions:
  zebra: { table: main.orders, roles: [a], select: {} }
  apple: { table: main.orders, roles: [a], select: {} }
",
    );
    let slugs: Vec<&str> =
        policy.permissions.iter().map(|permission| permission.slug.as_str()).collect();
    assert_eq!(slugs, ["zebra", "apple"]);
}

#[test]
fn a_permission_with_an_error_is_closed_and_others_count() {
    let (policy, problems) = checked(
        "permissions:
  broken: { table: main.orders, roles: [a], select: {}, update: { columns: [nothing] } }
  sound: { table: main.orders, roles: [a], select: {} }
",
    );
    assert_eq!(policy.permissions.len(), 1);
    assert_eq!(policy.permissions[0].slug, "sound");
    assert_eq!(problems[0].to_string(), "2:77: error: table `orders` has no column `nothing`");
}

#[test]
fn text_that_begins_with_a_dollar_can_be_said() {
    let (policy, problems) = checked(
        "permissions:
  p: { table: main.orders, roles: [customer], select: { where: { status: { $literal: $now } } } }
",
    );
    assert_eq!(problems, []);
    let schema = schema(Engine::Postgres);
    let reduced = reduce(
        &policy,
        "main",
        ORDERS,
        Operation::Select,
        &user(serde_json::json!({})),
        NOW,
        &schema,
    );
    let text = format!("{:?}", reduced.granted[0].filter);
    assert!(text.contains(&format!("{:?}", Value::Text("$now".to_owned()))), "{text}");
}
