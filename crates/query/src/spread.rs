//! `...customers(name)`: the fields of an embedded row among those of its parent. The statement embeds the row as any other; its
//! fields are lifted here.

use serde_json::{Map, Value};

use crate::Refusal;
use crate::plan::{Field, NodePlan};

/// Whether anything is lifted at any depth.
pub(crate) fn has_any(node: &NodePlan<'_>) -> bool {
    node.fields.iter().any(|field| match field {
        Field::Embed(embed) => embed.is_spread || has_any(&embed.node),
        Field::Column { .. } | Field::Aggregate(_) => false,
    })
}

/// The names of a row's fields, lifted ones included, in order.
pub(crate) fn names<'n>(node: &'n NodePlan<'_>) -> Vec<&'n str> {
    let mut found = Vec::new();
    for field in &node.fields {
        match field {
            Field::Embed(embed) if !embed.is_shown => {}
            Field::Embed(embed) if embed.is_spread => found.extend(names(&embed.node)),
            _ => found.push(field.name()),
        }
    }
    found
}

/// A row's object with the fields lifted.
pub(crate) fn apply(node: &NodePlan<'_>, object: &str) -> Result<String, Refusal> {
    let broken = |_| Refusal::new(500, "XX000", "the database gave a row that is no object");
    let fields: Map<String, Value> = serde_json::from_str(object).map_err(broken)?;
    Ok(Value::Object(lifted(node, fields)).to_string())
}

fn lifted(node: &NodePlan<'_>, mut fields: Map<String, Value>) -> Map<String, Value> {
    let mut row = Map::with_capacity(fields.len());
    for field in &node.fields {
        let value = fields.remove(field.name()).unwrap_or_default();
        match field {
            Field::Embed(embed) if !embed.is_shown => {}
            Field::Embed(embed) if embed.is_spread => match value {
                Value::Object(inner) => row.extend(lifted(&embed.node, inner)),
                // There is no row: each of its fields is null.
                _ => row.extend(
                    names(&embed.node).iter().map(|name| ((*name).to_owned(), Value::Null)),
                ),
            },
            Field::Embed(embed) => {
                row.insert(field.name().to_owned(), inside(&embed.node, value));
            }
            Field::Column { .. } | Field::Aggregate(_) => {
                row.insert(field.name().to_owned(), value);
            }
        }
    }
    row
}

fn inside(node: &NodePlan<'_>, value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(lifted(node, fields)),
        Value::Array(items) => items.into_iter().map(|item| inside(node, item)).collect(),
        other => other,
    }
}
