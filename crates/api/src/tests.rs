//! The contract holds together, and `openapi.json` is what the operations say.

use std::collections::BTreeSet;

use bailiwick_access::SystemRole;

use crate::operation::{Body, Method, Needs};
use crate::{matrix, openapi, operations};

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi.json");
const MATRIX: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/access-matrix.txt");

#[test]
fn openapi_json_is_what_the_operations_say() -> Result<(), Box<dyn std::error::Error>> {
    let document = serde_json::to_string_pretty(&openapi())? + "\n";
    if std::env::vars().any(|(name, _)| name == "BAILIWICK_GENERATE") {
        std::fs::write(COMMITTED, &document)?;
    }
    let committed = std::fs::read_to_string(COMMITTED)?;
    assert!(committed == document, "openapi.json is stale: run `cargo xtask generate`");
    Ok(())
}

#[test]
fn the_access_matrix_is_what_the_operations_say() -> Result<(), Box<dyn std::error::Error>> {
    let matrix = matrix();
    if std::env::vars().any(|(name, _)| name == "BAILIWICK_GENERATE") {
        std::fs::write(MATRIX, &matrix)?;
    }
    let committed = std::fs::read_to_string(MATRIX)?;
    assert!(committed == matrix, "docs/access-matrix.txt is stale: run `cargo xtask generate`");
    Ok(())
}

#[test]
fn whoever_may_do_it_in_production_may_do_it_elsewhere() {
    let by_production = operations().iter().filter_map(|operation| match operation.needs {
        Needs::ByProduction { otherwise, production, .. } => Some((otherwise, production)),
        _ => None,
    });
    for (otherwise, production) in by_production {
        for role in SystemRole::ALL {
            let held = role.actions();
            assert!(!held.contains(production) || held.contains(otherwise), "{role} {production}");
        }
    }
}

#[test]
fn every_operation_is_in_the_access_matrix_once() {
    let matrix = matrix();
    for operation in operations() {
        let lines = matrix.lines().filter(|line| {
            line.split_whitespace().next() == Some(operation.id)
                && line.split_whitespace().nth(1) == Some(operation.method.as_str())
        });
        assert_eq!(lines.count(), 1, "{}", operation.id);
    }
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    fn references(value: &serde_json::Value, found: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(object) => {
                if let Some(reference) = object.get("$ref").and_then(|reference| reference.as_str())
                {
                    found.insert(reference.to_owned());
                }
                object.values().for_each(|value| references(value, found));
            }
            serde_json::Value::Array(items) => {
                items.iter().for_each(|item| references(item, found))
            }
            _ => {}
        }
    }
    let document = openapi();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 40, "{}", found.len());
    for reference in found {
        let pointer = reference.trim_start_matches('#');
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

#[test]
fn ids_and_routes_are_unique() {
    let ids: BTreeSet<_> = operations().iter().map(|operation| operation.id).collect();
    assert_eq!(ids.len(), operations().len());
    let routes: BTreeSet<_> =
        operations().iter().map(|operation| (operation.method.as_str(), operation.path)).collect();
    assert_eq!(routes.len(), operations().len());
}

#[test]
fn no_two_types_share_a_name() {
    let document = openapi();
    let schemas = document["components"]["schemas"].as_object();
    let numbered: Vec<_> = schemas
        .into_iter()
        .flatten()
        .map(|(name, _)| name)
        .filter(|name| name.ends_with(|last: char| last.is_ascii_digit()))
        .collect();
    assert!(numbered.is_empty(), "schemars told these apart by a number: {numbered:?}");
}

#[test]
fn what_reads_is_not_audited_and_takes_no_body() {
    for operation in operations().iter().filter(|operation| operation.method == Method::Get) {
        // An export of a log is in the log: it takes everything out of the house.
        let exports = matches!(operation.id, "audit_export" | "server_audit_export");
        assert_eq!(operation.audited, exports, "{}", operation.id);
        assert!(matches!(operation.body, Body::None), "{}", operation.id);
    }
}

#[test]
fn bodies_refuse_unknown_fields() {
    let document = openapi();
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        let is_body = operations().iter().any(
            |operation| matches!(operation.body, Body::Json(shape) if (shape.name)() == *name),
        );
        if is_body {
            assert_eq!(schema["additionalProperties"], false, "{name}");
        }
    }
}
