//! Document + schemas -> policy: every name resolved, every literal typed, every doubt told.

use bailiwick_schema::{ColumnIndex, DataType, Schema, Table, TableIndex, TableKind};

use crate::columns::ColumnSet;
use crate::compiled::{Condition, Delete, Permission, Policy, SchemaSet, Select};
use crate::document::{Document, OperationSource, PermissionSource, Spanned};
use crate::mask::Mask;
use crate::problem::{Problem, ProblemLevel};
use crate::scope::{Scope, find_table};
use crate::views::Views;
use crate::{action, keys, trial, writes};

/// A statement holds the conditions of every permission that applies, and an engine a bounded number of values.
const MOST_CONDITIONS: usize = 2_000;

/// Checks a document against the schemas of its connections. A permission with an error is closed: it is not in the
/// policy at all. Problems are in the order of the source.
pub fn check(document: &Document, schemas: &SchemaSet) -> (Policy, Vec<Problem>) {
    let mut permissions = Vec::new();
    let mut all = Vec::new();
    let mut views = Views::new(document);
    for source in &document.permissions {
        let mut problems = Vec::new();
        let permission = permission(source, schemas, &mut views, &mut problems);
        let has_error = problems.iter().any(|problem| problem.level == ProblemLevel::Error);
        permissions.extend(permission.filter(|_| !has_error));
        all.extend(problems);
    }
    keys::warn(document, &permissions, schemas, &mut all);
    let mut trials = Vec::with_capacity(document.tests.len());
    for source in &document.tests {
        trials.extend(trial::check(source, schemas, &mut all));
    }
    let mut actions = Vec::with_capacity(document.actions.len());
    for source in &document.actions {
        let mut problems = Vec::new();
        let action = action::check(source, schemas, &mut problems);
        let has_error = problems.iter().any(|problem| problem.level == ProblemLevel::Error);
        actions.extend(action.filter(|_| !has_error));
        all.extend(problems);
    }
    all.extend(document.unused.iter().map(|name| {
        Problem::warning(name.at, format!("no permission uses the predicate `{}`", name.value))
    }));
    all.sort_by_key(|problem| (problem.line, problem.column));
    (Policy { trials, actions, ..Policy::new(permissions) }, all)
}

fn permission<'a>(
    source: &'a PermissionSource,
    schemas: &'a SchemaSet,
    views: &mut Views<'a>,
    problems: &mut Vec<Problem>,
) -> Option<Permission> {
    let (connection, schema, index) = locate(&source.table, schemas, problems)?;
    let table = &schema[index];
    let mut scope = Scope::new(schema, connection, index, problems);
    let select = source.select.as_ref().map(|source| select(source, table, &mut scope));
    let insert = source.insert.as_ref().map(|source| writes::insert(source, table, &mut scope));
    let update = source.update.as_ref().map(|source| writes::update(source, table, &mut scope));
    let delete = source.delete.as_ref().map(|source| delete(source, table, &mut scope));
    warn_about_reach(source, table, problems);
    if table.kind == TableKind::View {
        views.warn(&source.table, (connection, index), schemas, problems);
    }
    for (source, condition) in [
        (&source.select, select.as_ref().map(|one| &one.filter)),
        (&source.update, update.as_ref().map(|one| &one.filter)),
        (&source.delete, delete.as_ref().map(|one| &one.filter)),
    ] {
        if let (Some(source), Some(condition)) = (source, condition)
            && condition.size() > MOST_CONDITIONS
        {
            let message =
                format!("there are more than {MOST_CONDITIONS} conditions: use `$in`, or a table");
            problems.push(Problem::error(source.at, message));
        }
    }
    Some(Permission {
        slug: source.slug.value.clone(),
        name: source.name.clone(),
        connection: connection.to_owned(),
        table: index,
        roles: source.roles.iter().map(|role| role.value.clone()).collect(),
        select,
        insert,
        update,
        delete,
        position: source.slug.at,
    })
}

