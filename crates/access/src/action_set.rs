//! A set of actions: 128 bits, copied freely.

use std::fmt;

use crate::action::Action;

/// A set of actions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ActionSet {
    words: [u64; 2],
}

impl ActionSet {
    /// No action.
    pub const EMPTY: ActionSet = ActionSet { words: [0, 0] };

    /// Every action.
    pub const FULL: ActionSet = {
        let mut set = ActionSet::EMPTY;
        let mut place = 0;
        while place < Action::ALL.len() {
            set = set.with(Action::ALL[place]);
            place += 1;
        }
        set
    };

    /// Every action that changes nothing: what a read-only token carries at most.
    pub const READING: ActionSet = {
        let mut set = ActionSet::EMPTY;
        let mut place = 0;
        while place < Action::ALL.len() {
            if Action::ALL[place].is_reading() {
                set = set.with(Action::ALL[place]);
            }
            place += 1;
        }
        set
    };

    /// The set of these actions.
    pub const fn of(actions: &[Action]) -> Self {
        let mut set = ActionSet::EMPTY;
        let mut place = 0;
        while place < actions.len() {
            set = set.with(actions[place]);
            place += 1;
        }
        set
    }

    /// With one action more.
    pub const fn with(mut self, action: Action) -> Self {
        self.words[(action.number() >> 6) as usize] |= 1 << (action.number() & 63);
        self
    }

    /// In both.
    pub const fn intersect(self, other: Self) -> Self {
        ActionSet { words: [self.words[0] & other.words[0], self.words[1] & other.words[1]] }
    }

    /// In either.
    pub const fn union(self, other: Self) -> Self {
        ActionSet { words: [self.words[0] | other.words[0], self.words[1] | other.words[1]] }
    }

    /// In this one and not in the other.
    pub const fn minus(self, other: Self) -> Self {
        ActionSet { words: [self.words[0] & !other.words[0], self.words[1] & !other.words[1]] }
    }

    /// Holds the action.
    pub const fn contains(self, action: Action) -> bool {
        self.bit(action) == 1
    }

    /// Holds nothing that the other does not.
    pub const fn is_subset(self, other: Self) -> bool {
        self.minus(other).is_empty()
    }

    /// Holds nothing.
    pub const fn is_empty(self) -> bool {
        self.words[0] | self.words[1] == 0
    }

    /// How many actions it holds.
    pub const fn len(self) -> usize {
        (self.words[0].count_ones() + self.words[1].count_ones()) as usize
    }

    /// Its actions, in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = Action> + Clone {
        Action::ALL.iter().copied().filter(move |action| self.contains(*action))
    }

    /// 1 when it holds the action, else 0: for tests without a branch.
    #[inline]
    pub(crate) const fn bit(self, action: Action) -> u64 {
        self.words[(action.number() >> 6) as usize] >> (action.number() & 63) & 1
    }
}

impl FromIterator<Action> for ActionSet {
    fn from_iter<I: IntoIterator<Item = Action>>(actions: I) -> Self {
        actions.into_iter().fold(ActionSet::EMPTY, ActionSet::with)
    }
}

impl fmt::Debug for ActionSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.iter().map(Action::as_str)).finish()
    }
}

impl serde::Serialize for ActionSet {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}
