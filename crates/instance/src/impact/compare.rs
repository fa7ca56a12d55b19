//! Two policies on one row: which conditions hold is all that is known of it.

use bailiwick_policy::{Granted, Mask, Predicate, Reduced};
use bailiwick_schema::ColumnIndex;

/// How many rows and cells change.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Change {
    /// Rows that are granted and were not.
    pub rows_gained: u64,
    /// Rows that were granted and are not.
    pub rows_lost: u64,
    /// Cells of which more shows, or which may be written.
    pub cells_gained: u64,
    /// Cells of which less shows, or which may not be written any more.
    pub cells_lost: u64,
    /// Cells that show another part than before.
    pub cells_masked_otherwise: u64,
}

impl Change {
    /// Adds what changes in each of so many rows.
    pub(super) fn add(&mut self, each: &Change, rows: u64) {
        self.rows_gained += each.rows_gained * rows;
        self.rows_lost += each.rows_lost * rows;
        self.cells_gained += each.cells_gained * rows;
        self.cells_lost += each.cells_lost * rows;
        self.cells_masked_otherwise += each.cells_masked_otherwise * rows;
    }
}

/// What two policies grant to one user on one table; index 0 is the one in force.
pub(super) struct Sides<'a> {
    pub(super) is_read: bool,
    pub(super) columns: usize,
    /// What may be read: a write reaches nothing else.
    pub(super) reads: [Reduced<'a>; 2],
    /// What may be done.
    pub(super) acts: [Reduced<'a>; 2],
}

/// What shows of a cell, or whether it may be written.
#[derive(Clone, Copy, PartialEq)]
enum Cell {
    No,
    Part(Mask),
    Yes,
}

impl<'a> Sides<'a> {
    /// Whether the two may say something different of some row.
    pub(super) fn differ(&self) -> bool {
        let same = |one: &Reduced<'_>, other: &Reduced<'_>| {
            one.granted.len() == other.granted.len()
                && one.granted.iter().zip(&other.granted).all(|(one, other)| {
                    one.filter == other.filter
                        && one.columns == other.columns
                        && one.masks == other.masks
                })
        };
        let [before, after] = &self.acts;
        let [reads_before, reads_after] = &self.reads;
        let acts = !(before.granted.is_empty() && after.granted.is_empty());
        acts && !(same(before, after) && same(reads_before, reads_after))
    }

    fn granted(&self) -> impl Iterator<Item = &Granted<'a>> {
        let reads = self.reads.iter().filter(|_| !self.is_read);
        self.acts.iter().chain(reads).flat_map(|reduced| &reduced.granted)
    }

    /// What is to be asked of each row, in the order of the flags that are read.
    pub(super) fn conditions(&self) -> Vec<&Predicate> {
        self.granted().map(|granted| &granted.filter).collect()
    }

    /// What a row with these flags grants on each side.
    fn row(&self, pattern: &str) -> [Vec<Cell>; 2] {
        self.both(pattern).map(|(_, cells)| cells)
    }

    fn both(&self, pattern: &str) -> [(bool, Vec<Cell>); 2] {
        let mut flags = pattern.bytes().map(|flag| flag == b'1');
        let mut held = |reduced: &Reduced<'_>| -> Vec<bool> {
            reduced.granted.iter().map(|_| flags.next() == Some(true)).collect()
        };
        let acts = [held(&self.acts[0]), held(&self.acts[1])];
        let reads = if self.is_read {
            [true, true]
        } else {
            let reads = [held(&self.reads[0]), held(&self.reads[1])];
            [0, 1].map(|side| {
                // Who may read nothing writes what the permission admits.
                let reduced = &self.reads[side];
                let is_blind = reduced.granted.is_empty() || reduced.readable().is_empty();
                is_blind || reads[side].contains(&true)
            })
        };
        [0, 1].map(|side| {
            let is_granted = reads[side] && acts[side].contains(&true);
            let cell = |column| {
                if is_granted { cell(&self.acts[side], &acts[side], column) } else { Cell::No }
            };
            (is_granted, (0..self.columns).map(|at| cell(ColumnIndex(at))).collect())
        })
    }

    /// Whether the row comes or goes, and the columns that come and go.
    pub(super) fn told(&self, pattern: &str) -> (Option<bool>, Vec<usize>, Vec<usize>) {
        let [(was, before), (is, after)] = self.both(pattern);
        let (mut gained, mut lost) = (Vec::new(), Vec::new());
        for (at, (then, now)) in before.iter().zip(&after).enumerate() {
            match rank(*now).cmp(&rank(*then)) {
                std::cmp::Ordering::Greater => gained.push(at),
                std::cmp::Ordering::Less => lost.push(at),
                std::cmp::Ordering::Equal => {}
            }
        }
        ((was != is).then_some(is), gained, lost)
    }
}

fn cell(reduced: &Reduced<'_>, held: &[bool], column: ColumnIndex) -> Cell {
    let mut masked: Option<Mask> = None;
    for (granted, _) in reduced.granted.iter().zip(held).filter(|(_, held)| **held) {
        if !granted.columns.contains(column) {
            continue;
        }
        match granted.mask(column) {
            None => return Cell::Yes,
            Some(mask) if masked.is_none_or(|other| other.tells() < mask.tells()) => {
                masked = Some(mask);
            }
            Some(_) => {}
        }
    }
    masked.map_or(Cell::No, Cell::Part)
}

fn rank(cell: Cell) -> u8 {
    match cell {
        Cell::No => 0,
        Cell::Part(_) => 1,
        Cell::Yes => 2,
    }
}

/// What changes in one row with these flags.
pub(super) fn change(sides: &Sides<'_>, pattern: &str) -> Change {
    let (row, gained, lost) = sides.told(pattern);
    let [before, after] = sides.row(pattern);
    let otherwise = before.iter().zip(&after).filter(
        |(then, now)| matches!((then, now), (Cell::Part(then), Cell::Part(now)) if then != now),
    );
    Change {
        rows_gained: u64::from(row == Some(true)),
        rows_lost: u64::from(row == Some(false)),
        cells_gained: gained.len() as u64,
        cells_lost: lost.len() as u64,
        cells_masked_otherwise: otherwise.count() as u64,
    }
}
