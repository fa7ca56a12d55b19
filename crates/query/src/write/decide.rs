//! Decisions on rows that were read: which permission writes which row.

use std::collections::VecDeque;

use bailiwick_policy::{Predicate, Row, World, matches};
use bailiwick_schema::{ColumnIndex, Value};

use super::settle::{Candidate, Trial};
use super::subject::{conjuncts, rules, waits};
use super::{CHUNK, Key, Task, Write};
use crate::Refusal;
use crate::answer::Rows;
use crate::mutation::Mutation;
use crate::plan::{Act, Change, Denied, InsertRow, Rule, is_known};
use crate::refusal::BrokenRule;
use crate::shown::shown;

/// Runs of rows that give the same columns, each one `INSERT`.
pub(super) fn runs(rows: &[InsertRow]) -> VecDeque<Task> {
    let same = |one: &InsertRow, other: &InsertRow| {
        !one.values.is_empty()
            && one
                .values
                .iter()
                .map(|(column, _)| column)
                .eq(other.values.iter().map(|(column, _)| column))
    };
    let mut tasks = VecDeque::new();
    let mut from = 0;
    while from < rows.len() {
        let mut to = from + 1;
        while to < rows.len() && to - from < CHUNK && same(&rows[from], &rows[to]) {
            to += 1;
        }
        tasks.push_back(Task::Insert { from, to });
        from = to;
    }
    tasks
}

