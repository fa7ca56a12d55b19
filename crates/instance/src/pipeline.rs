//! A request through the house: parse, plan, statement, rows, answer. The gate has let it in already.

use std::{sync::Arc, time::Instant};

use axum::http::{HeaderMap, HeaderName, Method, header};
use bailiwick_engine::{Allowance, Database, Error, Transaction};
use bailiwick_policy::{Moment, User};
use bailiwick_query::{
    Answer, Context, Outcome, Plan, Refusal, Request, RequestInput, Step, Write, WritePlan,
};

use crate::{
    compiled::Compiled, connection::Connection, instance::Inner, journal::Trace, respond::Refused,
    timing::Timing,
};

/// How often a write is tried that others got in the way of.
pub(crate) const WRITE_ATTEMPTS: u32 = 3;

/// What came in, taken apart.
pub(crate) struct Incoming<'a> {
    pub(crate) method: &'a Method,
    pub(crate) table: &'a str,
    pub(crate) query: Option<&'a str>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

/// Reads a request's syntax.
pub(crate) fn parse(incoming: &Incoming<'_>, compiled: &Compiled) -> Result<Request, Refusal> {
    bailiwick_query::parse(&input(incoming), &compiled.config.limits.query)
}

/// What came in, by the names of the dialect.
pub(crate) fn input<'a>(incoming: &Incoming<'a>) -> RequestInput<'a> {
    let text = |name: HeaderName| incoming.headers.get(name).and_then(|value| value.to_str().ok());
    let prefer = incoming.headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    RequestInput {
        method: incoming.method.as_str(),
        table: incoming.table,
        query: incoming.query,
        prefer: prefer.collect(),
        accept: text(header::ACCEPT),
        content_type: text(header::CONTENT_TYPE),
        range: text(header::RANGE),
        accept_profile: text(HeaderName::from_static("accept-profile")),
        content_profile: text(HeaderName::from_static("content-profile")),
        body: incoming.body,
    }
}

/// The connection and schema that a reading request is about.
pub(crate) fn profile(headers: &HeaderMap) -> (String, Option<String>) {
    bailiwick_query::profile(headers.get("accept-profile").and_then(|value| value.to_str().ok()))
}

/// What the API is to this user, as an OpenAPI document. A connection that is not there has no tables.
pub(crate) fn describe(
    compiled: &Compiled,
    (connection, namespace): (&str, Option<&str>),
    user: &User,
    now: Moment,
) -> Answer {
    let empty = bailiwick_schema::Schema {
        engine: bailiwick_schema::Engine::Sqlite,
        default_namespace: "main".to_owned(),
        tables: Vec::new(),
    };
    let schema = compiled.schemas.found.get(connection).map_or(&empty, AsRef::as_ref);
    let limits = &compiled.config.limits.query;
    let context = Context { schema, connection, policy: &compiled.policy, user, now, limits };
    let url = format!("{}/rest/v1", compiled.config.audience);
    let document = bailiwick_query::describe(&context, namespace, &url);
    let headers = vec![("content-type", "application/openapi+json; charset=utf-8".to_owned())];
    Answer { status: 200, headers, rows: 0, body: document.to_string().into_bytes() }
}

/// Answers a request over schemas that are fresh enough; looks again and tries once more where the database says that
/// they have changed.
pub(crate) async fn answer(
    inner: &Arc<Inner>,
    compiled: Arc<Compiled>,
    request: &Request,
    user: &User,
    now: Moment,
    (timing, trace): (&mut Timing, &mut Trace),
) -> Result<Answer, Refused> {
    let asked = Instant::now();
    match attempt(&compiled, request, user, now, (timing, trace)).await {
        Err(Failure::Engine(Error::SchemaChanged(_))) => {}
        other => return other.map_err(|failure| failure.refuse(&compiled)),
    }
    let compiled = inner.look_again(&compiled, &request.connection, asked).await?;
    attempt(&compiled, request, user, now, (timing, trace))
        .await
        .map_err(|failure| failure.refuse(&compiled))
}

/// What one attempt came to that did not answer.
pub(crate) enum Failure {
    /// By the policy, or by what was asked.
    Refusal(Refusal),
    /// By the instance, with headers of its own.
    Refused(Box<Refused>),
    /// By the database.
    Engine(Error),
}

