//! Client conditions on the columns of a [`Source`], with values typed and `not` pushed inwards.

use bailiwick_schema::{ColumnIndex, DataType, Value};

use crate::Refusal;
use crate::compare::Comparison;
use crate::request::{Condition, Is, Operator, Test};
use crate::source::Source;

/// A condition on cells as the user sees them. TRUE is what counts; UNKNOWN and FALSE are the same here.
#[derive(Debug, Clone)]
pub(crate) enum Filter {
    Compare { column: ColumnIndex, comparison: Comparison, value: Value },
    In { column: ColumnIndex, negated: bool, values: Vec<Value> },
    Like { column: ColumnIndex, negated: bool, pattern: String, fold: bool },
    Null { column: ColumnIndex, negated: bool },
    Truth { column: ColumnIndex, is: bool, negated: bool },
    And(Vec<Filter>),
    Or(Vec<Filter>),
}

pub(super) fn resolve(
    conditions: &[Condition],
    source: &Source<'_>,
) -> Result<Vec<Filter>, Refusal> {
    conditions.iter().map(|condition| tree(condition, false, source)).collect()
}

fn tree(condition: &Condition, negated: bool, source: &Source<'_>) -> Result<Filter, Refusal> {
    let members = |members: &[Condition]| {
        members.iter().map(|member| tree(member, negated, source)).collect::<Result<Vec<_>, _>>()
    };
    Ok(match condition {
        Condition::Not(inner) => tree(inner, !negated, source)?,
        Condition::And(parts) if negated => Filter::Or(members(parts)?),
        Condition::And(parts) => Filter::And(members(parts)?),
        Condition::Or(parts) if negated => Filter::And(members(parts)?),
        Condition::Or(parts) => Filter::Or(members(parts)?),
        Condition::Test(test) => leaf(test, negated, source)?,
    })
}

fn leaf(test: &Test, negated: bool, source: &Source<'_>) -> Result<Filter, Refusal> {
    let table = source.shape();
    let Some(column) = source.column(&test.column) else {
        return Err(Refusal::column(&table.name, &test.column));
    };
    let compare = |comparison: Comparison, text: &str| {
        comparable(source, column)?;
        let comparison = if negated { comparison.opposite() } else { comparison };
        Ok(Filter::Compare { column, comparison, value: value(source, column, text)? })
    };
    match &test.operator {
        Operator::Eq(text) => compare(Comparison::Equal, text),
        Operator::Neq(text) => compare(Comparison::NotEqual, text),
        Operator::Gt(text) => compare(Comparison::Greater, text),
        Operator::Gte(text) => compare(Comparison::GreaterOrEqual, text),
        Operator::Lt(text) => compare(Comparison::Less, text),
        Operator::Lte(text) => compare(Comparison::LessOrEqual, text),
        Operator::IsDistinct(text) => compare(Comparison::Distinct, text),
        Operator::In(texts) => {
            comparable(source, column)?;
            let values =
                texts.iter().map(|text| value(source, column, text)).collect::<Result<_, _>>()?;
            Ok(Filter::In { column, negated, values })
        }
        Operator::Like(pattern) => like(source, column, negated, pattern, false),
        Operator::Ilike(pattern) => like(source, column, negated, pattern, true),
        Operator::Is(is) => truth(source, column, negated, *is),
    }
}

fn like(
    source: &Source<'_>,
    column: ColumnIndex,
    negated: bool,
    pattern: &str,
    fold: bool,
) -> Result<Filter, Refusal> {
    match source.shape()[column].data_type {
        DataType::Text | DataType::Enumeration(_) | DataType::Uuid | DataType::Other => {
            Ok(Filter::Like { column, negated, pattern: pattern.to_owned(), fold })
        }
        _ => Err(operator(source, column, "a pattern is for text, which")),
    }
}

fn truth(
    source: &Source<'_>,
    column: ColumnIndex,
    negated: bool,
    is: Is,
) -> Result<Filter, Refusal> {
    let is_boolean = source.shape()[column].data_type == DataType::Boolean;
    match is {
        Is::Null => Ok(Filter::Null { column, negated }),
        Is::NotNull => Ok(Filter::Null { column, negated: !negated }),
        _ if !is_boolean => Err(operator(source, column, "`is` is for null and for booleans;")),
        Is::Unknown => Ok(Filter::Null { column, negated }),
        Is::True => Ok(Filter::Truth { column, is: true, negated }),
        Is::False => Ok(Filter::Truth { column, is: false, negated }),
    }
}

fn comparable(source: &Source<'_>, column: ColumnIndex) -> Result<(), Refusal> {
    if source.is_comparable(column) {
        return Ok(());
    }
    Err(operator(source, column, "documents and arrays cannot be compared;"))
}

fn operator(source: &Source<'_>, column: ColumnIndex, reason: &str) -> Refusal {
    let table = source.shape();
    Refusal::new(400, "42883", format!("{reason} `{}.{}` is not", table.name, table[column].name))
}

fn value(source: &Source<'_>, column: ColumnIndex, text: &str) -> Result<Value, Refusal> {
    let found = &source.shape()[column];
    Value::from_text(text, found, source.schema.engine)
        .map_err(|error| Refusal::value(format!("`{}`: {error}", found.name)))
}
