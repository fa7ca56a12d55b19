//! What a row must satisfy, with nothing of the request left open: the one thing that `query` writes as SQL and
//! [`matches`](crate::matches) evaluates.
//!
//! The meaning, for both:
//! - Three values. A comparison with a null is UNKNOWN; so is one between values of different kinds, which only SQLite
//!   stores (text in an integer column). `And`, `Or`, `Not` are SQL's. A predicate admits a row only when it is TRUE.
//! - `In` with no values is FALSE and, negated, TRUE, whatever the column holds; otherwise it is UNKNOWN on a null.
//! - Texts (and enumeration labels) are equal when their bytes are, and ordered by their bytes; no padding, no collation.
//! - Numbers compare by value, exactly, whatever their representation. NaN (Postgres) equals itself and is greatest.
//! - `Like`: `%` any characters, `_` one character, `\` makes the next character ordinary; the whole text must match;
//!   case-insensitive folds A-Z only.
//! - `Exists` is TRUE or FALSE: is there a row of the table, unfiltered, whose `on` columns are exactly equal (as above)
//!   and for which its predicate is TRUE.

use bailiwick_schema::{ColumnIndex, TableIndex, Value};

/// A condition on a row of one table.
#[derive(Clone, PartialEq, Debug)]
pub enum Predicate {
    /// Admits every row.
    True,
    /// Admits none.
    False,
    /// `column operator operand`.
    Compare {
        /// The column of the row.
        column: ColumnIndex,
        /// How.
        operator: Comparison,
        /// With what.
        operand: Operand,
    },
    /// `column IN (values)`; the values are typed as the column and never null.
    In {
        /// The column of the row.
        column: ColumnIndex,
        /// NOT IN.
        negated: bool,
        /// May be empty.
        values: Vec<Value>,
    },
    /// `column LIKE pattern`.
    Like {
        /// The column of the row; a text.
        column: ColumnIndex,
        /// With `%`, `_` and `\`; it never ends in a lone `\`.
        pattern: String,
        /// Fold A-Z.
        case_insensitive: bool,
    },
    /// `column IS NULL`; never UNKNOWN.
    Null {
        /// The column of the row.
        column: ColumnIndex,
        /// IS NOT NULL.
        negated: bool,
    },
    /// `low <= column AND column <= high`.
    Between {
        /// The column of the row.
        column: ColumnIndex,
        /// Included.
        low: Operand,
        /// Included.
        high: Operand,
    },
    /// All of them; none is TRUE.
    And(Vec<Predicate>),
    /// Any of them; none is FALSE.
    Or(Vec<Predicate>),
    /// SQL's NOT: UNKNOWN stays UNKNOWN.
    Not(Box<Predicate>),
    /// There is a row elsewhere.
    Exists(Box<Exists>),
}

/// The six comparisons.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Comparison {
    /// `=`
    Eq,
    /// `<>`
    Ne,
    /// `>`
    Gt,
    /// `>=`
    Gte,
    /// `<`
    Lt,
    /// `<=`
    Lte,
}

/// The right side of a comparison.
#[derive(Clone, PartialEq, Debug)]
pub enum Operand {
    /// A value typed as the column; never null.
    Value(Value),
    /// An instant to compare with a text of SQLite (a date, timestamp or text column), milliseconds since 1970. The
    /// stored text is read as SQLite's `julianday` reads it, but only when it begins `NNNN-NN-NN`; any other value is
    /// UNKNOWN. Both sides are whole milliseconds. See [`bailiwick_schema::julian_milliseconds`].
    Instant(i64),
    /// Another column of the same row.
    Column(ColumnIndex),
    /// Inside [`Exists`]: a column of an enclosing row; `levels` is 1 for the row just outside.
    Outer {
        /// How many `Exists` to leave.
        levels: usize,
        /// A column of that row.
        column: ColumnIndex,
    },
}

/// A row of another table.
#[derive(Clone, PartialEq, Debug)]
pub struct Exists {
    /// Where the row is looked for.
    pub table: TableIndex,
    /// Pairs of (column of the enclosing row, column of the inner row) that are exactly equal.
    pub on: Vec<(ColumnIndex, ColumnIndex)>,
    /// What the inner row satisfies.
    pub predicate: Predicate,
}

impl Predicate {
    /// All of them, flat: TRUE is dropped, FALSE swallows.
    pub fn all(parts: impl IntoIterator<Item = Predicate>) -> Predicate {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Predicate::True => {}
                Predicate::False => return Predicate::False,
                Predicate::And(inner) => kept.extend(inner),
                other => kept.push(other),
            }
        }
        match kept.len() {
            0 => Predicate::True,
            1 => kept.swap_remove(0),
            _ => Predicate::And(kept),
        }
    }

    /// Any of them, flat: FALSE is dropped, TRUE swallows.
    pub fn any(parts: impl IntoIterator<Item = Predicate>) -> Predicate {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Predicate::False => {}
                Predicate::True => return Predicate::True,
                Predicate::Or(inner) => kept.extend(inner),
                other => kept.push(other),
            }
        }
        match kept.len() {
            0 => Predicate::False,
            1 => kept.swap_remove(0),
            _ => Predicate::Or(kept),
        }
    }

    /// The parts that must all be TRUE, flat; none where every row is admitted.
    pub fn conjuncts(&self) -> Vec<&Predicate> {
        match self {
            Predicate::And(parts) => parts.iter().flat_map(Predicate::conjuncts).collect(),
            Predicate::True => Vec::new(),
            other => vec![other],
        }
    }

    /// The columns of the row itself that decide it, those that inner rows look out for included.
    pub fn reads(&self) -> crate::ColumnSet {
        let mut set = crate::ColumnSet::new();
        self.collect_reads(0, &mut set);
        set
    }

    fn collect_reads(&self, depth: usize, set: &mut crate::ColumnSet) {
        let own = |column: ColumnIndex, set: &mut crate::ColumnSet| {
            if depth == 0 {
                set.insert(column);
            }
        };
        let operand = |operand: &Operand, set: &mut crate::ColumnSet| match operand {
            Operand::Column(column) if depth == 0 => set.insert(*column),
            Operand::Outer { levels, column } if *levels == depth => set.insert(*column),
            _ => {}
        };
        match self {
            Predicate::True | Predicate::False => {}
            Predicate::Compare { column, operand: right, .. } => {
                own(*column, set);
                operand(right, set);
            }
            Predicate::In { column, .. }
            | Predicate::Like { column, .. }
            | Predicate::Null { column, .. } => own(*column, set),
            Predicate::Between { column, low, high } => {
                own(*column, set);
                operand(low, set);
                operand(high, set);
            }
            Predicate::And(parts) | Predicate::Or(parts) => {
                parts.iter().for_each(|part| part.collect_reads(depth, set));
            }
            Predicate::Not(part) => part.collect_reads(depth, set),
            Predicate::Exists(exists) => {
                exists.on.iter().for_each(|(outer, _)| own(*outer, set));
                exists.predicate.collect_reads(depth + 1, set);
            }
        }
    }
}
