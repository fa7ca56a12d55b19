//! Rows that are inserted, or written over the row that has their key.

use bailiwick_policy::{Granted, Operation, reduce};
use bailiwick_schema::{ColumnIndex, Table, TableIndex, Value};

use super::write::{Change, InsertRow, Reach, changes};
use super::{Context, Filter};
use crate::Refusal;
use crate::mutation::Mutation;
use crate::request::{Request, Resolution};
use crate::source::Source;

/// An upsert. Each row may be inserted; what it makes of a row that is there is decided beside.
#[derive(Debug, Clone)]
pub(crate) struct UpsertPlan<'a> {
    /// As they are inserted.
    pub(crate) rows: Vec<InsertRow>,
    /// Columns of the key that tells whether a row is there.
    pub(crate) target: Vec<ColumnIndex>,
    /// For each row its values of `target`; none where it gives not all of them, or null: then it is new.
    pub(crate) keys: Vec<Option<Vec<Value>>>,
    /// For each row the update of the one that is there; none where it may not be made. Empty when duplicates are ignored.
    pub(crate) updates: Vec<Option<(Reach<'a>, Vec<Change<'a>>)>>,
    pub(crate) resolution: Resolution,
}

pub(super) fn plan<'a>(
    request: &Request,
    context: &Context<'a>,
    table: TableIndex,
    rows: Vec<InsertRow>,
    source: Option<&Source<'a>>,
    resolution: Resolution,
) -> Result<UpsertPlan<'a>, Refusal> {
    let Context { schema, policy, connection, user, now, .. } = *context;
    let shape = &schema[table];
    let target = target(request, context, table, source)?;
    let keys: Vec<Option<Vec<Value>>> = rows.iter().map(|row| key(row, &target)).collect();
    check_twins(&keys)?;
    let mut updates = Vec::new();
    let resolution = match request.is(Mutation::IgnoreMerges) {
        true => Resolution::Merge,
        false => resolution,
    };
    if resolution == Resolution::Merge {
        let mut reduced = reduce(policy, connection, table, Operation::Update, user, now, schema);
        if request.is(Mutation::LastPermissionWrites) {
            reduced.granted.reverse();
        }
        if reduced.granted.is_empty() {
            let message = format!("no permission to update `{}`", shape.name);
            return Err(Refusal::forbidden(message));
        }
        for (index, key) in keys.iter().enumerate() {
            let update = key.as_ref().and_then(|key| {
                update(request, context, shape, source, (&target, key), index, &reduced.granted)
            });
            updates.push(match request.is(Mutation::MergeSetsDefaults) {
                true => update.map(|update| with_defaults(update, &rows[index], &target)),
                false => update,
            });
        }
    }
    Ok(UpsertPlan { rows, target, keys, updates, resolution })
}

/// The columns of `on_conflict`, or of the primary key: they must be a key of the table.
fn target(
    request: &Request,
    context: &Context<'_>,
    table: TableIndex,
    source: Option<&Source<'_>>,
) -> Result<Vec<ColumnIndex>, Refusal> {
    let Context { schema, policy, connection, user, now, .. } = *context;
    let shape = &schema[table];
    let insertable =
        reduce(policy, connection, table, Operation::Insert, user, now, schema).granted;
    let is_known = |column: ColumnIndex| is_known(column, source, &insertable);
    let Some(names) = &request.on_conflict else {
        let has_key = shape.primary_key.iter().all(|column| is_known(*column));
        if !has_key || shape.primary_key.is_empty() {
            return Err(no_primary_key(shape));
        }
        return Ok(shape.primary_key.clone());
    };
    let mut columns = Vec::with_capacity(names.len());
    for name in names {
        let known = shape.column(name).map(|(column, _)| column).filter(|column| is_known(*column));
        let column = known.ok_or_else(|| Refusal::column(&shape.name, name))?;
        columns.push(column);
    }
    let is_key = |key: &[ColumnIndex]| {
        key.len() == columns.len() && columns.iter().all(|column| key.contains(column))
    };
    let has_key =
        is_key(&shape.primary_key) || shape.uniques.iter().any(|unique| is_key(&unique.columns));
    if !has_key || columns.is_empty() {
        let message = format!("`{}` has no unique key of exactly these columns", shape.name);
        return Err(Refusal::new(400, "42P10", message));
    }
    Ok(columns)
}

