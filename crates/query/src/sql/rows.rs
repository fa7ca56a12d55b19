//! Which rows of a node: its parent's, those named by key, those the policy shows, those the request keeps; order and window.

use bailiwick_schema::{ColumnIndex, Engine, Schema, TableIndex};

use super::{Keys, Parent};
use crate::builder::{Alias, Builder};
use crate::compare::{Comparison, Kind, Rules};
use crate::plan::{Check, Field, Filter, Native, NodePlan, OrderBy, Spot, Via};
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
        match filter {
            Filter::And(parts) => self.group(parts, " AND ", "TRUE", source, alias),
            Filter::Or(parts) => self.group(parts, " OR ", "FALSE", source, alias),
            Filter::Check { spot, check } => self.check(spot, check, source, alias),
        }
    }

    fn check(&mut self, spot: &Spot, check: &Check, source: &Source<'a>, alias: Alias) {
        let found = spot.shape(source);
        let kind = Kind { data_type: &found.data_type, native_type: &found.native_type };
        match check {
            Check::Compare { comparison, value } => {
                let right = |builder: &mut Self| {
                    builder.bind(value.clone(), &found.data_type, &found.native_type);
                };
                if *comparison == Comparison::Distinct {
                    // A masked cell is distinct from every value.
                    let left = |builder: &mut Self| builder.asked(source, alias, spot);
                    return self.compare(&left, *comparison, &right, kind, Rules::Database);
                }
                self.where_shown(source, alias, spot, |builder, left| {
                    builder.compare(left, *comparison, &right, kind, Rules::Database);
                });
            }
            Check::In { negated: true, values, .. } if values.is_empty() => {
                self.push("TRUE");
            }
            Check::In { negated, values } => {
                self.where_shown(source, alias, spot, |builder, left| {
                    builder.within(left, *negated, values, kind, Rules::Database);
                });
            }
            Check::Like { negated, pattern, fold } => {
                self.where_shown(source, alias, spot, |builder, left| {
                    let how = (*fold, found.native_type.as_str());
                    builder.like(left, *negated, pattern, how, Rules::Database);
                });
            }
            Check::Null { negated } => {
                self.asked(source, alias, spot);
                self.push(if *negated { " IS NOT NULL" } else { " IS NULL" });
            }
            Check::Truth { is, negated } => {
                self.asked(source, alias, spot);
                self.push(match (is, negated) {
                    (true, false) => " IS TRUE",
                    (true, true) => " IS NOT TRUE",
                    (false, false) => " IS FALSE",
                    (false, true) => " IS NOT FALSE",
                });
            }
            Check::Native { negated, native: native @ Native::Sets { .. } } => {
                self.where_shown(source, alias, spot, |builder, left| {
                    builder.native(left, *negated, native);
                });
            }
            Check::Native { negated, native } => {
                let left = |builder: &mut Self| builder.guarded(source, alias, spot);
                self.native(&left, *negated, native);
            }
        }
    }

    /// What the request names, as the user sees it.
    pub(super) fn spot(&mut self, source: &Source<'a>, alias: Alias, spot: &Spot) {
        let cell = |builder: &mut Self| source.cell(alias, spot.column, builder);
        match &spot.inside {
            None => cell(self),
            Some(inside) => self.inside(inside, &source.shape()[spot.column].native_type, &cell),
        }
    }

    /// The same in a condition.
    fn asked(&mut self, source: &Source<'a>, alias: Alias, spot: &Spot) {
        match spot.inside {
            None => self.spot(source, alias, spot),
            Some(_) => self.guarded(source, alias, spot),
        }
    }

    /// The same, looked at in visible rows alone. What may fail or take its time would tell of the others: Postgres asks a
    /// client's condition before the policy's where it thinks that cheaper.
    fn guarded(&mut self, source: &Source<'a>, alias: Alias, spot: &Spot) {
        if self.engine != Engine::Postgres {
            return self.spot(source, alias, spot);
        }
        let start = self.text.len();
        self.push("(CASE WHEN ");
        if !source.rows(alias, self) {
            self.text.truncate(start);
            return self.spot(source, alias, spot);
        }
        self.push(" THEN ");
        self.spot(source, alias, spot);
        self.push(" END)");
    }

    /// A condition on a column that cannot hold for null, in the rows where the cell shows.
    fn where_shown(
        &mut self,
        source: &Source<'a>,
        alias: Alias,
        spot: &Spot,
        condition: impl FnOnce(&mut Self, &dyn Fn(&mut Self)),
    ) {
        let (table, column) = (source.table, spot.column);
        self.push("(");
        if spot.inside.is_some() || source.is_in_part(column) {
            condition(self, &|builder: &mut Self| builder.asked(source, alias, spot));
        } else {
            condition(self, &|builder: &mut Self| builder.column(table, alias, column));
            source.shown(alias, column, self);
        }
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
            let embed = term.embed.and_then(|index| match &node.fields[index] {
                Field::Embed(embed) => Some(embed),
                Field::Column { .. } | Field::Aggregate(_) => None,
            });
            let value = |builder: &mut Self| match embed {
                None => builder.term(&node.source, alias, &term.spot),
                Some(embed) => {
                    let parent = Parent { source: &node.source, alias, embed };
                    let child = builder.alias();
                    builder.push("(SELECT ");
                    builder.term(&embed.node.source, child, &term.spot);
                    builder.push(" FROM ");
                    builder.children(&embed.node, child, &parent, false);
                    builder.push(")");
                }
            };
            self.order_term(term, &value);
        }
    }

    fn term(&mut self, source: &Source<'a>, alias: Alias, spot: &Spot) {
        self.spot(source, alias, spot);
        let is_other = spot.shape(source).data_type == bailiwick_schema::DataType::Other;
        if is_other && self.engine == Engine::Postgres {
            self.push("::text");
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
