//! Values of the user, hostile ones included: they are values or the permission does not apply. Nothing else.

use bailiwick_policy::{Operation, Predicate, reduce};
use bailiwick_schema::Engine;
use serde_json::json;

use crate::shop::{NOW, ORDERS, checked, schema, user};

/// The filter that `where` becomes for a user with these claims, or why the permission does not apply.
fn filter(condition: &str, claims: serde_json::Value) -> Result<Predicate, String> {
    let (policy, problems) = checked(&format!(
        "permissions:\n  p: {{ table: main.orders, roles: [customer], select: {{ where: {condition} }} }}\n"
    ));
    assert!(!policy.permissions.is_empty(), "{problems:?}");
    let schema = schema(Engine::Postgres);
    let reduced = reduce(&policy, "main", ORDERS, Operation::Select, &user(claims), NOW, &schema);
    match reduced.granted.into_iter().next() {
        Some(granted) => Ok(granted.filter),
        None => Err(reduced.inactive[0].reason.clone()),
    }
}

#[test]
fn hostile_claims_make_the_permission_not_apply() {
    let one = "{ customer_id: $user.x }";
    let list = "{ customer_id: { $in: $user.x } }";
    let cases = [
        (one, json!({})),
        (one, json!({ "x": null })),
        (one, json!({ "x": { "$ne": null } })),
        (one, json!({ "x": [1] })),
        (one, json!({ "x": "1e9" })),
        (one, json!({ "x": " 5" })),
        (one, json!({ "x": "5\u{0}" })),
        (one, json!({ "x": true })),
        (one, json!({ "x": 5.5 })),
        (one, json!({ "x": "1 or 1=1" })),
        (one, json!({ "x": "9223372036854775808" })),
        (one, json!({ "x": "" })),
        (one, json!({ "x": "٥" })),
        (list, json!({})),
        (list, json!({ "x": null })),
        (list, json!({ "x": 5 })),
        (list, json!({ "x": [1, null] })),
        (list, json!({ "x": [1, [2]] })),
        (list, json!({ "x": [1, "abc"] })),
        (list, json!({ "x": { "0": 1 } })),
        ("{ status: $user.__proto__ }", json!({})),
        ("{ status: $user.constructor.name }", json!({ "constructor": "x" })),
        ("{ status: $user.id.x }", json!({})),
        ("{ status: $user.roles }", json!({})),
    ];
    let text: String = cases
        .into_iter()
        .map(|(condition, claims)| {
            let reason =
                filter(condition, claims.clone()).expect_err(&format!("{condition} {claims}"));
            format!("{claims} -> {reason}\n")
        })
        .collect();
    insta::assert_snapshot!(text);
}

#[test]
fn fitting_claims_are_values() {
    assert!(filter("{ customer_id: $user.x }", json!({ "x": 5 })).is_ok());
    assert!(filter("{ customer_id: $user.id }", json!({ "id": "not this one" })).is_ok());
    assert!(filter("{ customer_id: { $in: $user.x } }", json!({ "x": [] })).is_ok());
    assert!(filter("{ status: { $in: $user.roles } }", json!({ "roles": ["forged"] })).is_ok());
    let many: Vec<i32> = (0..10_000).collect();
    assert!(filter("{ customer_id: { $in: $user.x } }", json!({ "x": many })).is_ok());
    assert_eq!(
        filter("{ status: $user.x }", json!({ "x": "$user.id" })),
        filter("{ status: { $literal: $user.id } }", json!({}))
    );
}

#[test]
fn forged_roles_and_ids_in_claims_are_never_read() {
    let forged = filter("{ status: { $in: $user.roles } }", json!({ "roles": ["admin"] })).unwrap();
    assert!(!format!("{forged:?}").contains("admin"));
    let forged = filter("{ status: $user.id }", json!({ "id": "1" })).unwrap();
    assert!(format!("{forged:?}").contains("\"7\""));
}
