//! Policy predicates as SQL: row filters, cell conditions and checks are all written here and nowhere else.
//!
//! `Not` is pushed inwards, so that every atom stands where UNKNOWN and FALSE mean the same.

use bailiwick_policy::{Comparison as PolicyComparison, Exists, Operand, Predicate};
use bailiwick_schema::{ColumnIndex, DataType, Engine, Schema, Table, TableIndex};

use crate::builder::{Alias, Builder};
use crate::compare::{Comparison, Kind, Rules};
use crate::mutation::Mutation;

/// So many conditions are written side by side.
const MOST_IN_A_ROW: usize = 50;

/// The row a predicate speaks of, and the rows around it inside `Exists`.
#[derive(Clone, Copy)]
struct Scope<'s> {
    table: TableIndex,
    alias: Alias,
    outer: Option<&'s Scope<'s>>,
}

impl<'s> Scope<'s> {
    fn leave(&self, levels: usize) -> Option<&Scope<'s>> {
        let mut scope = self;
        for _ in 0..levels {
            scope = scope.outer?;
        }
        Some(scope)
    }
}

/// Appends a condition that is TRUE for exactly the rows of `table`, known as `alias`, that the predicate admits.
pub fn emit(predicate: &Predicate, table: TableIndex, alias: Alias, builder: &mut Builder<'_>) {
    builder.predicate(predicate, false, Scope { table, alias, outer: None });
}

/// Whether the predicate admits every row, so that nothing need be written.
pub(crate) fn is_true(predicate: &Predicate) -> bool {
    matches!(predicate, Predicate::True)
}

fn comparison(operator: PolicyComparison) -> Comparison {
    match operator {
        PolicyComparison::Eq => Comparison::Equal,
        PolicyComparison::Ne => Comparison::NotEqual,
        PolicyComparison::Gt => Comparison::Greater,
        PolicyComparison::Gte => Comparison::GreaterOrEqual,
        PolicyComparison::Lt => Comparison::Less,
        PolicyComparison::Lte => Comparison::LessOrEqual,
    }
}

impl<'a> Builder<'a> {
    fn predicate(&mut self, predicate: &Predicate, negated: bool, scope: Scope<'_>) {
        match predicate {
            Predicate::True => self.constant(!negated),
            Predicate::False => self.constant(negated),
            Predicate::Compare { column, operator, operand } => {
                let wanted = comparison(*operator);
                let wanted = if negated { wanted.opposite() } else { wanted };
                self.comparison(scope, *column, wanted, operand);
            }
            Predicate::In { column, negated: not_in, values } => {
                let schema: &'a Schema = self.schema;
                let found = &schema[scope.table][*column];
                let kind = Kind { data_type: &found.data_type, native_type: &found.native_type };
                let left =
                    |builder: &mut Builder<'a>| builder.column(scope.table, scope.alias, *column);
                self.within(&left, negated != *not_in, values, kind, Rules::Exact);
            }
            Predicate::Like { column, pattern, case_insensitive } => {
                let left =
                    |builder: &mut Builder<'a>| builder.column(scope.table, scope.alias, *column);
                let schema: &'a Schema = self.schema;
                let native_type = &schema[scope.table][*column].native_type;
                let how = (*case_insensitive, native_type.as_str());
                self.like(&left, negated, pattern, how, Rules::Exact);
            }
            Predicate::Null { column, negated: not_null } => {
                self.column(scope.table, scope.alias, *column);
                self.push(if negated == *not_null { " IS NULL" } else { " IS NOT NULL" });
            }
            Predicate::Between { column, low, high } => {
                let (from, to) = (Comparison::GreaterOrEqual, Comparison::LessOrEqual);
                self.push("(");
                if negated {
                    self.comparison(scope, *column, from.opposite(), low);
                    self.push(" OR ");
                    self.comparison(scope, *column, to.opposite(), high);
                } else {
                    self.comparison(scope, *column, from, low);
                    self.push(" AND ");
                    let to = if self.is(Mutation::BetweenIsOpen) { Comparison::Less } else { to };
                    self.comparison(scope, *column, to, high);
                }
                self.push(")");
            }
            Predicate::And(parts) => self.joined(parts, negated, !negated, scope),
            Predicate::Or(parts) => {
                let is_and = negated || self.is(Mutation::OrIsAnd);
                self.joined(parts, negated, is_and, scope);
            }
            Predicate::Not(part) => {
                let dropped = self.is(Mutation::DropNot);
                self.predicate(part, negated == dropped, scope);
            }
            Predicate::Exists(exists) => self.exists(exists, negated, scope),
        }
    }

    fn constant(&mut self, value: bool) {
        self.push(if value { "TRUE" } else { "FALSE" });
    }

