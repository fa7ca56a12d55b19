//! `PUT`: the one row that the URL names by its primary key is there afterwards as the body says. An upsert of one row.

use bailiwick_policy::{Operation, reduce};
use bailiwick_schema::{ColumnIndex, TableIndex, Value};

use super::upsert::is_known;
use super::{Context, WritePlan, write};
use crate::Refusal;
use crate::plan::Act;
use crate::request::{Condition, Method, Operator, Request, Resolution};
use crate::source::Source;

pub(super) fn plan<'a>(
    request: &Request,
    context: &Context<'a>,
    table: TableIndex,
) -> Result<WritePlan<'a>, Refusal> {
    let key = named(request, context, table)?;
    let shape = &context.schema[table];
    let has_key = request.rows.first().is_some_and(|row| {
        shape.primary_key.iter().all(|column| row.contains_key(&shape[*column].name))
    });
    if !has_key {
        return Err(differs());
    }
    let mut upsert = request.clone();
    upsert.method = Method::Post;
    upsert.node.conditions.clear();
    upsert.preferences.resolution = Some(Resolution::Merge);
    let plan = write::plan(&upsert, context, table, Operation::Insert)?;
    // What is written counts: the policy may overwrite what the body says.
    match &plan.act {
        Act::Upsert(upsert) if upsert.keys.first() == Some(&Some(key)) => Ok(plan),
        _ => Err(differs()),
    }
}

/// The values of the primary key that the URL asks for, in the key's order.
fn named(
    request: &Request,
    context: &Context<'_>,
    table: TableIndex,
) -> Result<Vec<Value>, Refusal> {
    let Context { schema, policy, connection, user, now, .. } = *context;
    let shape = &schema[table];
    let source = Source::find(context, table);
    let insertable =
        reduce(policy, connection, table, Operation::Insert, user, now, schema).granted;
    let is_known = |column: ColumnIndex| is_known(column, source.as_ref(), &insertable);
    if !shape.primary_key.iter().all(|column| is_known(*column)) || shape.primary_key.is_empty() {
        // Of a column that the caller may not know of nothing is to be seen, and so none of the key.
        return Err(not_the_key());
    }
    let mut named: Vec<(ColumnIndex, Value)> = Vec::new();
    for condition in &request.node.conditions {
        let Condition::Test(test) = condition else { return Err(not_the_key()) };
        let column = shape.column(&test.column).map(|(column, _)| column);
        let Some(column) = column.filter(|column| is_known(*column)) else {
            return Err(Refusal::column(&shape.name, &test.column));
        };
        let (Operator::Eq(text), None) = (&test.operator, &test.path) else {
            return Err(not_the_key());
        };
        if named.iter().any(|(known, _)| *known == column) {
            return Err(not_the_key());
        }
        let value = Value::from_text(text, &shape[column], schema.engine)
            .map_err(|error| Refusal::value(format!("`{}`: {error}", shape[column].name)))?;
        named.push((column, value));
    }
    let of = |column: &ColumnIndex| {
        named.iter().find(|(known, _)| known == column).map(|(_, value)| value.clone())
    };
    let key: Option<Vec<Value>> = shape.primary_key.iter().map(of).collect();
    let is_whole = !named.is_empty() && named.len() == shape.primary_key.len();
    key.filter(|_| is_whole).ok_or_else(not_the_key)
}

fn not_the_key() -> Refusal {
    let message =
        "the conditions of a `PUT` are all columns of the primary key with `eq`, and no others";
    Refusal::new(405, "PGRST105", message)
}

fn differs() -> Refusal {
    Refusal::new(400, "PGRST115", "the row's primary key is not the one that the URL names")
}
