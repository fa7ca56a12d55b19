//! A write as a pure state machine. The caller runs every step in one transaction and gives its outcome back, until the
//! write is finished (commit, unless `rollback`) or refused (roll back).

mod answer;
mod decide;
mod settle;
mod statements;
mod subject;
mod upsert;

use std::collections::VecDeque;

use bailiwick_schema::{Engine, Value};

use crate::Refusal;
use crate::answer::{Answer, Rows};
use crate::mutation::Mutation;
use crate::plan::{Act, WritePlan};
use crate::request::Return;
use crate::sql::{Keys, by_key_statement};
use crate::statement::Statement;

/// Rows of one statement that names rows by key, and of one `INSERT`.
const CHUNK: usize = 200;

/// What to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Run it and give its rows.
    Query(Statement),
    /// Run it and give how many rows it touched.
    Execute(Statement),
    /// Done: commit, or roll back where [`WritePlan::rollback`] says so.
    Finish(Answer),
    /// Roll back.
    Refuse(Refusal),
}

/// What a step came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Nothing has been run yet.
    Nothing,
    /// Of a [`Step::Query`].
    Rows(Rows),
    /// Of a [`Step::Execute`].
    Count(u64),
}

/// A key: values in the order of the key's columns.
type Key = Vec<Value>;

/// A statement to be run, and what its outcome is for.
#[derive(Debug, Clone)]
enum Task {
    /// Insert the rows `from..to`, which give the same columns.
    Insert { from: usize, to: usize },
    /// Look at stored rows with rules that wait for them.
    Stored { row: usize },
    /// Find and lock the rows in reach.
    Candidates,
    /// Write what a permission sets.
    Update { change: usize, keys: Vec<Key> },
    /// Mark where to go back to.
    Savepoint,
    /// Go back there.
    Undo,
    /// Look which of the updated rows, told by their places, satisfy the permission that wrote them.
    Fit { change: usize, places: Vec<usize> },
    /// Check the rows after the update.
    Verify { change: usize, keys: Vec<Key> },
    /// Look at the rows after the update with rules that wait for it.
    Validate { change: usize, keys: Vec<Key> },
    /// Read the rows that the answer shows.
    Represent { keys: Vec<Key> },
    /// Delete.
    Delete { keys: Vec<Key> },
}

/// A write in progress.
#[derive(Debug)]
pub struct Write<'a> {
    plan: WritePlan<'a>,
    engine: Engine,
    /// A planted mistake.
    mutation: Option<Mutation>,
    tasks: VecDeque<Task>,
    current: Option<Task>,
    /// Keys of the written rows, in the order of the answer.
    keys: Vec<Key>,
    affected: u64,
    /// Whether a check of the chosen permissions follows a written column to other tables.
    guards_a_reference: bool,
    /// Rows of the representation, each with its key in the last column.
    shown: Rows,
    is_shown: bool,
    /// An update some rows of which may be left to another permission.
    trial: Option<settle::Trial>,
    /// An upsert before its rows are written.
    upsert: Option<Box<upsert::Upsert<'a>>>,
    /// An upsert has inserted some row.
    has_inserted: bool,
    /// It is a part of an upsert, which answers for it.
    is_part: bool,
}

impl<'a> Write<'a> {
    /// A write at its beginning; the first call of [`next`](Self::next) takes [`Outcome::Nothing`].
    pub fn start(plan: WritePlan<'a>, engine: Engine) -> Self {
        let mut tasks = VecDeque::new();
        let mut is_shown = false;
        let mut upsert = None;
        match &plan.act {
            Act::Upsert(plan) => upsert = Some(Box::new(upsert::Upsert::new(plan))),
            Act::Insert(rows) => tasks.extend(decide::runs(rows)),
            Act::Update(_, changes) if changes.is_empty() => is_shown = true,
            Act::Update(..) | Act::Delete(..) => tasks.push_back(Task::Candidates),
        }
        Self {
            plan,
            engine,
            mutation: None,
            tasks,
            current: None,
            keys: Vec::new(),
            affected: 0,
            guards_a_reference: false,
            shown: Rows::new(),
            is_shown,
            trial: None,
            upsert,
            has_inserted: false,
            is_part: false,
        }
    }

