//! The statements of a write.

use bailiwick_policy::{ColumnSet, Predicate};
use bailiwick_schema::{Column, ColumnIndex, DataType, Engine, Schema, Value};

use super::subject::{conjuncts, rules, waits};
use super::{Key, Write};
use crate::builder::{Alias, Builder};
use crate::mutation::Mutation;
use crate::plan::{Act, Change, InsertRow, Reach};
use crate::predicate;
use crate::sql::Keys;
use crate::statement::Statement;

impl<'a> Write<'a> {
    pub(super) fn builder(&self) -> Builder<'a> {
        Builder::mutated(self.engine, self.plan.schema, self.mutation)
    }

    /// `INSERT … VALUES …`, with the keys of the new rows where they are of use.
    pub(super) fn insert(&self, rows: &[InsertRow]) -> Statement {
        let mut builder = self.builder();
        let schema: &'a Schema = self.plan.schema;
        let shape = &schema[self.plan.table];
        builder.push("INSERT INTO ");
        builder.table(self.plan.table);
        let columns: Vec<ColumnIndex> =
            rows.iter().take(1).flat_map(|row| row.values.iter().map(|(at, _)| *at)).collect();
        if columns.is_empty() {
            builder.push(match self.engine {
                Engine::Mysql => " () VALUES ()",
                _ => " DEFAULT VALUES",
            });
        } else {
            for (index, &column) in columns.iter().enumerate() {
                builder.push(if index > 0 { ", " } else { " (" });
                builder.identifier(&shape[column].name);
            }
            builder.push(") VALUES ");
            for (index, row) in rows.iter().enumerate() {
                builder.push(if index > 0 { ", (" } else { "(" });
                for (position, (column, value)) in row.values.iter().enumerate() {
                    builder.push(if position > 0 { ", " } else { "" });
                    builder.written(value.clone(), &shape[*column]);
                }
                builder.push(")");
            }
        }
        if self.needs_keys() {
            builder.push(" RETURNING ");
            builder.list(self.key(), self.plan.table, None);
        }
        builder.finish()
    }

    /// For one stored row, `1` or `0` for each rule that waited for it.
    pub(super) fn stored(&self, row: &InsertRow, keys: &[Key]) -> Statement {
        let mut builder = self.builder();
        let alias = builder.alias();
        builder.push("SELECT ");
        let rules: Vec<&Predicate> = row.deferred.iter().map(|rule| &rule.predicate).collect();
        self.flags(&rules, alias, &mut builder);
        builder.push(" FROM ");
        builder.from(self.plan.table, alias);
        self.where_keys(keys, alias, &mut builder);
        builder.finish()
    }

    /// Locks the rows in reach: key, the columns that rules read, and `1` or `0` for each permission's `where`.
    pub(super) fn candidates(&self) -> Statement {
        let mut builder = self.builder();
        let alias = builder.alias();
        let table = self.plan.table;
        let filters = self.filters();
        builder.push("SELECT ");
        builder.list(self.key(), table, Some(alias));
        builder.push(", ");
        builder.list(&self.image(), table, Some(alias));
        builder.push(", ");
        match filters.len() {
            // Only rows that it admits are found.
            1 => {
                builder.push("'1'");
            }
            _ => self.flags(&filters, alias, &mut builder),
        }
        builder.push(" FROM ");
        builder.from(table, alias);
        builder.push(" WHERE ");
        self.reach(alias, &mut builder);
        let admitted = match builder.is(Mutation::DropWriteFilter) {
            true => Predicate::True,
            false => Predicate::any(filters.into_iter().cloned()),
        };
        predicate::emit(&admitted, table, alias, &mut builder);
        // Everyone locks in the same order.
        for (index, &column) in self.key().iter().enumerate() {
            builder.push(if index > 0 { ", " } else { " ORDER BY " });
            builder.column(table, alias, column);
        }
        builder.push(&format!(" LIMIT {}", self.plan.most_rows.saturating_add(1)));
        builder.push(match self.engine {
            Engine::Sqlite => "",
            Engine::Postgres => " FOR UPDATE OF t0",
            Engine::Mysql => " FOR UPDATE",
        });
        builder.finish()
    }

    /// The rows that the user sees and the request's filters keep, and `AND`.
    fn reach(&self, alias: Alias, builder: &mut Builder<'a>) {
        let (Act::Update(reach, _) | Act::Delete(reach, _)) = &self.plan.act else { return };
        let Reach { source: Some(source), filters } = reach else { return };
        let is_everything = self.is_part && builder.is(Mutation::MergeReachesHidden);
        if !is_everything && source.rows(alias, builder) {
            builder.push(" AND ");
        }
        for filter in filters {
            builder.filter(filter, source, alias);
            builder.push(" AND ");
        }
    }

    fn filters(&self) -> Vec<&Predicate> {
        match &self.plan.act {
            Act::Insert(_) | Act::Upsert(_) => Vec::new(),
            Act::Update(_, changes) => {
                changes.iter().map(|change| &change.granted.filter).collect()
            }
            Act::Delete(_, granted) => granted.iter().map(|granted| &granted.filter).collect(),
        }
    }

    /// Columns of the stored row that some rule or check reads.
    pub(super) fn image(&self) -> Vec<ColumnIndex> {
        let mut columns = ColumnSet::new();
        if let Act::Update(_, changes) = &self.plan.act {
            for change in changes {
                for (_, rule) in &change.granted.validate {
                    columns.extend_from(&rule.reads());
                }
                for conjunct in &change.granted.check {
                    columns.extend_from(&conjunct.reads);
                }
            }
        }
        columns.iter().collect()
    }

    fn flags(&self, predicates: &[&Predicate], alias: Alias, builder: &mut Builder<'a>) {
        let is_mysql = self.engine == Engine::Mysql;
        builder.push(if is_mysql { "CONCAT(''" } else { "(''" });
        for predicate in predicates {
            builder.push(if is_mysql { ", CASE WHEN " } else { " || CASE WHEN " });
            predicate::emit(predicate, self.plan.table, alias, builder);
            builder.push(" THEN '1' ELSE '0' END");
        }
        builder.push(")");
    }

    fn where_keys(&self, keys: &[Key], alias: Alias, builder: &mut Builder<'a>) {
        builder.push(" WHERE ");
        let keys = Keys { columns: self.key(), rows: keys };
        builder.keys(&keys, self.plan.table, Some(alias));
    }

    /// `UPDATE … SET … WHERE key`
    pub(super) fn update(&self, change: &Change<'a>, keys: &[Key]) -> Statement {
        let mut builder = self.builder();
        let schema: &'a Schema = self.plan.schema;
        let shape = &schema[self.plan.table];
        builder.push("UPDATE ");
        builder.table(self.plan.table);
        let values = change.values.as_ref().map(Vec::as_slice).unwrap_or_default();
        for (index, (column, value)) in values.iter().enumerate() {
            builder.push(if index > 0 { ", " } else { " SET " });
            builder.identifier(&shape[*column].name);
            builder.push(" = ");
            builder.written(value.clone(), &shape[*column]);
        }
        builder.push(" WHERE ");
        builder.keys(&Keys { columns: self.key(), rows: keys }, self.plan.table, None);
        builder.finish()
    }

    /// How many of the updated rows satisfy every conjunct that applies.
    pub(super) fn verify(&self, change: &Change<'a>, keys: &[Key]) -> Statement {
        let mut builder = self.builder();
        let alias = builder.alias();
        builder.push("SELECT CAST(count(*) AS ");
        builder.push(if self.engine == Engine::Mysql { "CHAR" } else { "TEXT" });
        builder.push(") FROM ");
        builder.from(self.plan.table, alias);
        self.where_keys(keys, alias, &mut builder);
        for conjunct in conjuncts(change, &self.plan.schema[self.plan.table]) {
            if builder.is(Mutation::DropCheck) {
                continue;
            }
            builder.push(" AND ");
            predicate::emit(&conjunct.predicate, self.plan.table, alias, &mut builder);
        }
        builder.finish()
    }

    /// The keys of those updated rows that satisfy what waited for the update: every conjunct that applies, every rule.
    pub(super) fn fit(&self, change: &Change<'a>, keys: &[Key]) -> Statement {
        let mut builder = self.builder();
        let alias = builder.alias();
        let shape = &self.plan.schema[self.plan.table];
        builder.push("SELECT ");
        builder.list(self.key(), self.plan.table, Some(alias));
        builder.push(" FROM ");
        builder.from(self.plan.table, alias);
        self.where_keys(keys, alias, &mut builder);
        let checks = conjuncts(change, shape).map(|conjunct| &conjunct.predicate);
        let checks = checks.filter(|_| self.mutation != Some(Mutation::DropCheck));
        let waiting = rules(change, shape).map(|(_, rule)| rule).filter(|rule| waits(rule, shape));
        for predicate in checks.chain(waiting) {
            builder.push(" AND ");
            predicate::emit(predicate, self.plan.table, alias, &mut builder);
        }
        builder.finish()
    }

    /// For each rule that waited for the update, how many of the updated rows satisfy it.
    pub(super) fn validate(&self, change: &Change<'a>, keys: &[Key]) -> Statement {
        let mut builder = self.builder();
        let alias = builder.alias();
        let shape = &self.plan.schema[self.plan.table];
        let waiting = rules(change, shape).filter(|(_, rule)| waits(rule, shape));
        for (index, (_, rule)) in waiting.enumerate() {
            builder.push(if index > 0 { ", " } else { "SELECT " });
            builder.push("CAST(count(CASE WHEN ");
            predicate::emit(rule, self.plan.table, alias, &mut builder);
            builder.push(" THEN 1 END) AS ");
            builder.push(if self.engine == Engine::Mysql { "CHAR)" } else { "TEXT)" });
        }
        builder.push(" FROM ");
        builder.from(self.plan.table, alias);
        self.where_keys(keys, alias, &mut builder);
        builder.finish()
    }

    pub(super) fn delete(&self, keys: &[Key]) -> Statement {
        let mut builder = self.builder();
        builder.push("DELETE FROM ");
        builder.table(self.plan.table);
        builder.push(" WHERE ");
        builder.keys(&Keys { columns: self.key(), rows: keys }, self.plan.table, None);
        builder.finish()
    }
}

impl Builder<'_> {
    /// A value to be stored. Its cast never shortens or rounds: coercion has decided whether it fits.
    fn written(&mut self, value: Value, column: &Column) {
        let native = column.native_type.as_str();
        match (&column.data_type, self.engine) {
            // Types without an assignment from text, such as `inet`.
            (DataType::Text | DataType::Other, Engine::Postgres)
                if !["char", "text", "name", "varying"]
                    .iter()
                    .any(|word| native.contains(word)) =>
            {
                self.bind(value, &DataType::Json, native);
            }
            (DataType::Float { .. } | DataType::Decimal, Engine::Sqlite) => {
                self.bind(value, &DataType::Text, native);
            }
            (data_type, _) => self.bind(value, data_type, native),
        }
    }
}