impl Failure {
    pub(crate) fn refuse(self, compiled: &Compiled) -> Refused {
        match self {
            Failure::Refusal(refusal) => refusal.into(),
            Failure::Refused(refused) => *refused,
            Failure::Engine(error) => {
                tracing::info!(
                    instance = compiled.config.id,
                    cause = error.for_log(),
                    "a statement did not run: {error}"
                );
                Refused::engine(&error)
            }
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure::Refusal(refusal)
    }
}

impl From<Box<Refused>> for Failure {
    fn from(refused: Box<Refused>) -> Self {
        Failure::Refused(refused)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Engine(error)
    }
}

/// One attempt under one policy, whatever becomes of the schema meanwhile.
pub(crate) async fn attempt(
    compiled: &Compiled,
    request: &Request,
    user: &User,
    now: Moment,
    (timing, trace): (&mut Timing, &mut Trace),
) -> Result<Answer, Failure> {
    let connection = request.connection.as_str();
    let found = compiled.connections.get(connection).zip(compiled.schemas.found.get(connection));
    let Some((place, schema)) = found else {
        return Err(bailiwick_query::missing_table(request).into());
    };
    let limits = &compiled.config.limits;
    let context =
        Context { schema, connection, policy: &compiled.policy, user, now, limits: &limits.query };
    let plan = bailiwick_query::plan(request, &context)?;
    let used = match &plan {
        Plan::Read(plan) => plan.permissions(),
        Plan::Write(plan) => plan.permissions.clone(),
    };
    trace.permissions = used.into_iter().map(str::to_owned).collect();
    let ran =
        run(plan, place, schema.engine, limits.allowance(limits.statement_time), timing).await;
    if let Err(Failure::Engine(error)) = &ran {
        place.note(error, now);
    }
    let answer = ran?;
    trace.rows = Some(answer.rows);
    timing.lap("run");
    Ok(answer)
}

/// Touches the database, for the first time.
async fn run(
    plan: Plan<'_>,
    place: &Connection,
    engine: bailiwick_schema::Engine,
    allowance: Allowance,
    timing: &mut Timing,
) -> Result<Answer, Failure> {
    match plan {
        Plan::Read(plan) => {
            let statement = bailiwick_query::read_statement(&plan, engine);
            timing.lap("plan");
            let rows = place.database.read(&statement, allowance).await?;
            Ok(bailiwick_query::read_answer(&plan, rows)?)
        }
        Plan::Write(plan) => {
            timing.lap("plan");
            write(&place.database, &plan, allowance).await
        }
    }
}

/// Runs a write, again where another transaction got in its way.
async fn write(
    database: &Database,
    plan: &WritePlan<'_>,
    allowance: Allowance,
) -> Result<Answer, Failure> {
    let ends = Instant::now() + allowance.time;
    let mut attempts = 1;
    loop {
        let left = ends.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Error::Timeout.into());
        }
        match write_once(database, plan, Allowance { time: left, ..allowance }).await {
            Err(Failure::Engine(Error::Serialization(_))) if attempts < WRITE_ATTEMPTS => {
                attempts += 1
            }
            // Somebody else inserted the row since it was looked for.
            Err(Failure::Engine(Error::UniqueConflict(_)))
                if plan.is_upsert() && attempts < WRITE_ATTEMPTS =>
            {
                attempts += 1
            }
            other => return other,
        }
    }
}

/// One transaction: everything or nothing.
async fn write_once(
    database: &Database,
    plan: &WritePlan<'_>,
    allowance: Allowance,
) -> Result<Answer, Failure> {
    let mut transaction = database.begin(allowance).await?;
    let mut write = Write::start(plan.clone(), database.engine());
    match write_in(&mut transaction, &mut write).await {
        Ok(answer) => {
            if write.rolls_back() {
                transaction.rollback().await?;
            } else {
                transaction.commit().await.map_err(|error| failed(error, &write))?;
            }
            Ok(answer)
        }
        Err(Failure::Refusal(refusal)) => {
            transaction.rollback().await?;
            Err(refusal.into())
        }
        Err(failure) => Err(failure),
    }
}

/// The steps of a write in a transaction that the caller ends: after a refusal or an error only by undoing it.
pub(crate) async fn write_in(
    transaction: &mut Transaction,
    write: &mut Write<'_>,
) -> Result<Answer, Failure> {
    let mut outcome = Outcome::Nothing;
    loop {
        outcome = match write.next(outcome) {
            Step::Query(statement) => match transaction.query(&statement).await {
                Ok(rows) => Outcome::Rows(rows),
                Err(error) => return Err(failed(error, write)),
            },
            Step::Execute(statement) => match transaction.execute(&statement).await {
                Ok(count) => Outcome::Count(count),
                Err(error) => return Err(failed(error, write)),
            },
            Step::Finish(answer) => return Ok(answer),
            Step::Refuse(refusal) => return Err(refusal.into()),
        };
    }
}

/// A statement of a write, or its commit, failed.
fn failed(error: Error, write: &Write<'_>) -> Failure {
    match (error, write.on_foreign_key_conflict()) {
        (Error::ForeignKeyConflict(_), Some(refusal)) => refusal.into(),
        (error, _) => error.into(),
    }
}