impl Write<'_> {
    /// Reads a JSON list of key values.
    pub(super) fn key_of(&self, cell: Option<&Option<String>>) -> Result<Key, Refusal> {
        self.values(cell, self.key())
    }

    fn values(
        &self,
        cell: Option<&Option<String>>,
        columns: &[ColumnIndex],
    ) -> Result<Vec<Value>, Refusal> {
        let shape = &self.plan.schema[self.plan.table];
        let text = cell.and_then(Option::as_deref).ok_or_else(|| self.unexpected())?;
        let list: Vec<serde_json::Value> =
            serde_json::from_str(text).map_err(|_| self.unexpected())?;
        if list.len() != columns.len() {
            return Err(self.unexpected());
        }
        let values = list.iter().zip(columns);
        Ok(values
            .map(|(json, &column)| Value::from_stored(json, &shape[column], self.engine))
            .collect())
    }

    pub(super) fn judge_stored(&self, row: usize, rows: &Rows) -> Result<(), Refusal> {
        let Act::Insert(inserted) = &self.plan.act else { return Err(self.unexpected()) };
        let deferred = &inserted[row].deferred;
        let flags = rows.first().and_then(|cells| cells.first()).cloned().flatten();
        let flags = flags.unwrap_or_default();
        for (index, rule) in deferred.iter().enumerate() {
            if flags.as_bytes().get(index) != Some(&b'1') {
                return Err(rule.broken(self.plan.table, self.plan.schema));
            }
        }
        Ok(())
    }

    /// Takes the rows in reach and plans what becomes of them.
    pub(super) fn decide(&mut self, rows: Rows) -> Result<(), Refusal> {
        if rows.len() as u64 > self.plan.most_rows {
            return Err(Refusal::limit(format!(
                "a write reaches at most {} rows",
                self.plan.most_rows
            )));
        }
        self.within_bounds(rows.len() as u64)?;
        self.affected = rows.len() as u64;
        let image = self.image();
        let mut candidates = Vec::with_capacity(rows.len());
        for row in &rows {
            let flags = row.get(2).cloned().flatten().unwrap_or_default().into_bytes();
            candidates.push(Candidate {
                key: self.key_of(row.first())?,
                image: self.values(row.get(1), &image)?,
                flags,
            });
        }
        match &self.plan.act {
            Act::Delete(..) => {
                self.keys = candidates.into_iter().map(|candidate| candidate.key).collect();
                self.represent();
                let deletes: Vec<Task> = self
                    .keys
                    .chunks(CHUNK)
                    .map(|keys| Task::Delete { keys: keys.to_vec() })
                    .collect();
                self.tasks.extend(deletes);
                Ok(())
            }
            Act::Update(_, changes) => {
                let first = |candidate: &Candidate| self.first(changes, candidate, &image);
                let chosen = candidates.iter().map(first).collect::<Result<Vec<usize>, _>>()?;
                self.write_rows(Trial { candidates, chosen, unfit: Vec::new() })
            }
            Act::Insert(_) | Act::Upsert(_) => Err(self.unexpected()),
        }
    }

    /// The first permission, in document order, whose `where`, columns, rules and checks hold for the row.
    fn first(
        &self,
        changes: &[Change<'_>],
        candidate: &Candidate,
        image: &[ColumnIndex],
    ) -> Result<usize, Refusal> {
        let mut refused = None;
        let found = self.choose(changes, candidate, image, 0, &mut refused)?;
        found.ok_or_else(|| refused.unwrap_or_else(|| self.unexpected()))
    }

    /// The first of those from a place on, as far as that can be told before anything is written; the first refusal where
    /// there is none.
    pub(super) fn choose(
        &self,
        changes: &[Change<'_>],
        candidate: &Candidate,
        image: &[ColumnIndex],
        from: usize,
        refused: &mut Option<Refusal>,
    ) -> Result<Option<usize>, Refusal> {
        for (index, change) in changes.iter().enumerate().skip(from) {
            if candidate.flags.get(index) != Some(&b'1') {
                continue;
            }
            match self.admits(change, candidate, image) {
                Ok(()) => return Ok(Some(index)),
                Err(Denied::Stops(refusal)) => return Err(refusal),
                Err(Denied::Passes(refusal)) => *refused = refused.take().or(Some(refusal)),
            }
        }
        Ok(None)
    }

    fn admits(
        &self,
        change: &Change<'_>,
        candidate: &Candidate,
        image: &[ColumnIndex],
    ) -> Result<(), Denied> {
        let shape = &self.plan.schema[self.plan.table];
        let values = change.values.as_ref().map_err(Clone::clone)?;
        let mut after = vec![Value::Null; shape.columns.len()];
        for (column, value) in image.iter().zip(&candidate.image) {
            after[column.0] = value.clone();
        }
        for (column, value) in values {
            after[column.0] = value.clone();
        }
        let holds = |predicate: &Predicate| {
            matches(predicate, &Row::new(&after), &World::default()) == Some(true)
        };
        for (column, rule) in rules(change, shape) {
            if !waits(rule, shape) && !holds(rule) && self.mutation != Some(Mutation::DropRules) {
                return Err(Denied::Passes(self.breaks(change, *column, rule)));
            }
        }
        for conjunct in conjuncts(change, shape) {
            let is_asked = self.mutation != Some(Mutation::DropCheck);
            if !waits(&conjunct.predicate, shape) && !holds(&conjunct.predicate) && is_asked {
                let shown = shown(&conjunct.predicate, self.plan.table, self.plan.schema);
                return Err(Denied::Passes(self.leaves_check(change, Some(shown))));
            }
        }
        Ok(())
    }

    /// Looks at what the rules that waited for the update came to, for so many rows.
    pub(super) fn judge_updated(
        &self,
        change: usize,
        count: usize,
        rows: &Rows,
    ) -> Result<(), Refusal> {
        let Act::Update(_, changes) = &self.plan.act else { return Err(self.unexpected()) };
        let shape = &self.plan.schema[self.plan.table];
        let change = &changes[change];
        let counts = rows.first().map(Vec::as_slice).unwrap_or_default();
        let waiting = rules(change, shape).filter(|(_, rule)| waits(rule, shape));
        for (index, (column, rule)) in waiting.enumerate() {
            let holding = counts.get(index).and_then(Option::as_deref);
            if holding != Some(count.to_string().as_str()) {
                return Err(self.breaks(change, *column, rule));
            }
        }
        Ok(())
    }

    fn breaks(&self, change: &Change<'_>, column: ColumnIndex, rule: &Predicate) -> Refusal {
        let source = match &self.plan.act {
            Act::Update(reach, _) => reach.source.as_ref(),
            _ => None,
        };
        let rule = Rule {
            column,
            is_known: is_known(column, &change.granted, source),
            predicate: rule.clone(),
            permission: change.granted.permission.slug.clone(),
        };
        rule.broken(self.plan.table, self.plan.schema)
    }

    /// A check of this permission did not hold, or one of several that were looked at together.
    pub(super) fn leaves_check(&self, change: &Change<'_>, condition: Option<String>) -> Refusal {
        self.leaves().of_rule(BrokenRule {
            permission: change.granted.permission.slug.clone(),
            part: "check",
            column: None,
            condition,
        })
    }
}
