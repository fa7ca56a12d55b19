//! Which rows of a node: its parent's, those named by key, those the policy shows, those the request keeps; order and window.

use bailiwick_schema::{ColumnIndex, Engine, Schema, TableIndex};

use super::{Keys, Parent};
use crate::builder::{Alias, Builder};
use crate::compare::{Comparison, Kind, Rules};
use crate::plan::{Field, Filter, NodePlan, OrderBy, Via};
use crate::source::Source;

impl<'a> Builder<'a> {
    /// ` WHERE …`: the rows of a node.
    pub(super) fn rows(
        &mut self,
        node: &NodePlan<'a>,
        alias: Alias,
        parent: Option<&Parent<'_, 'a>>,
        keys: Option<&Keys<'_>>,
    ) {
        let mut and = And { is_first: true };
        if let Some(Parent { source, alias: outer, embed }) = parent {
            match &embed.via {
                None => {
                    for (from, to) in &embed.on {
                        and.next(self);
                        self.same((&node.source, alias, *to), (source, *outer, *from));
                    }
                }
                Some(via) => {
                    and.next(self);
                    self.via(via, (&node.source, alias), (source, *outer));
                }
            }
        }
        if let Some(keys) = keys {
            and.next(self);
            self.keys(keys, node.source.table, Some(alias));
        }
        and.next(self);
        if !node.source.rows(alias, self) {
            and.undo(self);
        }
        for filter in &node.filters {
            and.next(self);
            self.filter(filter, &node.source, alias);
        }
        for field in &node.fields {
            if let Field::Embed(embed) = field
                && embed.is_inner
            {
                and.next(self);
                let child = self.alias();
                self.push("EXISTS (SELECT 1 FROM ");
                self.from(embed.node.source.table, child);
                let parent = Parent { source: &node.source, alias, embed };
                self.rows(&embed.node, child, Some(&parent), None);
                self.push(")");
            }
        }
    }

