//! The input of an action: its schema is all here, and nothing is fetched for it.

use crate::shop::checked;

/// What an action with that schema is told.
fn told(input: &str) -> Vec<String> {
    let source = format!(
        "permissions: {{}}\nactions:\n  close:\n    roles: [manager]\n    as: owner\n    tables: [main.orders]\n    input: {input}\n    run: [delete from orders where id = 1]\n"
    );
    checked(&source).1.iter().map(ToString::to_string).collect()
}

#[test]
fn a_schema_that_leads_elsewhere_is_refused() {
    for part in [
        "$ref: https://schemas.example.com/order.json",
        "$ref: http://127.0.0.1/x",
        "$ref: 'file:///etc/passwd'",
        "$ref: order.json",
        "$ref: ''",
        "$dynamicRef: https://schemas.example.com/order.json",
        "$id: https://schemas.example.com/order.json",
        "$schema: http://json-schema.org/draft-07/schema#",
        "$schema: https://schemas.example.com/meta.json",
        "$vocabulary: { https://schemas.example.com/words: true }",
        "properties: { id: { $ref: https://schemas.example.com/id.json } }",
        "$defs: { id: { $ref: https://schemas.example.com/id.json } }",
        "allOf: [{}, { $ref: https://schemas.example.com/all.json }]",
        "properties: { ids: { type: array, prefixItems: [{ items: { $ref: id.json } }] } }",
    ] {
        let told = told(&format!("{{ type: object, {part} }}"));
        assert!(
            told.iter().any(|one| one.contains("in `input` leads elsewhere")),
            "{part}: {told:?}"
        );
    }
}

#[test]
fn a_schema_may_lead_to_a_part_of_itself() {
    let told = told(
        "{ $schema: https://json-schema.org/draft/2020-12/schema, type: object, properties: { id: { $ref: '#/$defs/id' } }, $defs: { id: { type: integer } } }",
    );
    assert!(told.iter().all(|one| one.contains("runs as the owner")), "{told:?}");
}
