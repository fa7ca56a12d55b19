//! Upserts: what `docs/data-api.md` says that becomes of rows that are there and of others.

use bailiwick_policy::Operation;

use crate::acts::{Asked, Met};
use crate::writes::{Denied, Rows};

impl Asked<'_> {
    /// All rows may be inserted. Those whose key is not there are; of the others each is updated, or stays as it is.
    pub(crate) fn upserts(&self, met: &mut Met) -> Result<Rows, Denied> {
        let (inserting, updating) =
            (self.reduced(Operation::Insert).granted, self.reduced(Operation::Update).granted);
        let (by, ignores) = (self.bodies.upsert_by, self.bodies.ignores);
        let (target, _) = self.world.schema[self.table].column(by).unwrap();
        let mut new = Vec::new();
        let mut there = Vec::new();
        for body in &self.bodies.upsert {
            let fields = self.fields(body, &inserting)?;
            let row = self.inserted(&fields, &inserting, met)?;
            match self.before().iter().position(|other| other[target.0] == row[target.0]) {
                Some(place) => there.push((place, body)),
                None => new.push(row),
            }
        }
        if ignores {
            if !there.is_empty() {
                met.push("duplicates that stay");
            }
            return Ok([self.before().clone(), new].concat());
        }
        if updating.is_empty() {
            return Err(Denied::Refused);
        }
        let mut rows = [self.before().clone(), new].concat();
        for (place, body) in there {
            let mut rest = body.clone();
            rest.remove(by);
            if rest.is_empty() {
                met.push("upserts of a key alone");
                continue;
            }
            // What keeps a row from being written is as secret as the row.
            let fields = self.fields(&rest, &updating).map_err(|_| Denied::Conflict)?;
            let select = self.reduced(Operation::Select);
            let key = self.cell(&select.cell(target), &rows[place], target);
            let is_found = !select.granted.is_empty()
                && self.sees(&rows[place])
                && select.readable().contains(target)
                && key == rows[place][target.0];
            if !is_found {
                met.push("upserts of a row that is hidden");
                return Err(Denied::Conflict);
            }
            let is_it = &rows[place];
            let updated = self.updated(&rows, |row| row == is_it, &fields, &updating, met);
            let (after, reached) = updated.map_err(|_| Denied::Conflict)?;
            if reached == 0 {
                met.push("upserts of a row that no permission admits");
                return Err(Denied::Conflict);
            }
            met.push("upserts that merge");
            rows = after;
        }
        Ok(rows)
    }
}