    fn joined(&mut self, parts: &[Predicate], negated: bool, is_and: bool, scope: Scope<'_>) {
        if parts.is_empty() {
            return self.constant(is_and);
        }
        self.push("(");
        if parts.len() > MOST_IN_A_ROW {
            // An engine reads `a OR b OR c` one inside the other, and refuses what is too deep.
            let (left, right) = parts.split_at(parts.len() / 2);
            self.joined(left, negated, is_and, scope);
            self.push(if is_and { " AND " } else { " OR " });
            self.joined(right, negated, is_and, scope);
            self.push(")");
            return;
        }
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.push(if is_and { " AND " } else { " OR " });
            }
            self.predicate(part, negated, scope);
        }
        self.push(")");
    }

    fn comparison(
        &mut self,
        scope: Scope<'_>,
        column: ColumnIndex,
        wanted: Comparison,
        operand: &Operand,
    ) {
        let schema: &'a Schema = self.schema;
        let table: &'a Table = &schema[scope.table];
        let found = &table[column];
        let kind = Kind { data_type: &found.data_type, native_type: &found.native_type };
        let left = |builder: &mut Builder<'a>| builder.column(scope.table, scope.alias, column);
        let admits_null = wanted == Comparison::NotEqual && self.is(Mutation::NotEqualAdmitsNull);
        if admits_null {
            self.push("(");
            self.column(scope.table, scope.alias, column);
            self.push(" IS NULL OR ");
        }
        match operand {
            Operand::Value(value) => {
                let right = |builder: &mut Builder<'a>| {
                    builder.bind(value.clone(), &found.data_type, &found.native_type);
                };
                self.compare(&left, wanted, &right, kind, Rules::Exact);
            }
            Operand::Instant(milliseconds) => self.instant(&left, wanted, *milliseconds),
            Operand::Column(other) => {
                let right = |builder: &mut Builder<'a>| {
                    builder.column(scope.table, scope.alias, *other);
                };
                self.two_columns(&left, wanted, &right, kind);
            }
            Operand::Outer { levels, column: other } => match scope.leave(*levels) {
                Some(outer) => {
                    let (table, alias) = (outer.table, outer.alias);
                    let right = |builder: &mut Builder<'a>| builder.column(table, alias, *other);
                    self.two_columns(&left, wanted, &right, kind);
                }
                // A level that is not there names no row: nothing is admitted.
                None => self.constant(false),
            },
        }
        if admits_null {
            self.push(")");
        }
    }

    fn two_columns(
        &mut self,
        left: &impl Fn(&mut Builder<'a>),
        wanted: Comparison,
        right: &impl Fn(&mut Builder<'a>),
        kind: Kind<'_>,
    ) {
        if self.engine != Engine::Sqlite {
            return self.compare(left, wanted, right, kind, Rules::Exact);
        }
        // Either may hold a value of another class than its column's: values of one class are compared as what they are.
        self.push("(");
        left(self);
        self.push(" COLLATE BINARY").push(wanted.sql(Engine::Sqlite));
        right(self);
        self.push(" AND (typeof(");
        left(self);
        self.push(") = typeof(");
        right(self);
        self.push(") OR typeof(");
        left(self);
        self.push(") IN ('integer','real') AND typeof(");
        right(self);
        self.push(") IN ('integer','real')))");
    }

    /// SQLite: a stored date against an instant, both in whole milliseconds.
    fn instant(&mut self, left: &impl Fn(&mut Builder<'a>), wanted: Comparison, milliseconds: i64) {
        self.push("CASE WHEN typeof(");
        left(self);
        self.push(") = 'text' AND ");
        left(self);
        self.push(" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' THEN ");
        let days = |builder: &mut Builder<'a>| {
            builder.push("julianday(");
            left(builder);
            builder.push(")");
        };
        let instant = |builder: &mut Builder<'a>| {
            builder.push("julianday(");
            builder.bind_text(bailiwick_schema::format_instant_milliseconds(milliseconds));
            builder.push(")");
        };
        let float = DataType::Float { bits: 64 };
        self.compare(
            &days,
            wanted,
            &instant,
            Kind { data_type: &float, native_type: "real" },
            Rules::Exact,
        );
        self.push(" END");
    }

    fn exists(&mut self, exists: &Exists, negated: bool, scope: Scope<'_>) {
        let alias = self.alias();
        let inner = Scope { table: exists.table, alias, outer: Some(&scope) };
        self.push(if negated { "NOT EXISTS (SELECT 1 FROM " } else { "EXISTS (SELECT 1 FROM " });
        self.from(exists.table, alias);
        self.push(" WHERE ");
        if !self.is(Mutation::DropExistsJoin) {
            for (outer_column, inner_column) in &exists.on {
                let operand = Operand::Outer { levels: 1, column: *outer_column };
                self.comparison(inner, *inner_column, Comparison::Equal, &operand);
                self.push(" AND ");
            }
        }
        self.predicate(&exists.predicate, false, inner);
        self.push(")");
    }

    /// `t0."column"`
    pub(crate) fn column(&mut self, table: TableIndex, alias: Alias, column: ColumnIndex) {
        let schema: &'a Schema = self.schema;
        self.push_alias(alias);
        self.push(".");
        self.identifier(&schema[table][column].name);
    }
}