    /// The same with a mistake in its statements.
    #[doc(hidden)]
    #[must_use]
    pub fn mutated(self, mutation: Option<Mutation>) -> Self {
        Self { mutation, ..self }
    }

    /// Whether the transaction is to be rolled back although the write finishes.
    pub fn rolls_back(&self) -> bool {
        self.plan.rollback
    }

    /// What to answer when the database reports a foreign key conflict, its commit included. Where a check follows the
    /// written columns to other tables, a row that is missing there answers as one that the check refuses; none where
    /// the conflict may be told.
    pub fn on_foreign_key_conflict(&self) -> Option<Refusal> {
        let of_part = self.upsert.as_ref().and_then(|upsert| upsert.on_foreign_key_conflict());
        of_part.or_else(|| self.guards_a_reference.then(|| self.leaves()))
    }

    /// Takes the outcome of the last step and says the next.
    pub fn next(&mut self, outcome: Outcome) -> Step {
        let outcome = if self.upsert.is_some() {
            match self.upsert(outcome) {
                Some(step) => return step,
                None => Outcome::Nothing,
            }
        } else {
            outcome
        };
        if let Err(refusal) = self.take(outcome) {
            return Step::Refuse(refusal);
        }
        if self.tasks.is_empty() && !self.is_shown {
            self.is_shown = true;
            if let Err(refusal) = self.after() {
                return Step::Refuse(refusal);
            }
        }
        match self.tasks.pop_front() {
            Some(task) => {
                let step = self.step(&task);
                self.current = Some(task);
                step
            }
            None => match self.answer() {
                Ok(answer) => Step::Finish(answer),
                Err(refusal) => Step::Refuse(refusal),
            },
        }
    }

    fn step(&self, task: &Task) -> Step {
        match task {
            Task::Insert { from, to } => {
                let Act::Insert(rows) = &self.plan.act else { return self.broken() };
                let statement = self.insert(&rows[*from..*to]);
                if self.needs_keys() { Step::Query(statement) } else { Step::Execute(statement) }
            }
            Task::Stored { row } => {
                let Act::Insert(rows) = &self.plan.act else { return self.broken() };
                Step::Query(self.stored(&rows[*row], &self.keys[*row..=*row]))
            }
            Task::Candidates => Step::Query(self.candidates()),
            Task::Update { change, keys } => {
                let Act::Update(_, changes) = &self.plan.act else { return self.broken() };
                Step::Execute(self.update(&changes[*change], keys))
            }
            Task::Savepoint => self.savepoint(false),
            Task::Undo => self.savepoint(true),
            Task::Fit { change, places } => {
                let Act::Update(_, changes) = &self.plan.act else { return self.broken() };
                let keys: Vec<Key> = places.iter().map(|place| self.keys[*place].clone()).collect();
                Step::Query(self.fit(&changes[*change], &keys))
            }
            Task::Verify { change, keys } => {
                let Act::Update(_, changes) = &self.plan.act else { return self.broken() };
                Step::Query(self.verify(&changes[*change], keys))
            }
            Task::Validate { change, keys } => {
                let Act::Update(_, changes) = &self.plan.act else { return self.broken() };
                Step::Query(self.validate(&changes[*change], keys))
            }
            Task::Represent { keys } => match &self.plan.representation {
                Some(plan) => {
                    let keys = Keys { columns: self.key(), rows: keys };
                    Step::Query(by_key_statement(plan, self.engine, &keys))
                }
                None => self.broken(),
            },
            Task::Delete { keys } => Step::Execute(self.delete(keys)),
        }
    }

