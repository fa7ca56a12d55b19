//! Which permission writes which row, where only the database can say whether its checks and rules hold. The rows are
//! written by the first permission that may hold. Where that does not, and another may, everything is taken back to a
//! savepoint and written anew, those rows by the next.

use bailiwick_schema::{ColumnIndex, Value};

use super::subject::{conjuncts, guards_a_reference, rules, waits};
use super::{CHUNK, Key, Step, Task, Write};
use crate::Refusal;
use crate::answer::Rows;
use crate::plan::{Act, Change};
use crate::statement::Statement;

/// A row in reach.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) key: Key,
    pub(super) image: Vec<Value>,
    pub(super) flags: Vec<u8>,
}

/// Rows in reach, and by which permission each is written.
#[derive(Debug)]
pub(super) struct Trial {
    pub(super) candidates: Vec<Candidate>,
    pub(super) chosen: Vec<usize>,
    /// Places of those of which the database says that the permission does not hold.
    pub(super) unfit: Vec<usize>,
}

impl Trial {
    /// Runs of rows that one permission writes, as places.
    fn runs(&self, change: usize) -> Vec<Vec<usize>> {
        let places = (0..self.chosen.len()).filter(|place| self.chosen[*place] == change);
        places.collect::<Vec<usize>>().chunks(CHUNK).map(<[usize]>::to_vec).collect()
    }

    fn old_keys(&self, places: &[usize]) -> Vec<Key> {
        places.iter().map(|place| self.candidates[*place].key.clone()).collect()
    }
}

