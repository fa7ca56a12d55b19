//! A statement of an `owner` action -> SQL text and binds. It is written anew from its parts: what this page does not know
//! is refused, so nothing reaches a database that was not understood. Tables are those that the action names, functions
//! those of a list, and every text a bind.

use std::collections::BTreeSet;

use bailiwick_schema::{Engine, Schema, TableIndex};
use sqlparser::ast::{
    Assignment, AssignmentTarget, BinaryOperator, CaseWhen, CastKind, ConflictTarget, Delete,
    DoUpdate, Expr, FromTable, Function, FunctionArg, FunctionArgExpr, FunctionArguments,
    GroupByExpr, Ident, InTarget, Insert, JoinConstraint, JoinOperator, LimitClause, ObjectName,
    ObjectNamePart, OnConflict, OnConflictAction, OnInsert, OrderByExpr, OrderByKind, Query,
    Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr, Statement, TableAlias,
    TableFactor, TableObject, TableWithJoins, UnaryOperator, Update, Value, Values,
};

use super::{ActionTerm, words};

/// A statement that runs by the connection's own authority.
#[derive(Clone, Debug)]
pub struct OwnerStatement {
    /// The SQL, with the engine's placeholders.
    pub text: String,
    /// The values, in the order of the placeholders.
    pub binds: Vec<ActionTerm>,
    /// Whether it answers rows.
    pub has_rows: bool,
    /// Whether it changes nothing.
    pub is_reading: bool,
}

/// They compute a value from their arguments and do nothing else, on every engine that has them.
const FUNCTIONS: [&str; 62] = [
    "abs",
    "avg",
    "ceil",
    "ceiling",
    "char_length",
    "coalesce",
    "concat",
    "concat_ws",
    "count",
    "current_date",
    "current_time",
    "current_timestamp",
    "date",
    "date_format",
    "date_trunc",
    "datetime",
    "exp",
    "floor",
    "format",
    "greatest",
    "group_concat",
    "ifnull",
    "instr",
    "json_array",
    "json_extract",
    "json_object",
    "json_unquote",
    "json_valid",
    "julianday",
    "least",
    "left",
    "length",
    "ln",
    "lower",
    "lpad",
    "ltrim",
    "max",
    "min",
    "mod",
    "now",
    "nullif",
    "octet_length",
    "power",
    "replace",
    "right",
    "round",
    "rpad",
    "rtrim",
    "sign",
    "sqrt",
    "strftime",
    "string_agg",
    "substr",
    "substring",
    "sum",
    "time",
    "to_char",
    "total",
    "trim",
    "unixepoch",
    "upper",
    "values",
];

type Written = Result<(), String>;

/// Writes a statement anew.
///
/// # Errors
/// A sentence for its author, naming what is not known.
pub(super) fn write(
    statement: &Statement,
    schema: &Schema,
    tables: &[TableIndex],
) -> Result<OwnerStatement, String> {
    let mut writer = Writer {
        schema,
        tables,
        text: String::with_capacity(256),
        binds: Vec::new(),
        columns: BTreeSet::new(),
        names: BTreeSet::new(),
    };
    let (has_rows, is_reading) = match statement {
        Statement::Query(query) => {
            writer.query(query)?;
            (true, true)
        }
        Statement::Insert(insert) => (writer.insert(insert)?, false),
        Statement::Update(update) => (writer.update(update)?, false),
        Statement::Delete(delete) => (writer.delete(delete)?, false),
        _ => return Err("expected a SELECT, INSERT, UPDATE or DELETE".to_owned()),
    };
    writer.check_columns()?;
    let mut text = writer.text;
    if has_rows && schema.engine == Engine::Postgres {
        // It knows how every type is written as JSON.
        text = format!(
            "WITH \"answer\" AS ({text}) SELECT row_to_json(\"answer\")::text FROM \"answer\""
        );
    }
    Ok(OwnerStatement { text, binds: writer.binds, has_rows, is_reading })
}

fn unknown(what: &str) -> String {
    format!("{what} is not offered in an action")
}

/// Refuses a part that is there and that nothing here writes.
fn absent(what: &str, is_there: bool) -> Written {
    if is_there { Err(unknown(what)) } else { Ok(()) }
}

