//! What a write does. Everything that can be decided without the database is decided here.

use bailiwick_policy::{Assigned, Granted, Operation, reduce};
use bailiwick_schema::{Column, ColumnIndex, Schema, Table, TableIndex, Value};
use serde_json::{Map, Value as Json};

use super::rule::{Rule, is_known};
use super::upsert::{self, UpsertPlan};
use super::{Context, Filter, filter, insert, read};
use crate::Refusal;
use crate::mutation::Mutation;
use crate::plan::ReadPlan;
use crate::request::{Form, Method, Missing, Request, Return};
use crate::source::Source;

/// A write, ready to be started: see [`Write`](crate::Write).
#[derive(Debug, Clone)]
pub struct WritePlan<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) table: TableIndex,
    pub(crate) key: Option<Vec<ColumnIndex>>,
    /// The slugs of the permissions that apply; the first that covers a row writes it.
    pub permissions: Vec<&'a str>,
    pub(crate) act: Act<'a>,
    /// How the written rows are shown; `None` where nothing of them may be read or nothing is asked for.
    pub(crate) representation: Option<ReadPlan<'a>>,
    pub(crate) returns: Return,
    pub(crate) count: bool,
    pub(crate) form: Form,
    pub(crate) max_affected: Option<u64>,
    pub(crate) most_rows: u64,
    pub(crate) applied: Vec<String>,
    /// `Prefer: tx=rollback`: finish, then undo everything.
    pub rollback: bool,
}

/// The writes.
#[derive(Debug, Clone)]
pub(crate) enum Act<'a> {
    Insert(Vec<InsertRow>),
    Upsert(Box<UpsertPlan<'a>>),
    Update(Reach<'a>, Vec<Change<'a>>),
    Delete(Reach<'a>, Vec<Granted<'a>>),
}

/// A row to be inserted, complete but for what the database computes.
#[derive(Debug, Clone)]
pub(crate) struct InsertRow {
    pub(crate) values: Vec<(ColumnIndex, Value)>,
    /// Rules that read a column whose value only the stored row tells.
    pub(crate) deferred: Vec<Rule>,
}

/// The rows a write may touch: those the user sees, narrowed by the request's filters.
#[derive(Debug, Clone)]
pub(crate) struct Reach<'a> {
    /// `None` where nothing of the table may be read; then there are no filters either.
    pub(crate) source: Option<Source<'a>>,
    pub(crate) filters: Vec<Filter>,
}

/// What one permission makes of an update.
#[derive(Debug, Clone)]
pub(crate) struct Change<'a> {
    pub(crate) granted: Granted<'a>,
    /// The columns it writes, or why it may not: the caller gave a column that it does not list, or the user lacks a value.
    pub(crate) values: Result<Vec<(ColumnIndex, Value)>, Denied>,
}

/// Why a permission does not write a row.
#[derive(Debug, Clone)]
pub(crate) enum Denied {
    /// It does not cover the row; another may.
    Passes(Refusal),
    /// It would, but the user lacks a value that it sets: nothing is written without it.
    Stops(Refusal),
}

impl Denied {
    fn refusal(self) -> Refusal {
        match self {
            Denied::Passes(refusal) | Denied::Stops(refusal) => refusal,
        }
    }
}

