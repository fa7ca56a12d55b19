//! Conditions as written -> conditions on indexes, checked against the schema, inside nested tables.

use bailiwick_schema::{
    Column, ColumnIndex, DataType, Engine, Relation, Relations, Schema, TableIndex, Value,
};

use crate::compiled::{Condition, List, Term};
use crate::document::{
    ConditionSource, FieldSource, FieldTest, OperatorSource, PartSource, Spanned, TermSource,
};
use crate::predicate::{Comparison, Operand};
use crate::problem::{Position, Problem};
use crate::{resolve, typing};

/// Deeper relations are refused.
const MAXIMUM_RELATIONS: usize = 5;

/// The table that names mean here, and the rows around it.
pub(crate) struct Scope<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) connection: &'a str,
    /// The innermost table last; with each, whether a written `$exists` opened it.
    tables: Vec<(TableIndex, bool)>,
    pub(crate) problems: &'a mut Vec<Problem>,
}

impl<'a> Scope<'a> {
    pub(crate) fn new(
        schema: &'a Schema,
        connection: &'a str,
        table: TableIndex,
        problems: &'a mut Vec<Problem>,
    ) -> Self {
        Self { schema, connection, tables: vec![(table, false)], problems }
    }

    fn table(&self) -> TableIndex {
        self.tables.last().map_or(TableIndex(0), |(table, _)| *table)
    }

    fn error<T>(&mut self, at: Position, message: String) -> Option<T> {
        self.problems.push(Problem::error(at, message));
        None
    }

    /// All entries of a mapping. What has an error is left out; the caller refuses the whole.
    pub(crate) fn condition(&mut self, source: &ConditionSource) -> Condition {
        let parts = source.parts.iter().filter_map(|part| self.part(part)).collect();
        all(parts)
    }

    fn part(&mut self, part: &PartSource) -> Option<Condition> {
        match part {
            PartSource::And(conditions) => Some(Condition::And(
                conditions.iter().map(|source| self.condition(source)).collect(),
            )),
            PartSource::Or(conditions) => Some(Condition::Or(
                conditions.iter().map(|source| self.condition(source)).collect(),
            )),
            PartSource::Not(condition) => {
                let inner = self.condition(condition);
                self.warn_about_not(condition, &inner);
                Some(Condition::Not(Box::new(inner)))
            }
            PartSource::Field(field) => self.field(field),
            // Replaced when the document was read; one that is left admits nothing.
            PartSource::Use(_) => Some(Condition::False),
            PartSource::Exists { at, table, condition } => self.exists(*at, table, condition),
        }
    }

    fn warn_about_not(&mut self, source: &ConditionSource, inner: &Condition) {
        let table = &self.schema[self.table()];
        let Some(column) = inner.reads().iter().find(|column| table[*column].nullable) else {
            return;
        };
        let Some(PartSource::Field(field)) = source.parts.first() else { return };
        if matches!(inner, Condition::Null(..) | Condition::Exists(..)) {
            return;
        }
        let message =
            format!("`{}` may be null; `$not` does not admit such rows", table[column].name);
        self.problems.push(Problem::warning(field.name.at, message));
    }

    fn exists(
        &mut self,
        at: Position,
        name: &Spanned<String>,
        source: &ConditionSource,
    ) -> Option<Condition> {
        let Some((connection, table)) = find_table_in(&name.value, self.connection, self.schema)
        else {
            return self.error(name.at, format!("table `{}` does not exist", name.value));
        };
        if connection != self.connection {
            let message =
                format!("`{}` is in another connection; nothing crosses connections", name.value);
            return self.error(name.at, message);
        }
        self.descend(at, table, true, Vec::new(), source)
    }

    fn descend(
        &mut self,
        at: Position,
        table: TableIndex,
        is_exists: bool,
        on: Vec<(ColumnIndex, ColumnIndex)>,
        source: &ConditionSource,
    ) -> Option<Condition> {
        if self.tables.len() > MAXIMUM_RELATIONS {
            return self.error(at, format!("relations nested deeper than {MAXIMUM_RELATIONS}"));
        }
        self.tables.push((table, is_exists));
        let inner = self.condition(source);
        self.tables.pop();
        Some(Condition::Exists(table, on, Box::new(inner)))
    }

