//! An upsert: looks which rows are there, inserts the others, and writes over those that are, each by a write of its own within
//! the one transaction.

use std::collections::VecDeque;
use std::ops::Range;

use super::{Key, Outcome, Step, Write};
use crate::Refusal;
use crate::answer::Rows;
use crate::plan::{Act, UpsertPlan, WritePlan};
use crate::request::{Form, Resolution, Return};
use crate::sql::Keys;
use crate::statement::Statement;

/// Rows that one statement looks for.
const LOOKED_FOR: usize = 100;

/// An upsert in progress.
#[derive(Debug)]
pub(super) struct Upsert<'a> {
    /// Rows that are still to be looked for.
    unknown: VecDeque<Range<usize>>,
    is_asked: bool,
    is_there: Vec<bool>,
    /// What is written, once it is known which rows are there.
    parts: Option<VecDeque<Part<'a>>>,
    current: Option<Part<'a>>,
    /// Keys of the written rows, by their place in the body.
    keys: Vec<Option<Key>>,
    has_inserted: bool,
    guards_a_reference: bool,
}

/// One insert of several rows, or one update of one.
#[derive(Debug)]
struct Part<'a> {
    rows: Vec<usize>,
    write: Write<'a>,
    is_update: bool,
}

impl<'a> Write<'a> {
    /// The next step of an upsert; none once all its rows are written.
    pub(super) fn upsert(&mut self, outcome: Outcome) -> Option<Step> {
        let mut upsert = self.upsert.take()?;
        match upsert.next(self, outcome) {
            Ok(Some(step)) => {
                self.upsert = Some(upsert);
                Some(step)
            }
            Ok(None) => {
                self.keys = upsert.keys.into_iter().flatten().collect();
                self.affected = self.keys.len() as u64;
                self.has_inserted = upsert.has_inserted;
                self.guards_a_reference = upsert.guards_a_reference;
                None
            }
            Err(refusal) => Some(Step::Refuse(refusal)),
        }
    }

    /// A write that is a part of this one.
    fn part(&self, act: Act<'a>) -> Write<'a> {
        let plan = WritePlan {
            permissions: Vec::new(),
            schema: self.plan.schema,
            table: self.plan.table,
            key: self.plan.key.clone(),
            act,
            representation: None,
            returns: Return::Minimal,
            count: false,
            form: Form::List,
            max_affected: None,
            most_rows: self.plan.most_rows,
            applied: Vec::new(),
            rollback: false,
        };
        Write { is_part: true, mutation: self.mutation, ..Write::start(plan, self.engine) }
    }

    /// The places of those rows whose key is there, by the database's own idea of what is equal.
    fn there(&self, plan: &UpsertPlan<'a>, rows: &Range<usize>) -> Option<Statement> {
        let mut builder = self.builder();
        let mut is_first = true;
        for row in rows.clone() {
            let Some(key) = &plan.keys[row] else { continue };
            builder.push(if is_first { "SELECT " } else { " UNION ALL SELECT " });
            is_first = false;
            builder.push(&format!("'{row}' WHERE EXISTS (SELECT 1 FROM "));
            let alias = builder.alias();
            builder.from(self.plan.table, alias);
            builder.push(" WHERE ");
            let keys = Keys { columns: &plan.target, rows: std::slice::from_ref(key) };
            builder.keys(&keys, self.plan.table, Some(alias));
            builder.push(")");
        }
        (!is_first).then(|| builder.finish())
    }
}

impl<'a> Upsert<'a> {
    pub(super) fn new(plan: &UpsertPlan<'_>) -> Self {
        let count = plan.rows.len();
        let starts = (0..count).step_by(LOOKED_FOR);
        Self {
            unknown: starts.map(|from| from..(from + LOOKED_FOR).min(count)).collect(),
            is_asked: false,
            is_there: vec![false; count],
            parts: None,
            current: None,
            keys: vec![None; count],
            has_inserted: false,
            guards_a_reference: false,
        }
    }

    /// What a foreign key conflict of the running part is answered with, where it may not be told.
    pub(super) fn on_foreign_key_conflict(&self) -> Option<Refusal> {
        self.current.as_ref().and_then(|part| part.write.on_foreign_key_conflict())
    }

    fn next(&mut self, whole: &Write<'a>, outcome: Outcome) -> Result<Option<Step>, Refusal> {
        let Act::Upsert(plan) = &whole.plan.act else { return Err(whole.unexpected()) };
        let mut outcome = outcome;
        loop {
            if let Some(part) = &mut self.current {
                match part.write.next(std::mem::replace(&mut outcome, Outcome::Nothing)) {
                    Step::Finish(_) => self.finish_part()?,
                    // Why the row that is there may not be written is as secret as the row.
                    Step::Refuse(refusal) if part.is_update && refusal.status == 403 => {
                        return Err(Refusal::unique_conflict());
                    }
                    Step::Refuse(refusal) => return Err(refusal),
                    step => return Ok(Some(step)),
                }
                continue;
            }
            if self.is_asked {
                self.is_asked = false;
                match std::mem::replace(&mut outcome, Outcome::Nothing) {
                    Outcome::Rows(rows) => self.see(&rows).ok_or_else(|| whole.unexpected())?,
                    _ => return Err(whole.unexpected()),
                }
            }
            if let Some(rows) = self.unknown.pop_front() {
                let Some(statement) = whole.there(plan, &rows) else { continue };
                self.is_asked = true;
                return Ok(Some(Step::Query(statement)));
            }
            if self.parts.is_none() {
                self.parts = Some(self.plan_parts(whole, plan)?);
            }
            match self.parts.as_mut().and_then(VecDeque::pop_front) {
                Some(part) => self.current = Some(part),
                None => return Ok(None),
            }
        }
    }

    /// Takes in which rows are there.
    fn see(&mut self, rows: &Rows) -> Option<()> {
        for row in rows {
            let place: usize = row.first()?.as_deref()?.parse().ok()?;
            *self.is_there.get_mut(place)? = true;
        }
        Some(())
    }

    fn plan_parts(
        &self,
        whole: &Write<'a>,
        plan: &UpsertPlan<'a>,
    ) -> Result<VecDeque<Part<'a>>, Refusal> {
        let mut parts = VecDeque::new();
        let (there, new): (Vec<usize>, Vec<usize>) =
            (0..plan.rows.len()).partition(|row| self.is_there[*row]);
        if !new.is_empty() {
            let rows = new.iter().map(|row| plan.rows[*row].clone()).collect();
            let write = whole.part(Act::Insert(rows));
            parts.push_back(Part { rows: new, write, is_update: false });
        }
        if plan.resolution == Resolution::Ignore {
            return Ok(parts);
        }
        for row in there {
            let Some((reach, changes)) = plan.updates.get(row).cloned().flatten() else {
                return Err(Refusal::unique_conflict());
            };
            // A row that gives its key and nothing else changes nothing.
            if !changes.is_empty() {
                let write = whole.part(Act::Update(reach, changes));
                parts.push_back(Part { rows: vec![row], write, is_update: true });
            }
        }
        Ok(parts)
    }

    fn finish_part(&mut self) -> Result<(), Refusal> {
        let Some(part) = self.current.take() else { return Ok(()) };
        if part.is_update && part.write.affected == 0 {
            // It is there, and out of reach.
            return Err(Refusal::unique_conflict());
        }
        self.has_inserted |= !part.is_update;
        self.guards_a_reference |= part.write.guards_a_reference;
        for (row, key) in part.rows.into_iter().zip(part.write.keys) {
            self.keys[row] = Some(key);
        }
        Ok(())
    }
}
