//! Runs the tests that stand beside a policy, on live data, as the users that they name. What they write is rolled back.

use std::time::{Duration, Instant};

use bailiwick_policy::{Condition, Document, Moment, Operation, Trial};
use bailiwick_query::{
    Context, Form, Method, Node, Plan, Preferences, Refusal, Request, Return, SelectItem,
    condition_of,
};
use bailiwick_schema::Schema;

use crate::compiled::Compiled;
use crate::instance::Instance;
use crate::journal::Trace;
use crate::pipeline::{Failure, attempt};
use crate::timing::Timing;

const LATE: &str = "the time for all tests was up";

/// What came of a test.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// The test's name.
    pub name: String,
    /// Its line in the document, from 1.
    pub line: u32,
    /// Why it failed, as a sentence; none where it passed. It names columns and counts rows, and holds no value.
    pub failure: Option<String>,
}

impl Instance {
    /// Runs the tests of a document under its own permissions. Those that the time does not suffice for have failed.
    pub async fn run_tests(&self, document: &Document, time_limit: Duration) -> Vec<Verdict> {
        let ends = Instant::now() + time_limit;
        let schemas = self.schemas().await;
        let compiled = self.current().with_document(document, schemas);
        let now = self.moment();
        let mut verdicts = Vec::with_capacity(compiled.policy.trials.len());
        for trial in &compiled.policy.trials {
            let left = ends.saturating_duration_since(Instant::now());
            let run = Run { compiled: &compiled, trial, now };
            let failure = if left.is_zero() {
                Some(LATE.to_owned())
            } else {
                let judged = tokio::time::timeout(left, run.judge()).await;
                judged.unwrap_or_else(|_| Err(LATE.to_owned())).err()
            };
            let (name, line) = (trial.name.clone(), trial.position.line);
            verdicts.push(Verdict { name, line, failure });
        }
        verdicts
    }
}

/// One test that is being run.
struct Run<'a> {
    compiled: &'a Compiled,
    trial: &'a Trial,
    now: Moment,
}

/// What a request came to.
enum Came {
    /// So many rows.
    Rows(u64),
    Refused(Refusal),
}

impl<'a> Run<'a> {
    async fn judge(&self) -> Result<(), String> {
        let trial = self.trial;
        let filter = self.asked(&trial.filter)?;
        let expect = &trial.expect;
        let count = match (self.ask(vec![filter.clone()]).await?, expect.is_denied) {
            (Came::Refused(_), true) => return Ok(()),
            (Came::Refused(refusal), false) => {
                return Err(format!("it is refused: {}", refusal.message));
            }
            (Came::Rows(0), true) if trial.operation != Operation::Insert => {
                return Err("it is not refused: it reaches no row (`count: 0` expects that)".into());
            }
            (Came::Rows(_), true) => return Err("it is not refused".to_owned()),
            (Came::Rows(count), false) => count,
        };
        if let Some(expected) = expect.count
            && count != expected
        {
            let what = if trial.operation == Operation::Select { "seen" } else { "written" };
            return Err(format!("{} {what}, not {expected}", rows(count)));
        }
        if let Some(every) = &expect.every {
            let holding = self.count(vec![filter.clone(), self.asked(every)?]).await?;
            if holding != count {
                return Err(format!(
                    "{} of {} do not satisfy `every`",
                    count - holding,
                    rows(count)
                ));
            }
        }
        if let Some(some) = &expect.some
            && self.count(vec![filter.clone(), self.asked(some)?]).await? == 0
        {
            return Err(format!("none of {} satisfies `some`", rows(count)));
        }
        if let Some(columns) = &expect.columns {
            self.compare_columns(columns)?;
        }
        for column in &expect.hidden {
            let shows = bailiwick_query::Condition::Test(bailiwick_query::Test {
                column: column.clone(),
                path: None,
                operator: bailiwick_query::Operator::Is(bailiwick_query::Is::NotNull),
            });
            // A column that nothing grants is, to its user, no column.
            if let Came::Rows(count) = self.ask(vec![filter.clone(), shows]).await?
                && count > 0
            {
                return Err(format!("`{column}` shows in {}", rows(count)));
            }
        }
        Ok(())
    }

