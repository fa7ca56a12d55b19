//! What a refused write says of the rule it broke: the field and the rule, where the caller may know of the field.

use bailiwick_policy::{Comparison, Granted, Operand, Predicate};
use bailiwick_schema::{ColumnIndex, Schema, TableIndex, Value};

use crate::Refusal;
use crate::refusal::BrokenRule;
use crate::shown::shown;
use crate::source::Source;

/// Whether the caller may know of the column: reads it, or may write it.
pub(crate) fn is_known(
    column: ColumnIndex,
    granted: &Granted<'_>,
    source: Option<&Source<'_>>,
) -> bool {
    granted.columns.contains(column)
        || source.is_some_and(|source| source.readable.contains(column))
}

/// A rule of `validate`.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    /// The column that it is about.
    pub(crate) column: ColumnIndex,
    /// Whether the caller may know of the column.
    pub(crate) is_known: bool,
    /// What must hold.
    pub(crate) predicate: Predicate,
    /// The slug of its permission.
    pub(crate) permission: String,
}

impl Rule {
    /// It did not hold. The caller is told of the field and the rule where they may know of the field.
    pub(crate) fn broken(&self, table: TableIndex, schema: &Schema) -> Refusal {
        let shape = &schema[table];
        let name = &shape[self.column].name;
        let refusal = if self.is_known {
            let message = format!("`{}.{name}` breaks a rule of the policy", shape.name);
            let refusal = Refusal::forbidden(message);
            match said(&self.predicate, self.column) {
                Some(rule) => refusal.details(format!("it must {rule}")),
                None => refusal,
            }
        } else {
            Refusal::forbidden(format!("a row of `{}` breaks a rule of the policy", shape.name))
        };
        refusal.of_rule(BrokenRule {
            permission: self.permission.clone(),
            part: "validate",
            column: Some(name.clone()),
            condition: Some(shown(&self.predicate, table, schema)),
        })
    }
}

/// A rule on that column alone as words; none for what would need more than a sentence.
fn said(rule: &Predicate, column: ColumnIndex) -> Option<String> {
    match rule {
        Predicate::Compare { column: on, operator, operand } if *on == column => {
            let words = match operator {
                Comparison::Eq => "be",
                Comparison::Ne => "not be",
                Comparison::Gt => "be greater than",
                Comparison::Gte => "be at least",
                Comparison::Lt => "be less than",
                Comparison::Lte => "be at most",
            };
            Some(format!("{words} {}", operand_said(operand)?))
        }
        Predicate::Between { column: on, low, high } if *on == column => {
            Some(format!("be from {} to {}", operand_said(low)?, operand_said(high)?))
        }
        Predicate::In { column: on, negated, values } if *on == column && values.len() <= 20 => {
            let values: Option<Vec<String>> = values.iter().map(value_said).collect();
            let not = if *negated { "not " } else { "" };
            Some(format!("{not}be one of {}", values?.join(", ")))
        }
        Predicate::Like { column: on, pattern, .. } if *on == column => {
            Some(format!("be like `{pattern}`"))
        }
        Predicate::Null { column: on, negated } if *on == column => {
            Some(if *negated { "not be null" } else { "be null" }.to_owned())
        }
        Predicate::And(parts) => {
            let parts: Option<Vec<String>> = parts.iter().map(|part| said(part, column)).collect();
            Some(parts?.join(" and "))
        }
        _ => None,
    }
}

fn operand_said(operand: &Operand) -> Option<String> {
    match operand {
        Operand::Value(value) => value_said(value),
        _ => None,
    }
}

fn value_said(value: &Value) -> Option<String> {
    Some(format!("`{}`", value.to_text()?))
}
