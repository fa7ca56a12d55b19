//! What else a policy decides, by Rust and by the database: functions over many rows and groups of them; writes are beside.

use std::collections::BTreeMap;
use std::time::Duration;

use bailiwick_policy::{
    Aggregate, Cell, CellCondition, Operation, Policy, Predicate, Row, User, matches, reduce,
};
use bailiwick_query::{Context, Limits, Mutation, Plan, RequestInput};
use bailiwick_schema::{Column, ColumnIndex, DataType, Engine, TableIndex, Value};
use serde_json::Value as Json;

use crate::authors::Bodies;
use crate::compare::{NOW, Object};
use crate::world::World;

pub(crate) const LIMIT: Duration = Duration::from_secs(20);

/// What came of each act, as lines.
pub(crate) type Acts = Vec<String>;

/// What a case met that its lines do not say.
pub(crate) type Met = Vec<&'static str>;

/// Whose policy, which table, what is written and how functions are asked for.
pub(crate) struct Asked<'a> {
    pub world: &'a World,
    pub policy: &'a Policy,
    pub user: &'a User,
    pub table: TableIndex,
    pub bodies: &'a Bodies,
    pub is_grouped: bool,
}

/// Whole numbers that are stored as such: SQLite may hold text in any column but the keys.
fn is_whole(column: &Column, engine: Engine) -> bool {
    let is_key = column.name == "id" || column.name.ends_with("_id");
    matches!(column.data_type, DataType::Integer { .. }) && (engine != Engine::Sqlite || is_key)
}