    fn schema(&self) -> Result<&'a Schema, String> {
        let schema = self.compiled.schemas.found.get(&self.trial.connection);
        schema.map(AsRef::as_ref).ok_or_else(|| "the connection is away".to_owned())
    }

    /// A condition of the test as its user would send it.
    fn asked(&self, condition: &Condition) -> Result<bailiwick_query::Condition, String> {
        let schema = self.schema()?;
        let predicate = self.trial.predicate(condition, self.now, schema)?;
        condition_of(&predicate, &schema[self.trial.table])
            .ok_or_else(|| "its conditions are more than a client can ask for".to_owned())
    }

    /// How many rows the user sees of which all conditions hold.
    async fn count(&self, conditions: Vec<bailiwick_query::Condition>) -> Result<u64, String> {
        match self.ask(conditions).await? {
            Came::Rows(count) => Ok(count),
            Came::Refused(refusal) => Err(refusal.message),
        }
    }

    /// The columns of `select=*`.
    fn compare_columns(&self, expected: &[String]) -> Result<(), String> {
        let request = self.request(Vec::new(), vec![SelectItem::Star])?;
        let context = Context {
            schema: self.schema()?,
            connection: &self.trial.connection,
            policy: &self.compiled.policy,
            user: &self.trial.user,
            now: self.now,
            limits: &self.compiled.config.limits.query,
        };
        let planned = bailiwick_query::plan(&request, &context);
        let Ok(Plan::Read(plan)) = planned else { return Err("it cannot be read".to_owned()) };
        let found = plan.fields();
        let quoted = |names: Vec<&str>| {
            names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        };
        let more: Vec<&str> =
            found.iter().copied().filter(|name| !expected.iter().any(|one| one == name)).collect();
        if !more.is_empty() {
            return Err(format!("{} can be read, too", quoted(more)));
        }
        let fewer: Vec<&str> =
            expected.iter().map(String::as_str).filter(|name| !found.contains(name)).collect();
        if !fewer.is_empty() {
            return Err(format!("{} cannot be read", quoted(fewer)));
        }
        Ok(())
    }

    fn request(
        &self,
        conditions: Vec<bailiwick_query::Condition>,
        select: Vec<SelectItem>,
    ) -> Result<Request, String> {
        let table = &self.schema()?[self.trial.table];
        let is_read = self.trial.operation == Operation::Select;
        let is_insert = self.trial.operation == Operation::Insert;
        let node = Node {
            select: Some(select),
            conditions: if is_insert { Vec::new() } else { conditions },
            limit: is_read.then_some(0),
            ..Node::default()
        };
        let method = match self.trial.operation {
            Operation::Select => Method::Get,
            Operation::Insert => Method::Post,
            Operation::Update => Method::Patch,
            Operation::Delete => Method::Delete,
        };
        Ok(Request {
            method,
            connection: self.trial.connection.clone(),
            namespace: Some(table.namespace.clone()),
            table: table.name.clone(),
            node,
            columns: None,
            on_conflict: None,
            rows: vec![self.trial.values.clone()],
            is_bulk: false,
            is_worded: false,
            preferences: Preferences {
                returns: Some(Return::Minimal),
                count: true,
                rollback: true,
                ..Preferences::default()
            },
            form: Form::List,
        })
    }

    async fn ask(&self, conditions: Vec<bailiwick_query::Condition>) -> Result<Came, String> {
        let request = self.request(conditions, Vec::new())?;
        let (mut timing, mut trace) = (Timing::start(), Trace::default());
        let notes = (&mut timing, &mut trace);
        let attempted = attempt(self.compiled, &request, &self.trial.user, self.now, notes).await;
        match attempted {
            Ok(answer) => {
                let range = answer.headers.iter().find(|(name, _)| *name == "content-range");
                let total = range.and_then(|(_, range)| range.rsplit('/').next()?.parse().ok());
                total.map(Came::Rows).ok_or_else(|| "the database did not say how many".to_owned())
            }
            // What is not told from what is not there is refused, too.
            Err(Failure::Refusal(refusal)) if is_denial(&refusal) => Ok(Came::Refused(refusal)),
            Err(Failure::Refusal(refusal)) => {
                Err(format!("it could not be tried: {}", refusal.message))
            }
            Err(Failure::Refused(refused)) => {
                Err(format!("it could not be tried: {}", refused.refusal.message))
            }
            Err(Failure::Engine(error)) => Err(format!("it could not be tried: {error}")),
        }
    }
}

fn is_denial(refusal: &Refusal) -> bool {
    matches!(refusal.status, 403 | 404) || matches!(refusal.code, "PGRST204" | "42703")
}

fn rows(count: u64) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}