/// Whether the caller may know of the column: they read it, or insert into it.
pub(super) fn is_known(
    column: ColumnIndex,
    source: Option<&Source<'_>>,
    insertable: &[Granted<'_>],
) -> bool {
    source.is_some_and(|source| source.readable.contains(column))
        || insertable.iter().any(|granted| granted.columns.contains(column))
}

/// There is no primary key, or one with a column that the caller may not know of.
fn no_primary_key(shape: &Table) -> Refusal {
    let message = format!("`{}` has no primary key", shape.name);
    Refusal::new(400, "42P10", message).hint("name a unique key with `on_conflict=`")
}

fn key(row: &InsertRow, target: &[ColumnIndex]) -> Option<Vec<Value>> {
    let value = |column: &ColumnIndex| {
        let given = row.values.iter().find(|(given, _)| given == column);
        given.map(|(_, value)| value.clone()).filter(|value| *value != Value::Null)
    };
    target.iter().map(value).collect()
}

/// Which of two rows with one key came last would be left to chance.
fn check_twins(keys: &[Option<Vec<Value>>]) -> Result<(), Refusal> {
    let mut seen = std::collections::HashSet::new();
    for key in keys.iter().flatten() {
        let texts: Vec<Option<String>> = key.iter().map(Value::to_text).collect();
        if !seen.insert(texts) {
            let message = "two rows of the body have the same key";
            return Err(Refusal::new(400, "21000", message));
        }
    }
    Ok(())
}

/// What a row makes of the row that is there: everything it gives but the key itself.
fn update<'a>(
    request: &Request,
    context: &Context<'a>,
    shape: &Table,
    source: Option<&Source<'a>>,
    (target, key): (&[ColumnIndex], &[Value]),
    index: usize,
    granted: &[Granted<'a>],
) -> Option<(Reach<'a>, Vec<Change<'a>>)> {
    let mut one = request.clone();
    let mut row = request.rows.get(index)?.clone();
    for column in target {
        row.shift_remove(&shape[*column].name);
    }
    one.rows = vec![row];
    one.columns = request.columns.as_ref().map(|names| {
        let is_key = |name: &String| target.iter().any(|column| shape[*column].name == *name);
        names.iter().filter(|name| !is_key(name)).cloned().collect()
    });
    let is_bare = one.columns.as_ref().map_or(one.rows[0].is_empty(), Vec::is_empty);
    if is_bare {
        return Some((Reach { source: None, filters: Vec::new() }, Vec::new()));
    }
    // Whoever does not see the key of a row does not find the row by it.
    let source = source.filter(|source| {
        target
            .iter()
            .all(|column| source.readable.contains(*column) && source.is_comparable(*column))
    })?;
    let changes = changes(&one, shape, context, granted.to_vec(), Some(source)).ok()?;
    let filters =
        target.iter().zip(key).map(|(column, value)| Filter::equal(*column, value.clone()));
    Some((Reach { source: Some(source.clone()), filters: filters.collect() }, changes))
}

/// A planted mistake: what is inserted, with its defaults, is written over what is there.
fn with_defaults<'a>(
    (reach, mut changes): (Reach<'a>, Vec<Change<'a>>),
    row: &InsertRow,
    target: &[ColumnIndex],
) -> (Reach<'a>, Vec<Change<'a>>) {
    for values in changes.iter_mut().filter_map(|change| change.values.as_mut().ok()) {
        for (column, value) in &row.values {
            if !target.contains(column) && !values.iter().any(|(known, _)| known == column) {
                values.push((*column, value.clone()));
            }
        }
    }
    (reach, changes)
}
