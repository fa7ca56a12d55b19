//! A call of an action: its statements in one transaction, everything or nothing.

use std::sync::Arc;
use std::time::Instant;

use bailiwick_engine::{Error, Transaction};
use bailiwick_policy::{Action, ActionCall, ActionStatement, ActsAs, Moment, User};
use bailiwick_query::{Answer, Call, Came, Context, Plan, Refusal, Write};
use serde_json::value::RawValue;

use crate::compiled::Compiled;
use crate::instance::Inner;
use crate::pipeline::{Failure, WRITE_ATTEMPTS, write_in};
use crate::respond::Refused;
use crate::timing::Timing;

/// Who calls what.
#[derive(Clone, Copy)]
pub(crate) struct Calling<'a> {
    pub(crate) name: &'a str,
    pub(crate) connection: &'a str,
    pub(crate) user: &'a User,
    pub(crate) now: Moment,
}

/// The action, as far as its caller may know of it.
pub(crate) fn find<'a>(
    compiled: &'a Compiled,
    calling: &Calling<'_>,
) -> Result<&'a Action, Refusal> {
    let mut actions = compiled.policy.actions.iter();
    actions
        .find(|action| {
            action.name == calling.name
                && action.connection == calling.connection
                && action.is_for(calling.user)
        })
        .ok_or_else(|| bailiwick_query::missing_action(calling.name))
}

/// Answers a call over schemas that are fresh enough, and once more where the database says that they have changed.
pub(crate) async fn answer(
    inner: &Arc<Inner>,
    compiled: Arc<Compiled>,
    calling: &Calling<'_>,
    call: &Call,
    timing: &mut Timing,
) -> Result<Answer, Refused> {
    let asked = Instant::now();
    match attempts(&compiled, calling, call).await {
        Err(Failure::Engine(Error::SchemaChanged(_))) => {}
        other => {
            timing.lap("run");
            return other.map_err(|failure| failure.refuse(&compiled));
        }
    }
    let compiled = inner.look_again(&compiled, calling.connection, asked).await?;
    let answer = attempts(&compiled, calling, call).await;
    timing.lap("run");
    answer.map_err(|failure| failure.refuse(&compiled))
}

/// Again where another transaction got in its way: nothing was kept.
async fn attempts(
    compiled: &Compiled,
    calling: &Calling<'_>,
    call: &Call,
) -> Result<Answer, Failure> {
    let mut attempts = 1;
    let action = find(compiled, calling)?;
    let ends = Instant::now() + compiled.config.limits.statement_time;
    loop {
        match attempt(compiled, action, calling, call, ends).await {
            Err(Failure::Engine(Error::Serialization(_))) if attempts < WRITE_ATTEMPTS => {
                attempts += 1;
            }
            other => return other,
        }
    }
}

async fn attempt(
    compiled: &Compiled,
    action: &Action,
    calling: &Calling<'_>,
    call: &Call,
    ends: Instant,
) -> Result<Answer, Failure> {
    let left = ends.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(Error::Timeout.into());
    }
    let place = compiled.connections.get(calling.connection);
    let Some(place) = place else {
        return Err(bailiwick_query::missing_action(calling.name).into());
    };
    let allowance = compiled.config.limits.allowance(left);
    let mut transaction = if action.is_reading() {
        place.database.begin_reading(allowance).await?
    } else {
        place.database.begin(allowance).await?
    };
    if action.acts_as == ActsAs::Owner {
        transaction.compare_exactly();
    }
    let came = match statements(compiled, action, calling, call, &mut transaction).await {
        Ok(came) => came,
        Err(failure) => {
            // What failed is told, not that undoing it failed: the connection is then given up, which undoes it, too.
            let _ = transaction.rollback().await;
            return Err(failure);
        }
    };
    let answer = match bailiwick_query::action_answer(came, call) {
        Ok(answer) => answer,
        Err(refusal) => {
            // That the rows are not one is no way to undo what was counted.
            if action.is_undone_by_callers() {
                transaction.rollback().await?;
            } else {
                transaction.commit().await?;
            }
            return Err(refusal.into());
        }
    };
    if call.rollback || action.is_reading() {
        transaction.rollback().await?;
    } else {
        transaction.commit().await?;
    }
    Ok(answer)
}

async fn statements(
    compiled: &Compiled,
    action: &Action,
    calling: &Calling<'_>,
    call: &Call,
    transaction: &mut Transaction,
) -> Result<Came, Failure> {
    let schema = compiled.schemas.found.get(calling.connection);
    let Some(schema) = schema else {
        return Err(bailiwick_query::missing_action(calling.name).into());
    };
    let values = ActionCall { user: calling.user, input: &call.input, now: calling.now };
    let limits = &compiled.config.limits.query;
    let context = Context {
        schema,
        connection: calling.connection,
        policy: &compiled.policy,
        user: calling.user,
        now: calling.now,
        limits,
    };
    let mut rows: Option<Vec<String>> = None;
    let mut counts = Vec::with_capacity(action.statements.len());
    for statement in &action.statements {
        match statement {
            ActionStatement::Owner(owner) => {
                let bound =
                    bailiwick_query::owner_statement(owner, &values, (schema.engine, limits))?;
                if owner.has_rows {
                    let found = transaction.records(&bound, limits.rows).await.map_err(too_many)?;
                    counts.push(found.len() as u64);
                    rows = Some(found);
                } else {
                    counts.push(transaction.execute(&bound).await?);
                    rows = None;
                }
            }
            ActionStatement::Guarded(guarded) => {
                let request = bailiwick_query::guarded_request(guarded, &context, &values)?;
                let answer = match bailiwick_query::plan(&request, &context)? {
                    Plan::Read(plan) => {
                        let statement = bailiwick_query::read_statement(&plan, schema.engine);
                        let found = transaction.query(&statement).await?;
                        bailiwick_query::read_answer(&plan, found)?
                    }
                    Plan::Write(plan) => {
                        let mut write = Write::start(*plan, schema.engine);
                        write_in(transaction, &mut write).await?
                    }
                };
                counts.push(total(&answer));
                rows = if guarded.has_rows { Some(objects(&answer)?) } else { None };
            }
        }
        if rows.as_ref().is_some_and(|rows| rows.len() as u64 > limits.rows) {
            return Err(too_many(Error::TooManyRows(limits.rows)));
        }
    }
    Ok(rows.map_or(Came::Counts(counts), Came::Rows))
}

fn too_many(error: Error) -> Failure {
    let Error::TooManyRows(most) = error else { return error.into() };
    Refusal::new(400, "PGRST120", format!("an action answers at most {most} rows")).into()
}

/// How many rows a request reached.
fn total(answer: &Answer) -> u64 {
    let range = answer.headers.iter().find(|(name, _)| *name == "content-range");
    range.and_then(|(_, range)| range.rsplit('/').next()?.parse().ok()).unwrap_or(0)
}

fn objects(answer: &Answer) -> Result<Vec<String>, Failure> {
    let rows: Vec<Box<RawValue>> = serde_json::from_slice(&answer.body)
        .map_err(|_| Refusal::new(500, "XX000", "the answer is no list of rows"))?;
    Ok(rows.into_iter().map(|row| row.get().to_owned()).collect())
}
