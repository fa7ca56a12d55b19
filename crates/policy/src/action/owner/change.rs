//! INSERT, UPDATE and DELETE, as far as an action may.

use sqlparser::ast::{
    Assignment, AssignmentTarget, ConflictTarget, Delete, DoUpdate, FromTable, Insert, ObjectName,
    OnConflict, OnConflictAction, OnInsert, SelectItem, TableFactor, TableObject, TableWithJoins,
    Update,
};

use super::{Writer, Written, absent, unknown};

impl Writer<'_> {
    pub(super) fn insert(&mut self, insert: &Insert) -> Result<bool, String> {
        let TableObject::TableName(table) = &insert.table else {
            return Err(unknown("INSERT into anything but a table"));
        };
        let is_plain = insert.optimizer_hints.is_empty()
            && insert.or.is_none()
            && !insert.ignore
            && insert.table_alias.is_none()
            && !insert.by_name
            && !insert.overwrite
            && insert.assignments.is_empty()
            && insert.partitioned.is_none()
            && insert.after_columns.is_empty()
            && insert.overriding.is_none()
            && !insert.has_table_keyword
            && insert.output.is_none()
            && !insert.replace_into
            && insert.priority.is_none()
            && insert.insert_alias.is_none()
            && insert.settings.is_none()
            && insert.format_clause.is_none()
            && insert.multi_table_insert_type.is_none()
            && insert.multi_table_into_clauses.is_empty()
            && insert.multi_table_when_clauses.is_empty()
            && insert.multi_table_else_clause.is_none();
        absent("such an INSERT", !is_plain)?;
        let Some(source) = &insert.source else {
            return Err(unknown("INSERT without VALUES or SELECT"));
        };
        if insert.columns.is_empty() {
            return Err("INSERT names its columns".to_owned());
        }
        self.push("INSERT INTO ");
        self.table(table)?;
        self.push(" (");
        self.list(&insert.columns, |writer, name| writer.assigned(name))?;
        self.push(") ");
        self.query(source)?;
        match &insert.on {
            None => {}
            Some(OnInsert::DuplicateKeyUpdate(assignments)) => {
                self.push(" ON DUPLICATE KEY UPDATE ");
                self.assignments(assignments)?;
            }
            Some(OnInsert::OnConflict(conflict)) => self.on_conflict(conflict)?,
            Some(_) => return Err(unknown("such an INSERT")),
        }
        self.returning(insert.returning.as_deref())
    }

    pub(super) fn on_conflict(&mut self, conflict: &OnConflict) -> Written {
        self.push(" ON CONFLICT ");
        match &conflict.conflict_target {
            None => {}
            Some(ConflictTarget::Columns { columns, predicate }) => {
                absent("a condition of a conflict", predicate.is_some())?;
                self.push("(");
                self.list(columns, Self::column)?;
                self.push(") ");
            }
            Some(_) => return Err(unknown("ON CONSTRAINT")),
        }
        match &conflict.action {
            OnConflictAction::DoNothing => self.push("DO NOTHING"),
            OnConflictAction::DoUpdate(DoUpdate { assignments, selection }) => {
                self.push("DO UPDATE SET ");
                self.assignments(assignments)?;
                self.filter(selection.as_ref())?;
            }
        }
        Ok(())
    }

    pub(super) fn update(&mut self, update: &Update) -> Result<bool, String> {
        let is_plain = update.optimizer_hints.is_empty()
            && update.on_cluster.is_none()
            && update.from.is_none()
            && update.output.is_none()
            && update.or.is_none()
            && update.order_by.is_empty()
            && update.limit.is_none()
            && update.settings.is_none()
            && update.table.joins.is_empty();
        absent("such an UPDATE", !is_plain)?;
        self.push("UPDATE ");
        self.factor_of_write(&update.table)?;
        self.push(" SET ");
        self.assignments(&update.assignments)?;
        self.filter(update.selection.as_ref())?;
        self.returning(update.returning.as_deref())
    }

    pub(super) fn delete(&mut self, delete: &Delete) -> Result<bool, String> {
        let is_plain = delete.optimizer_hints.is_empty()
            && delete.tables.is_empty()
            && delete.on_cluster.is_none()
            && delete.using.is_none()
            && delete.output.is_none()
            && delete.order_by.is_empty()
            && delete.limit.is_none()
            && delete.settings.is_none();
        absent("such a DELETE", !is_plain)?;
        let FromTable::WithFromKeyword(from) = &delete.from else {
            return Err("DELETE is written with FROM".to_owned());
        };
        let [table] = from.as_slice() else { return Err(unknown("DELETE from several tables")) };
        self.push("DELETE FROM ");
        self.factor_of_write(table)?;
        self.filter(delete.selection.as_ref())?;
        self.returning(delete.returning.as_deref())
    }

    /// One table, by its own name: an alias is written differently on each engine.
    pub(super) fn factor_of_write(&mut self, table: &TableWithJoins) -> Written {
        absent("a join in a write", !table.joins.is_empty())?;
        match &table.relation {
            TableFactor::Table { alias: None, .. } => self.factor(&table.relation),
            _ => Err(unknown("another name for the table of a write")),
        }
    }

    pub(super) fn returning(&mut self, items: Option<&[SelectItem]>) -> Result<bool, String> {
        let Some(items) = items else { return Ok(false) };
        self.push(" RETURNING ");
        self.items(items)?;
        Ok(true)
    }

    pub(super) fn assigned(&mut self, name: &ObjectName) -> Written {
        match self.parts(name)?.as_slice() {
            [column] => self.column(column),
            _ => Err(unknown("a column with its table in an assignment")),
        }
    }

    pub(super) fn assignments(&mut self, assignments: &[Assignment]) -> Written {
        self.list(assignments, |writer, assignment| {
            let AssignmentTarget::ColumnName(name) = &assignment.target else {
                return Err(unknown("an assignment to several columns"));
            };
            writer.assigned(name)?;
            writer.push(" = ");
            writer.expression(&assignment.value)
        })
    }
}
