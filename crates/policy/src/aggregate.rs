//! Which functions over many rows a permission grants.

use serde::Serialize;

/// A function over the rows that a user sees.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Aggregate {
    /// How many rows, or how many values.
    Count,
    /// The sum of numbers.
    Sum,
    /// The mean of numbers.
    Avg,
    /// The least value.
    Min,
    /// The greatest value.
    Max,
}

impl Aggregate {
    /// Every function, with its name in a document and in a request.
    pub const ALL: [Aggregate; 5] =
        [Aggregate::Count, Aggregate::Sum, Aggregate::Avg, Aggregate::Min, Aggregate::Max];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Aggregate::Count => "count",
            Aggregate::Sum => "sum",
            Aggregate::Avg => "avg",
            Aggregate::Min => "min",
            Aggregate::Max => "max",
        }
    }

    /// The function of that name.
    pub fn of(name: &str) -> Option<Aggregate> {
        Aggregate::ALL.into_iter().find(|one| one.as_str() == name)
    }
}

/// A set of functions. `count` is always in it: whoever reads rows can count them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Aggregates(u8);

impl Default for Aggregates {
    fn default() -> Self {
        Aggregates(1 << Aggregate::Count as u8)
    }
}

impl Aggregates {
    /// Adds one.
    pub fn insert(&mut self, aggregate: Aggregate) {
        self.0 |= 1 << aggregate as u8;
    }

    /// Whether it is granted.
    pub fn contains(self, aggregate: Aggregate) -> bool {
        self.0 & (1 << aggregate as u8) != 0
    }
}
