//! Comparisons of two sides in each engine's SQL.
//!
//! Every function here writes a condition that is TRUE exactly when it should hold; FALSE and UNKNOWN both mean that it does not.
//! Callers therefore never put `NOT` in front: they ask for the opposite comparison.

use bailiwick_schema::{DataType, Engine, Value};

use crate::builder::Builder;
use crate::mutation::Mutation;

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    /// As `NotEqual`, but true for a null on the left; there is never one on the right.
    Distinct,
}

impl Comparison {
    /// The comparison that holds when this one is false; both are unknown together.
    pub(crate) fn opposite(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Greater => Self::LessOrEqual,
            Self::GreaterOrEqual => Self::Less,
            Self::Less => Self::GreaterOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Distinct => Self::Equal,
        }
    }

    pub(crate) fn sql(self, engine: Engine) -> &'static str {
        match (self, engine) {
            (Self::Equal, _) => " = ",
            (Self::NotEqual, _) => " <> ",
            (Self::Greater, _) => " > ",
            (Self::GreaterOrEqual, _) => " >= ",
            (Self::Less, _) => " < ",
            (Self::LessOrEqual, _) => " <= ",
            (Self::Distinct, Engine::Postgres) => " IS DISTINCT FROM ",
            (Self::Distinct, Engine::Sqlite) => " IS NOT ",
            // Written under NOT.
            (Self::Distinct, Engine::Mysql) => " <=> ",
        }
    }

    fn is_order(self) -> bool {
        matches!(self, Self::Greater | Self::GreaterOrEqual | Self::Less | Self::LessOrEqual)
    }
}

/// Whose rules decide whether two texts are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rules {
    /// Byte by byte: policies.
    Exact,
    /// The database's collation: what a client asks for.
    Database,
}

/// Writes one side of a comparison.
pub(crate) trait Side<'a> {
    /// Appends its SQL. May be called more than once.
    fn write(&self, builder: &mut Builder<'a>);
}

impl<'a, F: Fn(&mut Builder<'a>) + ?Sized> Side<'a> for F {
    fn write(&self, builder: &mut Builder<'a>) {
        self(builder);
    }
}

/// The type of the left side, which the right side shares.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind<'k> {
    pub(crate) data_type: &'k DataType,
    pub(crate) native_type: &'k str,
}

/// What storage classes a SQLite column of a type may hold to be compared; anything else is UNKNOWN.
fn sqlite_classes(data_type: &DataType, rules: Rules) -> Option<&'static str> {
    match data_type {
        // Dates may be stored as text or as numbers; to a policy they are text.
        _ if is_date(data_type) => (rules == Rules::Exact).then_some("= 'text'"),
        DataType::Boolean
        | DataType::Integer { .. }
        | DataType::Decimal
        | DataType::Float { .. } => Some("IN ('integer','real')"),
        DataType::Text | DataType::Enumeration(_) | DataType::Uuid => Some("= 'text'"),
        DataType::Bytes => Some("= 'blob'"),
        _ => None,
    }
}

fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Text | DataType::Enumeration(_) | DataType::Uuid)
}

fn is_date(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Date | DataType::Time | DataType::Timestamp | DataType::TimestampWithZone
    )
}

