//! What a read answers: fields, rows, order and window of a table and of the tables embedded in it.

use bailiwick_policy::Aggregate;
use bailiwick_schema::{ColumnIndex, DataType, RelationEnd, TableIndex};

use super::aggregate::{self, AggregatePlan};
use super::{Context, Filter, Spot, View, filter, grants, relation, spot};
use crate::Refusal;
use crate::mutation::Mutation;
use crate::request::{Embed, Form, Method, Node, OrderTerm, Request, SelectItem};
use crate::source::Source;
use crate::spread;

/// A read, ready to be written as one statement.
#[derive(Debug, Clone)]
pub struct ReadPlan<'a> {
    pub(crate) node: NodePlan<'a>,
    /// Columns of the result.
    pub shape: ReadShape,
    /// The form that is asked for.
    pub(crate) form: Form,
    /// Only the headers are asked for.
    pub(crate) head: bool,
    /// A row more than this was fetched to learn whether the server cut the answer.
    pub(crate) cut_at: Option<u64>,
    /// Understood preferences.
    pub(crate) applied: Vec<String>,
    /// Columns of a key that comes as a JSON list in the last column: for the rows that a write answers with.
    pub(crate) key: Option<Vec<ColumnIndex>>,
    /// Names of the fields whose cells may be masked, in the order of their flags.
    pub(crate) maskable: Vec<(String, ColumnIndex)>,
}

/// What the columns of a read's result are, after column 0, the row's JSON object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReadShape {
    /// The last row holds nothing but the total, in the column after the object.
    pub has_total: bool,
    /// The last column holds a flag (`1` masked) for each maskable field.
    pub has_masked: bool,
}

/// What is asked of one table.
#[derive(Debug, Clone)]
pub(crate) struct NodePlan<'a> {
    pub(crate) source: Source<'a>,
    pub(crate) fields: Vec<Field<'a>>,
    pub(crate) filters: Vec<Filter>,
    pub(crate) order: Vec<OrderBy>,
    pub(crate) limit: u64,
    pub(crate) offset: u64,
    /// There is an aggregate among the fields: the others group the rows.
    pub(crate) is_grouped: bool,
}

/// The name of a field in the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) name: String,
    /// Typed by the caller: it must never be part of SQL.
    pub(crate) is_typed: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum Field<'a> {
    Column { key: Key, spot: Spot, as_text: bool },
    Aggregate(Box<AggregatePlan<'a>>),
    Embed(Box<EmbedPlan<'a>>),
}

/// An embedded table.
#[derive(Debug, Clone)]
pub(crate) struct EmbedPlan<'a> {
    pub(crate) key: Key,
    pub(crate) node: NodePlan<'a>,
    /// (column of the parent, column of the embedded table) that are equal; empty with `via`.
    pub(crate) on: Vec<(ColumnIndex, ColumnIndex)>,
    pub(crate) via: Option<Via<'a>>,
    pub(crate) end: RelationEnd,
    pub(crate) is_inner: bool,
    /// Its fields stand among its parent's.
    pub(crate) is_spread: bool,
    /// `name!inner()` filters and shows nothing.
    pub(crate) is_shown: bool,
}

/// The table between, of a many-to-many embed.
#[derive(Debug, Clone)]
pub(crate) struct Via<'a> {
    pub(crate) source: Source<'a>,
    /// (column of the parent, column of the table between)
    pub(crate) to_parent: Vec<(ColumnIndex, ColumnIndex)>,
    /// (column of the table between, column of the embedded table)
    pub(crate) to_child: Vec<(ColumnIndex, ColumnIndex)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OrderBy {
    /// The field whose row it is a spot of: an embed of one row.
    pub(crate) embed: Option<usize>,
    pub(crate) spot: Spot,
    pub(crate) descending: bool,
    pub(crate) nulls_first: Option<bool>,
}

