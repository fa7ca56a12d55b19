//! A set of columns of one table.

use bailiwick_schema::ColumnIndex;

/// Columns of one table, as bits.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct ColumnSet {
    first: u64,
    rest: Vec<u64>,
}

impl ColumnSet {
    /// No column.
    pub fn new() -> Self {
        Self::default()
    }

    /// The first `count` columns.
    pub fn first(count: usize) -> Self {
        (0..count).map(ColumnIndex).collect()
    }

    /// Adds a column.
    pub fn insert(&mut self, column: ColumnIndex) {
        let (word, bit) = place(column);
        if word == 0 {
            self.first |= bit;
            return;
        }
        if self.rest.len() < word {
            self.rest.resize(word, 0);
        }
        self.rest[word - 1] |= bit;
    }

    /// Whether the column is in it.
    pub fn contains(&self, column: ColumnIndex) -> bool {
        let (word, bit) = place(column);
        self.word(word) & bit != 0
    }

    /// Adds every column of the other set.
    pub fn extend_from(&mut self, other: &ColumnSet) {
        self.first |= other.first;
        if self.rest.len() < other.rest.len() {
            self.rest.resize(other.rest.len(), 0);
        }
        for (mine, theirs) in self.rest.iter_mut().zip(&other.rest) {
            *mine |= theirs;
        }
    }

    /// Whether some column is in both.
    pub fn intersects(&self, other: &ColumnSet) -> bool {
        self.first & other.first != 0
            || self.rest.iter().zip(&other.rest).any(|(mine, theirs)| mine & theirs != 0)
    }

    /// Whether every column of this set is in the other.
    pub fn is_subset(&self, other: &ColumnSet) -> bool {
        (0..=self.rest.len()).all(|word| self.word(word) & !other.word(word) == 0)
    }

    /// No column is in it.
    pub fn is_empty(&self) -> bool {
        self.first == 0 && self.rest.iter().all(|word| *word == 0)
    }

    /// How many columns are in it.
    pub fn len(&self) -> usize {
        (0..=self.rest.len()).map(|word| self.word(word).count_ones() as usize).sum()
    }

    /// Its columns in the table's order.
    pub fn iter(&self) -> impl Iterator<Item = ColumnIndex> + '_ {
        let bits = (self.rest.len() + 1) * 64;
        (0..bits).map(ColumnIndex).filter(|column| self.contains(*column))
    }

    fn word(&self, index: usize) -> u64 {
        match index {
            0 => self.first,
            index => self.rest.get(index - 1).copied().unwrap_or(0),
        }
    }
}

impl FromIterator<ColumnIndex> for ColumnSet {
    fn from_iter<I: IntoIterator<Item = ColumnIndex>>(columns: I) -> Self {
        let mut set = Self::new();
        for column in columns {
            set.insert(column);
        }
        set
    }
}

fn place(column: ColumnIndex) -> (usize, u64) {
    (column.0 / 64, 1 << (column.0 % 64))
}
