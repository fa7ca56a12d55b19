//! A predicate evaluated on a row in Rust: the meaning that SQL must have.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use bailiwick_schema::{TableIndex, Value, julian_milliseconds};

use crate::predicate::{Comparison, Exists, Operand, Predicate};

/// A row, in the order of its table's columns, and the rows around it inside `$exists`.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// One value per column of the table.
    pub values: &'a [Value],
    /// The row that this one was looked up for.
    pub outer: Option<&'a Row<'a>>,
}

impl<'a> Row<'a> {
    /// A row that stands alone.
    pub fn new(values: &'a [Value]) -> Self {
        Self { values, outer: None }
    }
}

/// The rows of other tables, for `Exists`. A table that is not in it makes `Exists` UNKNOWN.
#[derive(Clone, Debug, Default)]
pub struct World<'a> {
    /// All rows of a table.
    pub tables: BTreeMap<TableIndex, &'a [Vec<Value>]>,
}

/// Whether the row satisfies the predicate: `Some(true)` admits; none is UNKNOWN.
pub fn matches(predicate: &Predicate, row: &Row<'_>, world: &World<'_>) -> Option<bool> {
    match predicate {
        Predicate::True => Some(true),
        Predicate::False => Some(false),
        Predicate::Compare { column, operator, operand } => {
            compare(row.values.get(column.0)?, operand, row).map(|order| operator.holds(order))
        }
        Predicate::In { column, negated, values } => {
            let is_in = holds_in(row.values.get(column.0)?, values)?;
            Some(is_in != *negated)
        }
        Predicate::Like { column, pattern, case_insensitive } => match row.values.get(column.0)? {
            Value::Text(text) => Some(like(text, pattern, *case_insensitive)),
            _ => None,
        },
        Predicate::Null { column, negated } => {
            Some((row.values.get(column.0)? == &Value::Null) != *negated)
        }
        Predicate::Between { column, low, high } => {
            let value = row.values.get(column.0)?;
            let above = compare(value, low, row).map(Ordering::is_ge);
            let below = compare(value, high, row).map(Ordering::is_le);
            and([above, below])
        }
        Predicate::And(parts) => and(parts.iter().map(|part| matches(part, row, world))),
        Predicate::Or(parts) => {
            let negated = parts.iter().map(|part| matches(part, row, world).map(|truth| !truth));
            and(negated).map(|truth| !truth)
        }
        Predicate::Not(part) => matches(part, row, world).map(|truth| !truth),
        Predicate::Exists(exists) => holds_exists(exists, row, world),
    }
}

impl Comparison {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Comparison::Eq => order.is_eq(),
            Comparison::Ne => order.is_ne(),
            Comparison::Gt => order.is_gt(),
            Comparison::Gte => order.is_ge(),
            Comparison::Lt => order.is_lt(),
            Comparison::Lte => order.is_le(),
        }
    }
}

/// Three-valued: false wins over UNKNOWN, UNKNOWN over true.
fn and(parts: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut is_known = true;
    for part in parts {
        match part {
            Some(false) => return Some(false),
            Some(true) => {}
            None => is_known = false,
        }
    }
    is_known.then_some(true)
}

fn compare(value: &Value, operand: &Operand, row: &Row<'_>) -> Option<Ordering> {
    match operand {
        Operand::Value(other) => value.compare(other),
        Operand::Instant(instant) => match value {
            Value::Text(text) => Some(julian_milliseconds(text)?.cmp(instant)),
            _ => None,
        },
        Operand::Column(column) => value.compare(row.values.get(column.0)?),
        Operand::Outer { levels, column } => {
            let mut enclosing = *row;
            for _ in 0..*levels {
                enclosing = *enclosing.outer?;
            }
            value.compare(enclosing.values.get(column.0)?)
        }
    }
}

/// An empty list holds nothing, not even UNKNOWN.
fn holds_in(value: &Value, values: &[Value]) -> Option<bool> {
    let negated = values.iter().map(|other| value.compare(other).map(Ordering::is_ne));
    and(negated).map(|truth| !truth)
}

fn holds_exists(exists: &Exists, row: &Row<'_>, world: &World<'_>) -> Option<bool> {
    let rows = world.tables.get(&exists.table)?;
    let is_there = rows.iter().any(|inner| {
        let is_joined = exists.on.iter().all(|(outer, own)| {
            match (row.values.get(outer.0), inner.get(own.0)) {
                (Some(left), Some(right)) => left.compare(right) == Some(Ordering::Equal),
                _ => false,
            }
        });
        let inner = Row { values: inner, outer: Some(row) };
        is_joined && matches(&exists.predicate, &inner, world) == Some(true)
    });
    Some(is_there)
}

/// One character of a pattern.
enum Piece {
    Any,
    One,
    Exactly(char),
}

/// SQL's LIKE over the whole text; `\` makes the next character ordinary.
fn like(text: &str, pattern: &str, case_insensitive: bool) -> bool {
    let fold = |c: char| if case_insensitive { c.to_ascii_lowercase() } else { c };
    let text: Vec<char> = text.chars().map(fold).collect();
    let mut pieces = Vec::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        pieces.push(match character {
            '%' => Piece::Any,
            '_' => Piece::One,
            '\\' => match characters.next() {
                Some(next) => Piece::Exactly(fold(next)),
                None => return false,
            },
            other => Piece::Exactly(fold(other)),
        });
    }
    // Two fingers, and the last `%` to come back to: linear memory, no recursion.
    let (mut at, mut piece) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while at < text.len() {
        let is_step = match pieces.get(piece) {
            Some(Piece::Any) => {
                retry = Some((piece, at));
                piece += 1;
                continue;
            }
            Some(Piece::One) => true,
            Some(Piece::Exactly(expected)) => *expected == text[at],
            None => false,
        };
        if is_step {
            at += 1;
            piece += 1;
        } else if let Some((star, from)) = retry {
            retry = Some((star, from + 1));
            at = from + 1;
            piece = star + 1;
        } else {
            return false;
        }
    }
    pieces[piece..].iter().all(|piece| matches!(piece, Piece::Any))
}
