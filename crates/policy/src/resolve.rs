//! Conditions with `$user` and `$now` open -> predicates with values in their place.

use bailiwick_schema::{
    Column, ColumnIndex, DataType, Engine, Schema, TableIndex, Value, julian_milliseconds,
};
use serde_json::Value as Json;

use crate::compiled::{Condition, List, Term};
use crate::predicate::{Comparison, Exists, Operand, Predicate};
use crate::reduce::Assigned;
use crate::typing;
use crate::user::{Moment, User, UserPath};

/// Who asks, when, of what.
pub(crate) struct Request<'a> {
    pub(crate) user: &'a User,
    pub(crate) now: Moment,
    pub(crate) schema: &'a Schema,
}

/// The permission does not apply to this request; the sentence says why.
pub(crate) struct Unfit(pub(crate) String);

impl Request<'_> {
    /// The predicate on a row of the table.
    pub(crate) fn condition(
        &self,
        condition: &Condition,
        table: TableIndex,
    ) -> Result<Predicate, Unfit> {
        Ok(match condition {
            Condition::True => Predicate::True,
            Condition::False => Predicate::False,
            Condition::Compare(column, operator, term) => Predicate::Compare {
                column: *column,
                operator: *operator,
                operand: self.operand(term, table, *column)?,
            },
            Condition::In(column, negated, list) => self.list(table, *column, *negated, list)?,
            Condition::Like(column, pattern, case_insensitive) => Predicate::Like {
                column: *column,
                pattern: pattern.clone(),
                case_insensitive: *case_insensitive,
            },
            Condition::Null(column, negated) => {
                Predicate::Null { column: *column, negated: *negated }
            }
            Condition::Between(column, low, high) => Predicate::Between {
                column: *column,
                low: self.operand(low, table, *column)?,
                high: self.operand(high, table, *column)?,
            },
            Condition::And(parts) => Predicate::And(self.conditions(parts, table)?),
            Condition::Or(parts) => Predicate::Or(self.conditions(parts, table)?),
            Condition::Not(part) => Predicate::Not(Box::new(self.condition(part, table)?)),
            Condition::Exists(other, on, part) => Predicate::Exists(Box::new(Exists {
                table: *other,
                on: on.clone(),
                predicate: self.condition(part, *other)?,
            })),
        })
    }

    fn conditions(&self, parts: &[Condition], table: TableIndex) -> Result<Vec<Predicate>, Unfit> {
        parts.iter().map(|part| self.condition(part, table)).collect()
    }

    fn operand(
        &self,
        term: &Term,
        table: TableIndex,
        column: ColumnIndex,
    ) -> Result<Operand, Unfit> {
        let facts = &self.schema[table][column];
        match term {
            Term::Value(value) => Ok(Operand::Value(value.clone())),
            Term::Instant(instant) => Ok(Operand::Instant(*instant)),
            Term::Column(other) => Ok(Operand::Column(*other)),
            Term::Outer(levels, other) => Ok(Operand::Outer { levels: *levels, column: *other }),
            Term::Now(distance) => self.now_operand(*distance, facts),
            Term::User(path) => {
                let json = self.claim(path)?;
                self.claim_operand(&json, path, facts)
            }
        }
    }

    /// A claim, present and not null.
    fn claim(&self, path: &UserPath) -> Result<std::borrow::Cow<'_, Json>, Unfit> {
        match self.user.get(path) {
            None => Err(Unfit(format!("the user has no `{path}`"))),
            Some(json) if json.is_null() => Err(Unfit(format!("`{path}` is null"))),
            Some(json) => Ok(json),
        }
    }

    fn claim_operand(
        &self,
        json: &Json,
        path: &UserPath,
        facts: &Column,
    ) -> Result<Operand, Unfit> {
        if json.is_null() {
            return Err(Unfit(format!("`{path}` holds a null")));
        }
        if json.is_object() || json.is_array() {
            return Err(Unfit(format!("`{path}` is not a single value")));
        }
        let engine = self.schema.engine;
        let value = Value::from_claim(json, facts, engine)
            .map_err(|_| Unfit(format!("`{path}` does not fit column `{}`", facts.name)))?;
        operand_of(value, facts, engine)
            .ok_or_else(|| Unfit(format!("`{path}` does not fit column `{}`", facts.name)))
    }

    fn list(
        &self,
        table: TableIndex,
        column: ColumnIndex,
        negated: bool,
        list: &List,
    ) -> Result<Predicate, Unfit> {
        let operands: Vec<Operand> = match list {
            List::Terms(terms) => terms
                .iter()
                .map(|term| self.operand(term, table, column))
                .collect::<Result<_, _>>()?,
            List::User(path) => {
                let facts = &self.schema[table][column];
                let json = self.claim(path)?;
                let Json::Array(items) = json.as_ref() else {
                    return Err(Unfit(format!("`{path}` is not a list")));
                };
                items
                    .iter()
                    .map(|item| self.claim_operand(item, path, facts))
                    .collect::<Result<_, _>>()?
            }
        };
        Ok(of_list(column, negated, operands))
    }

    fn now(&self, distance: i64) -> i64 {
        self.now.now_microseconds.saturating_add(distance)
    }

    fn now_operand(&self, distance: i64, facts: &Column) -> Result<Operand, Unfit> {
        let now = self.now(distance);
        let engine = self.schema.engine;
        if engine == Engine::Sqlite && !matches!(facts.data_type, DataType::Integer { .. }) {
            return Ok(Operand::Instant(now.div_euclid(1000)));
        }
        match self.now_value(now, facts) {
            Some(value) => Ok(Operand::Value(value)),
            None => Err(Unfit(format!("`$now` does not fit column `{}`", facts.name))),
        }
    }

    /// `$now` as the column spells time.
    fn now_value(&self, now: i64, facts: &Column) -> Option<Value> {
        typing::instant_value(now, facts, self.schema.engine)
    }

    /// A value to be written.
    pub(crate) fn assigned(&self, term: &Term, table: TableIndex, column: ColumnIndex) -> Assigned {
        let facts = &self.schema[table][column];
        let engine = self.schema.engine;
        match term {
            Term::Value(value) => Assigned::Value(value.clone()),
            Term::Now(distance) => match self.now_value(self.now(*distance), facts) {
                Some(value) => match value.stored_in(facts, engine) {
                    Ok(value) => Assigned::Value(value),
                    Err(_) => Assigned::Missing("$now".to_owned()),
                },
                None => Assigned::Missing("$now".to_owned()),
            },
            Term::User(path) => {
                let value = self.claim(path).ok().and_then(|json| {
                    let is_whole = matches!(facts.data_type, DataType::Json | DataType::Array(_));
                    if !is_whole && (json.is_object() || json.is_array()) {
                        return None;
                    }
                    let value = match (&facts.data_type, json.as_ref()) {
                        (DataType::Json, json) => Value::Json(json.clone()),
                        (_, json) => Value::from_claim(json, facts, engine).ok()?,
                    };
                    value.stored_in(facts, engine).ok()
                });
                value.map_or_else(|| Assigned::Missing(path.to_string()), Assigned::Value)
            }
            Term::Instant(_) | Term::Column(_) | Term::Outer(..) => {
                Assigned::Missing("$column".to_owned())
            }
        }
    }
}

/// What a value is compared as: on SQLite, dates are instants.
pub(crate) fn operand_of(value: Value, facts: &Column, engine: Engine) -> Option<Operand> {
    match value {
        Value::Text(text) if typing::is_instant(facts, engine) => {
            julian_milliseconds(&text).map(Operand::Instant)
        }
        value => Some(Operand::Value(value)),
    }
}

/// A list of instants is a chain of comparisons; every other list is one.
fn of_list(column: ColumnIndex, negated: bool, operands: Vec<Operand>) -> Predicate {
    let is_plain = operands.iter().all(|operand| matches!(operand, Operand::Value(_)));
    if is_plain {
        let values = operands
            .into_iter()
            .filter_map(|operand| match operand {
                Operand::Value(value) => Some(value),
                _ => None,
            })
            .collect();
        return Predicate::In { column, negated, values };
    }
    let operator = if negated { Comparison::Ne } else { Comparison::Eq };
    let parts = operands
        .into_iter()
        .map(|operand| Predicate::Compare { column, operator, operand })
        .collect();
    if negated { Predicate::And(parts) } else { Predicate::Or(parts) }
}