struct Writer<'a> {
    schema: &'a Schema,
    tables: &'a [TableIndex],
    text: String,
    binds: Vec<ActionTerm>,
    /// Columns that were mentioned.
    columns: BTreeSet<String>,
    /// Names that the statement gives itself.
    names: BTreeSet<String>,
}

impl Writer<'_> {
    fn push(&mut self, sql: &str) {
        self.text.push_str(sql);
    }

    fn list<T>(&mut self, items: &[T], mut one: impl FnMut(&mut Self, &T) -> Written) -> Written {
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                self.push(", ");
            }
            one(self, item)?;
        }
        Ok(())
    }

    fn bind(&mut self, term: ActionTerm) {
        self.binds.push(term);
        let number = self.binds.len();
        match self.schema.engine {
            Engine::Mysql => self.push("?"),
            Engine::Sqlite => self.push(&format!("?{number}")),
            Engine::Postgres => self.push(&format!("${number}")),
        }
    }

    /// As the engine would read it, so that quoting changes nothing.
    fn spelling(&self, ident: &Ident) -> Result<String, String> {
        let is_plain = |text: &str| text.chars().all(|c| c.is_alphanumeric() || c == '_');
        match ident.quote_style {
            None if !is_plain(&ident.value) => Err(unknown(&format!("`{}`", ident.value))),
            None if self.schema.engine == Engine::Postgres => Ok(ident.value.to_lowercase()),
            None | Some('"' | '`') => Ok(ident.value.clone()),
            Some(_) => Err(unknown("a name in such quotes")),
        }
    }

    fn identifier(&mut self, name: &str) {
        let quote = if self.schema.engine == Engine::Mysql { '`' } else { '"' };
        self.text.push(quote);
        for character in name.chars() {
            if character == quote {
                self.text.push(quote);
            }
            self.text.push(character);
        }
        self.text.push(quote);
    }

    /// A name that the statement gives.
    fn naming(&mut self, ident: &Ident) -> Written {
        let name = self.spelling(ident)?;
        self.names.insert(name.to_lowercase());
        self.identifier(&name);
        Ok(())
    }

    fn column(&mut self, ident: &Ident) -> Written {
        let name = self.spelling(ident)?;
        self.columns.insert(name.to_lowercase());
        self.identifier(&name);
        Ok(())
    }

    /// A column must be one of the action's tables, or a name that the statement gave: no pseudo-column, no setting.
    fn check_columns(&self) -> Written {
        let is_known = |name: &String| {
            self.names.contains(name)
                || self.tables.iter().any(|table| {
                    let mut columns = self.schema[*table].columns.iter();
                    columns.any(|column| column.name.to_lowercase() == *name)
                })
        };
        match self.columns.iter().find(|name| !is_known(name)) {
            Some(name) => Err(format!("no table of this action has a column `{name}`")),
            None => Ok(()),
        }
    }

    fn parts<'n>(&self, name: &'n ObjectName) -> Result<Vec<&'n Ident>, String> {
        name.0
            .iter()
            .map(|part| match part {
                ObjectNamePart::Identifier(ident) => Ok(ident),
                ObjectNamePart::Function(_) => Err(unknown("a computed name")),
            })
            .collect()
    }

    /// The table that is meant, written out; only the action's own.
    fn table(&mut self, name: &ObjectName) -> Written {
        let index = find(name, self.schema, self.tables, |ident| self.spelling(ident))?;
        let schema = self.schema;
        let table = &schema[index];
        self.identifier(&table.namespace);
        self.push(".");
        self.identifier(&table.name);
        Ok(())
    }

    fn query(&mut self, query: &Query) -> Written {
        let Query {
            with,
            body,
            order_by,
            limit_clause,
            fetch,
            locks,
            for_clause,
            settings,
            format_clause,
            pipe_operators,
        } = query;
        absent("WITH", with.is_some())?;
        absent("FETCH", fetch.is_some())?;
        absent("FOR UPDATE", !locks.is_empty() || for_clause.is_some())?;
        absent("SETTINGS", settings.is_some() || format_clause.is_some())?;
        absent("`|>`", !pipe_operators.is_empty())?;
        match body.as_ref() {
            SetExpr::Select(select) => self.select(select)?,
            SetExpr::Values(values) => self.values(values)?,
            _ => return Err(unknown("UNION and the like")),
        }
        if let Some(order) = order_by {
            absent("INTERPOLATE", order.interpolate.is_some())?;
            let OrderByKind::Expressions(terms) = &order.kind else {
                return Err(unknown("ORDER BY ALL"));
            };
            self.order(terms)?;
        }
        match limit_clause {
            None => Ok(()),
            Some(LimitClause::LimitOffset { limit, offset, limit_by }) => {
                absent("LIMIT BY", !limit_by.is_empty())?;
                if let Some(limit) = limit {
                    self.push(" LIMIT ");
                    self.expression(limit)?;
                }
                if let Some(offset) = offset {
                    self.push(" OFFSET ");
                    self.expression(&offset.value)?;
                }
                Ok(())
            }
            Some(LimitClause::OffsetCommaLimit { .. }) => Err(unknown("LIMIT with a comma")),
        }
    }

    fn order(&mut self, terms: &[OrderByExpr]) -> Written {
        self.push(" ORDER BY ");
        self.list(terms, |writer, term| {
            absent("WITH FILL", term.with_fill.is_some())?;
            writer.expression(&term.expr)?;
            match term.options.sort {
                None => {}
                Some(sqlparser::ast::OrderBySort::Asc) => writer.push(" ASC"),
                Some(sqlparser::ast::OrderBySort::Desc) => writer.push(" DESC"),
                Some(_) => return Err(unknown("ORDER BY … USING")),
            }
            match term.options.nulls_first {
                None => {}
                Some(true) => writer.push(" NULLS FIRST"),
                Some(false) => writer.push(" NULLS LAST"),
            }
            Ok(())
        })
    }

    fn select(&mut self, select: &Select) -> Written {
        let Select {
            select_token: _,
            optimizer_hints,
            distinct,
            select_modifiers,
            top,
            top_before_distinct: _,
            projection,
            exclude,
            into,
            from,
            lateral_views,
            prewhere,
            selection,
            connect_by,
            group_by,
            cluster_by,
            distribute_by,
            sort_by,
            having,
            named_window,
            qualify,
            window_before_qualify: _,
            value_table_mode,
            flavor: _,
        } = select;
        absent("a hint", !optimizer_hints.is_empty())?;
        absent("a modifier of SELECT", select_modifiers.is_some() || top.is_some())?;
        absent("EXCLUDE", exclude.is_some())?;
        absent("INTO", into.is_some())?;
        absent("LATERAL VIEW", !lateral_views.is_empty() || prewhere.is_some())?;
        absent("CONNECT BY", !connect_by.is_empty())?;
        let is_sorted = !cluster_by.is_empty() || !distribute_by.is_empty() || !sort_by.is_empty();
        absent("CLUSTER BY", is_sorted)?;
        absent("WINDOW", !named_window.is_empty() || qualify.is_some())?;
        absent("SELECT AS", value_table_mode.is_some())?;
        self.push("SELECT ");
        match distinct {
            None => {}
            Some(sqlparser::ast::Distinct::Distinct) => self.push("DISTINCT "),
            Some(_) => return Err(unknown("DISTINCT ON")),
        }
        self.items(projection)?;
        if !from.is_empty() {
            self.push(" FROM ");
            self.list(from, Self::joined)?;
        }
        self.filter(selection.as_ref())?;
        match group_by {
            GroupByExpr::Expressions(terms, modifiers) => {
                absent("a modifier of GROUP BY", !modifiers.is_empty())?;
                if !terms.is_empty() {
                    self.push(" GROUP BY ");
                    self.list(terms, Self::expression)?;
                }
            }
            GroupByExpr::All(_) => return Err(unknown("GROUP BY ALL")),
        }
        if let Some(having) = having {
            self.push(" HAVING ");
            self.expression(having)?;
        }
        Ok(())
    }

    fn filter(&mut self, selection: Option<&Expr>) -> Written {
        let Some(selection) = selection else { return Ok(()) };
        self.push(" WHERE ");
        self.expression(selection)
    }

    fn items(&mut self, items: &[SelectItem]) -> Written {
        self.list(items, |writer, item| match item {
            SelectItem::UnnamedExpr(expression) => writer.expression(expression),
            SelectItem::ExprWithAlias { expr, alias } => {
                writer.expression(expr)?;
                writer.push(" AS ");
                writer.naming(alias)
            }
            SelectItem::Wildcard(options) if options == &Default::default() => {
                writer.push("*");
                Ok(())
            }
            SelectItem::QualifiedWildcard(
                SelectItemQualifiedWildcardKind::ObjectName(name),
                options,
            ) if options == &Default::default() && name.0.len() == 1 => {
                for ident in writer.parts(name)? {
                    let name = writer.spelling(ident)?;
                    writer.identifier(&name);
                }
                writer.push(".*");
                Ok(())
            }
            _ => Err(unknown("such a column of an answer")),
        })
    }

    fn joined(&mut self, table: &TableWithJoins) -> Written {
        self.factor(&table.relation)?;
        for join in &table.joins {
            absent("GLOBAL JOIN", join.global)?;
            let (word, constraint) = match &join.join_operator {
                JoinOperator::Join(on) | JoinOperator::Inner(on) => (" JOIN ", on),
                JoinOperator::Left(on) | JoinOperator::LeftOuter(on) => (" LEFT JOIN ", on),
                JoinOperator::Right(on) | JoinOperator::RightOuter(on) => (" RIGHT JOIN ", on),
                JoinOperator::FullOuter(on) => (" FULL JOIN ", on),
                JoinOperator::CrossJoin(on) => (" CROSS JOIN ", on),
                _ => return Err(unknown("such a join")),
            };
            self.push(word);
            self.factor(&join.relation)?;
            match constraint {
                JoinConstraint::None => {}
                JoinConstraint::On(condition) => {
                    self.push(" ON ");
                    self.expression(condition)?;
                }
                _ => return Err(unknown("USING and NATURAL")),
            }
        }
        Ok(())
    }

    fn factor(&mut self, factor: &TableFactor) -> Written {
        match factor {
            TableFactor::Table {
                name,
                alias,
                args,
                with_hints,
                version,
                with_ordinality,
                partitions,
                json_path,
                sample,
                index_directives,
                inheritance,
            } => {
                absent("a function in place of a table", args.is_some() || *with_ordinality)?;
                absent("a hint", !with_hints.is_empty() || !index_directives.is_empty())?;
                absent("a version of a table", version.is_some() || !partitions.is_empty())?;
                absent("a path in a table", json_path.is_some())?;
                absent("TABLESAMPLE", sample.is_some() || inheritance.is_some())?;
                self.table(name)?;
                self.alias(alias.as_ref())
            }
            TableFactor::Derived { lateral, subquery, alias, sample } => {
                absent("LATERAL", *lateral)?;
                absent("TABLESAMPLE", sample.is_some())?;
                self.push("(");
                self.query(subquery)?;
                self.push(")");
                self.alias(alias.as_ref())
            }
            _ => Err(unknown("such a table")),
        }
    }

    fn alias(&mut self, alias: Option<&TableAlias>) -> Written {
        let Some(alias) = alias else { return Ok(()) };
        absent("columns of a table's name", !alias.columns.is_empty() || alias.at.is_some())?;
        self.push(" AS ");
        let name = self.spelling(&alias.name)?;
        self.identifier(&name);
        Ok(())
    }

    fn values(&mut self, values: &Values) -> Written {
        absent("ROW", values.explicit_row || values.value_keyword)?;
        self.push("VALUES ");
        self.list(&values.rows, |writer, row| {
            writer.push("(");
            writer.list(&row.content, Self::expression)?;
            writer.push(")");
            Ok(())
        })
    }

    fn insert(&mut self, insert: &Insert) -> Result<bool, String> {
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

    fn on_conflict(&mut self, conflict: &OnConflict) -> Written {
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

    fn update(&mut self, update: &Update) -> Result<bool, String> {
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

    fn delete(&mut self, delete: &Delete) -> Result<bool, String> {
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
    fn factor_of_write(&mut self, table: &TableWithJoins) -> Written {
        absent("a join in a write", !table.joins.is_empty())?;
        match &table.relation {
            TableFactor::Table { alias: None, .. } => self.factor(&table.relation),
            _ => Err(unknown("another name for the table of a write")),
        }
    }

    fn returning(&mut self, items: Option<&[SelectItem]>) -> Result<bool, String> {
        let Some(items) = items else { return Ok(false) };
        self.push(" RETURNING ");
        self.items(items)?;
        Ok(true)
    }

    fn assigned(&mut self, name: &ObjectName) -> Written {
        match self.parts(name)?.as_slice() {
            [column] => self.column(column),
            _ => Err(unknown("a column with its table in an assignment")),
        }
    }

    fn assignments(&mut self, assignments: &[Assignment]) -> Written {
        self.list(assignments, |writer, assignment| {
            let AssignmentTarget::ColumnName(name) = &assignment.target else {
                return Err(unknown("an assignment to several columns"));
            };
            writer.assigned(name)?;
            writer.push(" = ");
            writer.expression(&assignment.value)
        })
    }

    fn pair(&mut self, left: &Expr, word: &str, right: &Expr) -> Written {
        self.push("(");
        self.expression(left)?;
        self.push(word);
        self.expression(right)?;
        self.push(")");
        Ok(())
    }

    fn postfix(&mut self, expression: &Expr, words: &str) -> Written {
        self.push("(");
        self.expression(expression)?;
        self.push(words);
        self.push(")");
        Ok(())
    }

    fn expression(&mut self, expression: &Expr) -> Written {
        match expression {
            Expr::Identifier(ident) => self.column(ident),
            Expr::CompoundIdentifier(idents) => match idents.as_slice() {
                [table, column] => {
                    let table = self.spelling(table)?;
                    self.identifier(&table);
                    self.push(".");
                    self.column(column)
                }
                _ => Err(unknown("a name of more than two parts")),
            },
            Expr::Value(value) => self.value(&value.value),
            Expr::Nested(inner) => self.postfix(inner, ""),
            Expr::IsNull(inner) => self.postfix(inner, " IS NULL"),
            Expr::IsNotNull(inner) => self.postfix(inner, " IS NOT NULL"),
            Expr::IsTrue(inner) => self.postfix(inner, " IS TRUE"),
            Expr::IsNotTrue(inner) => self.postfix(inner, " IS NOT TRUE"),
            Expr::IsFalse(inner) => self.postfix(inner, " IS FALSE"),
            Expr::IsNotFalse(inner) => self.postfix(inner, " IS NOT FALSE"),
            Expr::IsDistinctFrom(left, right) => self.pair(left, " IS DISTINCT FROM ", right),
            Expr::IsNotDistinctFrom(left, right) => {
                self.pair(left, " IS NOT DISTINCT FROM ", right)
            }
            // MariaDB would read `||` as OR.
            Expr::BinaryOp { left, op: BinaryOperator::StringConcat, right }
                if self.schema.engine == Engine::Mysql =>
            {
                self.push("CONCAT");
                self.pair(left, ", ", right)
            }
            Expr::BinaryOp {
                op: op @ (BinaryOperator::Arrow | BinaryOperator::LongArrow), ..
            } if self.schema.engine == Engine::Mysql => {
                Err(format!("MariaDB has no operator `{op}`; use `json_extract`"))
            }
            Expr::BinaryOp { left, op, right } => self.pair(left, binary(op)?, right),
            Expr::UnaryOp { op, expr } => {
                self.push(match op {
                    UnaryOperator::Not => "NOT (",
                    UnaryOperator::Minus => "- (",
                    UnaryOperator::Plus => "+ (",
                    _ => return Err(unknown("such an operator")),
                });
                self.expression(expr)?;
                self.push(")");
                Ok(())
            }
            Expr::Between { expr, negated, low, high } => {
                self.push("(");
                self.expression(expr)?;
                self.push(if *negated { " NOT BETWEEN " } else { " BETWEEN " });
                self.expression(low)?;
                self.push(" AND ");
                self.expression(high)?;
                self.push(")");
                Ok(())
            }
            Expr::In { expr, target, negated, global } => {
                absent("GLOBAL IN", *global)?;
                self.expression(expr)?;
                self.push(if *negated { " NOT IN (" } else { " IN (" });
                match target {
                    InTarget::List(items) => self.list(items, Self::expression)?,
                    InTarget::Subquery(query) => self.query(query)?,
                    _ => return Err(unknown("such a list")),
                }
                self.push(")");
                Ok(())
            }
            Expr::Like { negated, any: false, expr, pattern, escape_char: None } => {
                self.pair(expr, if *negated { " NOT LIKE " } else { " LIKE " }, pattern)
            }
            Expr::ILike { negated, any: false, expr, pattern, escape_char: None } => {
                self.pair(expr, if *negated { " NOT ILIKE " } else { " ILIKE " }, pattern)
            }
            Expr::Exists { subquery, negated } => {
                self.push(if *negated { "NOT EXISTS (" } else { "EXISTS (" });
                self.query(subquery)?;
                self.push(")");
                Ok(())
            }
            Expr::Subquery(query) => {
                self.push("(");
                self.query(query)?;
                self.push(")");
                Ok(())
            }
            Expr::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref())
            }
            Expr::Cast {
                kind: CastKind::Cast | CastKind::DoubleColon,
                expr,
                data_type,
                format: None,
            } => {
                self.push("CAST(");
                self.expression(expr)?;
                self.push(" AS ");
                self.data_type(&data_type.to_string())?;
                self.push(")");
                Ok(())
            }
            Expr::Floor { expr, field } | Expr::Ceil { expr, field }
                if is_plain_rounding(field) =>
            {
                let word =
                    if matches!(expression, Expr::Floor { .. }) { "FLOOR(" } else { "CEIL(" };
                self.push(word);
                self.expression(expr)?;
                self.push(")");
                Ok(())
            }
            Expr::Substring { expr, substring_from: Some(from), substring_for, .. } => {
                self.push("SUBSTR(");
                self.expression(expr)?;
                self.push(", ");
                self.expression(from)?;
                if let Some(length) = substring_for {
                    self.push(", ");
                    self.expression(length)?;
                }
                self.push(")");
                Ok(())
            }
            Expr::Trim { trim_where: None, trim_what: None, expr, trim_characters: None } => {
                self.push("TRIM(");
                self.expression(expr)?;
                self.push(")");
                Ok(())
            }
            Expr::Function(function) => self.function(function),
            _ => Err(unknown(&format!("`{}`", shortened(&expression.to_string())))),
        }
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        whens: &[CaseWhen],
        other: Option<&Expr>,
    ) -> Written {
        self.push("CASE");
        if let Some(operand) = operand {
            self.push(" ");
            self.expression(operand)?;
        }
        for when in whens {
            self.push(" WHEN ");
            self.expression(&when.condition)?;
            self.push(" THEN ");
            self.expression(&when.result)?;
        }
        if let Some(other) = other {
            self.push(" ELSE ");
            self.expression(other)?;
        }
        self.push(" END");
        Ok(())
    }

    /// `numeric(10,2)`: words, digits, commas, blanks and parentheses.
    fn data_type(&mut self, words: &str) -> Written {
        let is_plain =
            words.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | ',' | '(' | ')'));
        absent("such a type", !is_plain)?;
        self.push(words);
        Ok(())
    }

    fn function(&mut self, function: &Function) -> Written {
        let name = function.name.to_string().to_lowercase();
        if !FUNCTIONS.contains(&name.as_str()) {
            return Err(format!("the function `{}` is not offered in an action", shortened(&name)));
        }
        let is_plain = !function.uses_odbc_syntax
            && function.parameters == FunctionArguments::None
            && function.within_group.is_empty()
            && function.null_treatment.is_none()
            && function.over.is_none();
        absent("such a use of a function", !is_plain)?;
        self.push(&name.to_uppercase());
        match &function.args {
            FunctionArguments::None => {}
            FunctionArguments::Subquery(_) => return Err(unknown("such an argument")),
            FunctionArguments::List(list) => {
                absent("a clause in a function", !list.clauses.is_empty())?;
                self.push("(");
                match list.duplicate_treatment {
                    None => {}
                    Some(sqlparser::ast::DuplicateTreatment::Distinct) => self.push("DISTINCT "),
                    Some(sqlparser::ast::DuplicateTreatment::All) => {}
                }
                self.list(&list.args, |writer, argument| match argument {
                    FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) => {
                        writer.expression(expression)
                    }
                    FunctionArg::Unnamed(FunctionArgExpr::Wildcard) => {
                        writer.push("*");
                        Ok(())
                    }
                    _ => Err(unknown("such an argument")),
                })?;
                self.push(")");
            }
        }
        if let Some(filter) = &function.filter {
            self.push(" FILTER (WHERE ");
            self.expression(filter)?;
            self.push(")");
        }
        Ok(())
    }

    fn value(&mut self, value: &Value) -> Written {
        match value {
            Value::Number(text, false) => match super::number(text) {
                Some(number) => {
                    self.push(&number.to_string());
                    Ok(())
                }
                None => Err(unknown(&format!("the number `{}`", shortened(text)))),
            },
            Value::SingleQuotedString(text) => {
                self.bind(ActionTerm::Literal(text.clone().into()));
                Ok(())
            }
            Value::DoubleQuotedString(text) if self.schema.engine == Engine::Mysql => {
                self.bind(ActionTerm::Literal(text.clone().into()));
                Ok(())
            }
            Value::Boolean(true) => {
                self.push("TRUE");
                Ok(())
            }
            Value::Boolean(false) => {
                self.push("FALSE");
                Ok(())
            }
            Value::Null => {
                self.push("NULL");
                Ok(())
            }
            Value::Placeholder(text) => {
                self.bind(words::placeholder(text)?);
                Ok(())
            }
            _ => Err(unknown("such a literal")),
        }
    }
}

