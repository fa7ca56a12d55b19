//! The types that a program is written with.
#![allow(unreachable_pub, reason = "the support is shared by several test files")]

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use bailiwick_query::typescript;
use bailiwick_schema::{Engine, Schema};
use support::{policy, schema};

const POLICY: &str = r#"
permissions:
  open: { table: main.orders, roles: [customer], select: { columns: [id, customer_id, status], where: { status: open } } }
  mine:
    table: main.orders
    roles: [customer]
    select: { columns: [id, customer_id, total, data], where: { customer_id: $user.id } }
    insert: { columns: [customer_id, status, total], default: { customer_id: $user.id }, validate: { total: { $gt: 0 } } }
    update: { columns: [total], where: { customer_id: $user.id } }
  people: { table: main.customers, roles: [customer], select: { columns: [id, name, email], mask: { email: email } } }
  post: { table: main.customers, roles: [editor], insert: { columns: [id, name] } }
  clean: { table: main.tags, roles: [editor], delete: {} }
  secret: { table: main.notes, roles: [admin], select: {} }
actions:
  cancel:
    roles: [customer]
    tables: [main.orders]
    as: owner
    input:
      type: object
      required: [id]
      properties:
        id: { type: integer }
        why: { enum: [late, "never \"came\"", null] }
        tags: { type: array, items: { type: [string, "null"] } }
        "it's": { type: object, properties: { deep: { type: boolean } } }
    run: [ "UPDATE orders SET status = 'cancelled' WHERE id = $input.id" ]
  sweep: { roles: [customer], tables: [main.orders], as: owner, run: [ "DELETE FROM orders WHERE total = 0" ] }
  hidden: { roles: [admin], tables: [main.orders], as: owner, run: [ "DELETE FROM orders" ] }
"#;

fn types(engine: Engine, roles: &[&str]) -> String {
    let schema: Schema = schema(engine, "main");
    let policy = policy(POLICY, &schema);
    let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
    typescript(&policy, &BTreeMap::from([("main".to_owned(), Arc::new(schema))]), &roles)
}

#[test]
fn a_role_has_the_types_of_what_it_is_granted() {
    insta::assert_snapshot!(types(Engine::Postgres, &["customer"]));
}

#[test]
fn roles_together_have_what_each_is_granted() {
    insta::assert_snapshot!(types(Engine::Sqlite, &["customer", "editor"]));
}

/// Nothing that is granted to others is named.
#[test]
fn what_is_not_granted_is_not_named() {
    for role in ["customer", "editor", "pirate"] {
        let text = types(Engine::Postgres, &[role]);
        for hidden in ["notes", "vip", "secret", "hidden", "wide"] {
            assert!(!text.contains(hidden), "{hidden} for {role}: {text}");
        }
    }
    let nothing = types(Engine::Postgres, &["pirate"]);
    assert!(nothing.ends_with("export type Database = {\n};\n"), "{nothing}");
}
