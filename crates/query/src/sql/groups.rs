//! Rows in groups, and functions over them.
//!
//! The cells are made in an inner query and grouped by name around it: an engine does not see that two conditions with
//! different binds are the same, so a masked cell could not be named in `GROUP BY` again.

use bailiwick_policy::Aggregate;
use bailiwick_schema::ColumnIndex;

use super::{Parent, shown};
use crate::builder::{Alias, Builder};
use crate::mutation::Mutation;
use crate::plan::{AggregatePlan, Field, NodePlan};
use crate::source::Source;

impl<'a> Builder<'a> {
    /// `(SELECT g.c0 AS c0, sum(g.c1) AS c1 FROM (SELECT …) AS g GROUP BY g.c0 …)`
    pub(super) fn groups(
        &mut self,
        node: &NodePlan<'a>,
        alias: Alias,
        parent: Option<&Parent<'_, 'a>>,
        has_window: bool,
    ) {
        self.push("(SELECT ");
        for (index, field) in shown(node).enumerate() {
            self.push(if index > 0 { ", " } else { "" });
            match field {
                Field::Aggregate(aggregate) => {
                    self.function(aggregate, &|builder| {
                        builder.push(&format!("g.c{index}"));
                    });
                }
                _ => {
                    self.push(&format!("g.c{index}"));
                }
            }
            self.push(&format!(" AS c{index}"));
        }
        self.push(" FROM (SELECT 1 AS c");
        for (index, field) in shown(node).enumerate() {
            match field {
                Field::Column { spot, .. } => {
                    self.push(", ");
                    self.spot(&node.source, alias, spot);
                }
                Field::Aggregate(aggregate) => match &aggregate.cell {
                    Some((source, column)) => {
                        self.push(", ");
                        self.given(node, source, alias, *column);
                    }
                    None => continue,
                },
                Field::Embed(_) => continue,
            }
            self.push(&format!(" AS c{index}"));
        }
        self.push(" FROM ");
        self.from(node.source.table, alias);
        self.rows(node, alias, parent, None);
        self.push(") AS g");
        let grouping = |field: &Field<'_>| matches!(field, Field::Column { .. });
        let groups = shown(node).enumerate().filter(|(_, field)| grouping(field));
        for (count, (index, _)) in groups.enumerate() {
            self.push(if count > 0 { ", " } else { " GROUP BY " });
            self.push(&format!("g.c{index}"));
        }
        if has_window {
            self.order_of_groups(node);
            self.window(node);
        }
        self.push(")");
    }

    fn order_of_groups(&mut self, node: &NodePlan<'a>) {
        let mut is_first = true;
        for term in &node.order {
            let index = shown(node).position(
                |field| matches!(field, Field::Column { spot, .. } if *spot == term.spot),
            );
            let Some(index) = index else { continue };
            self.push(if is_first { " ORDER BY " } else { ", " });
            is_first = false;
            self.order_term(term, &|builder| {
                builder.push(&format!("g.c{index}"));
            });
        }
    }

    /// The cell that a function is given.
    pub(super) fn given(
        &mut self,
        node: &NodePlan<'a>,
        source: &Source<'a>,
        alias: Alias,
        column: ColumnIndex,
    ) {
        let source = if self.is(Mutation::FunctionSeesMore) { &node.source } else { source };
        source.cell(alias, column, self);
    }

    /// `sum(cell)`
    pub(super) fn function(
        &mut self,
        aggregate: &AggregatePlan<'a>,
        cell: &dyn Fn(&mut Builder<'a>),
    ) {
        self.push(aggregate.function.as_str()).push("(");
        match (aggregate.function, &aggregate.cell) {
            (Aggregate::Count, None) => {
                self.push("*");
            }
            _ => cell(self),
        }
        self.push(")");
    }
}
