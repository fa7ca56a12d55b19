//! A table as one user sees it: its rows, and its cells, those that no permission shows being null.

use bailiwick_policy::{
    Aggregate, Cell, CellCondition, ColumnSet, Operation, Predicate, Reduced, reduce,
};
use bailiwick_schema::{ColumnIndex, DataType, Schema, Table, TableIndex};

use crate::builder::{Alias, Builder};
use crate::mutation::Mutation;
use crate::plan::Context;
use crate::predicate;

/// A readable table.
#[derive(Debug, Clone)]
pub(crate) struct Source<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) table: TableIndex,
    pub(crate) readable: ColumnSet,
    reduced: Reduced<'a>,
    filter: Predicate,
}

impl<'a> Source<'a> {
    /// The table, unless nothing of it may be read.
    pub(crate) fn find(context: &Context<'a>, table: TableIndex) -> Option<Self> {
        let reduced = reduce(
            context.policy,
            context.connection,
            table,
            Operation::Select,
            context.user,
            context.now,
            context.schema,
        );
        let readable = reduced.readable();
        if reduced.granted.is_empty() || readable.is_empty() {
            return None;
        }
        let filter = reduced.row_filter();
        Some(Self { schema: context.schema, table, readable, reduced, filter })
    }

    pub(crate) fn shape(&self) -> &'a Table {
        &self.schema[self.table]
    }

    /// The column of that name, if the user may know of it.
    pub(crate) fn column(&self, name: &str) -> Option<ColumnIndex> {
        let (index, _) = self.shape().column(name)?;
        self.readable.contains(index).then_some(index)
    }

    /// The slugs of the permissions that apply.
    pub(crate) fn permissions(&self) -> Vec<&'a str> {
        self.reduced.granted.iter().map(|granted| granted.permission.slug.as_str()).collect()
    }

    /// The largest limit of the permissions that apply.
    pub(crate) fn limit(&self) -> Option<u64> {
        self.reduced.limit()
    }

    /// A planted mistake.
    pub(crate) fn smallest_limit(&self) -> Option<u64> {
        self.reduced.granted.iter().filter_map(|granted| granted.limit).min()
    }

    /// When a cell shows as it is; `None` is always.
    pub(crate) fn condition(&self, column: ColumnIndex) -> Option<Predicate> {
        match self.reduced.cell_condition(column) {
            CellCondition::Always => None,
            CellCondition::When(predicate) => Some(predicate),
        }
    }

    pub(crate) fn shows_always(&self, column: ColumnIndex) -> bool {
        self.readable.contains(column) && self.condition(column).is_none()
    }

    /// Whether some row shows a part of the cell instead of the cell.
    pub(crate) fn is_in_part(&self, column: ColumnIndex) -> bool {
        self.reduced.granted.iter().any(|granted| granted.mask(column).is_some())
            && !self.shows_always(column)
    }

    /// The same table with those permissions alone that grant a function over many rows.
    pub(crate) fn granting(&self, aggregate: Aggregate) -> Self {
        let reduced = self.reduced.granting(aggregate);
        let (readable, filter) = (reduced.readable(), reduced.row_filter());
        Self { schema: self.schema, table: self.table, readable, reduced, filter }
    }

    /// Appends the value of a cell as the user sees it.
    pub(crate) fn cell(&self, alias: Alias, column: ColumnIndex, builder: &mut Builder<'a>) {
        if builder.is(Mutation::DropCellCondition) {
            return builder.column(self.table, alias, column);
        }
        let Cell { plain: CellCondition::When(plain), masked } = self.reduced.cell(column) else {
            return builder.column(self.table, alias, column);
        };
        builder.push("(CASE WHEN ");
        predicate::emit(&plain, self.table, alias, builder);
        builder.push(" THEN ");
        builder.column(self.table, alias, column);
        for (condition, mask) in masked {
            builder.push(" WHEN ");
            predicate::emit(&condition, self.table, alias, builder);
            builder.push(" THEN ");
            builder.mask(mask, &|builder| builder.column(self.table, alias, column));
        }
        builder.push(" END)");
    }

    /// Appends ` AND` and the condition under which a cell shows as it is, if there is one. `col = x AND condition` is TRUE
    /// exactly when `masked col = x` is, unless the cell [shows in part](Self::is_in_part), and unlike that an index serves it.
    pub(crate) fn shown(&self, alias: Alias, column: ColumnIndex, builder: &mut Builder<'a>) {
        if builder.is(Mutation::DropCellCondition) {
            return;
        }
        if let Some(condition) = self.condition(column) {
            builder.push(" AND ");
            predicate::emit(&condition, self.table, alias, builder);
        }
    }

    /// Appends the row filter; nothing where every row is visible. Answers whether it wrote something.
    pub(crate) fn rows(&self, alias: Alias, builder: &mut Builder<'a>) -> bool {
        if predicate::is_true(&self.filter) || builder.is(Mutation::DropRowFilter) {
            return false;
        }
        predicate::emit(&self.filter, self.table, alias, builder);
        true
    }

    /// Whether values of the column have an order and an equality on the engine.
    pub(crate) fn is_comparable(&self, column: ColumnIndex) -> bool {
        !matches!(self.shape()[column].data_type, DataType::Array(_) | DataType::Json)
    }
}
