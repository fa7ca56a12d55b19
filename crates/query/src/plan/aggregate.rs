//! Functions over many rows: who may ask for them, over which cells, and what they answer.

use bailiwick_policy::Aggregate;
use bailiwick_schema::{Column, ColumnIndex, DataType, Engine};

use super::read::{Field, Key, OrderBy, key};
use crate::Refusal;
use crate::source::Source;

/// One function over the rows of a group.
#[derive(Debug, Clone)]
pub(crate) struct AggregatePlan<'a> {
    pub(crate) key: Key,
    pub(crate) function: Aggregate,
    /// What it is given; none for `count()`.
    pub(crate) cell: Option<(Source<'a>, ColumnIndex)>,
    /// What it answers.
    pub(crate) result: Column,
    pub(crate) as_text: bool,
}

pub(super) fn plan<'a>(
    alias: Option<&String>,
    function: Aggregate,
    column: Option<&str>,
    as_text: bool,
    source: &Source<'a>,
) -> Result<AggregatePlan<'a>, Refusal> {
    let name = function.as_str();
    let table = source.shape();
    let mut cell = None;
    let mut result = whole_number();
    if let Some(column) = column {
        let Some(index) = source.column(column) else {
            return Err(Refusal::column(&table.name, column));
        };
        // Those permissions alone that grant the function show it their cells.
        let granting = source.granting(function);
        if granting.column(column).is_none() {
            let message = format!("no permission to use `{name}` on `{}.{column}`", table.name);
            return Err(Refusal::forbidden(message));
        }
        result = result_of(function, &table[index], source.schema.engine).ok_or_else(|| {
            let message = format!("`{name}` is not for `{}.{column}`", table.name);
            Refusal::new(400, "42883", message)
        })?;
        cell = Some((granting, index));
    }
    Ok(AggregatePlan { key: key(alias, name), function, cell, result, as_text })
}

/// An answer in groups: its order is that of what it groups by, and nothing is embedded in it.
pub(super) fn check_groups(
    fields: &[Field<'_>],
    order: &[OrderBy],
    source: &Source<'_>,
    is_root: bool,
) -> Result<(), Refusal> {
    let table = source.shape();
    let mut groups = Vec::new();
    for field in fields {
        match field {
            Field::Column { spot, .. } if !groups_by(&spot.shape(source).data_type) => {
                let name = &table[spot.column].name;
                let message = format!("rows cannot be grouped by `{}.{name}`", table.name);
                return Err(Refusal::new(400, "42883", message));
            }
            Field::Column { spot, .. } => groups.push(spot),
            Field::Embed(_) => {
                return Err(Refusal::not_offered("an embed beside a function over many rows"));
            }
            Field::Aggregate(_) => {}
        }
    }
    if !is_root && !groups.is_empty() && source.schema.engine == Engine::Mysql {
        return Err(Refusal::not_offered("grouping the rows of an embed on MariaDB"));
    }
    let is_grouped = |term: &&OrderBy| term.embed.is_none() && groups.contains(&&term.spot);
    match order.iter().find(|term| !is_grouped(term)) {
        None => Ok(()),
        Some(term) => {
            let name = &table[term.spot.column].name;
            let message =
                format!("an answer in groups has an order by its own columns; `{name}` is none");
            Err(Refusal::new(400, "42803", message))
        }
    }
}

fn groups_by(data_type: &DataType) -> bool {
    !matches!(data_type, DataType::Json | DataType::Array(_) | DataType::Other)
}

/// What the function answers for a column; none where it has no meaning.
fn result_of(function: Aggregate, column: &Column, engine: Engine) -> Option<Column> {
    let is_number = matches!(
        column.data_type,
        DataType::Integer { .. } | DataType::Decimal | DataType::Float { .. }
    );
    let is_float = matches!(column.data_type, DataType::Float { .. });
    match function {
        Aggregate::Count => Some(whole_number()),
        Aggregate::Sum | Aggregate::Avg if is_float => {
            Some(typed(DataType::Float { bits: 64 }, "double precision"))
        }
        Aggregate::Sum | Aggregate::Avg => is_number.then(|| typed(DataType::Decimal, "numeric")),
        Aggregate::Min | Aggregate::Max => {
            let is_ordered = match &column.data_type {
                DataType::Text
                | DataType::Date
                | DataType::Time
                | DataType::Timestamp
                | DataType::TimestampWithZone => true,
                // Elsewhere they are texts in the order of the alphabet.
                DataType::Enumeration(_) => engine == Engine::Postgres,
                _ => is_number,
            };
            is_ordered.then(|| column.clone())
        }
    }
}

fn whole_number() -> Column {
    typed(DataType::Integer { bits: 64, unsigned: false }, "bigint")
}

fn typed(data_type: DataType, native_type: &str) -> Column {
    Column {
        name: String::new(),
        data_type,
        native_type: native_type.to_owned(),
        nullable: true,
        default: bailiwick_schema::DefaultValue::None,
        generated: true,
        identity: String::new(),
    }
}
