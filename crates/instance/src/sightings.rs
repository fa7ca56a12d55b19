//! Which application users came in, until somebody asks and writes it down.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use bailiwick_policy::{Moment, User};

/// Users remembered until they are taken; of more it is only known that they were.
const REMEMBERED: usize = 10_000;

/// Longest subject that is remembered, in bytes.
const LONGEST_SUBJECT: usize = 256;

/// Roles of one user that are remembered.
const MOST_ROLES: usize = 32;

/// What was seen of one user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sighting {
    /// The token's `sub`.
    pub subject: String,
    /// The roles of the last request.
    pub roles: Vec<String>,
    /// The first request since it was last taken, in microseconds since 1970.
    pub first_at_microseconds: i64,
    /// The last one.
    pub last_at_microseconds: i64,
    /// How many.
    pub requests: u64,
}

/// What was seen of all.
#[derive(Default)]
pub(crate) struct Sightings(Mutex<HashMap<String, Sighting>>);

impl Sightings {
    /// Somebody came in.
    pub(crate) fn note(&self, user: &User, now: Moment) {
        let Some(subject) = user.id.as_deref() else { return };
        if subject.len() > LONGEST_SUBJECT {
            return;
        }
        let now = now.now_microseconds;
        let roles = &user.roles[..user.roles.len().min(MOST_ROLES)];
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all.get_mut(subject) {
            known.last_at_microseconds = known.last_at_microseconds.max(now);
            known.requests += 1;
            if known.roles != roles {
                known.roles = roles.to_vec();
            }
        } else if all.len() < REMEMBERED {
            let first = Sighting {
                subject: subject.to_owned(),
                roles: roles.to_vec(),
                first_at_microseconds: now,
                last_at_microseconds: now,
                requests: 1,
            };
            all.insert(subject.to_owned(), first);
        }
    }

    /// Takes what was seen since the last time.
    pub(crate) fn take(&self) -> Vec<Sighting> {
        let all = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut all: Vec<Sighting> = all.into_values().collect();
        all.sort_by(|one, other| one.subject.cmp(&other.subject));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_and_memory_is_bounded() {
        let seen = Sightings::default();
        let user = |id: String, roles: &[&str]| User {
            id: Some(id),
            roles: roles.iter().map(|&role| role.to_owned()).collect(),
            ..User::default()
        };
        for (at, roles) in [(1, &["a"][..]), (2, &["a", "b"]), (3, &["b"])] {
            seen.note(&user("7".to_owned(), roles), Moment { now_microseconds: at });
        }
        seen.note(&User::default(), Moment { now_microseconds: 4 });
        seen.note(&user("x".repeat(257), &[]), Moment { now_microseconds: 4 });
        let taken = seen.take();
        assert_eq!(taken.len(), 1);
        assert_eq!((taken[0].requests, &taken[0].roles[..]), (3, &["b".to_owned()][..]));
        assert_eq!((taken[0].first_at_microseconds, taken[0].last_at_microseconds), (1, 3));
        assert!(seen.take().is_empty());
        for number in 0..20_000 {
            seen.note(&user(number.to_string(), &[]), Moment { now_microseconds: 4 });
        }
        assert_eq!(seen.take().len(), REMEMBERED);
    }
}