    fn field(&mut self, field: &FieldSource) -> Option<Condition> {
        let name = &field.name;
        let table = self.table();
        if let Some((column, _)) = self.schema[table].column(&name.value) {
            return match &field.test {
                FieldTest::Operators(operators) => Some(self.operators(column, operators)),
                FieldTest::Related(_) => {
                    let message =
                        format!("`{}` is a column; it needs operators such as `$eq`", name.value);
                    self.error(name.at, message)
                }
                FieldTest::Empty => {
                    self.error(name.at, format!("nothing is asked of `{}`", name.value))
                }
            };
        }
        let empty = ConditionSource::default();
        let source = match &field.test {
            FieldTest::Related(source) => source,
            FieldTest::Empty => &empty,
            FieldTest::Operators(_) => {
                let message = match self.relations(&name.value).is_empty() {
                    true => unknown_name(self.schema, table, &name.value),
                    false => format!(
                        "`{}` is a relation; it needs conditions on the other table",
                        name.value
                    ),
                };
                return self.error(name.at, message);
            }
        };
        let mut relations = self.relations(&name.value);
        match relations.len() {
            0 => {
                let message = unknown_name(self.schema, table, &name.value);
                self.error(name.at, message)
            }
            1 => {
                let relation = relations.swap_remove(0);
                self.descend(name.at, relation.to, false, relation.on, source)
            }
            _ => {
                let names: Vec<String> = relations
                    .iter()
                    .map(|relation| {
                        format!("`{}!{}`", self.schema[relation.to].name, relation.constraint)
                    })
                    .collect();
                let message = format!(
                    "several keys lead to `{}`; write one of {}",
                    name.value,
                    names.join(", ")
                );
                self.error(name.at, message)
            }
        }
    }

    /// The relations of the innermost table that the name can mean.
    fn relations(&self, name: &str) -> Vec<Relation> {
        let (table, hint) = match name.split_once('!') {
            Some((table, hint)) => (table, Some(hint)),
            None => (name, None),
        };
        let from = self.table();
        let mut relations = Relations::of(self.schema, from);
        // From a table to itself, the name means the row referred to; the other way is written with `$exists`.
        // The keys of the table itself come first.
        let forward = self.schema[from].foreign_keys.len();
        let mut position = 0;
        relations.retain(|relation| {
            position += 1;
            relation.to != from || position <= forward
        });
        relations.retain(|relation| self.schema[relation.to].name == table);
        if let Some(hint) = hint {
            relations.retain(|relation| {
                relation.constraint == hint || self.key_column(relation) == Some(hint)
            });
        }
        relations
    }

    /// The one referring column of the relation's key.
    fn key_column(&self, relation: &Relation) -> Option<&str> {
        let [(from, to)] = relation.on.as_slice() else { return None };
        let is_forward = self.schema[relation.from].foreign_keys.iter().any(|key| {
            key.name == relation.constraint && key.to_table == relation.to && key.columns == [*from]
        });
        let column = if is_forward {
            &self.schema[relation.from][*from]
        } else {
            &self.schema[relation.to][*to]
        };
        Some(column.name.as_str())
    }

    /// All operators asked of one column.
    pub(crate) fn operators(
        &mut self,
        column: ColumnIndex,
        operators: &[OperatorSource],
    ) -> Condition {
        all(operators.iter().filter_map(|operator| self.operator(column, operator)).collect())
    }

