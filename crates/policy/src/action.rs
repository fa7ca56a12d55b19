//! Actions: what an application may have done that no permission says, as SQL of the policy's author. Nothing in the text
//! comes from a request: what the caller sends is checked against a JSON Schema and bound. Afterwards an address may be told.

mod call;
mod guarded;
mod input;
mod owner;
pub(crate) mod read;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use bailiwick_schema::{Schema, TableIndex};
use serde_json::{Map, Number, Value as Json};

use crate::check::locate;
use crate::compiled::SchemaSet;
use crate::document::{ActionSource, Spanned};
use crate::problem::{Position, Problem};
use crate::user::{Moment, User, UserPath};

pub use call::WebCall;
pub use guarded::{Answered, Guarded, GuardedCondition, GuardedKind, GuardedTest};
pub use input::{Input, InputError};
pub use owner::{Meets, OwnerBind, OwnerStatement};

/// What runs no statement is called where requests that name no connection go.
const USUAL_CONNECTION: &str = "main";

/// By whose authority the statements of an action run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ActsAs {
    /// Under the policy, as if the caller had asked the data API.
    User,
    /// By the connection's own authority, on the tables that the action names.
    Owner,
}

/// A checked action.
#[derive(Clone, Debug)]
pub struct Action {
    /// Its name in the URL.
    pub name: String,
    /// Shown to people.
    pub title: Option<String>,
    /// The application roles that may call it.
    pub roles: BTreeSet<String>,
    /// By whose authority.
    pub acts_as: ActsAs,
    /// The connection that its statements run on, in one transaction.
    pub connection: String,
    /// What its caller sends.
    pub input: Arc<Input>,
    /// What is done, in order.
    pub statements: Vec<ActionStatement>,
    /// The address that is told once that is committed.
    pub call: Option<WebCall>,
    /// Where its name stands in the document.
    pub position: Position,
}

impl Action {
    /// Whether the user may call it, and so may know of it.
    pub fn is_for(&self, user: &User) -> bool {
        user.roles.iter().any(|role| self.roles.contains(role))
    }

    /// Whether its caller may have done it for nothing: not what is done by the connection's authority, such as counting tries
    /// or writing down who looked, for whoever could undo that would not be counted. Nor would an address be told of them.
    pub fn is_undone_by_callers(&self) -> bool {
        self.acts_as == ActsAs::User || self.changes_nothing()
    }

    /// Whether nothing is another than before, here or elsewhere, so that a GET may call it.
    pub fn changes_nothing(&self) -> bool {
        self.is_reading() && self.call.is_none()
    }

    /// Whether its statements change nothing, so that they run where nothing can be written.
    pub fn is_reading(&self) -> bool {
        self.statements.iter().all(|statement| match statement {
            ActionStatement::Owner(owner) => owner.is_reading,
            ActionStatement::Guarded(guarded) => matches!(guarded.kind, GuardedKind::Select { .. }),
        })
    }
}

/// One statement of an action.
#[derive(Clone, Debug)]
pub enum ActionStatement {
    /// By the connection's authority.
    Owner(OwnerStatement),
    /// Under the policy.
    Guarded(Guarded),
}

/// A value in a statement.
#[derive(Clone, PartialEq, Debug)]
pub enum ActionTerm {
    /// Written in the statement.
    Literal(Json),
    /// `$user.path`
    User(UserPath),
    /// `$input.path`
    Input(UserPath),
    /// `$now`
    Now,
}

/// What the terms of an action stand for in one call.
#[derive(Clone, Copy, Debug)]
pub struct ActionCall<'a> {
    /// Who calls.
    pub user: &'a User,
    /// What was sent, already checked.
    pub input: &'a Map<String, Json>,
    /// When.
    pub now: Moment,
}

/// A value of a call.
#[derive(Clone, PartialEq, Debug)]
pub enum ActionValue {
    /// As JSON.
    Json(Json),
    /// The instant of the call, in microseconds since 1970-01-01T00:00:00Z.
    Instant(i64),
}

/// The user lacks a value that the action mentions.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the action needs `{0}`, which this user does not have")]
pub struct MissingValue(pub UserPath);

impl ActionTerm {
    /// What it stands for. An input that was left out is null.
    ///
    /// # Errors
    /// For a value that the user does not have, or has as null: the statement was written for somebody who does.
    pub fn value(&self, call: &ActionCall<'_>) -> Result<ActionValue, MissingValue> {
        let json = match self {
            ActionTerm::Literal(json) => json.clone(),
            ActionTerm::Now => return Ok(ActionValue::Instant(call.now.now_microseconds)),
            ActionTerm::User(path) => match call.user.get(path).map(std::borrow::Cow::into_owned) {
                None | Some(Json::Null) => return Err(MissingValue(path.clone())),
                Some(json) => json,
            },
            ActionTerm::Input(path) => path.of(call.input).cloned().unwrap_or(Json::Null),
        };
        Ok(ActionValue::Json(json))
    }
}

