//! Predicates as SQL for people to read. It is never run: what runs is more exact and harder to read.

use std::fmt::Write as _;

use bailiwick_policy::{Comparison, Exists, Operand, Predicate};
use bailiwick_schema::{ColumnIndex, Engine, Schema, TableIndex, Value};

/// The condition on a row of the table, with values in their place.
pub fn shown(predicate: &Predicate, table: TableIndex, schema: &Schema) -> String {
    let mut text = String::new();
    Writer { schema, tables: vec![table], text: &mut text }.predicate(predicate, false);
    text
}

struct Writer<'a> {
    schema: &'a Schema,
    /// The table of the row and, inside `EXISTS`, of the rows around it, the innermost last.
    tables: Vec<TableIndex>,
    text: &'a mut String,
}

impl Writer<'_> {
    /// `is_part`: something stands beside it.
    fn predicate(&mut self, predicate: &Predicate, is_part: bool) {
        let depth = self.tables.len() - 1;
        match predicate {
            Predicate::True => self.text.push_str("TRUE"),
            Predicate::False => self.text.push_str("FALSE"),
            Predicate::Compare { column, operator, operand } => {
                self.column(depth, *column);
                self.text.push_str(match operator {
                    Comparison::Eq => " = ",
                    Comparison::Ne => " <> ",
                    Comparison::Gt => " > ",
                    Comparison::Gte => " >= ",
                    Comparison::Lt => " < ",
                    Comparison::Lte => " <= ",
                });
                self.operand(operand);
            }
            Predicate::In { values, negated, .. } if values.is_empty() => {
                self.text.push_str(if *negated { "TRUE" } else { "FALSE" });
            }
            Predicate::In { column, negated, values } => {
                self.column(depth, *column);
                self.text.push_str(if *negated { " NOT IN (" } else { " IN (" });
                for (place, value) in values.iter().enumerate() {
                    self.text.push_str(if place > 0 { ", " } else { "" });
                    self.value(value);
                }
                self.text.push(')');
            }
            Predicate::Like { column, pattern, case_insensitive } => {
                self.column(depth, *column);
                self.text.push_str(if *case_insensitive { " ILIKE " } else { " LIKE " });
                self.quoted(pattern);
            }
            Predicate::Null { column, negated } => {
                self.column(depth, *column);
                self.text.push_str(if *negated { " IS NOT NULL" } else { " IS NULL" });
            }
            Predicate::Between { column, low, high } => {
                self.column(depth, *column);
                self.text.push_str(" BETWEEN ");
                self.operand(low);
                self.text.push_str(" AND ");
                self.operand(high);
            }
            Predicate::And(parts) => self.joined(parts, " AND ", "TRUE", is_part),
            Predicate::Or(parts) => self.joined(parts, " OR ", "FALSE", is_part),
            Predicate::Not(part) => {
                self.text.push_str("NOT (");
                self.predicate(part, false);
                self.text.push(')');
            }
            Predicate::Exists(exists) => self.exists(exists),
        }
    }

    fn joined(&mut self, parts: &[Predicate], word: &str, none: &str, is_part: bool) {
        if parts.is_empty() {
            return self.text.push_str(none);
        }
        let is_enclosed = is_part && parts.len() > 1;
        self.text.push_str(if is_enclosed { "(" } else { "" });
        for (place, part) in parts.iter().enumerate() {
            self.text.push_str(if place > 0 { word } else { "" });
            self.predicate(part, parts.len() > 1);
        }
        self.text.push_str(if is_enclosed { ")" } else { "" });
    }

    fn exists(&mut self, exists: &Exists) {
        let outer = self.tables.len() - 1;
        let shape = &self.schema[exists.table];
        self.text.push_str("EXISTS (SELECT 1 FROM ");
        self.name(&shape.namespace);
        self.text.push('.');
        self.name(&shape.name);
        // Writing to a string cannot fail.
        let _ = write!(self.text, " AS r{}", outer + 1);
        self.tables.push(exists.table);
        for (place, (of_outer, own)) in exists.on.iter().enumerate() {
            self.text.push_str(if place > 0 { " AND " } else { " WHERE " });
            self.column(outer + 1, *own);
            self.text.push_str(" = ");
            self.column(outer, *of_outer);
        }
        if exists.predicate != Predicate::True {
            self.text.push_str(if exists.on.is_empty() { " WHERE " } else { " AND " });
            self.predicate(&exists.predicate, !exists.on.is_empty());
        }
        self.tables.pop();
        self.text.push(')');
    }

    fn operand(&mut self, operand: &Operand) {
        let depth = self.tables.len() - 1;
        match operand {
            Operand::Value(value) => self.value(value),
            Operand::Instant(milliseconds) => {
                self.quoted(&bailiwick_schema::format_instant_milliseconds(*milliseconds));
            }
            Operand::Column(column) => self.column(depth, *column),
            Operand::Outer { levels, column } => match depth.checked_sub(*levels) {
                Some(outer) => self.column(outer, *column),
                None => self.text.push_str("NULL"),
            },
        }
    }

    /// Columns of the row itself stand bare, those of rows around it with their name.
    fn column(&mut self, depth: usize, column: ColumnIndex) {
        let Some(&table) = self.tables.get(depth) else { return };
        if depth > 0 {
            let _ = write!(self.text, "r{depth}.");
        }
        let schema = self.schema;
        self.name(&schema[table][column].name);
    }

    fn name(&mut self, name: &str) {
        let quote = if self.schema.engine == Engine::Mysql { '`' } else { '"' };
        let doubled = name.replace(quote, &format!("{quote}{quote}"));
        let _ = write!(self.text, "{quote}{doubled}{quote}");
    }

    fn value(&mut self, value: &Value) {
        match (value, value.to_text()) {
            (
                Value::Boolean(_) | Value::Integer(_) | Value::Decimal(_) | Value::Float(_),
                Some(text),
            ) => {
                self.text.push_str(&text);
            }
            (_, Some(text)) => self.quoted(&text),
            (_, None) => self.text.push_str("NULL"),
        }
    }

    fn quoted(&mut self, text: &str) {
        let _ = write!(self.text, "'{}'", text.replace('\'', "''"));
    }
}
