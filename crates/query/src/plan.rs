//! [`Request`] + schema + policy to [`Plan`]: rejects unknown and hidden names alike, and what goes beyond a limit.

mod aggregate;
mod asked;
mod filter;
mod insert;
mod native;
mod put;
mod read;
mod relation;
mod rule;
mod spot;
mod upsert;
mod write;

use bailiwick_policy::{Moment, Operation, Policy, User, reduce};
use bailiwick_schema::{Schema, TableIndex};

pub(crate) use aggregate::AggregatePlan;
pub use asked::condition_of;
pub(crate) use filter::{Check, Filter};
pub(crate) use native::Native;
pub(crate) use read::{EmbedPlan, Field, Key, NodePlan, OrderBy, Via};
pub use read::{ReadPlan, ReadShape};
pub(crate) use rule::{Rule, is_known};
pub(crate) use spot::{Inside, Spot, View};
pub(crate) use upsert::UpsertPlan;
pub use write::WritePlan;
pub(crate) use write::{Act, Change, Denied, InsertRow, Reach};

use crate::request::{Method, Request};
use crate::{Limits, Refusal};

/// What a request is planned against.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The connection's schema; the policy was checked against it.
    pub schema: &'a Schema,
    /// The connection's name.
    pub connection: &'a str,
    /// The deployed policy.
    pub policy: &'a Policy,
    /// Who asks.
    pub user: &'a User,
    /// The request's instant.
    pub now: Moment,
    /// How much one request may ask for.
    pub limits: &'a Limits,
}

/// What is to be run.
#[derive(Debug, Clone)]
pub enum Plan<'a> {
    /// One statement: [`read_statement`](crate::read_statement), then [`read_answer`](crate::read_answer).
    Read(Box<ReadPlan<'a>>),
    /// A transaction: [`Write::start`](crate::Write::start).
    Write(Box<WritePlan<'a>>),
}

/// Plans a request.
///
/// # Errors
/// As in the design's table: 404 `PGRST205`, 400 `42703`, `PGRST204`, `PGRST200`, `22P02`, `PGRST120`, 403 `42501`.
pub fn plan<'a>(request: &Request, context: &Context<'a>) -> Result<Plan<'a>, Refusal> {
    let table = find(request, context)?;
    let needed = match request.method {
        Method::Get | Method::Head => {
            return Ok(Plan::Read(Box::new(read::plan(request, context, table)?)));
        }
        Method::Put => return Ok(Plan::Write(Box::new(put::plan(request, context, table)?))),
        Method::Post => Operation::Insert,
        Method::Patch => Operation::Update,
        Method::Delete => Operation::Delete,
    };
    Ok(Plan::Write(Box::new(write::plan(request, context, table, needed)?)))
}

/// The answer for a table that is not there, or whose connection is not: the same bytes as for a hidden one.
pub fn missing_table(request: &Request) -> Refusal {
    let profile = match &request.namespace {
        Some(namespace) => format!("{}.{namespace}", request.connection),
        None => request.connection.clone(),
    };
    Refusal::table(&profile, &request.table)
}

/// The table asked for, if the user may do anything at all with it.
fn find(request: &Request, context: &Context<'_>) -> Result<TableIndex, Refusal> {
    let schema = context.schema;
    let namespace = request.namespace.as_deref().unwrap_or(&schema.default_namespace);
    if request.connection != context.connection {
        return Err(missing_table(request));
    }
    let Some((table, _)) = schema.table(namespace, &request.table) else {
        return Err(missing_table(request));
    };
    let operations = [Operation::Select, Operation::Insert, Operation::Update, Operation::Delete];
    if !operations.into_iter().any(|operation| grants(context, table, operation)) {
        return Err(missing_table(request));
    }
    Ok(table)
}

fn grants(context: &Context<'_>, table: TableIndex, operation: Operation) -> bool {
    let Context { policy, connection, user, now, schema, .. } = *context;
    !reduce(policy, connection, table, operation, user, now, schema).granted.is_empty()
}