impl<'a> Asked<'a> {
    pub(crate) fn reduced(&self, operation: Operation) -> bailiwick_policy::Reduced<'a> {
        reduce(self.policy, "main", self.table, operation, self.user, NOW, &self.world.schema)
    }

    pub(crate) fn all(&self) -> bailiwick_policy::World<'a> {
        let tables = self.world.rows.iter().map(|(table, rows)| (*table, rows.as_slice()));
        bailiwick_policy::World { tables: tables.collect() }
    }

    pub(crate) fn columns(&self) -> &'a [Column] {
        &self.world.schema[self.table].columns
    }

    pub(crate) fn holds(&self, predicate: &Predicate, row: &[Value]) -> bool {
        matches(predicate, &Row::new(row), &self.all()) == Some(true)
    }

    /// The functions that may be asked for: a name, the function, its column.
    fn functions(&self) -> Vec<(String, Aggregate, ColumnIndex)> {
        let select = self.reduced(Operation::Select);
        let mut functions = Vec::new();
        for function in [Aggregate::Count, Aggregate::Sum, Aggregate::Min, Aggregate::Max] {
            let granting = select.granting(function);
            for column in granting.readable().iter() {
                let is_asked = function == Aggregate::Count
                    || is_whole(&self.columns()[column.0], self.world.schema.engine);
                if is_asked && functions.len() < 30 {
                    functions.push((format!("f{}", functions.len()), function, column));
                }
            }
        }
        functions
    }

    /// A readable key to make groups of, in every other case.
    fn group(&self) -> Option<ColumnIndex> {
        let readable = self.reduced(Operation::Select).readable();
        let keys = |column: &ColumnIndex| self.columns()[column.0].name.ends_with("_id");
        readable.iter().find(keys).filter(|_| self.is_grouped)
    }

    /// What a user sees of a cell.
    pub(crate) fn cell(&self, cell: &Cell, row: &[Value], column: ColumnIndex) -> Value {
        let is_plain = match &cell.plain {
            CellCondition::Always => true,
            CellCondition::When(predicate) => self.holds(predicate, row),
        };
        match (
            is_plain,
            cell.masked.iter().find(|(predicate, _)| self.holds(predicate, row)),
            &row[column.0],
        ) {
            (true, _, value) => value.clone(),
            (false, Some((_, mask)), Value::Text(text)) => Value::Text(mask.apply(text)),
            _ => Value::Null,
        }
    }

    fn functions_by_rust(&self) -> Acts {
        let select = self.reduced(Operation::Select);
        if select.granted.is_empty() {
            return vec!["functions: hidden".to_owned()];
        }
        let (filter, group) = (select.row_filter(), self.group());
        let mut groups = BTreeMap::<String, Vec<&Vec<Value>>>::new();
        if group.is_none() {
            groups.insert(String::new(), Vec::new());
        }
        for row in self.world.rows[&self.table].iter().filter(|row| self.holds(&filter, row)) {
            let name = group.map_or(String::new(), |column| {
                number(&self.cell(&select.cell(column), row, column))
            });
            groups.entry(name).or_default().push(row);
        }
        // Functions see every row; of groups an answer holds no more than of rows.
        let most = select.limit().map_or(usize::MAX, |limit| usize::try_from(limit).unwrap());
        let mut groups: Vec<(String, Vec<&Vec<Value>>)> = groups.into_iter().collect();
        groups.sort_by_key(|(name, _)| name.parse::<i128>().ok());
        let mut lines = Vec::new();
        for (name, rows) in groups.into_iter().take(most) {
            let mut line = format!("functions: g={name} n={}", rows.len());
            for (field, function, column) in self.functions() {
                let cell = select.granting(function).cell(column);
                let values: Vec<Value> = rows
                    .iter()
                    .map(|row| self.cell(&cell, row, column))
                    .filter(|value| *value != Value::Null)
                    .collect();
                let numbers = || {
                    values.iter().filter_map(|value| {
                        if let Value::Integer(number) = value { Some(*number) } else { None }
                    })
                };
                let found = match function {
                    Aggregate::Count => Some(values.len() as i128),
                    Aggregate::Sum => (!values.is_empty()).then(|| numbers().sum()),
                    Aggregate::Min => numbers().min(),
                    _ => numbers().max(),
                };
                line += &format!(
                    " {field}={}",
                    found.map_or("null".to_owned(), |found| found.to_string())
                );
            }
            lines.push(line);
        }
        lines.sort();
        lines
    }

    async fn functions_by_sql(&self, mutation: Option<Mutation>) -> Result<Acts, String> {
        let mut select: Vec<String> = self
            .group()
            .map(|column| format!("g:{}", self.columns()[column.0].name))
            .into_iter()
            .collect();
        select.push("n:count()".to_owned());
        let functions = self.functions();
        select.extend(functions.iter().map(|(field, function, column)| {
            format!("{field}:{}.{}()", self.columns()[column.0].name, function.as_str())
        }));
        let order = self.group().map_or(String::new(), |column| {
            format!("&order={}.nullsfirst", self.columns()[column.0].name)
        });
        let query = format!("select={}{order}", select.join(","));
        let limits = Limits::default();
        let request = self.request("GET", &query, ("", ""), &limits)?;
        let plan = match bailiwick_query::plan(&request, &self.context(&limits)) {
            Ok(Plan::Read(plan)) => plan,
            Ok(Plan::Write(_)) => return Err("a read was planned as a write".to_owned()),
            Err(refusal) if matches!(refusal.status, 403 | 404) => {
                return Ok(vec!["functions: hidden".to_owned()]);
            }
            Err(refusal) => return Err(format!("{query}: {refusal:?}")),
        };
        let statement =
            bailiwick_query::mutated_read_statement(&plan, self.world.schema.engine, mutation);
        let read = self.world.database.read(&statement, LIMIT).await;
        let rows = read.map_err(|error| format!("{error:?} {}\n{statement:?}", error.for_log()))?;
        let answer = bailiwick_query::read_answer(&plan, rows);
        let answer = answer.map_err(|refusal| format!("{query}: {refusal:?}"))?;
        let objects: Vec<Object> =
            serde_json::from_slice(&answer.body).map_err(|error| error.to_string())?;
        let mut lines = Vec::new();
        for object in objects {
            let shown = |name: &str| object.get(name).map(Json::to_string).unwrap_or_default();
            let mut line = format!("functions: g={} n={}", shown("g"), shown("n"));
            for (field, _, _) in &functions {
                line += &format!(" {field}={}", shown(field));
            }
            lines.push(line);
        }
        lines.sort();
        Ok(lines)
    }

    pub(crate) fn request(
        &self,
        method: &str,
        query: &str,
        (prefer, body): (&str, &str),
        limits: &Limits,
    ) -> Result<bailiwick_query::Request, String> {
        let table = &self.world.schema[self.table].name;
        let input = RequestInput {
            method,
            table,
            query: Some(query),
            prefer: vec![prefer],
            body: body.as_bytes(),
            content_type: Some("application/json"),
            ..RequestInput::default()
        };
        bailiwick_query::parse(&input, limits).map_err(|refusal| format!("{query}: {refusal:?}"))
    }

    pub(crate) fn context<'c>(&'c self, limits: &'c Limits) -> Context<'c> {
        Context {
            schema: &self.world.schema,
            connection: "main",
            policy: self.policy,
            user: self.user,
            now: NOW,
            limits,
        }
    }

    /// What Rust says, and what was met on the way.
    pub(crate) fn by_rust(&self, met: &mut Met) -> Acts {
        [self.functions_by_rust(), self.writes_by_rust(met)].concat()
    }

    /// What the database says.
    pub(crate) async fn by_sql(&self, mutation: Option<Mutation>) -> Result<Acts, String> {
        Ok([self.functions_by_sql(mutation).await?, self.writes_by_sql(mutation).await?].concat())
    }
}

pub(crate) fn number(value: &Value) -> String {
    match value {
        Value::Integer(number) => number.to_string(),
        Value::Null => "null".to_owned(),
        other => format!("{other:?}"),
    }
}