    fn operator(&mut self, column: ColumnIndex, source: &OperatorSource) -> Option<Condition> {
        let schema = self.schema;
        let facts = &schema[self.table()][column];
        let (name, at) = (source.operator.value.as_str(), source.operator.at);
        let operand = &source.operand;
        let is_null = operand.value == TermSource::Literal(serde_json::Value::Null);
        match (name, is_null) {
            ("$eq", true) => return Some(Condition::Null(column, false)),
            ("$ne", true) => return Some(Condition::Null(column, true)),
            ("$null", _) => {
                return match operand.value {
                    TermSource::Literal(serde_json::Value::Bool(is_null)) => {
                        Some(Condition::Null(column, !is_null))
                    }
                    _ => self.error(operand.at, "`$null` takes true or false".to_owned()),
                };
            }
            (name, true) => {
                let message = format!(
                    "`{name}` cannot take null; null is asked for with `$null`, `$eq` or `$ne`"
                );
                return self.error(operand.at, message);
            }
            _ => {}
        }
        if !typing::is_comparable(&facts.data_type) {
            let message = format!(
                "column `{}` has type `{}`, which can only be asked for `$null`",
                facts.name, facts.native_type
            );
            return self.error(at, message);
        }
        let comparison = match name {
            "$eq" => Some(Comparison::Eq),
            "$ne" => Some(Comparison::Ne),
            "$gt" => Some(Comparison::Gt),
            "$gte" => Some(Comparison::Gte),
            "$lt" => Some(Comparison::Lt),
            "$lte" => Some(Comparison::Lte),
            _ => None,
        };
        let needs_order = matches!(name, "$gt" | "$gte" | "$lt" | "$lte" | "$between");
        if needs_order && !typing::is_ordered(&facts.data_type) {
            let message = format!(
                "`{name}` needs an order, which column `{}` of type `{}` has not",
                facts.name, facts.native_type
            );
            return self.error(at, message);
        }
        let is_negative = match &operand.value {
            TermSource::List(items) => name == "$nin" && !items.is_empty(),
            _ => name == "$ne" || name == "$nin",
        };
        if is_negative && facts.nullable {
            let message = format!(
                "`{}` may be null; `{name}` does not admit such rows; add `{{ $null: true }}` by `$or` if they should count",
                facts.name
            );
            self.problems.push(Problem::warning(at, message));
        }
        match (comparison, name) {
            (Some(operator), _) => {
                let term = self.term(operand, column, facts)?;
                Some(Condition::Compare(column, operator, term))
            }
            (None, "$in" | "$nin") => {
                let list = self.list(name, operand, column, facts)?;
                Some(Condition::In(column, name == "$nin", list))
            }
            (None, "$between") => match &operand.value {
                TermSource::List(items) if items.len() == 2 => {
                    let (low, high) =
                        (self.term(&items[0], column, facts), self.term(&items[1], column, facts));
                    Some(Condition::Between(column, low?, high?))
                }
                _ => self.error(operand.at, "`$between` takes a list of two values".to_owned()),
            },
            _ => self.like(name, operand, column, facts),
        }
    }

    fn like(
        &mut self,
        name: &str,
        operand: &Spanned<TermSource>,
        column: ColumnIndex,
        facts: &Column,
    ) -> Option<Condition> {
        if facts.data_type != DataType::Text {
            let message = format!(
                "`{name}` needs a text column; `{}` has type `{}`",
                facts.name, facts.native_type
            );
            return self.error(operand.at, message);
        }
        let TermSource::Literal(serde_json::Value::String(pattern)) = &operand.value else {
            return self.error(operand.at, format!("`{name}` takes a pattern written out as text"));
        };
        let backslashes = pattern.chars().rev().take_while(|c| *c == '\\').count();
        if backslashes % 2 == 1 {
            return self.error(operand.at, "a pattern cannot end in a lone `\\`".to_owned());
        }
        if pattern.contains('\0') {
            return self.error(operand.at, "text cannot hold a NUL character".to_owned());
        }
        Some(Condition::Like(column, pattern.clone(), name == "$ilike"))
    }

    fn list(
        &mut self,
        name: &str,
        operand: &Spanned<TermSource>,
        column: ColumnIndex,
        facts: &Column,
    ) -> Option<List> {
        let items = match &operand.value {
            TermSource::List(items) => items,
            TermSource::User(path) => return Some(List::User(path.clone())),
            _ => {
                return self
                    .error(operand.at, format!("`{name}` takes a list or a list of the user"));
            }
        };
        let mut terms = Vec::new();
        for item in items {
            let refusal = match &item.value {
                TermSource::Literal(serde_json::Value::Null) => {
                    "a list cannot hold null; null is asked for with `$null`"
                }
                TermSource::Now(_)
                | TermSource::Column(_)
                | TermSource::Outer(_)
                | TermSource::List(_) => "a list holds literals and values of the user",
                _ => {
                    terms.push(self.term(item, column, facts));
                    continue;
                }
            };
            self.problems.push(Problem::error(item.at, refusal));
            terms.push(None);
        }
        terms.into_iter().collect::<Option<Vec<Term>>>().map(List::Terms)
    }