pub(super) fn plan<'a>(
    request: &Request,
    context: &Context<'a>,
    table: TableIndex,
    operation: Operation,
) -> Result<WritePlan<'a>, Refusal> {
    let Context { schema, policy, connection, user, now, .. } = *context;
    let shape = &schema[table];
    let mut reduced = reduce(policy, connection, table, operation, user, now, schema);
    if request.is(Mutation::LastPermissionWrites) {
        reduced.granted.reverse();
    }
    if reduced.granted.is_empty() {
        let act = match request.method {
            Method::Post => "insert into",
            Method::Patch => "update",
            _ => "delete from",
        };
        return Err(Refusal::forbidden(format!("no permission to {act} `{}`", shape.name)));
    }
    let permissions = reduced.granted.iter().map(|granted| granted.permission.slug.as_str());
    let permissions = permissions.collect();
    let source = Source::find(context, table);
    let returns = request.preferences.returns.unwrap_or_default();
    let key = shape.key().map(<[ColumnIndex]>::to_vec);
    let is_upsert = request.preferences.resolution.is_some();
    let is_insert = operation == Operation::Insert;
    if key.is_none() && (!is_insert || is_upsert || returns == Return::Representation) {
        let what = if is_insert && !is_upsert { "return" } else { "find" };
        return Err(Refusal::new(
            400,
            "PGRST124",
            format!(
                "`{}` has no primary key and no unique key without nulls to {what} its rows by",
                shape.name
            ),
        ));
    }
    let act = match operation {
        Operation::Insert => {
            let rows = insert::rows(request, context, table, reduced.granted, source.as_ref())?;
            match request.preferences.resolution {
                None => Act::Insert(rows),
                Some(resolution) => {
                    let upsert =
                        upsert::plan(request, context, table, rows, source.as_ref(), resolution)?;
                    Act::Upsert(Box::new(upsert))
                }
            }
        }
        Operation::Update => {
            let reach = reach(request, shape, source.as_ref())?;
            let changes = changes(request, shape, context, reduced.granted, source.as_ref())?;
            Act::Update(reach, changes)
        }
        _ => Act::Delete(reach(request, shape, source.as_ref())?, reduced.granted),
    };
    if let Act::Insert(rows) = &act
        && key.is_none()
        && rows.iter().any(|row| !row.deferred.is_empty())
    {
        return Err(Refusal::new(
            400,
            "PGRST124",
            format!("`{}` has no key to check its stored rows by", shape.name),
        ));
    }
    let representation = match (returns, source) {
        (Return::Representation, Some(source)) => {
            Some(representation(request, source, context, key.as_deref())?)
        }
        (Return::HeadersOnly, Some(source)) if operation == Operation::Insert => {
            let bare = Request {
                node: crate::Node { select: Some(Vec::new()), ..Default::default() },
                ..request.clone()
            };
            let is_told = key.iter().flatten().all(|&column| source.shows_always(column));
            if is_told {
                Some(representation(&bare, source, context, key.as_deref())?)
            } else {
                None
            }
        }
        _ => None,
    };
    Ok(WritePlan {
        schema,
        table,
        key,
        permissions,
        act,
        representation,
        returns,
        count: request.preferences.count,
        form: request.form,
        max_affected: request.preferences.max_affected,
        most_rows: context.limits.written_rows,
        applied: request.preferences.applied.clone(),
        rollback: request.preferences.rollback,
    })
}

/// The written rows as the user sees them, whether or not they still meet the request's filters.
fn representation<'a>(
    request: &Request,
    source: Source<'a>,
    context: &Context<'a>,
    key: Option<&[ColumnIndex]>,
) -> Result<ReadPlan<'a>, Refusal> {
    let mut shown = request.clone();
    shown.node.conditions.clear();
    let mut plan = read::root(&shown, source, context)?;
    if plan.node.is_grouped {
        return Err(Refusal::not_offered("a function over the rows of a write"));
    }
    plan.shape.has_total = false;
    plan.key = key.map(<[ColumnIndex]>::to_vec);
    plan.node.limit = context.limits.written_rows;
    Ok(plan)
}

fn reach<'a>(
    request: &Request,
    shape: &Table,
    source: Option<&Source<'a>>,
) -> Result<Reach<'a>, Refusal> {
    let filters = match source {
        Some(source) => filter::resolve(&request.node.conditions, source)?,
        None => match first_column(&request.node.conditions) {
            Some(column) => return Err(Refusal::column(&shape.name, column)),
            None => Vec::new(),
        },
    };
    Ok(Reach { source: source.cloned(), filters })
}

fn first_column(conditions: &[crate::Condition]) -> Option<&str> {
    conditions.iter().find_map(|condition| match condition {
        crate::Condition::Test(test) => Some(test.column.as_str()),
        crate::Condition::And(parts) | crate::Condition::Or(parts) => first_column(parts),
        crate::Condition::Not(inner) => first_column(std::slice::from_ref(inner)),
    })
}

/// What each permission makes of the request's fields.
pub(super) fn changes<'a>(
    request: &Request,
    shape: &Table,
    context: &Context<'_>,
    granted: Vec<Granted<'a>>,
    source: Option<&Source<'_>>,
) -> Result<Vec<Change<'a>>, Refusal> {
    let Some(row) = request.rows.first() else { return Ok(Vec::new()) };
    let fields = fields(row, request, shape, &granted, source)?;
    if fields.is_empty() {
        return Ok(Vec::new());
    }
    let mut changes = Vec::with_capacity(granted.len());
    for granted in granted {
        let values = assign(&fields, request, shape, context, &granted, source);
        changes.push(Change { granted, values });
    }
    // What no permission can do is refused before any row is looked at.
    if changes.iter().all(|change| change.values.is_err()) {
        let refusal =
            changes.into_iter().find_map(|change| change.values.err()).map(Denied::refusal);
        return Err(refusal.unwrap_or_else(|| Refusal::forbidden("no permission to update")));
    }
    Ok(changes)
}

impl WritePlan<'_> {
    /// Whether rows are looked for before they are inserted: somebody else's insert in between is no conflict of this
    /// request, which is tried again.
    pub fn is_upsert(&self) -> bool {
        matches!(self.act, Act::Upsert(_))
    }
}