/// The table that a permission or a test names.
pub(crate) fn locate<'a>(
    name: &'a Spanned<String>,
    schemas: &'a SchemaSet,
    problems: &mut Vec<Problem>,
) -> Option<(&'a str, &'a Schema, TableIndex)> {
    let at = name.at;
    let Some((connection, rest)) = name.value.split_once('.') else {
        let message = format!("`{}` names no connection; write `connection.table`", name.value);
        problems.push(Problem::error(at, message));
        return None;
    };
    let Some(schema) = schemas.found.get(connection) else {
        let message = if schemas.away.contains(connection) {
            format!(
                "the database of connection `{connection}` does not answer now; nothing can be said of its tables until it does"
            )
        } else {
            format!("connection `{connection}` does not exist")
        };
        problems.push(Problem::error(at, message));
        return None;
    };
    let Some(table) = find_table(rest, schema) else {
        problems
            .push(Problem::error(at, format!("connection `{connection}` has no table `{rest}`")));
        return None;
    };
    Some((connection, schema, table))
}

/// The table of that name: `connection.table`, `connection.namespace.table`, or a table of `main`.
pub fn table_named<'a>(name: &'a str, schemas: &'a SchemaSet) -> Option<(&'a str, TableIndex)> {
    let within = name.split_once('.').and_then(|(connection, rest)| {
        Some((connection, find_table(rest, schemas.found.get(connection)?)?))
    });
    within.or_else(|| Some(("main", find_table(name, schemas.found.get("main")?)?)))
}

fn select(source: &OperationSource, table: &Table, scope: &mut Scope<'_>) -> Select {
    let columns = match &source.columns {
        None => ColumnSet::first(table.columns.len()),
        Some(names) => {
            let mut columns = ColumnSet::new();
            for name in names {
                match table.column(&name.value) {
                    Some((column, _)) => columns.insert(column),
                    None => {
                        let message =
                            format!("table `{}` has no column `{}`", table.name, name.value);
                        scope.problems.push(Problem::error(name.at, message));
                    }
                }
            }
            columns
        }
    };
    let masks = masks(source, table, &columns, scope);
    let filter = rows(source, scope);
    Select { columns, filter, limit: source.limit, masks, aggregates: source.aggregate }
}

/// Masks are for readable text columns; anything else would say nothing, or show more than was meant.
fn masks(
    source: &OperationSource,
    table: &Table,
    readable: &ColumnSet,
    scope: &mut Scope<'_>,
) -> Vec<(ColumnIndex, Mask)> {
    let mut masks = Vec::with_capacity(source.mask.len());
    for (name, mask) in &source.mask {
        let message = match table.column(&name.value) {
            None => format!("table `{}` has no column `{}`", table.name, name.value),
            Some((column, _)) if !readable.contains(column) => {
                format!("column `{}` is masked but not among `columns`", name.value)
            }
            Some((_, facts)) if facts.data_type != DataType::Text => format!(
                "column `{}` has type `{}`; only text can be masked",
                facts.name, facts.native_type
            ),
            Some((column, _)) => {
                masks.push((column, *mask));
                continue;
            }
        };
        scope.problems.push(Problem::error(name.at, message));
    }
    masks
}

fn delete(source: &OperationSource, table: &Table, scope: &mut Scope<'_>) -> Delete {
    writes::warn_without_key(source.at, table, "delete", scope);
    if source.filter.as_ref().is_none_or(|filter| filter.parts.is_empty()) {
        let message = format!("every row of `{}` can be deleted", table.name);
        scope.problems.push(Problem::warning(source.at, message));
    }
    Delete { filter: rows(source, scope) }
}

fn rows(source: &OperationSource, scope: &mut Scope<'_>) -> Condition {
    source.filter.as_ref().map_or(Condition::True, |filter| scope.condition(filter))
}

fn warn_about_reach(source: &PermissionSource, table: &Table, problems: &mut Vec<Problem>) {
    if let Some(role) = source.roles.iter().find(|role| role.value == "anonymous") {
        let message =
            "requests without a token have the role `anonymous`; this is open to everyone";
        problems.push(Problem::warning(role.at, message));
    }
    let key = table.key().unwrap_or_default();
    let writes_key =
        |name: &str| key.iter().any(|column: &ColumnIndex| table[*column].name == name);
    let columns = source.update.as_ref().and_then(|update| update.columns.as_ref());
    for name in columns.into_iter().flatten().filter(|name| writes_key(&name.value)) {
        let message =
            format!("`{}` is part of the key; an update can turn one row into another", name.value);
        problems.push(Problem::warning(name.at, message));
    }
}
