//! A policy's predicate as a client's condition: for tests, which ask for rows as a client does.

use bailiwick_policy::{Comparison, Operand, Predicate};
use bailiwick_schema::{ColumnIndex, Table, Value};

use crate::request::{Condition, Is, Operator, Test};

/// The condition that a client would send; none where a client cannot ask so: other tables, other columns, documents.
pub fn condition_of(predicate: &Predicate, table: &Table) -> Option<Condition> {
    let all = |parts: &[Predicate]| {
        parts.iter().map(|part| condition_of(part, table)).collect::<Option<Vec<Condition>>>()
    };
    let test = |column: ColumnIndex, operator: Operator| {
        Condition::Test(Test { column: table[column].name.clone(), path: None, operator })
    };
    let negated = |is_negated: bool, condition: Condition| {
        if is_negated { Condition::Not(Box::new(condition)) } else { condition }
    };
    Some(match predicate {
        Predicate::True => Condition::And(Vec::new()),
        Predicate::False => Condition::Or(Vec::new()),
        Predicate::And(parts) => Condition::And(all(parts)?),
        Predicate::Or(parts) => Condition::Or(all(parts)?),
        Predicate::Not(part) => Condition::Not(Box::new(condition_of(part, table)?)),
        Predicate::Compare { column, operator, operand } => {
            let text = text_of(operand)?;
            test(
                *column,
                match operator {
                    Comparison::Eq => Operator::Eq(text),
                    Comparison::Ne => Operator::Neq(text),
                    Comparison::Gt => Operator::Gt(text),
                    Comparison::Gte => Operator::Gte(text),
                    Comparison::Lt => Operator::Lt(text),
                    Comparison::Lte => Operator::Lte(text),
                },
            )
        }
        Predicate::Between { column, low, high } => Condition::And(vec![
            test(*column, Operator::Gte(text_of(low)?)),
            test(*column, Operator::Lte(text_of(high)?)),
        ]),
        Predicate::In { column, negated: is_negated, values } => {
            let texts = values.iter().map(Value::to_text).collect::<Option<Vec<String>>>()?;
            negated(*is_negated, test(*column, Operator::In(texts)))
        }
        Predicate::Like { column, pattern, case_insensitive: true } => {
            test(*column, Operator::Ilike(pattern.clone()))
        }
        Predicate::Like { column, pattern, .. } => test(*column, Operator::Like(pattern.clone())),
        Predicate::Null { column, negated: true } => test(*column, Operator::Is(Is::NotNull)),
        Predicate::Null { column, .. } => test(*column, Operator::Is(Is::Null)),
        Predicate::Exists(_) => return None,
    })
}

fn text_of(operand: &Operand) -> Option<String> {
    match operand {
        Operand::Value(value) => value.to_text(),
        Operand::Instant(_) | Operand::Column(_) | Operand::Outer { .. } => None,
    }
}