/// The fields of a body row as columns that the caller may know of.
pub(super) fn fields<'r>(
    row: &'r Map<String, Json>,
    request: &Request,
    shape: &Table,
    granted: &[Granted<'_>],
    source: Option<&Source<'_>>,
) -> Result<Vec<(ColumnIndex, &'r Json)>, Refusal> {
    let mut fields = Vec::with_capacity(row.len());
    let known = |name: &str| {
        let (column, _) = shape.column(name)?;
        let is_known = source.is_some_and(|source| source.readable.contains(column))
            || granted
                .iter()
                .any(|granted| granted.columns.contains(column) || overwrites(granted, column));
        is_known.then_some(column)
    };
    match &request.columns {
        None => {
            for (name, value) in row {
                let column = known(name).ok_or_else(|| Refusal::field(&shape.name, name))?;
                fields.push((column, value));
            }
        }
        Some(names) => {
            for name in names {
                let column = known(name).ok_or_else(|| Refusal::field(&shape.name, name))?;
                match row.get(name) {
                    Some(value) => fields.push((column, value)),
                    None if request.method == Method::Post
                        && request.preferences.missing == Missing::Null =>
                    {
                        fields.push((column, &Json::Null));
                    }
                    None => {}
                }
            }
        }
    }
    Ok(fields)
}

pub(super) fn overwrites(granted: &Granted<'_>, column: ColumnIndex) -> bool {
    granted.overwrite.iter().any(|(overwritten, _)| *overwritten == column)
}

/// The client's values that a permission lets through, typed, then the values it sets itself.
pub(super) fn assign(
    fields: &[(ColumnIndex, &Json)],
    request: &Request,
    shape: &Table,
    context: &Context<'_>,
    granted: &Granted<'_>,
    source: Option<&Source<'_>>,
) -> Result<Vec<(ColumnIndex, Value)>, Denied> {
    let yields = |column: ColumnIndex| {
        request.is(Mutation::ClientBeatsOverwrite)
            && fields.iter().any(|(given, _)| *given == column)
    };
    let kept: Vec<_> = fields
        .iter()
        .filter(|(column, _)| !overwrites(granted, *column) || yields(*column))
        .collect();
    for (column, _) in &kept {
        if !granted.columns.contains(*column) && !request.is(Mutation::WriteUnlisted) {
            return Err(Denied::Passes(Refusal::forbidden(format!(
                "no permission to write `{}.{}`",
                shape.name, shape[*column].name
            ))));
        }
    }
    let mut values = Vec::with_capacity(kept.len() + granted.overwrite.len());
    for (column, json) in kept {
        let value = typed(json, request.is_worded, &shape[*column], shape, context)
            .map_err(Denied::Passes)?;
        values.push((*column, value));
    }
    for (column, assigned) in &granted.overwrite {
        if yields(*column) {
            continue;
        }
        let is_known = is_known(*column, granted, source);
        let value = given(assigned, &shape[*column], shape, is_known).map_err(Denied::Stops)?;
        values.push((*column, value));
    }
    Ok(values)
}

fn typed(
    json: &Json,
    is_worded: bool,
    column: &Column,
    shape: &Table,
    context: &Context<'_>,
) -> Result<Value, Refusal> {
    if column.generated {
        return Err(Refusal::new(
            400,
            "428C9",
            format!("`{}.{}` is computed by the database", shape.name, column.name),
        ));
    }
    let engine = context.schema.engine;
    let value = match json {
        Json::String(text) if is_worded => {
            Value::from_text(text, column, engine).and_then(|value| value.stored_in(column, engine))
        }
        json => Value::from_json(json, column, engine),
    };
    let value = value.map_err(|error| Refusal::value(format!("`{}`: {error}", column.name)))?;
    if value == Value::Null && !column.nullable {
        return Err(Refusal::new(
            400,
            "23502",
            format!("`{}.{}` cannot be null", shape.name, column.name),
        ));
    }
    Ok(value)
}

/// A value of the policy.
pub(super) fn given(
    assigned: &Assigned,
    column: &Column,
    shape: &Table,
    is_known: bool,
) -> Result<Value, Refusal> {
    match assigned {
        Assigned::Value(value) => Ok(value.clone()),
        Assigned::Missing(_) if is_known => Err(Refusal::forbidden(format!(
            "the policy sets `{}.{}` from a value that the user does not have",
            shape.name, column.name
        ))),
        Assigned::Missing(_) => Err(Refusal::forbidden(format!(
            "the policy writes to `{}` a value that the user does not have",
            shape.name
        ))),
    }
}
