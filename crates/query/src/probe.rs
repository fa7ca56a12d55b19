//! Which conditions hold for which rows, past every policy: for explaining one row, and for comparing two policies.
//! What comes back is a text of `1` and `0`, one for each condition, and of a row nothing but its key.

use bailiwick_policy::{Comparison, Operand, Predicate};
use bailiwick_schema::{ColumnIndex, Engine, Schema, TableIndex, Value};

use crate::builder::{Alias, Builder};
use crate::predicate;
use crate::statement::Statement;

/// Conditions on the rows of one table; at least one.
#[derive(Clone, Debug)]
pub struct Probe<'a> {
    /// The connection's schema.
    pub schema: &'a Schema,
    /// The table of the rows.
    pub table: TableIndex,
    /// What is asked of each row.
    pub conditions: Vec<&'a Predicate>,
}

impl<'a> Probe<'a> {
    /// Which conditions hold for the row with this key: one row with one column, or none.
    pub fn row(&self, key: &[(ColumnIndex, Value)]) -> Statement {
        let mut builder = Builder::new(self.schema.engine, self.schema);
        let alias = builder.alias();
        builder.push("SELECT ");
        self.flags(alias, &mut builder);
        builder.push(" FROM ");
        builder.from(self.table, alias);
        builder.push(" WHERE ");
        let is_it = |(column, value): &(ColumnIndex, Value)| Predicate::Compare {
            column: *column,
            operator: Comparison::Eq,
            operand: Operand::Value(value.clone()),
        };
        let is_it = Predicate::And(key.iter().map(is_it).collect());
        predicate::emit(&is_it, self.table, alias, &mut builder);
        builder.push(" LIMIT 1");
        builder.finish()
    }

    /// Which sets of conditions hold for how many of the first `most_rows` rows, in whatever order the database has them:
    /// two columns.
    pub fn patterns(&self, most_rows: u64) -> Statement {
        let mut builder = Builder::new(self.schema.engine, self.schema);
        builder.push("SELECT r.f, CAST(count(*) AS ");
        builder.push(if self.schema.engine == Engine::Mysql { "CHAR" } else { "TEXT" });
        builder.push(") FROM ");
        self.first_rows(&[], most_rows, &mut builder);
        builder.push(" GROUP BY r.f");
        builder.finish()
    }

    /// Keys, as JSON lists, of some of those rows for which one of the sets holds, and which: two columns.
    pub fn samples(
        &self,
        most_rows: u64,
        sets: &[&str],
        key: &[ColumnIndex],
        limit: u64,
    ) -> Statement {
        let mut builder = Builder::new(self.schema.engine, self.schema);
        builder.push("SELECT r.k, r.f FROM ");
        self.first_rows(key, most_rows, &mut builder);
        for (place, set) in sets.iter().enumerate() {
            builder.push(if place > 0 { ", " } else { " WHERE r.f IN (" });
            builder.literal(set);
        }
        builder.push(if sets.is_empty() { "" } else { ")" });
        builder.push(&format!(" LIMIT {limit}"));
        builder.finish()
    }

    fn first_rows(&self, key: &[ColumnIndex], most_rows: u64, builder: &mut Builder<'a>) {
        let alias = builder.alias();
        builder.push("(SELECT ");
        self.flags(alias, builder);
        builder.push(" AS f");
        if !key.is_empty() {
            builder.push(", ");
            builder.list(key, self.table, Some(alias));
            builder.push(" AS k");
        }
        builder.push(" FROM ");
        builder.from(self.table, alias);
        builder.push(&format!(" LIMIT {most_rows}) AS r"));
    }

    fn flags(&self, alias: Alias, builder: &mut Builder<'a>) {
        let is_mysql = self.schema.engine == Engine::Mysql;
        builder.push(if is_mysql { "CONCAT(''" } else { "(''" });
        for condition in &self.conditions {
            builder.push(if is_mysql { ", CASE WHEN " } else { " || CASE WHEN " });
            predicate::emit(condition, self.table, alias, builder);
            builder.push(" THEN '1' ELSE '0' END");
        }
        builder.push(")");
    }
}
