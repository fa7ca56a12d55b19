//! What Rust says and what the database says, row by row and cell by cell.

use std::collections::BTreeMap;

use bailiwick_engine::Rows;
use bailiwick_policy::{
    Cell, CellCondition, Moment, Operation, Policy, Reduced, Row, User, matches, reduce,
};
use bailiwick_query::{Context, Limits, Mutation, Plan, RequestInput};
use bailiwick_schema::{Column, ColumnIndex, DataType, Engine, TableIndex, Value};

use crate::world::World;

/// 2024-06-01T12:00:00Z.
pub(crate) const NOW: Moment = Moment { now_microseconds: 1_717_243_200_000_000 };

/// The answer as lines, sorted, so that they can be compared and read.
pub(crate) type Answer = Vec<String>;

/// What is granted.
pub(crate) fn granted<'p>(
    world: &World,
    policy: &'p Policy,
    table: TableIndex,
    user: &User,
) -> Reduced<'p> {
    reduce(policy, "main", table, Operation::Select, user, NOW, &world.schema)
}

/// The answer by `matches`: none when the table is hidden.
pub(crate) fn by_rust(world: &World, reduced: &Reduced<'_>, table: TableIndex) -> Option<Answer> {
    if reduced.granted.is_empty() {
        return None;
    }
    let all = bailiwick_policy::World {
        tables: world.rows.iter().map(|(table, rows)| (*table, rows.as_slice())).collect(),
    };
    let columns = &world.schema[table].columns;
    let cells: BTreeMap<ColumnIndex, Cell> =
        reduced.readable().iter().map(|column| (column, reduced.cell(column))).collect();
    let filter = reduced.row_filter();
    let most = reduced.limit().map_or(usize::MAX, |limit| usize::try_from(limit).unwrap());
    let mut answer = Vec::new();
    let seen = |values: &&Vec<Value>| matches(&filter, &Row::new(values), &all) == Some(true);
    // They are in the order of their ids, which are seen wherever a row is.
    for values in world.rows[&table].iter().filter(seen).take(most) {
        let row = Row::new(values);
        let mut line = String::new();
        for (column, cell) in &cells {
            let holds = |predicate| matches(predicate, &row, &all) == Some(true);
            let is_plain = match &cell.plain {
                CellCondition::Always => true,
                CellCondition::When(predicate) => holds(predicate),
            };
            let mask = cell.masked.iter().find(|(predicate, _)| holds(predicate));
            let value = match (is_plain, mask, &values[column.0]) {
                (true, _, value) => value.clone(),
                (false, Some((_, mask)), Value::Text(text)) => Value::Text(mask.apply(text)),
                _ => Value::Null,
            };
            line += &shown(&columns[column.0], &value);
        }
        answer.push(line);
    }
    answer.sort();
    Some(answer)
}

/// The answer by the database, through the whole data API: request, plan, statement.
pub(crate) async fn by_sql(
    world: &World,
    policy: &Policy,
    user: &User,
    table: TableIndex,
    mutation: Option<Mutation>,
) -> Result<Option<Answer>, String> {
    let limits = Limits::default();
    let name = &world.schema[table].name;
    let input = RequestInput {
        method: "GET",
        table: name,
        query: Some("select=*&order=id"),
        ..RequestInput::default()
    };
    let mut request =
        bailiwick_query::parse(&input, &limits).map_err(|refusal| format!("{refusal:?}"))?;
    request.preferences.mutation = mutation;
    let schema = &world.schema;
    let context = Context { schema, connection: "main", policy, user, now: NOW, limits: &limits };
    let plan = match bailiwick_query::plan(&request, &context) {
        Ok(Plan::Read(plan)) => plan,
        Ok(Plan::Write(_)) => return Err("a read was planned as a write".to_owned()),
        Err(refusal) if matches!(refusal.status, 403 | 404) => return Ok(None),
        Err(refusal) => return Err(format!("{refusal:?}")),
    };
    let statement = bailiwick_query::mutated_read_statement(&plan, schema.engine, mutation);
    let limit = std::time::Duration::from_secs(20);
    let rows: Rows = world
        .database
        .read(&statement, limit)
        .await
        .map_err(|error| format!("{error:?}\n{}\n{:?}", statement.text, statement.binds))?;
    let page =
        bailiwick_query::read_answer(&plan, rows).map_err(|refusal| format!("{refusal:?}"))?;
    let objects: Vec<Object> =
        serde_json::from_slice(&page.body).map_err(|error| error.to_string())?;
    let mut answer = lines(&objects, &schema[table].columns, schema.engine);
    answer.sort();
    Ok(Some(answer))
}

/// A row as the database answered it.
pub(crate) type Object = BTreeMap<String, serde_json::Value>;

/// The rows of statements whose only column is an object.
pub(crate) fn objects(rows: &Rows) -> Result<Vec<Object>, String> {
    let object = |row: &Vec<Option<String>>| {
        let text = row.first().cloned().flatten().ok_or("a row without its object")?;
        serde_json::from_str(&text).map_err(|error| format!("{error}: {text}"))
    };
    rows.iter().map(object).collect()
}

/// Rows that the database answered, as lines.
pub(crate) fn lines(objects: &[Object], columns: &[Column], engine: Engine) -> Answer {
    let line = |object: &Object| {
        let cells = columns.iter().filter_map(|column| {
            let json = object.get(&column.name)?;
            Some(shown(column, &Value::from_stored(json, column, engine)))
        });
        cells.collect()
    };
    objects.iter().map(line).collect()
}

/// `name=value; ` with one spelling for each value.
pub(crate) fn shown(column: &Column, value: &Value) -> String {
    let text = match value {
        // JSON has no infinities.
        Value::Float(number) if !number.is_finite() => "Null".to_owned(),
        Value::Decimal(number) => format!("number {}", number.normalized().to_plain_string()),
        Value::Integer(number) => format!("number {number}"),
        Value::Float(number) if column.data_type == DataType::Decimal => format!("number {number}"),
        Value::Float(number) => format!("number {number}"),
        other => format!("{other:?}"),
    };
    format!("{}={text}; ", column.name)
}

/// For the printed report.
pub(crate) fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "Postgres",
        Engine::Mysql => "MariaDB",
    }
}