impl Write<'_> {
    /// Plans how the rows are written and judged.
    pub(super) fn write_rows(&mut self, trial: Trial) -> Result<(), Refusal> {
        if !self.is_open(&trial)? {
            let tasks = [self.updates(&trial)?, self.judgements(&trial)?].concat();
            self.tasks.extend(tasks);
            return self.take_keys(&trial);
        }
        self.tasks.push_back(Task::Savepoint);
        self.try_rows(trial)
    }

    /// Writes the rows, and asks of each whether its permission holds.
    fn try_rows(&mut self, trial: Trial) -> Result<(), Refusal> {
        let mut tasks = self.updates(&trial)?;
        for change in 0..self.changes()?.len() {
            tasks.extend(trial.runs(change).into_iter().map(|places| Task::Fit { change, places }));
        }
        self.tasks.extend(tasks);
        self.take_keys(&trial)?;
        self.trial = Some(trial);
        Ok(())
    }

    /// Whether some row is left to another permission if the database says that its own does not hold.
    fn is_open(&self, trial: &Trial) -> Result<bool, Refusal> {
        let (changes, shape) = (self.changes()?, &self.plan.schema[self.plan.table]);
        let is_asked = |change: &Change<'_>| {
            conjuncts(change, shape).any(|conjunct| waits(&conjunct.predicate, shape))
                || rules(change, shape).any(|(_, rule)| waits(rule, shape))
        };
        let is_asked: Vec<bool> = changes.iter().map(is_asked).collect();
        let places = 0..trial.candidates.len();
        Ok(places.filter(|place| is_asked[trial.chosen[*place]]).any(|place| {
            // A value that the user lacks refuses the write when its permission's turn comes.
            !matches!(self.next_of(trial, place), Ok(None))
        }))
    }

    /// The next permission that may write a row.
    fn next_of(&self, trial: &Trial, place: usize) -> Result<Option<usize>, Refusal> {
        let (candidate, from) = (&trial.candidates[place], trial.chosen[place] + 1);
        self.choose(self.changes()?, candidate, &self.image(), from, &mut None)
    }

    /// Takes in which of the rows satisfy the permission that wrote them.
    pub(super) fn judge_fit(&mut self, places: &[usize], rows: &Rows) -> Result<(), Refusal> {
        let fit =
            rows.iter().map(|row| self.key_of(row.first())).collect::<Result<Vec<Key>, _>>()?;
        let keys = &self.keys;
        let unfit: Vec<usize> =
            places.iter().copied().filter(|place| !fit.contains(&keys[*place])).collect();
        let Some(trial) = &mut self.trial else { return Err(self.unexpected()) };
        trial.unfit.extend(unfit);
        if self.tasks.iter().any(|task| matches!(task, Task::Fit { .. })) {
            return Ok(());
        }
        let Some(trial) = self.trial.take() else { return Err(self.unexpected()) };
        self.settle(trial)
    }

    /// All rows are judged: done, or once more.
    fn settle(&mut self, mut trial: Trial) -> Result<(), Refusal> {
        if trial.unfit.is_empty() {
            return Ok(());
        }
        let mut next = Vec::with_capacity(trial.unfit.len());
        for place in &trial.unfit {
            match self.next_of(&trial, *place)? {
                Some(change) => next.push((*place, change)),
                None => {
                    // Nobody is left to write it. What does not hold is found again, and said.
                    let judgements = self.judgements(&trial)?;
                    self.tasks.extend(judgements);
                    return Ok(());
                }
            }
        }
        next.into_iter().for_each(|(place, change)| trial.chosen[place] = change);
        trial.unfit.clear();
        self.tasks.push_back(Task::Undo);
        self.try_rows(trial)
    }

    fn updates(&self, trial: &Trial) -> Result<Vec<Task>, Refusal> {
        let changes = 0..self.changes()?.len();
        let of = |change: usize| trial.runs(change).into_iter().map(move |places| (change, places));
        let updates = changes.flat_map(of);
        Ok(updates
            .map(|(change, places)| Task::Update { change, keys: trial.old_keys(&places) })
            .collect())
    }

    /// Every check before any rule: what a broken rule says must not tell that a check has held.
    fn judgements(&self, trial: &Trial) -> Result<Vec<Task>, Refusal> {
        let (changes, shape) = (self.changes()?, &self.plan.schema[self.plan.table]);
        let new_keys = |change: usize| -> Vec<Vec<Key>> {
            let rekeyed = |place: &usize| self.new_key(trial, *place, changes);
            trial.runs(change).iter().map(|places| places.iter().map(rekeyed).collect()).collect()
        };
        let mut tasks = Vec::new();
        for (change, of) in changes.iter().enumerate() {
            if conjuncts(of, shape).next().is_some() {
                tasks
                    .extend(new_keys(change).into_iter().map(|keys| Task::Verify { change, keys }));
            }
        }
        for (change, of) in changes.iter().enumerate() {
            if rules(of, shape).any(|(_, rule)| waits(rule, shape)) {
                tasks.extend(
                    new_keys(change).into_iter().map(|keys| Task::Validate { change, keys }),
                );
            }
        }
        Ok(tasks)
    }

    /// The keys of the rows when they are written, and whether what is said of a foreign key must be guarded.
    fn take_keys(&mut self, trial: &Trial) -> Result<(), Refusal> {
        let (changes, shape) = (self.changes()?, &self.plan.schema[self.plan.table]);
        let keys =
            (0..trial.candidates.len()).map(|place| self.new_key(trial, place, changes)).collect();
        let guards = trial.chosen.iter().any(|change| guards_a_reference(&changes[*change], shape));
        self.keys = keys;
        self.guards_a_reference |= guards;
        Ok(())
    }

    fn new_key(&self, trial: &Trial, place: usize, changes: &[Change<'_>]) -> Key {
        rekeyed(&trial.candidates[place].key, self.key(), &changes[trial.chosen[place]])
    }

    fn changes(&self) -> Result<&[Change<'_>], Refusal> {
        match &self.plan.act {
            Act::Update(_, changes) => Ok(changes),
            _ => Err(self.unexpected()),
        }
    }

    /// Marks where to go back to, and goes back.
    pub(super) fn savepoint(&self, is_undone: bool) -> Step {
        let text =
            if is_undone { "ROLLBACK TO SAVEPOINT bailiwick" } else { "SAVEPOINT bailiwick" };
        Step::Execute(Statement { text: text.to_owned(), binds: Vec::new() })
    }
}

/// The key of a row after the change.
fn rekeyed(key: &[Value], columns: &[ColumnIndex], change: &Change<'_>) -> Key {
    let values = change.values.as_ref().map(Vec::as_slice).unwrap_or_default();
    let written = |column: &ColumnIndex| {
        values.iter().find(|(written, _)| written == column).map(|(_, value)| value.clone())
    };
    key.iter()
        .zip(columns)
        .map(|(value, column)| written(column).unwrap_or_else(|| value.clone()))
        .collect()
}
