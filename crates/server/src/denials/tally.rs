//! Which refusals are alike, and how many there were.

use std::collections::HashMap;

use bailiwick_model::Timestamp;

use super::Denial;

/// How long refusals that are alike are counted together.
const MICROSECONDS: i64 = 60_000_000;

/// Kinds of refusals remembered in all; beyond it they are dropped, and only their number is told.
const REMEMBERED: usize = 10_000;

/// Kinds of refusals that one caller causes in a minute and has told one by one; beyond it they become one.
const OF_ONE: u32 = 30;

/// What became of a refusal.
pub(super) enum Heard {
    /// The first of its kind: to be written now.
    First(Box<Denial>),
    /// Told later, as a number.
    Counted,
    /// There are too many kinds.
    Crowded,
}

struct Minute {
    began: Timestamp,
    /// The latest.
    denial: Denial,
    /// How many were not written yet.
    more: u64,
    by: [u8; 32],
}

/// The minutes that run.
#[derive(Default)]
pub(super) struct Tally {
    by_key: HashMap<[u8; 32], Minute>,
    kinds: HashMap<[u8; 32], u32>,
}

impl Tally {
    pub(super) fn hear(&mut self, by: [u8; 32], key: [u8; 32], denial: Denial) -> Heard {
        if let Some(minute) = self.by_key.get_mut(&key) {
            minute.more += 1;
            minute.denial = denial;
            return Heard::Counted;
        }
        if self.by_key.len() >= REMEMBERED {
            return Heard::Crowded;
        }
        let kinds = self.kinds.entry(by).or_insert(0);
        if *kinds >= OF_ONE && key != by {
            // Whoever tries everything is told of once: what was tried is no longer of one kind.
            let denial = denial.of_several();
            return self.hear(by, by, denial);
        }
        *kinds += 1;
        let minute = Minute { began: denial.at, denial: denial.clone(), more: 0, by };
        self.by_key.insert(key, minute);
        Heard::First(Box::new(denial))
    }

    /// What is to be told of the minutes that ended; of all when everything ends. A minute in which something was
    /// counted is followed by another, so that a flood becomes an entry a minute.
    pub(super) fn due(&mut self, now: Timestamp, is_end: bool) -> Vec<(Denial, u64)> {
        let mut due = Vec::new();
        let kinds = &mut self.kinds;
        self.by_key.retain(|_, minute| {
            // A clock that went back ends a minute too.
            let age = now.0.saturating_sub(minute.began.0);
            if !is_end && (0..MICROSECONDS).contains(&age) {
                return true;
            }
            if minute.more > 0 {
                due.push((minute.denial.clone(), std::mem::take(&mut minute.more)));
                minute.began = now;
                return true;
            }
            if let Some(count) = kinds.get_mut(&minute.by) {
                *count -= 1;
                if *count == 0 {
                    kinds.remove(&minute.by);
                }
            }
            false
        });
        due
    }
}

#[cfg(test)]
mod tests {
    use bailiwick_model::Id;

    use super::super::Whom;
    use super::*;

    fn denial(at: i64) -> Denial {
        Denial {
            whom: Whom::Stranger("ana@example.com".into()),
            organization: None,
            operation: "sign_in",
            code: "wrong_credentials",
            missing: None,
            target: Some(("account", Id::new(1, [1; 6]))),
            place: None,
            credential: None,
            address: "192.0.2.7".into(),
            request_id: Id::new(2, [2; 6]).into(),
            at: Timestamp(at),
        }
    }

    fn key(number: u32) -> [u8; 32] {
        let mut key = [0; 32];
        key[..4].copy_from_slice(&number.to_be_bytes());
        key
    }

    #[test]
    fn a_flood_is_an_entry_at_once_and_one_a_minute() {
        let mut tally = Tally::default();
        let mut entries = 0;
        let mut told = 0;
        for second in 0..180 {
            let now = Timestamp(second * 1_000_000);
            for _ in 0..50 {
                if let Heard::First(_) = tally.hear(key(1), key(2), denial(now.0)) {
                    entries += 1;
                    told += 1;
                }
            }
            for (_, count) in tally.due(now, false) {
                entries += 1;
                told += count;
            }
        }
        for (_, count) in tally.due(Timestamp(180_000_000), true) {
            entries += 1;
            told += count;
        }
        assert_eq!((entries, told), (4, 9_000), "none is lost");
    }

    #[test]
    fn whoever_tries_everything_is_told_of_once_more() {
        let mut tally = Tally::default();
        let mut first = Vec::new();
        for number in 0..1_000 {
            if let Heard::First(denial) = tally.hear(key(7), key(100 + number), denial(0)) {
                first.push(denial.operation);
            }
        }
        assert_eq!(first.len(), 31);
        assert_eq!(first.last(), Some(&"several"));
        let due = tally.due(Timestamp(61_000_000), false);
        assert_eq!(due.iter().map(|(_, count)| count).sum::<u64>(), 969);
        assert!(due.iter().all(|(denial, _)| denial.target.is_none()));
        assert!(tally.due(Timestamp(130_000_000), false).is_empty());
        assert!(tally.by_key.is_empty() && tally.kinds.is_empty(), "nothing is kept");
    }

    #[test]
    fn memory_is_bounded() {
        let mut tally = Tally::default();
        let mut crowded = 0;
        for number in 0..20_000 {
            let heard = tally.hear(key(number), key(100_000 + number), denial(0));
            crowded += u32::from(matches!(heard, Heard::Crowded));
        }
        assert_eq!((tally.by_key.len(), crowded), (REMEMBERED, 10_000));
    }
}
