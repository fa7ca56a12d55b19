//! A call of an action: its statements in one transaction, everything or nothing; then, without it, what an address is told.

use std::sync::Arc;
use std::time::Instant;

use bailiwick_engine::{Error, Transaction};
use bailiwick_policy::{Action, ActionCall, ActionStatement, ActsAs, Moment, User, WebCall};
use bailiwick_query::{Answer, Call, Came, Context, Plan, Refusal, Write};
use serde_json::value::RawValue;
use tracing::Instrument;

use crate::CallOutcome;
use crate::compiled::Compiled;
use crate::instance::Inner;
use crate::journal::Trace;
use crate::outgoing::{Letter, Place, Subject, not_accepted};
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
    (timing, trace): (&mut Timing, &mut Trace),
) -> Result<Answer, Refused> {
    let asked = Instant::now();
    match attempts(inner, &compiled, calling, call, trace).await {
        Err(Failure::Engine(Error::SchemaChanged(_))) => {}
        other => {
            timing.lap("run");
            return other.map_err(|failure| failure.refuse(&compiled));
        }
    }
    let compiled = inner.look_again(&compiled, calling.connection, asked).await?;
    let answer = attempts(inner, &compiled, calling, call, trace).await;
    timing.lap("run");
    answer.map_err(|failure| failure.refuse(&compiled))
}

/// Again where another transaction got in its way: nothing was kept.
async fn attempts(
    inner: &Inner,
    compiled: &Compiled,
    calling: &Calling<'_>,
    call: &Call,
    trace: &mut Trace,
) -> Result<Answer, Failure> {
    let mut attempts = 1;
    let action = find(compiled, calling)?;
    let ends = Instant::now() + compiled.config.limits.statement_time;
    // Before anything is written: whether there is room for the call that follows.
    let place = match &action.call {
        Some(to) if !call.rollback => Some((to, Arc::new(inner.outgoing.enter(&compiled.config)?))),
        _ => None,
    };
    let attempt = Attempt { compiled, action, calling, call, place: place.as_ref(), ends };
    loop {
        match attempt.run(trace).await {
            Err(Failure::Engine(Error::Serialization(_))) if attempts < WRITE_ATTEMPTS => {
                attempts += 1;
            }
            other => return other,
        }
    }
}

/// One attempt at a call of an action.
struct Attempt<'a> {
    compiled: &'a Compiled,
    action: &'a Action,
    calling: &'a Calling<'a>,
    call: &'a Call,
    /// Where it calls afterwards, and its place among those who do.
    place: Option<&'a (&'a WebCall, Arc<Place>)>,
    ends: Instant,
}

impl Attempt<'_> {
    async fn run(&self, trace: &mut Trace) -> Result<Answer, Failure> {
        let mut transaction = self.begin().await?;
        let came = match &mut transaction {
            Some(transaction) => {
                statements(self.compiled, self.action, self.calling, self.call, transaction).await
            }
            None => Ok(Came::Counts(Vec::new())),
        };
        let written = came.and_then(|came| Ok((self.letter(&came, trace)?, came)));
        let (letter, came) = match written {
            Ok(written) => written,
            Err(failure) => {
                if let Some(transaction) = transaction {
                    // What failed is told, not that undoing it failed: the connection is then given up, which undoes it, too.
                    let _ = transaction.rollback().await;
                }
                return Err(failure);
            }
        };
        let answer = bailiwick_query::action_answer(came, self.call);
        // That the rows are not one is no way to undo what was counted, nor to keep it from being told.
        let is_undone = answer.is_err() && self.action.is_undone_by_callers();
        let keeps = !(is_undone || self.call.rollback || self.action.is_reading());
        match letter.filter(|_| !is_undone) {
            None => end(transaction, keeps).await?,
            Some(letter) => self.end_and_send(transaction, keeps, letter, trace).await?,
        }
        answer.map_err(Failure::from)
    }

    /// A transaction, where there are statements.
    async fn begin(&self) -> Result<Option<Transaction>, Failure> {
        if self.action.statements.is_empty() {
            return Ok(None);
        }
        let left = self.ends.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Error::Timeout.into());
        }
        let Some(place) = self.compiled.connections.get(self.calling.connection) else {
            return Err(bailiwick_query::missing_action(self.calling.name).into());
        };
        let allowance = self.compiled.config.limits.allowance(left);
        let mut transaction = if self.action.is_reading() {
            place.database.begin_reading(allowance).await?
        } else {
            place.database.begin(allowance).await?
        };
        if self.action.acts_as == ActsAs::Owner {
            transaction.compare_exactly();
        }
        Ok(Some(transaction))
    }

    fn letter(&self, came: &Came, trace: &Trace) -> Result<Option<Letter>, Refusal> {
        let Some((to, place)) = self.place else { return Ok(None) };
        let subject = Subject {
            action: self.action,
            instance: &self.compiled.config.id,
            request: &trace.request,
            user: self.calling.user,
            input: &self.call.input,
        };
        Letter::write(place, to, &subject, came).map(Some)
    }

    /// Ends the transaction and then calls, without it. Whoever asked may go away meanwhile: what is committed is told all the same.
    async fn end_and_send(
        &self,
        transaction: Option<Transaction>,
        keeps: bool,
        letter: Letter,
        trace: &mut Trace,
    ) -> Result<(), Failure> {
        let work = async move {
            end(transaction, keeps).await?;
            Ok::<_, Error>(letter.send().await)
        };
        let ended = tokio::spawn(work.in_current_span()).await;
        let note = ended.map_err(|_| Refusal::new(500, "XX000", "the call broke off"))??;
        let is_accepted = note.outcome == CallOutcome::Accepted;
        trace.call = Some(note);
        if is_accepted { Ok(()) } else { Err(not_accepted(self.action).into()) }
    }
}

async fn end(transaction: Option<Transaction>, keeps: bool) -> Result<(), Error> {
    match transaction {
        None => Ok(()),
        Some(transaction) if keeps => transaction.commit().await,
        Some(transaction) => transaction.rollback().await,
    }
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