impl ReadPlan<'_> {
    /// The names of the answer's fields, in order.
    pub fn fields(&self) -> Vec<&str> {
        spread::names(&self.node)
    }

    /// The slugs of the permissions that apply to the table that is asked for.
    pub fn permissions(&self) -> Vec<&str> {
        self.node.source.permissions()
    }
}

pub(super) fn plan<'a>(
    request: &Request,
    context: &Context<'a>,
    table: TableIndex,
) -> Result<ReadPlan<'a>, Refusal> {
    let Some(source) = Source::find(context, table) else {
        return Err(not_readable(context, table));
    };
    let mut plan = root(request, source, context)?;
    let limit = request.node.limit;
    if let Some(limit) = limit
        && limit > context.limits.rows
    {
        return Err(Refusal::limit(format!(
            "`limit` is {limit}; an answer holds at most {} rows",
            context.limits.rows
        )));
    }
    let of_policy = match request.is(Mutation::SmallestLimit) {
        true => plan.node.source.smallest_limit(),
        false => plan.node.source.limit(),
    };
    let most = of_policy.unwrap_or(u64::MAX).min(context.limits.rows);
    match limit {
        Some(limit) if limit <= most => plan.node.limit = limit,
        _ => {
            plan.cut_at = Some(most);
            plan.node.limit = most.saturating_add(1);
        }
    }
    if plan.form == Form::Single {
        // Two rows are enough to know that there is not one.
        plan.node.limit = plan.node.limit.min(2);
        plan.cut_at = None;
    }
    Ok(plan)
}

fn not_readable(context: &Context<'_>, table: TableIndex) -> Refusal {
    debug_assert!(!grants(context, table, bailiwick_policy::Operation::Select));
    let name = &context.schema[table].name;
    Refusal::forbidden(format!("no permission to read `{name}`"))
}

/// The fields, filters and order of the table asked for, without a window.
pub(crate) fn root<'a>(
    request: &Request,
    source: Source<'a>,
    context: &Context<'a>,
) -> Result<ReadPlan<'a>, Refusal> {
    let node = node(&request.node, source, context, true)?;
    let maskable = match request.preferences.masked {
        true if !node.is_grouped => maskable(&node),
        _ => Vec::new(),
    };
    Ok(ReadPlan {
        shape: ReadShape {
            has_total: request.preferences.count,
            has_masked: request.preferences.masked && !node.is_grouped,
        },
        form: request.form,
        head: request.method == Method::Head,
        cut_at: None,
        key: None,
        applied: request.preferences.applied.clone(),
        maskable,
        node,
    })
}

fn maskable(node: &NodePlan<'_>) -> Vec<(String, ColumnIndex)> {
    let fields = node.fields.iter().filter_map(|field| match field {
        Field::Column { key, spot, .. } if !node.source.shows_always(spot.column) => {
            Some((key.name.clone(), spot.column))
        }
        _ => None,
    });
    fields.collect()
}

fn node<'a>(
    node: &Node,
    source: Source<'a>,
    context: &Context<'a>,
    is_root: bool,
) -> Result<NodePlan<'a>, Refusal> {
    let star = [SelectItem::Star];
    let items = match &node.select {
        Some(items) => items.as_slice(),
        None => &star,
    };
    let fields = fields(items, &source, context)?;
    let filters = filter::resolve(&node.conditions, &source)?;
    let mut order = order(&node.order, &source, &fields)?;
    let is_grouped = fields.iter().any(|field| matches!(field, Field::Aggregate(_)));
    if is_grouped {
        aggregate::check_groups(&fields, &order, &source, is_root)?;
    }
    let mut limit = context.limits.rows;
    if !is_root {
        // The order inside an aggregate is never left to chance; but a hidden key must not be told by it.
        if !is_grouped
            && let Some(key) = source.shape().key()
            && key.iter().all(|&column| source.shows_always(column))
        {
            for &column in key {
                let spot = Spot::cell(column);
                if !order.iter().any(|term| term.embed.is_none() && term.spot == spot) {
                    order.push(OrderBy { embed: None, spot, descending: false, nulls_first: None });
                }
            }
        }
        if let Some(wanted) = node.limit {
            if wanted > context.limits.rows {
                return Err(Refusal::limit(format!(
                    "`limit` is {wanted}; an embedded list holds at most {} rows",
                    context.limits.rows
                )));
            }
            limit = wanted;
        }
        limit = limit.min(source.limit().unwrap_or(u64::MAX));
    }
    Ok(NodePlan { source, fields, filters, order, limit, offset: node.offset, is_grouped })
}

