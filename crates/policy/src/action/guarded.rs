//! A statement of a `user` action -> what the data API is asked, so that the policy guards it like any request. That is
//! one table, its columns, conditions that compare them with values, and values that are written.

use bailiwick_schema::{Engine, Schema, TableIndex};
use serde_json::Value as Json;
use sqlparser::ast::{
    AssignmentTarget, BinaryOperator, Delete, Expr, FromTable, GroupByExpr, Ident, InTarget,
    Insert, LimitClause, ObjectName, ObjectNamePart, OrderByKind, Query, SelectItem, SetExpr,
    Statement, TableFactor, TableObject, TableWithJoins, UnaryOperator, Update, Value,
};

use super::owner::find;
use super::{ActionTerm, words};

/// One statement under the policy.
#[derive(Clone, Debug)]
pub struct Guarded {
    /// Its table.
    pub table: TableIndex,
    /// What it does.
    pub kind: GuardedKind,
    /// Which rows; for an insert none.
    pub condition: Option<GuardedCondition>,
    /// The columns that are answered, each with its name in the answer; `None` for all that the user may read, and for a
    /// write that answers no rows.
    pub answer: Answered,
    /// Whether it answers rows.
    pub has_rows: bool,
}

/// Columns of an answer, each with its name there; `None` for all.
pub type Answered = Option<Vec<(String, String)>>;

/// What a statement does.
#[derive(Clone, Debug)]
pub enum GuardedKind {
    /// Reads, in an order of columns (descending where true), so many rows at most.
    Select {
        /// Columns, and whether descending.
        order: Vec<(String, bool)>,
        /// Rows at most.
        limit: Option<ActionTerm>,
    },
    /// Adds these rows.
    Insert(Vec<Vec<(String, ActionTerm)>>),
    /// Changes these columns.
    Update(Vec<(String, ActionTerm)>),
    /// Removes.
    Delete,
}

/// A tree of conditions.
#[derive(Clone, Debug)]
pub enum GuardedCondition {
    /// About one column.
    Test(String, GuardedTest),
    /// All.
    And(Vec<GuardedCondition>),
    /// Any.
    Or(Vec<GuardedCondition>),
    /// Not.
    Not(Box<GuardedCondition>),
}

/// A condition on a column.
#[derive(Clone, Debug)]
pub enum GuardedTest {
    /// `=`, `<>`, `<`, `<=`, `>`, `>=` by the names of the data API.
    Compare(&'static str, ActionTerm),
    /// `IN`; a list of the caller stands for its items.
    In(Vec<ActionTerm>),
    /// `LIKE`, ignoring case when true.
    Like(ActionTerm, bool),
    /// `IS NULL`
    IsNull,
    /// `IS TRUE`, or false.
    Is(bool),
}

impl Guarded {
    /// Every value in it.
    pub(super) fn terms(&self) -> Vec<&ActionTerm> {
        let mut terms = Vec::new();
        match &self.kind {
            GuardedKind::Select { limit, .. } => terms.extend(limit),
            GuardedKind::Insert(rows) => {
                terms.extend(rows.iter().flatten().map(|(_, term)| term));
            }
            GuardedKind::Update(values) => terms.extend(values.iter().map(|(_, term)| term)),
            GuardedKind::Delete => {}
        }
        if let Some(condition) = &self.condition {
            condition.terms(&mut terms);
        }
        terms
    }
}

impl GuardedCondition {
    fn terms<'a>(&'a self, found: &mut Vec<&'a ActionTerm>) {
        match self {
            GuardedCondition::Test(
                _,
                GuardedTest::Compare(_, term) | GuardedTest::Like(term, _),
            ) => {
                found.push(term);
            }
            GuardedCondition::Test(_, GuardedTest::In(terms)) => found.extend(terms),
            GuardedCondition::Test(..) => {}
            GuardedCondition::And(parts) | GuardedCondition::Or(parts) => {
                parts.iter().for_each(|part| part.terms(found));
            }
            GuardedCondition::Not(part) => part.terms(found),
        }
    }
}

const SIMPLE: &str = "under the policy (`as: user`) a statement is about one table, compares its columns with values and \
    writes values; `as: owner` takes more";

fn simple<T>() -> Result<T, String> {
    Err(SIMPLE.to_owned())
}

