//! Client conditions on the columns of a [`Source`], with values typed and `not` pushed inwards.

use bailiwick_schema::{Column, ColumnIndex, DataType, Value};

use super::native::{self, Native};
use super::spot::{Spot, View};
use crate::Refusal;
use crate::compare::Comparison;
use crate::request::{Condition, Is, Operator, Test};
use crate::source::Source;

/// A condition on cells as the user sees them. TRUE is what counts; UNKNOWN and FALSE are the same here.
#[derive(Debug, Clone)]
pub(crate) enum Filter {
    Check { spot: Spot, check: Check },
    And(Vec<Filter>),
    Or(Vec<Filter>),
}

/// What must hold of one value.
#[derive(Debug, Clone)]
pub(crate) enum Check {
    Compare { comparison: Comparison, value: Value },
    In { negated: bool, values: Vec<Value> },
    Like { negated: bool, pattern: String, fold: bool },
    Null { negated: bool },
    Truth { is: bool, negated: bool },
    Native { negated: bool, native: Native },
}

impl Filter {
    /// The cell has that value.
    pub(super) fn equal(column: ColumnIndex, value: Value) -> Self {
        let check = Check::Compare { comparison: Comparison::Equal, value };
        Filter::Check { spot: Spot::cell(column), check }
    }
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
    let spot = Spot::find(source, &test.column, test.path.as_ref())?;
    let compare = |comparison: Comparison, text: &str| {
        let comparison = if negated { comparison.opposite() } else { comparison };
        let (spot, mut values) = typed(source, &spot, &[text])?;
        let value = values.pop().unwrap_or(Value::Null);
        Ok(Filter::Check { spot, check: Check::Compare { comparison, value } })
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
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let (spot, values) = typed(source, &spot, &texts)?;
            Ok(Filter::Check { spot, check: Check::In { negated, values } })
        }
        Operator::Like(pattern) => like(source, spot, negated, pattern, false),
        Operator::Ilike(pattern) => like(source, spot, negated, pattern, true),
        Operator::Is(is) => truth(source, spot, negated, *is),
        Operator::Native(operator, operand) => {
            let native = native::operator(source, &spot, *operator, operand)?;
            Ok(Filter::Check { spot, check: Check::Native { negated, native } })
        }
        Operator::Search(search) => {
            let native = native::search(source, &spot, search)?;
            Ok(Filter::Check { spot, check: Check::Native { negated, native } })
        }
    }
}

/// The operands as values of what is compared.
fn typed(source: &Source<'_>, spot: &Spot, texts: &[&str]) -> Result<(Spot, Vec<Value>), Refusal> {
    if spot.view() == Some(View::Document) {
        return scalars(source, spot, texts);
    }
    let found = spot.shape(source);
    if matches!(found.data_type, DataType::Array(_) | DataType::Json) {
        return Err(operator(source, spot, "documents and arrays cannot be compared;"));
    }
    let values = texts.iter().map(|text| value(&found, source, text)).collect::<Result<_, _>>()?;
    Ok((spot.clone(), values))
}

/// The operands in JSON's spelling: a place in a document is compared with numbers as a number, with texts as a text.
fn scalars(
    source: &Source<'_>,
    spot: &Spot,
    texts: &[&str],
) -> Result<(Spot, Vec<Value>), Refusal> {
    let mut compared = spot.viewed(View::Quoted);
    let mut values = Vec::with_capacity(texts.len());
    for text in texts {
        let json = serde_json::from_str::<serde_json::Value>(text).map_err(|_| {
            Refusal::value(format!("`{text}` is no JSON"))
                .hint("`->>` compares as text; with `->` a text stands in double quotes")
        })?;
        let view = match &json {
            serde_json::Value::Number(_) => View::Number,
            serde_json::Value::String(_) => View::Quoted,
            serde_json::Value::Bool(_) => View::Truth,
            _ => return Err(operator(source, spot, "documents and arrays cannot be compared;")),
        };
        if !values.is_empty() && compared.view() != Some(view) {
            return Err(Refusal::value("the values of a list are of several kinds"));
        }
        compared = spot.viewed(view);
        values.push(match json {
            serde_json::Value::String(text) => Value::Text(text),
            serde_json::Value::Bool(truth) => Value::Boolean(truth),
            number => value(&compared.shape(source), source, &number.to_string())?,
        });
    }
    Ok((compared, values))
}

fn like(
    source: &Source<'_>,
    spot: Spot,
    negated: bool,
    pattern: &str,
    fold: bool,
) -> Result<Filter, Refusal> {
    if !is_text(&spot.shape(source).data_type) {
        return Err(operator(source, &spot, "a pattern is for text, which"));
    }
    let check = Check::Like { negated, pattern: pattern.to_owned(), fold };
    Ok(Filter::Check { spot, check })
}

/// What patterns are for.
pub(super) fn is_text(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Text | DataType::Enumeration(_) | DataType::Uuid | DataType::Other
    )
}

fn truth(source: &Source<'_>, spot: Spot, negated: bool, is: Is) -> Result<Filter, Refusal> {
    let null = |negated: bool| Check::Null { negated };
    let check = match is {
        Is::Null => null(negated),
        Is::NotNull => null(!negated),
        _ => {
            let spot = match spot.view() {
                Some(View::Document) => spot.viewed(View::Truth),
                _ => spot,
            };
            if spot.shape(source).data_type != DataType::Boolean {
                return Err(operator(source, &spot, "`is` is for null and for booleans;"));
            }
            let check = match is {
                Is::True => Check::Truth { is: true, negated },
                Is::False => Check::Truth { is: false, negated },
                _ => null(negated),
            };
            return Ok(Filter::Check { spot, check });
        }
    };
    Ok(Filter::Check { spot, check })
}

pub(super) fn operator(source: &Source<'_>, spot: &Spot, reason: &str) -> Refusal {
    let table = source.shape();
    let name = &table[spot.column].name;
    Refusal::new(400, "42883", format!("{reason} `{}.{name}` is not", table.name))
}

fn value(column: &Column, source: &Source<'_>, text: &str) -> Result<Value, Refusal> {
    Value::from_text(text, column, source.schema.engine)
        .map_err(|error| Refusal::value(format!("`{}`: {error}", column.name)))
}