fn fields<'a>(
    items: &[SelectItem],
    source: &Source<'a>,
    context: &Context<'a>,
) -> Result<Vec<Field<'a>>, Refusal> {
    let mut fields: Vec<Field<'a>> = Vec::with_capacity(items.len());
    for item in items {
        match item {
            SelectItem::Star => {
                for column in source.readable.iter() {
                    let name = source.shape()[column].name.clone();
                    let key = Key { name, is_typed: false };
                    let spot = Spot::cell(column);
                    add(&mut fields, Field::Column { key, spot, as_text: false })?;
                }
            }
            SelectItem::Column { alias, name, path, cast } => {
                let as_text = as_text(cast.as_deref())?;
                // As PostgREST has long read `orders(count)`, where no column is called so.
                if name == "count" && path.is_none() && source.column(name).is_none() {
                    let alias = alias.as_ref();
                    let field = aggregate::plan(alias, Aggregate::Count, None, as_text, source)?;
                    add(&mut fields, Field::Aggregate(Box::new(field)))?;
                    continue;
                }
                let spot = Spot::find(source, name, path.as_ref())?;
                let key = match (alias, path) {
                    (None, Some(path)) => {
                        let name = spot::name(name, path).to_owned();
                        Key { name, is_typed: true }
                    }
                    _ => key(alias.as_ref(), name),
                };
                add(&mut fields, Field::Column { key, spot, as_text })?;
            }
            SelectItem::Aggregate { alias, function, column, cast } => {
                let as_text = as_text(cast.as_deref())?;
                let column = column.as_deref();
                let field = aggregate::plan(alias.as_ref(), *function, column, as_text, source)?;
                add(&mut fields, Field::Aggregate(Box::new(field)))?;
            }
            SelectItem::Embed(embed) => {
                let embed = embed_plan(embed, source, context)?;
                add(&mut fields, Field::Embed(Box::new(embed)))?;
            }
        }
    }
    check_lifted(&fields)?;
    Ok(fields)
}

/// No lifted field has the name of another.
fn check_lifted(fields: &[Field<'_>]) -> Result<(), Refusal> {
    let mut seen = std::collections::HashSet::new();
    for field in fields {
        let names = match field {
            Field::Embed(embed) if embed.is_spread => spread::names(&embed.node),
            _ => vec![field.name()],
        };
        if let Some(name) = names.into_iter().find(|name| !seen.insert(*name)) {
            return Err(Refusal::syntax(format!("two fields of the answer are called `{name}`")));
        }
    }
    Ok(())
}

fn as_text(cast: Option<&str>) -> Result<bool, Refusal> {
    match cast {
        None => Ok(false),
        Some("text") => Ok(true),
        Some(other) => {
            Err(Refusal::syntax(format!("the cast `::{other}` is not offered; `::text` is")))
        }
    }
}

pub(super) fn key(alias: Option<&String>, name: &str) -> Key {
    match alias {
        Some(alias) if alias != name => Key { name: alias.clone(), is_typed: true },
        _ => Key { name: name.to_owned(), is_typed: false },
    }
}

/// Adds a field; the same once more adds nothing, another of the same name is refused.
fn add<'a>(fields: &mut Vec<Field<'a>>, field: Field<'a>) -> Result<(), Refusal> {
    let Some(known) = fields.iter().find(|known| known.name() == field.name()) else {
        fields.push(field);
        return Ok(());
    };
    match (known, &field) {
        (
            Field::Column { spot: known, as_text: false, .. },
            Field::Column { spot, as_text: false, .. },
        ) if known == spot => Ok(()),
        _ => {
            Err(Refusal::syntax(format!("two fields of the answer are called `{}`", field.name())))
        }
    }
}