    /// Two key columns, each as the user sees it, are equal.
    fn same(
        &mut self,
        (source, alias, column): (&Source<'a>, Alias, ColumnIndex),
        (other, other_alias, other_column): (&Source<'a>, Alias, ColumnIndex),
    ) {
        self.column(source.table, alias, column);
        self.push(" = ");
        self.column(other.table, other_alias, other_column);
        source.shown(alias, column, self);
        other.shown(other_alias, other_column, self);
    }

    fn via(
        &mut self,
        via: &Via<'a>,
        (child, child_alias): (&Source<'a>, Alias),
        (parent, parent_alias): (&Source<'a>, Alias),
    ) {
        let between = self.alias();
        self.push("EXISTS (SELECT 1 FROM ");
        self.from(via.source.table, between);
        self.push(" WHERE ");
        for (from, to) in &via.to_parent {
            self.same((&via.source, between, *to), (parent, parent_alias, *from));
            self.push(" AND ");
        }
        for (index, (from, to)) in via.to_child.iter().enumerate() {
            self.push(if index > 0 { " AND " } else { "" });
            self.same((child, child_alias, *to), (&via.source, between, *from));
        }
        self.push(" AND ");
        if !via.source.rows(between, self) {
            self.push("TRUE");
        }
        self.push(")");
    }

    /// Rows by their true key values, whether or not the user sees those.
    pub(crate) fn keys(&mut self, keys: &Keys<'_>, table: TableIndex, alias: Option<Alias>) {
        let schema: &'a Schema = self.schema;
        let shape = &schema[table];
        let column = |builder: &mut Self, column: ColumnIndex| match alias {
            Some(alias) => builder.column(table, alias, column),
            None => builder.identifier(&shape[column].name),
        };
        if let &[only] = keys.columns {
            let found = &shape[only];
            let kind = Kind { data_type: &found.data_type, native_type: &found.native_type };
            let values: Vec<_> = keys.rows.iter().flatten().cloned().collect();
            let left = |builder: &mut Self| column(builder, only);
            return self.within(&left, false, &values, kind, Rules::Database);
        }
        self.push("(");
        for (index, row) in keys.rows.iter().enumerate() {
            self.push(if index > 0 { " OR (" } else { "(" });
            for (position, (&key, value)) in keys.columns.iter().zip(row).enumerate() {
                self.push(if position > 0 { " AND " } else { "" });
                column(self, key);
                self.push(" = ");
                let found = &shape[key];
                self.bind(value.clone(), &found.data_type, &found.native_type);
            }
            self.push(")");
        }
        self.push(if keys.rows.is_empty() { "FALSE)" } else { ")" });
    }

    /// True values of columns as one JSON list, as text.
    pub(crate) fn list(
        &mut self,
        columns: &[ColumnIndex],
        table: TableIndex,
        alias: Option<Alias>,
    ) {
        let schema: &'a Schema = self.schema;
        let shape = &schema[table];
        let is_mysql = self.engine == Engine::Mysql;
        self.push(if is_mysql { "CONCAT('['" } else { "('['" });
        for (index, &at) in columns.iter().enumerate() {
            let then = if is_mysql { ", " } else { " || " };
            if index > 0 {
                self.push(then).push("','");
            }
            self.push(then);
            let value = |builder: &mut Self| match alias {
                Some(alias) => builder.column(table, alias, at),
                None => builder.identifier(&shape[at].name),
            };
            self.json_text(&value, &shape[at], false);
        }
        self.push(if is_mysql { ", ']')" } else { " || ']')" });
    }

    /// A client's condition on cells as the user sees them.
    pub(crate) fn filter(&mut self, filter: &Filter, source: &Source<'a>, alias: Alias) {
        let shape = source.shape();
        match filter {
            Filter::And(parts) => self.group(parts, " AND ", "TRUE", source, alias),
            Filter::Or(parts) => self.group(parts, " OR ", "FALSE", source, alias),
            Filter::Compare { column, comparison, value } => {
                let found = &shape[*column];
                let kind = Kind { data_type: &found.data_type, native_type: &found.native_type };
                let right = |builder: &mut Self| {
                    builder.bind(value.clone(), &found.data_type, &found.native_type);
                };
                if *comparison == Comparison::Distinct {
                    // A masked cell is distinct from every value.
                    let left = |builder: &mut Self| source.cell(alias, *column, builder);
                    return self.compare(&left, *comparison, &right, kind, Rules::Database);
                }
                self.where_shown(source, alias, *column, |builder, left| {
                    builder.compare(left, *comparison, &right, kind, Rules::Database);
                });
            }
            Filter::In { negated: true, values, .. } if values.is_empty() => {
                self.push("TRUE");
            }
            Filter::In { column, negated, values } => {
                let found = &shape[*column];
                let kind = Kind { data_type: &found.data_type, native_type: &found.native_type };
                self.where_shown(source, alias, *column, |builder, left| {
                    builder.within(left, *negated, values, kind, Rules::Database);
                });
            }
            Filter::Like { column, negated, pattern, fold } => {
                self.where_shown(source, alias, *column, |builder, left| {
                    builder.like(left, *negated, pattern, *fold, Rules::Database);
                });
            }
            Filter::Null { column, negated } => {
                source.cell(alias, *column, self);
                self.push(if *negated { " IS NOT NULL" } else { " IS NULL" });
            }
            Filter::Truth { column, is, negated } => {
                source.cell(alias, *column, self);
                self.push(match (is, negated) {
                    (true, false) => " IS TRUE",
                    (true, true) => " IS NOT TRUE",
                    (false, false) => " IS FALSE",
                    (false, true) => " IS NOT FALSE",
                });
            }
        }
    }

    /// A condition on a column that cannot hold for null, in the rows where the cell shows.
    fn where_shown(
        &mut self,
        source: &Source<'a>,
        alias: Alias,
        column: ColumnIndex,
        condition: impl FnOnce(&mut Self, &dyn Fn(&mut Self)),
    ) {
        let table = source.table;
        if source.is_in_part(column) {
            self.push("(");
            condition(self, &|builder: &mut Self| source.cell(alias, column, builder));
            self.push(")");
            return;
        }
        self.push("(");
        condition(self, &|builder: &mut Self| builder.column(table, alias, column));
        source.shown(alias, column, self);
        self.push(")");
    }

    fn group(
        &mut self,
        parts: &[Filter],
        joint: &str,
        empty: &str,
        source: &Source<'a>,
        alias: Alias,
    ) {
        self.push("(");
        for (index, part) in parts.iter().enumerate() {
            self.push(if index > 0 { joint } else { "" });
            self.filter(part, source, alias);
        }
        self.push(if parts.is_empty() { empty } else { "" });
        self.push(")");
    }

    /// ` ORDER BY …`
    pub(super) fn order(&mut self, node: &NodePlan<'a>, alias: Alias) {
        for (index, term) in node.order.iter().enumerate() {
            self.push(if index > 0 { ", " } else { " ORDER BY " });
            let column = &node.source.shape()[term.column];
            let is_other = column.data_type == bailiwick_schema::DataType::Other;
            self.order_term(term, &|builder| {
                node.source.cell(alias, term.column, builder);
                if is_other && builder.engine == Engine::Postgres {
                    builder.push("::text");
                }
            });
        }
    }

    /// `cell DESC NULLS LAST`
    pub(super) fn order_term(&mut self, term: &OrderBy, cell: &dyn Fn(&mut Builder<'a>)) {
        if let (Engine::Mysql, Some(first)) = (self.engine, term.nulls_first) {
            cell(self);
            self.push(if first { " IS NOT NULL, " } else { " IS NULL, " });
        }
        cell(self);
        self.push(if term.descending { " DESC" } else { "" });
        if self.engine != Engine::Mysql {
            self.push(match term.nulls_first {
                Some(true) => " NULLS FIRST",
                Some(false) => " NULLS LAST",
                None => "",
            });
        }
    }

    /// ` LIMIT 20 OFFSET $1`. The limit is a number of ours below the cap; as a bind, Postgres would plan for a tenth of the table.
    pub(super) fn window(&mut self, node: &NodePlan<'a>) {
        self.push(&format!(" LIMIT {}", node.limit));
        if node.offset > 0 {
            self.push(" OFFSET ");
            self.bind_number(node.offset);
        }
    }
}

/// Writes ` WHERE ` or ` AND ` between conditions.
struct And {
    is_first: bool,
}

impl And {
    fn next(&mut self, builder: &mut Builder<'_>) {
        builder.push(if self.is_first { " WHERE " } else { " AND " });
        self.is_first = false;
    }

    fn undo(&mut self, builder: &mut Builder<'_>) {
        let written = if builder.text.ends_with(" WHERE ") { " WHERE " } else { " AND " };
        self.is_first = written == " WHERE ";
        builder.text.truncate(builder.text.len() - written.len());
    }
}