    /// Takes an outcome in.
    fn take(&mut self, outcome: Outcome) -> Result<(), Refusal> {
        let Some(task) = self.current.take() else { return Ok(()) };
        match (task, outcome) {
            (Task::Insert { from, to }, Outcome::Rows(rows)) => {
                if rows.len() != to - from {
                    return Err(self.unexpected());
                }
                for row in &rows {
                    let key = self.key_of(row.first())?;
                    self.keys.push(key);
                }
                self.affected += rows.len() as u64;
            }
            (Task::Insert { .. }, Outcome::Count(count)) => self.affected += count,
            (Task::Stored { row }, Outcome::Rows(rows)) => self.judge_stored(row, &rows)?,
            (Task::Candidates, Outcome::Rows(rows)) => self.decide(rows)?,
            (Task::Verify { change, keys }, Outcome::Rows(rows)) => {
                let count = rows.first().and_then(|row| row.first()).cloned().flatten();
                if count.as_deref() != Some(keys.len().to_string().as_str()) {
                    let Act::Update(_, changes) = &self.plan.act else { return Err(self.leaves()) };
                    return Err(self.leaves_check(&changes[change], None));
                }
            }
            (Task::Validate { change, keys }, Outcome::Rows(rows)) => {
                self.judge_updated(change, keys.len(), &rows)?;
            }
            (Task::Represent { .. }, Outcome::Rows(rows)) => self.shown.extend(rows),
            (Task::Fit { places, .. }, Outcome::Rows(rows)) => self.judge_fit(&places, &rows)?,
            (
                Task::Update { .. } | Task::Delete { .. } | Task::Savepoint | Task::Undo,
                Outcome::Count(_),
            ) => {}
            _ => return Err(self.unexpected()),
        }
        Ok(())
    }

    /// What follows once everything is written.
    fn after(&mut self) -> Result<(), Refusal> {
        if let Act::Insert(rows) = &self.plan.act {
            self.within_bounds(self.affected)?;
            for (index, row) in rows.iter().enumerate() {
                if !row.deferred.is_empty() {
                    self.tasks.push_back(Task::Stored { row: index });
                }
            }
        }
        if let Act::Upsert(_) = &self.plan.act {
            self.within_bounds(self.affected)?;
        }
        // A deleted row was read before it went.
        if !matches!(self.plan.act, Act::Delete(..)) {
            self.represent();
        }
        Ok(())
    }

    fn represent(&mut self) {
        if self.plan.representation.is_none() || self.is_part {
            return;
        }
        for keys in self.keys.chunks(CHUNK) {
            self.tasks.push_back(Task::Represent { keys: keys.to_vec() });
        }
    }

    /// Whether the keys of inserted rows are of use.
    fn needs_keys(&self) -> bool {
        let Act::Insert(rows) = &self.plan.act else { return true };
        self.plan.key.is_some()
            && (self.is_part
                || self.plan.representation.is_some()
                || self.plan.returns == Return::HeadersOnly
                || rows.iter().any(|row| !row.deferred.is_empty()))
    }

    fn key(&self) -> &[bailiwick_schema::ColumnIndex] {
        self.plan.key.as_deref().unwrap_or_default()
    }

    /// `Prefer: max-affected`
    fn within_bounds(&self, count: u64) -> Result<(), Refusal> {
        match self.plan.max_affected {
            Some(most) if count > most => Err(Refusal::new(
                400,
                "PGRST124",
                "the write reaches more rows than `max-affected` allows",
            )
            .details(format!("it reaches {count} rows"))),
            _ => Ok(()),
        }
    }

    /// A check on the changed row did not hold.
    fn leaves(&self) -> Refusal {
        Refusal::forbidden(format!(
            "a row of `{}` would leave what the policy lets you write",
            self.plan.schema[self.plan.table].name
        ))
    }

    fn unexpected(&self) -> Refusal {
        Refusal::new(500, "XX000", "the database answered a write in an unexpected way")
    }

    fn broken(&self) -> Step {
        Step::Refuse(self.unexpected())
    }
}