    /// One value to compare the column with.
    fn term(
        &mut self,
        source: &Spanned<TermSource>,
        column: ColumnIndex,
        facts: &Column,
    ) -> Option<Term> {
        let engine = self.schema.engine;
        match &source.value {
            TermSource::Literal(serde_json::Value::Null) => {
                self.error(source.at, "null is asked for with `$null`".to_owned())
            }
            TermSource::Literal(json) => match Value::from_literal(json, facts, engine) {
                Ok(value) => match resolve::operand_of(value, facts, engine) {
                    Some(Operand::Value(value)) => Some(Term::Value(value)),
                    Some(Operand::Instant(instant)) => Some(Term::Instant(instant)),
                    _ => self.error(source.at, format!("column `{}`: expected a date", facts.name)),
                },
                Err(error) => {
                    let message = format!(
                        "column `{}` has type `{}`: {error}",
                        facts.name, facts.native_type
                    );
                    self.error(source.at, message)
                }
            },
            TermSource::User(path) => Some(Term::User(path.clone())),
            TermSource::Now(distance) if typing::takes_now(facts, engine, false) => {
                Some(Term::Now(*distance))
            }
            TermSource::Now(_) => {
                let message = format!(
                    "`$now` cannot be compared with column `{}` of type `{}`",
                    facts.name, facts.native_type
                );
                self.error(source.at, message)
            }
            TermSource::Column(name) => {
                let table = self.table();
                let other = self.other_column(source.at, table, name, facts, engine)?;
                if other == column {
                    return self
                        .error(source.at, format!("column `{name}` is compared with itself"));
                }
                Some(Term::Column(other))
            }
            TermSource::Outer(name) => self.outer(source.at, name, facts),
            TermSource::List(_) => {
                self.error(source.at, "expected one value, not a list".to_owned())
            }
        }
    }

    fn outer(&mut self, at: Position, name: &str, facts: &Column) -> Option<Term> {
        let depth = self.tables.len();
        let Some(opened) = self.tables.iter().rposition(|(_, is_exists)| *is_exists) else {
            return self.error(at, "`$outer` has a meaning only inside `$exists`".to_owned());
        };
        let table = self.tables.get(opened.checked_sub(1)?)?.0;
        let column = self.other_column(at, table, name, facts, self.schema.engine)?;
        Some(Term::Outer(depth - opened, column))
    }

    fn other_column(
        &mut self,
        at: Position,
        table: TableIndex,
        name: &str,
        facts: &Column,
        engine: Engine,
    ) -> Option<ColumnIndex> {
        let schema = self.schema;
        let Some((other, other_facts)) = schema[table].column(name) else {
            return self
                .error(at, format!("table `{}` has no column `{name}`", schema[table].name));
        };
        if !typing::are_alike(&facts.data_type, &other_facts.data_type, engine) {
            let message = format!(
                "column `{}` of type `{}` cannot be compared with `{name}` of type `{}`",
                facts.name, facts.native_type, other_facts.native_type
            );
            return self.error(at, message);
        }
        Some(other)
    }
}

fn all(mut parts: Vec<Condition>) -> Condition {
    match parts.len() {
        0 => Condition::True,
        1 => parts.swap_remove(0),
        _ => Condition::And(parts),
    }
}

fn unknown_name(schema: &Schema, table: TableIndex, name: &str) -> String {
    format!("table `{}` has no column or relation `{name}`", schema[table].name)
}

/// `connection.table`, `connection.namespace.table`, and inside `$exists` a bare `table` too.
fn find_table_in<'a>(
    name: &'a str,
    connection: &'a str,
    schema: &Schema,
) -> Option<(&'a str, TableIndex)> {
    if let Some((table, _)) = schema.table(&schema.default_namespace, name) {
        return Some((connection, table));
    }
    let (named, rest) = name.split_once('.')?;
    if named != connection {
        return Some((named, TableIndex(0)));
    }
    find_table(rest, schema).map(|table| (named, table))
}

/// What follows the connection: a table of the default namespace, or `namespace.table`.
pub(crate) fn find_table(rest: &str, schema: &Schema) -> Option<TableIndex> {
    if let Some((table, _)) = schema.table(&schema.default_namespace, rest) {
        return Some(table);
    }
    let (namespace, name) = rest.split_once('.')?;
    schema.table(namespace, name).map(|(table, _)| table)
}
