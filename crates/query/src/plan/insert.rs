//! The rows of an insert. For each, permissions are tried in document order; the first whose columns and rules hold wins,
//! with its own defaults and overwrites, never mixed with another's.

use bailiwick_policy::{Granted, Row, World, matches};
use bailiwick_schema::{ColumnIndex, DefaultValue, TableIndex, Value};
use serde_json::Value as Json;

use super::Context;
use super::rule::{Rule, is_known};
use super::write::{Denied, InsertRow, assign, fields, given};
use crate::Refusal;
use crate::mutation::Mutation;
use crate::request::{Missing, Request};
use crate::source::Source;

pub(super) fn rows<'a>(
    request: &Request,
    context: &Context<'a>,
    table: TableIndex,
    granted: Vec<Granted<'a>>,
    source: Option<&Source<'a>>,
) -> Result<Vec<InsertRow>, Refusal> {
    let shape = &context.schema[table];
    let is_uniform = request.columns.is_some()
        || request.preferences.missing == Missing::Default
        || request.rows.windows(2).all(|pair| {
            pair[0].len() == pair[1].len() && pair[0].keys().all(|key| pair[1].contains_key(key))
        });
    if !is_uniform {
        return Err(Refusal::body_syntax("all rows must have the same keys")
            .hint("name the fields with `columns=`, or send `Prefer: missing=default`"));
    }
    request
        .rows
        .iter()
        .map(|row| {
            let fields = fields(row, request, shape, &granted, source)?;
            row_of(&fields, request, context, table, &granted, source)
        })
        .collect()
}

fn row_of<'a>(
    fields: &[(ColumnIndex, &Json)],
    request: &Request,
    context: &Context<'a>,
    table: TableIndex,
    granted: &[Granted<'a>],
    source: Option<&Source<'_>>,
) -> Result<InsertRow, Refusal> {
    let shape = &context.schema[table];
    // The refusal of the permission that came furthest says most.
    let mut refused: Option<(u8, Refusal)> = None;
    let mut refuse = |stage: u8, refusal: Refusal| {
        if refused.as_ref().is_none_or(|(known, _)| stage > *known) {
            refused = Some((stage, refusal));
        }
    };
    for granted in granted {
        let mut values = match assign(fields, request, shape, context, granted, source) {
            Ok(values) => values,
            Err(Denied::Stops(refusal)) => return Err(refusal),
            Err(Denied::Passes(refusal)) => {
                // A value that does not fit its column fits it under no permission, and says more than a missing right.
                refuse(if refusal.status == 400 { 1 } else { 0 }, refusal);
                continue;
            }
        };
        if request.is(Mutation::DefaultReplacesNull) {
            values.retain(|(_, value)| *value != Value::Null);
        }
        for (column, default) in &granted.default {
            if !values.iter().any(|(known, _)| known == column) {
                let is_known = is_known(*column, granted, source);
                values.push((*column, given(default, &shape[*column], shape, is_known)?));
            }
        }
        values.sort_by_key(|(column, _)| *column);
        if request.is(Mutation::DropRules) {
            return Ok(InsertRow { values, deferred: Vec::new() });
        }
        match validate(&values, context, table, granted, source) {
            Ok(deferred) => {
                return Ok(InsertRow { values, deferred });
            }
            Err(refusal) => refuse(2, refusal),
        }
    }
    Err(refused
        .map_or_else(|| Refusal::forbidden("no permission to insert"), |(_, refusal)| refusal))
}

/// Checks the final image; answers the rules that only the stored row can decide.
fn validate(
    values: &[(ColumnIndex, Value)],
    context: &Context<'_>,
    table: TableIndex,
    granted: &Granted<'_>,
    source: Option<&Source<'_>>,
) -> Result<Vec<Rule>, Refusal> {
    let shape = &context.schema[table];
    if granted.validate.is_empty() {
        return Ok(Vec::new());
    }
    let mut image = vec![Value::Null; shape.columns.len()];
    let mut unknown = bailiwick_policy::ColumnSet::new();
    for (index, column) in shape.columns.iter().enumerate() {
        let at = ColumnIndex(index);
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == at) {
            image[index] = value.clone();
            continue;
        }
        match &column.default {
            _ if column.generated => unknown.insert(at),
            DefaultValue::None => {}
            DefaultValue::Expression => unknown.insert(at),
            DefaultValue::Constant(text) => {
                match Value::from_text(text, column, context.schema.engine) {
                    Ok(value) => image[index] = value,
                    Err(_) => unknown.insert(at),
                }
            }
        }
    }
    let mut deferred = Vec::new();
    for (column, predicate) in &granted.validate {
        let rule = || Rule {
            column: *column,
            is_known: is_known(*column, granted, source),
            predicate: predicate.clone(),
            permission: granted.permission.slug.clone(),
        };
        if predicate.reads().intersects(&unknown) {
            deferred.push(rule());
        } else if matches(predicate, &Row::new(&image), &World::default()) != Some(true) {
            return Err(rule().broken(table, context.schema));
        }
    }
    Ok(deferred)
}