impl<'a> Builder<'a> {
    /// `left comparison right`
    pub(crate) fn compare(
        &mut self,
        left: &(impl Side<'a> + ?Sized),
        comparison: Comparison,
        right: &(impl Side<'a> + ?Sized),
        kind: Kind<'_>,
        rules: Rules,
    ) {
        let comparison = match comparison {
            Comparison::Less if self.is(Mutation::LessOrEqual) => Comparison::LessOrEqual,
            other => other,
        };
        let rules = if self.is(Mutation::EngineCollation) { Rules::Database } else { rules };
        match self.engine {
            Engine::Postgres => self.compare_postgres(left, comparison, right, kind, rules),
            Engine::Mysql => self.compare_mysql(left, comparison, right, kind, rules),
            Engine::Sqlite => self.compare_sqlite(left, comparison, right, kind, rules),
        }
    }

    fn compare_postgres(
        &mut self,
        left: &(impl Side<'a> + ?Sized),
        comparison: Comparison,
        right: &(impl Side<'a> + ?Sized),
        kind: Kind<'_>,
        rules: Rules,
    ) {
        let sql = comparison.sql(Engine::Postgres);
        let by_bytes = rules == Rules::Exact
            && match kind.data_type {
                // Equality of a deterministic collation is equality of bytes; order is not.
                DataType::Text => comparison.is_order() || !is_deterministic(kind.native_type),
                DataType::Enumeration(_) => comparison.is_order(),
                _ => false,
            };
        if by_bytes {
            left.write(self);
            self.push("::text COLLATE \"C\"").push(sql);
            right.write(self);
            self.push("::text");
        } else if *kind.data_type == DataType::Other {
            left.write(self);
            self.push("::text").push(sql);
            right.write(self);
        } else {
            self.infix(left, sql, right);
        }
    }

    fn compare_mysql(
        &mut self,
        left: &(impl Side<'a> + ?Sized),
        comparison: Comparison,
        right: &(impl Side<'a> + ?Sized),
        kind: Kind<'_>,
        rules: Rules,
    ) {
        let sql = comparison.sql(Engine::Mysql);
        if comparison == Comparison::Distinct {
            self.push("NOT (");
        }
        match (rules, kind.data_type) {
            (Rules::Exact, data_type) if is_text(data_type) => {
                self.push("(");
                // The engine's own equality admits more, but an index serves it.
                if comparison == Comparison::Equal {
                    self.infix(left, sql, right);
                    self.push(" AND ");
                }
                self.by_bytes_mysql(left);
                self.push(sql);
                self.by_bytes_mysql(right);
                self.push(")");
            }
            (_, DataType::Boolean) => {
                self.truth_mysql(left);
                self.push(sql);
                self.truth_mysql(right);
            }
            _ => self.infix(left, sql, right),
        }
        if comparison == Comparison::Distinct {
            self.push(")");
        }
    }

    fn infix(
        &mut self,
        left: &(impl Side<'a> + ?Sized),
        sql: &str,
        right: &(impl Side<'a> + ?Sized),
    ) {
        left.write(self);
        self.push(sql);
        right.write(self);
    }

    /// A boolean there is any number, of which every one but 0 is true.
    fn truth_mysql(&mut self, side: &(impl Side<'a> + ?Sized)) {
        self.push("(");
        side.write(self);
        self.push(" <> 0)");
    }

    fn by_bytes_mysql(&mut self, side: &(impl Side<'a> + ?Sized)) {
        self.push("CONVERT(");
        side.write(self);
        self.push(" USING utf8mb4) COLLATE utf8mb4_nopad_bin");
    }

    fn compare_sqlite(
        &mut self,
        left: &(impl Side<'a> + ?Sized),
        comparison: Comparison,
        right: &(impl Side<'a> + ?Sized),
        kind: Kind<'_>,
        rules: Rules,
    ) {
        let sql = comparison.sql(Engine::Sqlite);
        // 'abc' > 5 and x'00' > 'abc' are true on SQLite: a value of another class than its column's is not comparable.
        let guards = match comparison {
            // A column without text affinity would read '12' as the number 12 that it may hold.
            Comparison::Equal
                if rules == Rules::Exact
                    && (is_text(kind.data_type) || is_date(kind.data_type))
                    && !has_text_affinity(kind.native_type) =>
            {
                Some("= 'text'")
            }
            Comparison::Equal | Comparison::Distinct => None,
            _ => sqlite_classes(kind.data_type, rules),
        };
        self.push("(");
        self.collated_sqlite(left, kind, rules);
        self.push(sql);
        right.write(self);
        if let Some(classes) = guards {
            self.push(" AND typeof(");
            left.write(self);
            self.push(") ").push(classes);
        }
        self.push(")");
    }

    fn collated_sqlite(&mut self, side: &(impl Side<'a> + ?Sized), kind: Kind<'_>, rules: Rules) {
        side.write(self);
        if rules == Rules::Exact && (is_text(kind.data_type) || is_date(kind.data_type)) {
            self.push(" COLLATE BINARY");
        }
    }

    /// `left IN values`, with the list as one bind whatever its length.
    pub(crate) fn within(
        &mut self,
        left: &(impl Side<'a> + ?Sized),
        negated: bool,
        values: &[Value],
        kind: Kind<'_>,
        rules: Rules,
    ) {
        if values.is_empty() && self.is(Mutation::EmptyListIsTrue) {
            self.push("TRUE");
            return;
        }
        let rules = if self.is(Mutation::EngineCollation) { Rules::Database } else { rules };
        let admits_null = negated && self.is(Mutation::NotInAdmitsNull);
        if admits_null {
            self.push("(");
            left.write(self);
            self.push(" IS NULL OR ");
        }
        match self.engine {
            Engine::Postgres => {
                left.write(self);
                match kind.data_type {
                    DataType::Text
                        if rules == Rules::Exact && !is_deterministic(kind.native_type) =>
                    {
                        self.push("::text COLLATE \"C\"");
                    }
                    DataType::Other => {
                        self.push("::text");
                    }
                    _ => {}
                }
                self.push(if negated { " <> ALL (" } else { " = ANY (" });
                self.bind_list(values.to_vec(), kind.data_type, kind.native_type);
                self.push(")");
            }
            Engine::Sqlite => self.within_sqlite(left, negated, values, kind, rules),
            Engine::Mysql => self.within_mysql(left, negated, values, kind, rules),
        }
        if admits_null {
            self.push(")");
        }
    }

    fn within_sqlite(
        &mut self,
        left: &(impl Side<'a> + ?Sized),
        negated: bool,
        values: &[Value],
        kind: Kind<'_>,
        rules: Rules,
    ) {
        self.push("(");
        self.collated_sqlite(left, kind, rules);
        self.push(if negated { " NOT IN (SELECT " } else { " IN (SELECT " });
        self.push(match kind.data_type {
            DataType::Decimal | DataType::Float { .. } => "CAST(value AS NUMERIC)",
            DataType::Bytes => "unhex(value)",
            _ => "value",
        });
        self.push(" FROM json_each(");
        self.bind_list(values.to_vec(), kind.data_type, kind.native_type);
        let list = self.bind_count();
        self.push("))");
        // Null is left to IN itself: it is in no list and outside of the empty one, as everything is.
        if negated && let Some(classes) = sqlite_classes(kind.data_type, rules) {
            self.push(" AND (typeof(");
            left.write(self);
            self.push(") ").push(classes).push(" OR ");
            left.write(self);
            self.push(&format!(" IS NULL OR json_array_length(?{list}) = 0)"));
        }
        self.push(")");
    }

    fn within_mysql(
        &mut self,
        left: &(impl Side<'a> + ?Sized),
        negated: bool,
        values: &[Value],
        kind: Kind<'_>,
        rules: Rules,
    ) {
        let is_text = is_text(kind.data_type);
        if rules == Rules::Database {
            self.within_mysql_by_database(left, negated, values, kind);
            return;
        }
        let column = match kind.data_type {
            DataType::Boolean => "TINYINT",
            DataType::Integer { unsigned: true, .. } => "BIGINT UNSIGNED",
            DataType::Integer { .. } => "BIGINT",
            DataType::Decimal => "DECIMAL(65,30)",
            DataType::Float { bits: 32 } => "FLOAT",
            DataType::Float { .. } => "DOUBLE",
            DataType::Date => "DATE",
            DataType::Time => "TIME(6)",
            DataType::Timestamp | DataType::TimestampWithZone => "DATETIME(6)",
            _ => "LONGTEXT CHARACTER SET utf8mb4",
        };
        match kind.data_type {
            _ if is_text => self.by_bytes_mysql(left),
            DataType::Boolean => self.truth_mysql(left),
            _ => left.write(self),
        }
        self.push(if negated { " NOT IN (SELECT " } else { " IN (SELECT " });
        self.push(match kind.data_type {
            _ if is_text => "jt.v COLLATE utf8mb4_nopad_bin",
            DataType::Bytes => "UNHEX(jt.v)",
            _ => "jt.v",
        });
        self.push(" FROM JSON_TABLE(");
        self.bind_list(values.to_vec(), kind.data_type, kind.native_type);
        self.push(", '$[*]' COLUMNS (v ").push(column).push(" PATH '$')) AS jt)");
    }

    /// A list of the request or of keys, as single binds: MariaDB cannot mix a column's collation with a JSON table's, and an
    /// `UPDATE` whose rows come from a sub-select reads and locks the whole table. As many binds as the next power of two,
    /// so that few texts arise.
    fn within_mysql_by_database(
        &mut self,
        left: &(impl Side<'a> + ?Sized),
        negated: bool,
        values: &[Value],
        kind: Kind<'_>,
    ) {
        let Some(last) = values.last() else {
            self.push(if negated { "TRUE" } else { "FALSE" });
            return;
        };
        left.write(self);
        self.push(if negated { " NOT IN (" } else { " IN (" });
        for index in 0..values.len().next_power_of_two() {
            if index > 0 {
                self.push(", ");
            }
            let value = values.get(index).unwrap_or(last).clone();
            self.bind(value, kind.data_type, kind.native_type);
        }
        self.push(")");
    }
}

/// SQLite's rule for the affinity of a declared type.
fn has_text_affinity(native_type: &str) -> bool {
    let declared = native_type.to_ascii_uppercase();
    !declared.contains("INT") && ["CHAR", "CLOB", "TEXT"].iter().any(|word| declared.contains(word))
}

/// Whether equal texts of the column have equal bytes. Introspection adds the collation to the type where they need not.
fn is_deterministic(native_type: &str) -> bool {
    !is_collated(native_type) && !native_type.contains("citext")
}

/// Whether the column has a collation that takes different texts for equal.
pub(crate) fn is_collated(native_type: &str) -> bool {
    native_type.contains(" COLLATE ")
}