/// Checks an action against the schemas; one with an error is not in the policy.
pub(crate) fn check(
    source: &ActionSource,
    schemas: &SchemaSet,
    problems: &mut Vec<Problem>,
) -> Option<Action> {
    let place = place(source, schemas, problems)?;
    // What only calls an address does nothing by the connection's authority.
    let acts_as = if source.run.is_empty() { ActsAs::User } else { source.acts_as? };
    let mut input = None;
    match Input::compile(source.input.as_ref().map(|input| &input.value)) {
        Ok(compiled) => input = Some(compiled),
        Err(sentence) => {
            let at = source.input.as_ref().map_or(source.name.at, |input| input.at);
            problems.push(Problem::error(at, sentence));
        }
    }
    let input = input?;
    let mut statements = Vec::with_capacity(source.run.len());
    for text in &source.run {
        let schema = place.schema?;
        match statement(text, acts_as, schema, &place.tables, &input) {
            Ok(statement) => statements.push(statement),
            Err(sentence) => problems.push(Problem::error(text.at, sentence)),
        }
    }
    if acts_as == ActsAs::Owner {
        let message = format!(
            "`{}` runs as the owner: no permission guards its statements; whoever has one of its roles does what they say",
            source.name.value
        );
        problems.push(Problem::warning(source.name.at, message));
    }
    if let Some(role) = source.roles.iter().find(|role| role.value == "anonymous") {
        let message = "requests without a token have the role `anonymous`; everyone may call this";
        problems.push(Problem::warning(role.at, message));
    }
    Some(Action {
        name: source.name.value.clone(),
        title: source.title.clone(),
        roles: source.roles.iter().map(|role| role.value.clone()).collect(),
        acts_as,
        connection: place.connection.to_owned(),
        input: Arc::new(input),
        statements,
        call: source.call.as_ref().map(|source| source.call.clone()),
        position: source.name.at,
    })
}

/// Where an action runs: on one connection, and on these of its tables.
struct Place<'a> {
    connection: &'a str,
    /// None where it runs nothing.
    schema: Option<&'a Schema>,
    tables: Vec<TableIndex>,
}

fn place<'a>(
    source: &'a ActionSource,
    schemas: &'a SchemaSet,
    problems: &mut Vec<Problem>,
) -> Option<Place<'a>> {
    if source.run.is_empty() && source.tables.is_empty() {
        return Some(Place { connection: USUAL_CONNECTION, schema: None, tables: Vec::new() });
    }
    let mut tables: Vec<TableIndex> = Vec::with_capacity(source.tables.len());
    let mut place: Option<(&str, &Schema)> = None;
    for name in &source.tables {
        let (connection, schema, table) = locate(name, schemas, problems)?;
        match place {
            Some((other, _)) if other != connection => {
                let message =
                    "an action runs in one transaction, so its tables are of one connection";
                problems.push(Problem::error(name.at, message));
                return None;
            }
            _ => place = Some((connection, schema)),
        }
        tables.push(table);
    }
    let (connection, schema) = place?;
    Some(Place { connection, schema: Some(schema), tables })
}

fn statement(
    text: &Spanned<String>,
    acts_as: ActsAs,
    schema: &Schema,
    tables: &[TableIndex],
    input: &Input,
) -> Result<ActionStatement, String> {
    let parsed = words::parse(&text.value, schema.engine)?;
    let statement = match acts_as {
        ActsAs::Owner => ActionStatement::Owner(owner::write(&parsed, schema, tables)?),
        ActsAs::User => ActionStatement::Guarded(guarded::read(&parsed, schema, tables)?),
    };
    let terms: Vec<&ActionTerm> = match &statement {
        ActionStatement::Owner(owner) => owner.binds.iter().map(|bind| &bind.term).collect(),
        ActionStatement::Guarded(guarded) => guarded.terms(),
    };
    for term in terms {
        if let ActionTerm::Input(path) = term
            && !input.declares(path)
        {
            return Err(format!(
                "`{}` is not among the properties of `input`",
                path.to_string().replacen("$user", "$input", 1)
            ));
        }
    }
    Ok(statement)
}

/// A number as it is written in SQL and in JSON.
fn number(text: &str) -> Option<Json> {
    text.parse::<Number>().ok().map(Json::Number)
}
