//! Actions: from what a caller sends and what the policy says to statements and requests, and back to an answer.

use bailiwick_policy::{
    Action, ActionCall, ActionTerm, ActionValue, Guarded, GuardedCondition, GuardedKind,
    GuardedTest, Meets, MissingValue, OwnerStatement,
};
use bailiwick_schema::{DataType, Engine, Table, Value};
use serde_json::{Map, Value as Json};

use crate::answer;
use crate::request::{Condition, Is, Method, Node, Operator, OrderTerm, SelectItem, Test};
use crate::{
    Answer, Context, Form, Limits, Preferences, Refusal, Request, RequestInput, Return, Statement,
    parse,
};

/// What the caller of an action asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// What was sent, checked against the action's schema.
    pub input: Map<String, Json>,
    /// In which form the answer is asked for.
    pub form: Form,
    /// Do everything and keep nothing.
    pub rollback: bool,
    /// Answer with the headers only.
    pub head: bool,
    /// Say how many rows the answer has.
    pub count: bool,
}

/// The action of a name that does not exist or that the caller may not know of: 404 `PGRST202`.
pub fn missing_action(name: &str) -> Refusal {
    Refusal::new(404, "PGRST202", format!("could not find the function `{name}`"))
}

/// Reads the call of an action.
///
/// # Errors
/// 405 for a GET of an action that changes something; 400 for what is not what the action takes, naming the field.
pub fn parse_call(
    input: &RequestInput<'_>,
    action: &Action,
    limits: &Limits,
) -> Result<Call, Refusal> {
    let preferences = parse::prefer(&input.prefer)?;
    let form = parse::accept(input.accept)?;
    if form == Form::Csv {
        return Err(Refusal::not_offered("an action's answer as comma-separated values"));
    }
    let words: Vec<(String, String)> =
        url::form_urlencoded::parse(input.query.unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let sent = match input.method {
        "GET" | "HEAD" if !action.changes_nothing() => {
            let message = format!("`{}` changes something: call it with POST", action.name);
            return Err(Refusal::new(405, "PGRST101", message));
        }
        "GET" | "HEAD" => action.input.read_words(words),
        "POST" if !words.is_empty() => {
            let message =
                "fields and filters of an action's answer are not offered: its input is the body";
            return Err(Refusal::syntax(message));
        }
        "POST" if input.body.is_empty() => Map::new(),
        "POST" => {
            let body = parse::body(input.body, input.content_type, limits)?;
            match <[Map<String, Json>; 1]>::try_from(body.rows) {
                Ok([sent]) if !body.is_bulk => sent,
                _ => return Err(Refusal::body_syntax("the body of a call is one object")),
            }
        }
        method => {
            let message = format!("an action is called with POST or GET, not `{method}`");
            return Err(Refusal::new(405, "PGRST101", message));
        }
    };
    if let Err(error) = action.input.check(&sent) {
        let place = match error.path.as_str() {
            "" => "the input".to_owned(),
            path => format!("`{}`", path.trim_start_matches('/').replace('/', ".")),
        };
        let message = format!("{place}: {}", error.message);
        return Err(Refusal::new(400, "22023", message));
    }
    if preferences.rollback && !action.is_undone_by_callers() {
        let message = "`tx=rollback` is not offered by this action: what it does by the connection's own authority stays";
        return Err(Refusal::new(400, "PGRST122", message));
    }
    Ok(Call {
        input: sent,
        form,
        rollback: preferences.rollback,
        head: input.method == "HEAD",
        count: preferences.count,
    })
}

fn lacking(missing: &MissingValue) -> Refusal {
    Refusal::forbidden(missing.to_string())
}

/// A statement by the connection's own authority, its values bound.
///
/// # Errors
/// 403 where the user lacks a value that it mentions, 400 for a pattern beyond the limit of clients.
pub fn owner_statement(
    statement: &OwnerStatement,
    call: &ActionCall<'_>,
    (engine, limits): (Engine, &Limits),
) -> Result<Statement, Refusal> {
    let mut binds = Vec::with_capacity(statement.binds.len());
    for bind in &statement.binds {
        let value = bind.term.value(call).map_err(|missing| lacking(&missing))?;
        if let (Meets::Pattern, ActionValue::Json(Json::String(pattern))) = (bind.meets, &value) {
            parse::check_like(pattern, limits)?;
        }
        binds.push(match bound(value, engine) {
            value if bind.meets != Meets::Anything && engine == Engine::Mysql => as_text(value),
            value => value,
        });
    }
    Ok(Statement { text: statement.text.clone(), binds })
}

/// MariaDB compares a text exactly with whatever it meets, as long as it warns of nothing, which fails the statement.
pub(crate) fn as_text(value: Value) -> Value {
    match value {
        Value::Boolean(truth) => Value::Text(i32::from(truth).to_string()),
        Value::Integer(number) => Value::Text(number.to_string()),
        Value::Float(number) => Value::Text(number.to_string()),
        other => other,
    }
}

/// A value whose column is not known: as the engine takes it from a program. Lists and objects are JSON.
fn bound(value: ActionValue, engine: Engine) -> Value {
    match value {
        ActionValue::Instant(microseconds) => Value::Timestamp(microseconds),
        ActionValue::Json(Json::Null) => Value::Null,
        ActionValue::Json(Json::Bool(truth)) => Value::Boolean(truth),
        ActionValue::Json(Json::String(text)) => Value::Text(text),
        ActionValue::Json(Json::Number(number)) => match number.to_string().parse::<i128>() {
            Ok(whole) if i64::try_from(whole).is_ok() => Value::Integer(whole),
            // Postgres reads a text as whatever type stands there, so the number stays exact.
            _ if engine == Engine::Postgres => Value::Text(number.to_string()),
            _ => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        ActionValue::Json(document) => Value::Json(document),
    }
}

/// What the data API is asked for a statement under the policy.
///
/// # Errors
/// 403 where the user lacks a value that it mentions, 400 for one that cannot stand there or is beyond a limit of clients.
pub fn guarded_request(
    guarded: &Guarded,
    context: &Context<'_>,
    call: &ActionCall<'_>,
) -> Result<Request, Refusal> {
    let Context { connection, schema, limits, .. } = *context;
    let table = &schema[guarded.table];
    let mut node = Node::default();
    if let Some(condition) = &guarded.condition {
        node.conditions.push(asked(condition, false, call, (schema.engine, limits))?);
    }
    node.select = match (&guarded.answer, guarded.has_rows) {
        (Some(columns), _) => Some(columns.iter().map(selected).collect()),
        (None, true) => None,
        (None, false) => Some(Vec::new()),
    };
    let mut rows = Vec::new();
    let method = match &guarded.kind {
        GuardedKind::Select { order, limit } => {
            node.order = order.iter().map(ordered).collect();
            if let Some(limit) = limit {
                node.limit = Some(whole(limit, call)?);
            }
            Method::Get
        }
        GuardedKind::Insert(given) => {
            for row in given {
                rows.push(written(row, table, call, schema.engine)?);
            }
            Method::Post
        }
        GuardedKind::Update(values) => {
            rows.push(written(values, table, call, schema.engine)?);
            Method::Patch
        }
        GuardedKind::Delete => Method::Delete,
    };
    let returns = if guarded.has_rows { Return::Representation } else { Return::Minimal };
    Ok(Request {
        method,
        connection: connection.to_owned(),
        namespace: Some(table.namespace.clone()),
        table: table.name.clone(),
        node,
        columns: None,
        on_conflict: None,
        is_bulk: rows.len() > 1,
        rows,
        is_worded: false,
        preferences: Preferences { returns: Some(returns), count: true, ..Preferences::default() },
        form: Form::List,
    })
}

fn selected((alias, name): &(String, String)) -> SelectItem {
    SelectItem::Column {
        alias: (alias != name).then(|| alias.clone()),
        name: name.clone(),
        path: None,
        cast: None,
    }
}

fn ordered((column, descending): &(String, bool)) -> OrderTerm {
    OrderTerm {
        embed: None,
        column: column.clone(),
        path: None,
        descending: *descending,
        nulls_first: None,
    }
}

fn json(term: &ActionTerm, call: &ActionCall<'_>, engine: Engine) -> Result<Json, Refusal> {
    Ok(match term.value(call).map_err(|missing| lacking(&missing))? {
        ActionValue::Json(json) => json,
        ActionValue::Instant(microseconds) => Json::String(instant(microseconds, engine)),
    })
}

/// An instant as a client would write it: SQLite's dates are texts.
fn instant(microseconds: i64, engine: Engine) -> String {
    let text = bailiwick_schema::format_instant_milliseconds(microseconds.div_euclid(1_000));
    if engine == Engine::Postgres { format!("{text}Z") } else { text }
}

/// The row that is written. What the user's token says is a text where a client would send a number.
fn written(
    values: &[(String, ActionTerm)],
    table: &Table,
    call: &ActionCall<'_>,
    engine: Engine,
) -> Result<Map<String, Json>, Refusal> {
    let value = |name: &String, term: &ActionTerm| {
        let value = json(term, call, engine)?;
        let Json::String(words) = &value else { return Ok(value) };
        let kind = table.column(name).map(|(_, column)| &column.data_type);
        let read: Option<Json> = match (term, kind) {
            (
                ActionTerm::User(_),
                Some(DataType::Integer { .. } | DataType::Decimal | DataType::Float { .. }),
            ) => words.parse::<serde_json::Number>().ok().map(Json::Number),
            (ActionTerm::User(_), Some(DataType::Boolean)) => words.parse().ok().map(Json::Bool),
            _ => None,
        };
        Ok(read.unwrap_or(value))
    };
    values.iter().map(|(name, term)| Ok((name.clone(), value(name, term)?))).collect()
}

fn whole(term: &ActionTerm, call: &ActionCall<'_>) -> Result<u64, Refusal> {
    match term.value(call).map_err(|missing| lacking(&missing))? {
        ActionValue::Json(Json::Number(number)) if number.as_u64().is_some() => {
            Ok(number.as_u64().unwrap_or_default())
        }
        _ => Err(Refusal::value("LIMIT takes a whole number")),
    }
}

/// No row at all: what a comparison with null comes to.
fn nothing(column: &str) -> Condition {
    Condition::Test(Test {
        column: column.to_owned(),
        path: None,
        operator: Operator::In(Vec::new()),
    })
}

/// The condition, or its negation, which is pushed down to the comparisons: what is compared with null is neither true nor
/// false, and holds for no row either way.
fn asked(
    condition: &GuardedCondition,
    is_negated: bool,
    call: &ActionCall<'_>,
    rules: (Engine, &Limits),
) -> Result<Condition, Refusal> {
    let parts = |parts: &[GuardedCondition]| {
        let parts = parts.iter().map(|part| asked(part, is_negated, call, rules));
        parts.collect::<Result<Vec<_>, _>>()
    };
    Ok(match (condition, is_negated) {
        (GuardedCondition::And(all), false) | (GuardedCondition::Or(all), true) => {
            Condition::And(parts(all)?)
        }
        (GuardedCondition::Or(any), false) | (GuardedCondition::And(any), true) => {
            Condition::Or(parts(any)?)
        }
        (GuardedCondition::Not(part), _) => asked(part, !is_negated, call, rules)?,
        (GuardedCondition::Test(column, test), _) => {
            let Some(operator) = operator(test, is_negated, call, rules)? else {
                return Ok(nothing(column));
            };
            let test = Condition::Test(Test { column: column.clone(), path: None, operator });
            if is_negated { Condition::Not(Box::new(test)) } else { test }
        }
    })
}

/// `None` where it holds for no row, because of a null.
fn operator(
    test: &GuardedTest,
    is_negated: bool,
    call: &ActionCall<'_>,
    (engine, limits): (Engine, &Limits),
) -> Result<Option<Operator>, Refusal> {
    let word = |term: &ActionTerm| Ok::<_, Refusal>(words(&json(term, call, engine)?));
    Ok(match test {
        GuardedTest::IsNull => Some(Operator::Is(Is::Null)),
        GuardedTest::Is(truth) => Some(Operator::Is(if *truth { Is::True } else { Is::False })),
        GuardedTest::Like(term, fold) => {
            let pattern = word(term)?;
            if let Some(pattern) = &pattern {
                parse::check_like(pattern, limits)?;
            }
            pattern.map(if *fold { Operator::Ilike } else { Operator::Like })
        }
        GuardedTest::Compare(name, term) => word(term)?.map(|word| match *name {
            "eq" => Operator::Eq(word),
            "neq" => Operator::Neq(word),
            "gt" => Operator::Gt(word),
            "gte" => Operator::Gte(word),
            "lt" => Operator::Lt(word),
            _ => Operator::Lte(word),
        }),
        GuardedTest::In(terms) => {
            let mut items = Vec::with_capacity(terms.len());
            for term in terms {
                match json(term, call, engine)? {
                    Json::Array(list) => items.extend(list.iter().map(words)),
                    item => items.push(words(&item)),
                }
            }
            parse::check_list(items.len(), limits)?;
            // Among others a null is equal to nothing; that nothing is equal to it cannot be said.
            let is_unknown = is_negated && items.iter().any(Option::is_none);
            (!is_unknown).then(|| Operator::In(items.into_iter().flatten().collect()))
        }
    })
}

/// As a client would type it; `None` for null.
fn words(json: &Json) -> Option<String> {
    match json {
        Json::Null => None,
        Json::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// What the last statement of an action came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Came {
    /// Rows, each the JSON of one object.
    Rows(Vec<String>),
    /// None: how many rows each statement reached.
    Counts(Vec<u64>),
}

/// The answer of an action.
///
/// # Errors
/// 406 `PGRST116` where one object is asked for and there is not exactly one.
pub fn action_answer(came: Came, call: &Call) -> Result<Answer, Refusal> {
    let mut media_type = "application/json; charset=utf-8";
    let mut headers = Vec::new();
    let count = match &came {
        Came::Rows(rows) => rows.len() as u64,
        Came::Counts(counts) => counts.iter().sum(),
    };
    let body = match came {
        Came::Counts(counts) => {
            if call.count {
                // The answer is one object, as that of a function of PostgREST that returns no rows is.
                headers.push(("content-range", answer::content_range(0, 1, Some(1))));
            }
            serde_json::json!({ "affected": counts }).to_string()
        }
        Came::Rows(rows) => {
            let total = call.count.then_some(count);
            headers.push(("content-range", answer::content_range(0, count, total)));
            match (call.form, rows.as_slice()) {
                (Form::Single, [row]) => {
                    media_type = "application/vnd.pgrst.object+json; charset=utf-8";
                    row.clone()
                }
                (Form::Single, rows) => {
                    let found = if rows.is_empty() { "0 rows" } else { "more than one row" };
                    return Err(Refusal::new(406, "PGRST116", "the result is not one object")
                        .details(format!("The result contains {found}")));
                }
                (_, rows) => format!("[{}]", rows.join(",")),
            }
        }
    };
    if call.count {
        headers.push(("preference-applied", "count=exact".to_owned()));
    }
    headers.push(("content-type", media_type.to_owned()));
    let body = if call.head { Vec::new() } else { body.into_bytes() };
    Ok(Answer { status: 200, headers, rows: count, body })
}
