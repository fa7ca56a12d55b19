//! What the random cases met, so that nobody has to believe that they met everything.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bailiwick_policy::{Comparison, Exists, Operand, Predicate, Reduced};
use bailiwick_schema::{ColumnIndex, DataType, TableIndex, Value};

use crate::policies::operators;
use crate::world::World;

/// How often each thing was met.
#[derive(Default)]
pub(crate) struct Coverage {
    /// By operator and type: comparisons with a value, and with a null.
    atoms: BTreeMap<(&'static str, String), (usize, usize)>,
    counts: BTreeMap<&'static str, usize>,
}

const NEEDED: [&str; 44] = [
    "two or more overlapping permissions",
    "masked cells",
    "cells in part",
    "named conditions",
    "relations two deep",
    "$exists with $outer",
    "empty $in",
    "empty $nin",
    "case pairs",
    "padding pairs",
    "number-like texts",
    "$not over UNKNOWN",
    "$column",
    "$now",
    "hidden tables",
    "functions",
    "groups",
    "sums of nothing",
    "deletions that reach rows",
    "inserts that are done",
    "inserts that are refused",
    "defaults that fill",
    "defaults under a null",
    "overwritten values",
    "values that the user lacks",
    "rules that refuse",
    "rules that no change concerns",
    "columns that are not listed",
    "fields that are unknown",
    "updates that reach rows",
    "updates that reach none",
    "updates that are refused",
    "updates that a check refuses",
    "rows for a later permission",
    "rows for a later permission by a check of other tables",
    "several permissions in one update",
    "limits that are reached",
    "upserts that are done",
    "upserts that are refused",
    "upserts that merge",
    "upserts of a key alone",
    "upserts of a row that is hidden",
    "upserts of a row that no permission admits",
    "duplicates that stay",
];

impl Coverage {
    pub(crate) fn meet(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// Counts what came of functions and writes.
    pub(crate) fn acts(&mut self, acts: &[String]) {
        for line in acts {
            let met = [
                ("functions", line.contains(" f0=")),
                (
                    "groups",
                    line.starts_with("functions: g=") && !line.starts_with("functions: g= "),
                ),
                ("sums of nothing", line.starts_with("functions") && line.contains("=null ")),
                ("deletions that reach rows", line.starts_with("deletion: [\"")),
                ("inserts that are done", line == "insert: done"),
                ("inserts that are refused", line == "insert: refused"),
                ("upserts that are done", line == "upsert: done"),
                ("upserts that are refused", line == "upsert: refused"),
                ("fields that are unknown", line.ends_with(": unknown")),
                ("updates that are refused", line == "update: refused"),
            ];
            met.iter().filter(|(_, is_met)| *is_met).for_each(|(what, _)| self.meet(what));
        }
    }

    /// Counts what a reduced policy asks of the rows.
    pub(crate) fn count(&mut self, world: &World, reduced: &Reduced<'_>, table: TableIndex) {
        for granted in &reduced.granted {
            self.predicate(world, &granted.filter, table, 0, false);
        }
    }

    fn predicate(
        &mut self,
        world: &World,
        predicate: &Predicate,
        table: TableIndex,
        depth: usize,
        is_negated: bool,
    ) {
        match predicate {
            Predicate::True | Predicate::False => {}
            Predicate::Compare { column, operator, operand } => {
                let name = match operator {
                    Comparison::Eq => "$eq",
                    Comparison::Ne => "$ne",
                    Comparison::Gt => "$gt",
                    Comparison::Gte => "$gte",
                    Comparison::Lt => "$lt",
                    Comparison::Lte => "$lte",
                };
                self.atom(world, table, *column, name, is_negated);
                match operand {
                    Operand::Column(_) => self.meet("$column"),
                    Operand::Outer { .. } => self.meet("$exists with $outer"),
                    Operand::Value(Value::Text(text)) if *name == *"$eq" || *name == *"$ne" => {
                        self.pairs(world, table, *column, text);
                    }
                    Operand::Value(_) | Operand::Instant(_) => {}
                }
            }
            Predicate::In { column, negated, values } => {
                self.atom(world, table, *column, if *negated { "$nin" } else { "$in" }, is_negated);
                match (values.is_empty(), negated) {
                    (true, true) => self.meet("empty $nin"),
                    (true, false) => self.meet("empty $in"),
                    _ => {}
                }
                for value in values {
                    if let Value::Text(text) = value {
                        self.pairs(world, table, *column, text);
                    }
                }
            }
            Predicate::Like { column, case_insensitive, .. } => {
                let name = if *case_insensitive { "$ilike" } else { "$like" };
                self.atom(world, table, *column, name, is_negated);
            }
            Predicate::Null { column, .. } => self.atom(world, table, *column, "$null", is_negated),
            Predicate::Between { column, .. } => {
                self.atom(world, table, *column, "$between", is_negated)
            }
            Predicate::And(parts) | Predicate::Or(parts) => {
                parts.iter().for_each(|part| self.predicate(world, part, table, depth, is_negated));
            }
            Predicate::Not(part) => self.predicate(world, part, table, depth, true),
            Predicate::Exists(exists) => {
                let Exists { table, predicate, .. } = exists.as_ref();
                if depth == 1 {
                    self.meet("relations two deep");
                }
                self.predicate(world, predicate, *table, depth + 1, is_negated);
            }
        }
    }

    fn atom(
        &mut self,
        world: &World,
        table: TableIndex,
        column: ColumnIndex,
        operator: &'static str,
        is_negated: bool,
    ) {
        let rows = &world.rows[&table];
        let nulls = rows.iter().filter(|row| row[column.0] == Value::Null).count();
        let kind = noun(&world.schema[table][column].data_type);
        let entry = self.atoms.entry((operator, kind)).or_default();
        entry.0 += rows.len() - nulls;
        entry.1 += nulls;
        if is_negated && nulls > 0 {
            self.meet("$not over UNKNOWN");
        }
    }

    /// Rows that hold the same text in another case, with other blanks, or as another spelling of a number.
    fn pairs(&mut self, world: &World, table: TableIndex, column: ColumnIndex, text: &str) {
        for row in &world.rows[&table] {
            let Value::Text(other) = &row[column.0] else { continue };
            if other == text {
                continue;
            }
            if other.to_lowercase() == text.to_lowercase() {
                self.meet("case pairs");
            }
            if other.trim_end() == text.trim_end() {
                self.meet("padding pairs");
            }
            if let (Ok(left), Ok(right)) = (other.trim().parse::<f64>(), text.trim().parse::<f64>())
                && left == right
            {
                self.meet("number-like texts");
            }
        }
    }

    /// What was met, and what should have been but was not.
    pub(crate) fn report(&self, world: &World) -> (String, Vec<String>) {
        let mut text =
            String::from("  comparisons by operator and type: with a value / with a null\n");
        let mut missing = Vec::new();
        let things = world.schema.table(&world.schema.default_namespace, "things").unwrap().1;
        let mut seen: Vec<String> = Vec::new();
        for column in things.columns.iter().filter(|column| column.nullable) {
            let kind = noun(&column.data_type);
            if seen.contains(&kind) {
                continue;
            }
            let _ = write!(text, "    {kind:<10}");
            for operator in operators(&column.data_type) {
                // On SQLite a list of dates is a chain of comparisons.
                let name = match (operator, column.data_type.clone(), world.schema.engine) {
                    (
                        "$in",
                        DataType::Date | DataType::Timestamp,
                        bailiwick_schema::Engine::Sqlite,
                    ) => "$eq",
                    (
                        "$nin",
                        DataType::Date | DataType::Timestamp,
                        bailiwick_schema::Engine::Sqlite,
                    ) => "$ne",
                    _ => operator,
                };
                let (values, nulls) =
                    self.atoms.get(&(name, kind.clone())).copied().unwrap_or_default();
                let _ = write!(text, " {operator} {values}/{nulls}");
                if values == 0 || nulls == 0 {
                    missing.push(format!("{operator} on {kind}"));
                }
            }
            text.push('\n');
            seen.push(kind);
        }
        for needed in NEEDED {
            let count = self.counts.get(needed).copied().unwrap_or_default();
            let _ = writeln!(text, "    {needed}: {count}");
            if count == 0 {
                missing.push(needed.to_owned());
            }
        }
        (text, missing)
    }
}

fn noun(data_type: &DataType) -> String {
    match data_type {
        DataType::Integer { bits, unsigned } => {
            format!("{}int{bits}", if *unsigned { "u" } else { "" })
        }
        DataType::Float { bits } => format!("float{bits}"),
        DataType::Enumeration(_) => "enum".to_owned(),
        DataType::Array(_) => "array".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    }
}