impl Field<'_> {
    pub(crate) fn name(&self) -> &str {
        match self {
            Field::Column { key, .. } => &key.name,
            Field::Aggregate(aggregate) => &aggregate.key.name,
            Field::Embed(embed) => &embed.key.name,
        }
    }

    pub(crate) fn key(&self) -> &Key {
        match self {
            Field::Column { key, .. } => key,
            Field::Aggregate(aggregate) => &aggregate.key,
            Field::Embed(embed) => &embed.key,
        }
    }
}

fn embed_plan<'a>(
    embed: &Embed,
    parent: &Source<'a>,
    context: &Context<'a>,
) -> Result<EmbedPlan<'a>, Refusal> {
    let way = relation::find(embed, parent, context)?;
    if embed.is_spread && way.end == RelationEnd::Many {
        return Err(Refusal::not_offered("spreading several rows with `...`"));
    }
    // A name that no field can be asked for by.
    let spread = embed.is_spread.then(|| format!("...{}", embed.name));
    let is_shown = embed.node.select.as_ref().is_none_or(|items| !items.is_empty());
    Ok(EmbedPlan {
        key: key(embed.alias.as_ref().or(spread.as_ref()), &embed.name),
        is_spread: embed.is_spread,
        node: node(&embed.node, way.source, context, false)?,
        on: way.on,
        via: way.via,
        end: way.end,
        is_inner: embed.is_inner,
        is_shown,
    })
}

fn order(
    terms: &[OrderTerm],
    source: &Source<'_>,
    fields: &[Field<'_>],
) -> Result<Vec<OrderBy>, Refusal> {
    let mut order = Vec::with_capacity(terms.len());
    for term in terms {
        let embed = term.embed.as_deref().map(|name| one_row(name, source, fields)).transpose()?;
        let of = embed.as_ref().map_or(source, |(_, source)| *source);
        let spot = Spot::find(of, &term.column, term.path.as_ref())?;
        let by = |spot: Spot| OrderBy {
            embed: embed.as_ref().map(|(index, _)| *index),
            spot,
            descending: term.descending,
            nulls_first: term.nulls_first,
        };
        if spot.view() == Some(View::Document) {
            // Numbers as numbers, and everything as what it is written as.
            order.push(by(spot.viewed(View::Number)));
            order.push(by(spot.viewed(View::Text)));
            continue;
        }
        if matches!(spot.shape(of).data_type, DataType::Array(_) | DataType::Json) {
            let name = &of.shape().name;
            let message = format!("`{name}.{}` has no order", term.column);
            return Err(Refusal::new(400, "42883", message));
        }
        order.push(by(spot));
    }
    Ok(order)
}

/// The embed of that name, if it is one row.
fn one_row<'f, 'a>(
    name: &str,
    source: &Source<'_>,
    fields: &'f [Field<'a>],
) -> Result<(usize, &'f Source<'a>), Refusal> {
    let found = fields.iter().enumerate().find_map(|(index, field)| match field {
        Field::Embed(embed) => {
            let key = &embed.key.name;
            let is_named = match key.strip_prefix("...") {
                Some(key) if embed.is_spread => key == name,
                _ => key == name,
            };
            is_named.then_some((index, embed))
        }
        _ => None,
    });
    let Some((index, embed)) = found else {
        let message = format!("`{name}` is not an embedded table of this request");
        return Err(
            Refusal::new(400, "PGRST108", message).hint(format!("add `{name}(…)` to `select`"))
        );
    };
    if embed.end == RelationEnd::Many {
        let table = &source.shape().name;
        let message = format!("`{table}` cannot be ordered by `{name}`, which may be several rows");
        return Err(Refusal::new(400, "PGRST118", message));
    }
    Ok((index, &embed.node.source))
}