/// Reads a statement.
///
/// # Errors
/// A sentence for its author.
pub(super) fn read(
    statement: &Statement,
    schema: &Schema,
    tables: &[TableIndex],
) -> Result<Guarded, String> {
    // What may not stand in any action is refused here too, so that nothing below is overlooked.
    super::owner::write(statement, schema, tables)?;
    let reader = Reader { schema, tables };
    let guarded = match statement {
        Statement::Query(query) => reader.select(query)?,
        Statement::Insert(insert) => reader.insert(insert)?,
        Statement::Update(update) => reader.update(update)?,
        Statement::Delete(delete) => reader.delete(delete)?,
        _ => return Err("expected a SELECT, INSERT, UPDATE or DELETE".to_owned()),
    };
    reader.check_columns(&guarded)?;
    Ok(guarded)
}

struct Reader<'a> {
    schema: &'a Schema,
    tables: &'a [TableIndex],
}

impl Reader<'_> {
    fn spelling(&self, ident: &Ident) -> Result<String, String> {
        let is_folded = ident.quote_style.is_none() && self.schema.engine == Engine::Postgres;
        match ident.quote_style {
            None | Some('"' | '`') if is_folded => Ok(ident.value.to_lowercase()),
            None | Some('"' | '`') => Ok(ident.value.clone()),
            Some(_) => simple(),
        }
    }

    fn table(&self, name: &ObjectName) -> Result<TableIndex, String> {
        find(name, self.schema, self.tables, |ident| self.spelling(ident))
    }

    fn only(&self, tables: &[TableWithJoins]) -> Result<TableIndex, String> {
        match tables {
            [
                TableWithJoins {
                    relation: TableFactor::Table { name, alias: None, args: None, .. },
                    joins,
                },
            ] if joins.is_empty() => self.table(name),
            _ => simple(),
        }
    }

    fn select(&self, query: &Query) -> Result<Guarded, String> {
        let is_plain = query.with.is_none()
            && query.fetch.is_none()
            && query.locks.is_empty()
            && query.pipe_operators.is_empty();
        let SetExpr::Select(select) = query.body.as_ref() else { return simple() };
        let is_one = select.distinct.is_none()
            && select.having.is_none()
            && select.into.is_none()
            && matches!(&select.group_by, GroupByExpr::Expressions(terms, _) if terms.is_empty());
        if !is_plain || !is_one {
            return simple();
        }
        let mut order = Vec::new();
        if let Some(by) = &query.order_by {
            let OrderByKind::Expressions(terms) = &by.kind else { return simple() };
            for term in terms {
                let is_descending = match term.options.sort {
                    None | Some(sqlparser::ast::OrderBySort::Asc) => false,
                    Some(sqlparser::ast::OrderBySort::Desc) => true,
                    Some(_) => return simple(),
                };
                if term.options.nulls_first.is_some() {
                    return simple();
                }
                order.push((self.column(&term.expr)?, is_descending));
            }
        }
        let limit = match &query.limit_clause {
            None => None,
            Some(LimitClause::LimitOffset { limit, offset: None, limit_by })
                if limit_by.is_empty() =>
            {
                limit.as_ref().map(|limit| self.term(limit)).transpose()?
            }
            Some(_) => return simple(),
        };
        Ok(Guarded {
            table: self.only(&select.from)?,
            kind: GuardedKind::Select { order, limit },
            condition: self.filter(select.selection.as_ref())?,
            answer: self.answer(&select.projection)?,
            has_rows: true,
        })
    }

    fn insert(&self, insert: &Insert) -> Result<Guarded, String> {
        let TableObject::TableName(name) = &insert.table else { return simple() };
        let is_plain = insert.on.is_none()
            && insert.or.is_none()
            && !insert.ignore
            && !insert.replace_into
            && insert.assignments.is_empty()
            && insert.table_alias.is_none()
            && insert.insert_alias.is_none();
        let source = insert.source.as_deref().map(|query| query.body.as_ref());
        let Some(SetExpr::Values(values)) = source.filter(|_| is_plain) else { return simple() };
        let columns =
            insert.columns.iter().map(|name| self.assigned(name)).collect::<Result<Vec<_>, _>>()?;
        let mut rows = Vec::with_capacity(values.rows.len());
        for row in &values.rows {
            if columns.is_empty() || row.content.len() != columns.len() {
                return Err(
                    "INSERT names its columns, and every row has a value for each".to_owned()
                );
            }
            let terms = row.content.iter().map(|value| self.term(value));
            let terms = terms.collect::<Result<Vec<_>, _>>()?;
            rows.push(columns.iter().cloned().zip(terms).collect());
        }
        let (answer, has_rows) = self.returning(insert.returning.as_deref())?;
        let table = self.table(name)?;
        Ok(Guarded { table, kind: GuardedKind::Insert(rows), condition: None, answer, has_rows })
    }

    fn update(&self, update: &Update) -> Result<Guarded, String> {
        let is_plain = update.from.is_none()
            && update.or.is_none()
            && update.order_by.is_empty()
            && update.limit.is_none();
        if !is_plain {
            return simple();
        }
        let mut values = Vec::with_capacity(update.assignments.len());
        for assignment in &update.assignments {
            let AssignmentTarget::ColumnName(name) = &assignment.target else { return simple() };
            values.push((self.assigned(name)?, self.term(&assignment.value)?));
        }
        let (answer, has_rows) = self.returning(update.returning.as_deref())?;
        Ok(Guarded {
            table: self.only(std::slice::from_ref(&update.table))?,
            kind: GuardedKind::Update(values),
            condition: self.filter(update.selection.as_ref())?,
            answer,
            has_rows,
        })
    }

    fn delete(&self, delete: &Delete) -> Result<Guarded, String> {
        let is_plain = delete.tables.is_empty()
            && delete.using.is_none()
            && delete.order_by.is_empty()
            && delete.limit.is_none();
        let FromTable::WithFromKeyword(from) = &delete.from else { return simple() };
        if !is_plain {
            return simple();
        }
        let (answer, has_rows) = self.returning(delete.returning.as_deref())?;
        Ok(Guarded {
            table: self.only(from)?,
            kind: GuardedKind::Delete,
            condition: self.filter(delete.selection.as_ref())?,
            answer,
            has_rows,
        })
    }

    fn returning(&self, items: Option<&[SelectItem]>) -> Result<(Answered, bool), String> {
        match items {
            None => Ok((None, false)),
            Some(items) => Ok((self.answer(items)?, true)),
        }
    }

    fn answer(&self, items: &[SelectItem]) -> Result<Answered, String> {
        if let [SelectItem::Wildcard(_)] = items {
            return Ok(None);
        }
        let mut answer = Vec::with_capacity(items.len());
        for item in items {
            match item {
                SelectItem::UnnamedExpr(expression) => {
                    let column = self.column(expression)?;
                    answer.push((column.clone(), column));
                }
                SelectItem::ExprWithAlias { expr, alias } => {
                    answer.push((self.spelling(alias)?, self.column(expr)?));
                }
                _ => return simple(),
            }
        }
        Ok(Some(answer))
    }

    fn assigned(&self, name: &ObjectName) -> Result<String, String> {
        match name.0.as_slice() {
            [ObjectNamePart::Identifier(column)] => self.spelling(column),
            _ => simple(),
        }
    }

    fn column(&self, expression: &Expr) -> Result<String, String> {
        match expression {
            Expr::Identifier(ident) => self.spelling(ident),
            _ => simple(),
        }
    }

    fn term(&self, expression: &Expr) -> Result<ActionTerm, String> {
        let literal = |json: Json| Ok(ActionTerm::Literal(json));
        match expression {
            Expr::Nested(inner) => self.term(inner),
            Expr::UnaryOp { op: UnaryOperator::Minus, expr } => match self.term(expr)? {
                ActionTerm::Literal(Json::Number(number)) => {
                    super::number(&format!("-{number}")).map_or_else(simple, literal)
                }
                _ => simple(),
            },
            Expr::Value(value) => match &value.value {
                Value::Number(text, false) => super::number(text).map_or_else(simple, literal),
                Value::SingleQuotedString(text) => literal(text.clone().into()),
                Value::DoubleQuotedString(text) if self.schema.engine == Engine::Mysql => {
                    literal(text.clone().into())
                }
                Value::Boolean(truth) => literal((*truth).into()),
                Value::Null => literal(Json::Null),
                Value::Placeholder(text) => words::placeholder(text),
                _ => simple(),
            },
            _ => simple(),
        }
    }

    fn filter(&self, selection: Option<&Expr>) -> Result<Option<GuardedCondition>, String> {
        selection.map(|selection| self.condition(selection)).transpose()
    }

    fn condition(&self, expression: &Expr) -> Result<GuardedCondition, String> {
        let test = |column: &Expr, test| Ok(GuardedCondition::Test(self.column(column)?, test));
        let unless = |negated: bool, condition| {
            if negated { GuardedCondition::Not(Box::new(condition)) } else { condition }
        };
        match expression {
            Expr::Nested(inner) => self.condition(inner),
            Expr::UnaryOp { op: UnaryOperator::Not, expr } => {
                Ok(unless(true, self.condition(expr)?))
            }
            Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
                Ok(GuardedCondition::And(vec![self.condition(left)?, self.condition(right)?]))
            }
            Expr::BinaryOp { left, op: BinaryOperator::Or, right } => {
                Ok(GuardedCondition::Or(vec![self.condition(left)?, self.condition(right)?]))
            }
            Expr::BinaryOp { left, op, right } => {
                let word = match op {
                    BinaryOperator::Eq => "eq",
                    BinaryOperator::NotEq => "neq",
                    BinaryOperator::Gt => "gt",
                    BinaryOperator::GtEq => "gte",
                    BinaryOperator::Lt => "lt",
                    BinaryOperator::LtEq => "lte",
                    _ => return simple(),
                };
                test(left, GuardedTest::Compare(word, self.term(right)?))
            }
            Expr::Between { expr, negated, low, high } => {
                let low = test(expr, GuardedTest::Compare("gte", self.term(low)?))?;
                let high = test(expr, GuardedTest::Compare("lte", self.term(high)?))?;
                Ok(unless(*negated, GuardedCondition::And(vec![low, high])))
            }
            Expr::In { expr, target: InTarget::List(items), negated, .. } => {
                let items = items.iter().map(|item| self.term(item)).collect::<Result<_, _>>()?;
                Ok(unless(*negated, test(expr, GuardedTest::In(items))?))
            }
            Expr::Like { negated, any: false, expr, pattern, escape_char: None } => {
                Ok(unless(*negated, test(expr, GuardedTest::Like(self.term(pattern)?, false))?))
            }
            Expr::ILike { negated, any: false, expr, pattern, escape_char: None } => {
                Ok(unless(*negated, test(expr, GuardedTest::Like(self.term(pattern)?, true))?))
            }
            Expr::IsNull(inner) => test(inner, GuardedTest::IsNull),
            Expr::IsNotNull(inner) => Ok(unless(true, test(inner, GuardedTest::IsNull)?)),
            Expr::IsTrue(inner) => test(inner, GuardedTest::Is(true)),
            Expr::IsFalse(inner) => test(inner, GuardedTest::Is(false)),
            _ => simple(),
        }
    }

    /// Names are exact, as in the data API.
    fn check_columns(&self, guarded: &Guarded) -> Result<(), String> {
        let table = &self.schema[guarded.table];
        let mut names: Vec<&String> = Vec::new();
        match &guarded.kind {
            GuardedKind::Select { order, .. } => names.extend(order.iter().map(|(name, _)| name)),
            GuardedKind::Insert(rows) => names.extend(rows.iter().flatten().map(|(name, _)| name)),
            GuardedKind::Update(values) => names.extend(values.iter().map(|(name, _)| name)),
            GuardedKind::Delete => {}
        }
        names.extend(guarded.answer.iter().flatten().map(|(_, name)| name));
        if let Some(condition) = &guarded.condition {
            condition.columns(&mut names);
        }
        match names.into_iter().find(|name| table.column(name).is_none()) {
            Some(name) => Err(format!("table `{}` has no column `{name}`", table.name)),
            None => Ok(()),
        }
    }
}

impl GuardedCondition {
    fn columns<'a>(&'a self, found: &mut Vec<&'a String>) {
        match self {
            GuardedCondition::Test(column, _) => found.push(column),
            GuardedCondition::And(parts) | GuardedCondition::Or(parts) => {
                parts.iter().for_each(|part| part.columns(found));
            }
            GuardedCondition::Not(part) => part.columns(found),
        }
    }
}