fn is_plain_rounding(field: &sqlparser::ast::CeilFloorKind) -> bool {
    use sqlparser::ast::{CeilFloorKind, DateTimeField};
    matches!(field, CeilFloorKind::DateTimeField(DateTimeField::NoDateTime))
}

fn binary(operator: &BinaryOperator) -> Result<&'static str, String> {
    Ok(match operator {
        BinaryOperator::Plus => " + ",
        BinaryOperator::Minus => " - ",
        BinaryOperator::Multiply => " * ",
        BinaryOperator::Divide => " / ",
        BinaryOperator::Modulo => " % ",
        BinaryOperator::StringConcat => " || ",
        BinaryOperator::Gt => " > ",
        BinaryOperator::Lt => " < ",
        BinaryOperator::GtEq => " >= ",
        BinaryOperator::LtEq => " <= ",
        BinaryOperator::Eq => " = ",
        BinaryOperator::NotEq => " <> ",
        BinaryOperator::And => " AND ",
        BinaryOperator::Or => " OR ",
        BinaryOperator::Arrow => " -> ",
        BinaryOperator::LongArrow => " ->> ",
        other => return Err(unknown(&format!("the operator `{other}`"))),
    })
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The table that a name means, among those of the action.
pub(super) fn find(
    name: &ObjectName,
    schema: &Schema,
    tables: &[TableIndex],
    spelling: impl Fn(&Ident) -> Result<String, String>,
) -> Result<TableIndex, String> {
    let parts = name
        .0
        .iter()
        .map(|part| match part {
            ObjectNamePart::Identifier(ident) => spelling(ident),
            ObjectNamePart::Function(_) => Err(unknown("a computed name")),
        })
        .collect::<Result<Vec<_>, _>>()?;
    let (namespace, table) = match parts.as_slice() {
        [table] => (schema.default_namespace.as_str(), table.as_str()),
        [namespace, table] => (namespace.as_str(), table.as_str()),
        _ => return Err(format!("`{name}` names no table: write `table` or `schema.table`")),
    };
    tables
        .iter()
        .copied()
        .find(|index| schema[*index].namespace == namespace && schema[*index].name == table)
        .ok_or_else(|| format!("`{name}` is not among the action's `tables`"))
}
