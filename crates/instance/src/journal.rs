//! What was asked of an instance lately: who asked what of which table, by which permissions, and what came of it. No row,
//! no filter and no value is kept. It is in memory, bounded, and gone with the process.

mod entry;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use axum::http::Method;
use bailiwick_policy::{Operation, User};
use bailiwick_query::{BrokenRule, Refusal};

pub use entry::{LogEntry, LogPage, Rates, RefusedRequest};

use crate::CallNote;

/// So many requests of an instance are kept.
const KEPT: usize = 5_000;

/// So many more of those that nobody was known for: whoever has no token pushes out only the like.
const KEPT_OF_STRANGERS: usize = 1_000;

/// Of so many seconds in which somebody unknown asked it is kept how often.
const KEPT_SECONDS: usize = 120;

/// So many of its refusals, apart from those: they are asked about later.
const KEPT_REFUSALS: usize = 500;

/// So many refusals of one user, or of nobody, lest one push out what others were told.
const KEPT_OF_ONE: usize = 50;

/// Longest name that is kept whole: of a table that a client typed, of a subject.
const LONGEST_NAME: usize = 200;

/// Longest condition of a broken rule that is kept whole.
const LONGEST_RULE: usize = 500;

/// Roles of one user that are kept.
const MOST_ROLES: usize = 20;

/// Claims larger than this, as JSON, are not kept: what is explained then leaves out what depends on them.
const LARGEST_CLAIMS: usize = 4_096;

/// What is known of a request while it is answered.
#[derive(Default)]
pub(crate) struct Trace {
    pub(crate) request: String,
    pub(crate) user: Option<Arc<User>>,
    pub(crate) method: String,
    pub(crate) connection: Option<String>,
    pub(crate) table: Option<String>,
    pub(crate) operation: Option<Operation>,
    pub(crate) permissions: Vec<String>,
    pub(crate) rows: Option<u64>,
    pub(crate) call: Option<CallNote>,
}

impl Trace {
    /// What a request asks for, as far as it is read.
    pub(crate) fn asks(
        &mut self,
        table: &str,
        connection: &str,
        namespace: Option<&str>,
        method: &Method,
    ) {
        self.table = Some(match namespace {
            Some(namespace) => format!("{namespace}.{table}"),
            None => table.to_owned(),
        });
        self.connection = Some(connection.to_owned());
        self.operation = match *method {
            // What an action does is its own affair.
            _ if table.starts_with("rpc/") => None,
            Method::GET | Method::HEAD => Some(Operation::Select),
            Method::POST | Method::PUT => Some(Operation::Insert),
            Method::PATCH => Some(Operation::Update),
            Method::DELETE => Some(Operation::Delete),
            _ => None,
        };
    }
}

#[derive(Default)]
pub(crate) struct Journal(Mutex<Rings>);

#[derive(Default)]
struct Rings {
    last: u64,
    requests: VecDeque<LogEntry>,
    strangers: VecDeque<LogEntry>,
    by_strangers: VecDeque<Second>,
    refusals: VecDeque<RefusedRequest>,
}

/// How often nobody known asked in one second. It is counted: of the requests themselves a flood leaves few.
#[derive(Default)]
struct Second {
    /// Since 1970.
    at: i64,
    requests: u64,
    refused: u64,
    failed: u64,
}

/// How a request ended.
pub(crate) struct Ended<'a> {
    pub(crate) request: &'a str,
    pub(crate) at_microseconds: i64,
    pub(crate) took_microseconds: u64,
    pub(crate) status: u16,
    pub(crate) refusal: Option<&'a Refusal>,
}

impl Journal {
    /// Keeps a request that was answered.
    pub(crate) fn keep(&self, trace: Trace, ended: &Ended<'_>) {
        // Whoever comes without a token may be let in as `anonymous`, and is nobody all the same.
        let is_known = trace.user.as_ref().is_some_and(|user| user.id.is_some());
        let user = trace.user.as_deref();
        let roles = user.map(|user| user.roles.as_slice()).unwrap_or_default();
        let mut entry = LogEntry {
            sequence: 0,
            request: ended.request.to_owned(),
            at_microseconds: ended.at_microseconds,
            user: user.and_then(|user| user.id.as_deref()).map(short),
            roles: roles.iter().take(MOST_ROLES).map(|role| short(role)).collect(),
            method: short(&trace.method),
            connection: trace.connection.as_deref().map(short),
            table: trace.table.as_deref().map(short),
            operation: trace.operation,
            permissions: trace.permissions,
            rows: trace.rows,
            call: trace.call,
            took_microseconds: ended.took_microseconds,
            status: ended.status,
            code: ended.refusal.map(|refusal| refusal.code),
        };
        let refused = ended.refusal.map(|refusal| {
            let is_kept = |user: &Arc<User>| {
                serde_json::to_string(&user.claims).is_ok_and(|text| text.len() <= LARGEST_CLAIMS)
                    && user.roles.len() <= MOST_ROLES
            };
            (
                trace.user.filter(is_kept),
                short(&refusal.message),
                refusal.details.as_deref().map(short),
                refusal.rule.as_deref().map(shortened),
            )
        });
        let mut rings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rings.last += 1;
        entry.sequence = rings.last;
        if let Some((asker, message, details, rule)) = refused {
            rings.refuse(RefusedRequest { entry: entry.clone(), asker, message, details, rule });
        }
        let (ring, most) = if is_known {
            (&mut rings.requests, KEPT)
        } else {
            rings.count_stranger(&entry);
            (&mut rings.strangers, KEPT_OF_STRANGERS)
        };
        if ring.len() >= most {
            ring.pop_front();
        }
        ring.push_back(entry);
    }

    /// The newest requests that `wanted` lets through and that came before and after those given.
    pub(crate) fn page(
        &self,
        wanted: impl Fn(&LogEntry) -> bool,
        (after, before): (Option<u64>, Option<u64>),
        limit: usize,
    ) -> LogPage {
        let rings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let newer = rings.newest_first();
        let newer = newer.take_while(|entry| after.is_none_or(|after| entry.sequence > after));
        let found: Vec<&LogEntry> = newer.filter(|entry| wanted(entry)).collect();
        let mut rest =
            found.iter().filter(|entry| before.is_none_or(|before| entry.sequence < before));
        let items = rest.by_ref().take(limit).map(|entry| (*entry).clone()).collect();
        LogPage {
            items,
            has_more: rest.next().is_some(),
            total: found.len() as u64,
            latest: rings.last,
        }
    }

    /// A request that was refused.
    pub(crate) fn refused(&self, request: &str) -> Option<RefusedRequest> {
        let rings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rings.refusals.iter().rev().find(|refused| refused.entry.request == request).cloned()
    }

    /// What was asked in the last `seconds` before `now`.
    pub(crate) fn rates(&self, now_microseconds: i64, seconds: u32) -> Rates {
        let rings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = now_microseconds - i64::from(seconds) * 1_000_000;
        let since = rings.known_since().map_or(asked, |whole| whole.max(asked));
        let is_recent = |entry: &&LogEntry| entry.at_microseconds >= since;
        let known: Vec<&LogEntry> = rings.requests.iter().rev().take_while(is_recent).collect();
        let strangers = rings.strangers.iter().rev().take_while(is_recent);
        let answered = strangers.filter(|entry| entry.status < 400);
        let took = known.iter().copied().chain(answered).map(|entry| entry.took_microseconds);
        let mut took: Vec<u64> = took.collect();
        took.sort_unstable();
        let at = |part: usize| {
            let place = (took.len() * part).div_ceil(100).saturating_sub(1);
            took.get(place).map_or(0.0, |micros| *micros as f64 / 1_000.0)
        };
        let of_class =
            |class: u16| known.iter().filter(|entry| entry.status / 100 == class).count() as u64;
        let seconds =
            rings.by_strangers.iter().filter(|second| second.at >= since.div_euclid(1_000_000));
        let of_strangers = |count: fn(&Second) -> u64| -> u64 { seconds.clone().map(count).sum() };
        let covered = ((now_microseconds - since) as f64 / 1_000_000.0).max(0.001);
        Rates {
            seconds: covered,
            requests: known.len() as u64 + of_strangers(|second| second.requests),
            refused: of_class(4) + of_strangers(|second| second.refused),
            failed: of_class(5) + of_strangers(|second| second.failed),
            median_ms: at(50),
            p95_ms: at(95),
        }
    }
}

impl Rings {
    fn newest_first(&self) -> impl Iterator<Item = &LogEntry> {
        let mut known = self.requests.iter().rev().peekable();
        let mut strangers = self.strangers.iter().rev().peekable();
        std::iter::from_fn(move || match (known.peek(), strangers.peek()) {
            (Some(one), Some(other)) if one.sequence < other.sequence => strangers.next(),
            (Some(_), _) => known.next(),
            (None, _) => strangers.next(),
        })
    }

    /// Every request of a known user since then is kept; absent where none has left yet.
    fn known_since(&self) -> Option<i64> {
        let oldest = self.requests.front().filter(|_| self.requests.len() >= KEPT)?;
        Some(oldest.at_microseconds)
    }

    fn count_stranger(&mut self, entry: &LogEntry) {
        let at = entry.at_microseconds.div_euclid(1_000_000);
        // Requests end in another order than they came in.
        let known = self.by_strangers.iter().rposition(|second| second.at == at);
        let place = known.unwrap_or_else(|| {
            if self.by_strangers.len() >= KEPT_SECONDS {
                self.by_strangers.pop_front();
            }
            self.by_strangers.push_back(Second { at, ..Second::default() });
            self.by_strangers.len() - 1
        });
        let Some(second) = self.by_strangers.get_mut(place) else { return };
        second.requests += 1;
        second.refused += u64::from(entry.status / 100 == 4);
        second.failed += u64::from(entry.status / 100 == 5);
    }

    fn refuse(&mut self, refused: RefusedRequest) {
        let is_of_one = |other: &RefusedRequest| other.entry.user == refused.entry.user;
        if self.refusals.iter().filter(|other| is_of_one(other)).count() >= KEPT_OF_ONE
            && let Some(oldest) = self.refusals.iter().position(is_of_one)
        {
            self.refusals.remove(oldest);
        }
        if self.refusals.len() >= KEPT_REFUSALS {
            self.refusals.pop_front();
        }
        self.refusals.push_back(refused);
    }
}

fn shortened(rule: &BrokenRule) -> BrokenRule {
    BrokenRule {
        condition: rule.condition.as_deref().map(|text| text.chars().take(LONGEST_RULE).collect()),
        ..rule.clone()
    }
}

/// As much as is kept of what a client typed, in one line that stays one wherever it is shown: a terminal obeys no
/// escape in it, and it reads from left to right.
fn short(text: &str) -> String {
    let mut kept = String::new();
    for letter in text.chars().take(LONGEST_NAME) {
        let turns = matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
        match letter.is_control() || turns {
            true => kept.extend(letter.escape_default()),
            false => kept.push(letter),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(journal: &Journal, user: &str, status: u16, number: i64) {
        let refusal = Refusal::new(status, "42501", "no");
        let user =
            User { id: Some(user.to_owned()), roles: vec!["r".to_owned()], ..User::default() };
        let trace =
            Trace { user: Some(Arc::new(user)), method: "GET".to_owned(), ..Trace::default() };
        let ended = Ended {
            request: &number.to_string(),
            at_microseconds: number * 1_000_000,
            took_microseconds: u64::try_from(number).unwrap_or(0) * 1_000,
            status,
            refusal: (status >= 400).then_some(&refusal),
        };
        journal.keep(trace, &ended);
    }

    fn keep_strange(journal: &Journal, number: i64) {
        let refusal = Refusal::new(401, "PGRST301", "no");
        let ended = Ended {
            request: &number.to_string(),
            at_microseconds: number * 1_000_000,
            took_microseconds: 1,
            status: 401,
            refusal: Some(&refusal),
        };
        journal.keep(Trace { method: "GET".to_owned(), ..Trace::default() }, &ended);
    }

    #[test]
    fn whoever_has_no_token_pushes_out_only_the_like() {
        let journal = Journal::default();
        keep(&journal, "a", 200, 1);
        (2..=7_000).for_each(|number| keep_strange(&journal, number));
        keep(&journal, "a", 200, 7_001);
        let page = journal.page(|entry| entry.user.is_some(), (None, None), 10);
        assert_eq!(sequences(&page), [7_001, 1]);
        let all = journal.page(|_| true, (None, None), 3);
        assert_eq!((sequences(&all), all.total), (vec![7_001, 7_000, 6_999], 1_002));
        let last = journal.page(|_| true, (None, Some(6_002)), 3);
        assert_eq!((sequences(&last), last.has_more), (vec![6_001, 1], false), "in their order");
    }

    #[test]
    fn a_flood_of_refusals_without_a_token_changes_no_rate_of_who_has_one() {
        let journal = Journal::default();
        (1..=60).for_each(|number| keep(&journal, "a", 200, number));
        let calm = journal.rates(60_000_000, 50);
        assert_eq!((calm.seconds, calm.requests, calm.median_ms), (50.0, 51, 35.0));
        // Three thousand in the last second, three times what is kept of the like.
        (0..3_000).for_each(|_| keep_strange(&journal, 60));
        let flooded = journal.rates(60_000_000, 50);
        assert_eq!((flooded.seconds, flooded.requests, flooded.refused), (50.0, 3_051, 3_000));
        let took = (flooded.median_ms, flooded.p95_ms);
        assert_eq!(took, (calm.median_ms, calm.p95_ms), "they took no time of anybody's");
        // Those who are known shorten it themselves.
        (0..5_000).for_each(|_| keep(&journal, "a", 200, 61));
        assert_eq!(journal.rates(62_000_000, 50).seconds, 1.0);
        assert!(journal.0.lock().is_ok_and(|rings| rings.by_strangers.len() == 1));
        (100..1_000).for_each(|number| keep_strange(&journal, number));
        assert!(journal.0.lock().is_ok_and(|rings| rings.by_strangers.len() == KEPT_SECONDS));
    }

    fn sequences(page: &LogPage) -> Vec<u64> {
        page.items.iter().map(|entry| entry.sequence).collect()
    }

    #[test]
    fn the_oldest_requests_leave_and_pages_go_back_and_forth() {
        let journal = Journal::default();
        (1..=5_010).for_each(|number| keep(&journal, "a", 200, number));
        let page = journal.page(|_| true, (None, None), 3);
        assert_eq!(
            (sequences(&page), page.has_more, page.total),
            (vec![5_010, 5_009, 5_008], true, 5_000)
        );
        let older = journal.page(|_| true, (None, Some(13)), 3);
        assert_eq!((sequences(&older), older.has_more), (vec![12, 11], false));
        let newer = journal.page(|_| true, (Some(5_008), None), 3);
        assert_eq!((sequences(&newer), newer.latest, newer.total), (vec![5_010, 5_009], 5_010, 2));
        let none = journal.page(|entry| entry.user.as_deref() == Some("b"), (None, None), 3);
        assert_eq!((sequences(&none), none.latest, none.total), (vec![], 5_010, 0));
    }

    #[test]
    fn one_user_pushes_out_only_their_own_refusals() {
        let journal = Journal::default();
        keep(&journal, "first", 403, 1);
        (2..=400).for_each(|number| keep(&journal, "flood", 403, number));
        assert!(journal.refused("1").is_some());
        assert!(journal.refused("350").is_none() && journal.refused("351").is_some());
        (1_001..=1_500).for_each(|number| keep(&journal, &number.to_string(), 403, number));
        assert!(journal.refused("1").is_none(), "in all they are bounded");
        assert!(journal.refused("1500").is_some());
        (2_000..=9_000).for_each(|number| keep(&journal, "a", 200, number));
        assert!(journal.refused("1500").is_some(), "what succeeds pushes out no refusal");
    }

    #[test]
    fn rates_are_of_the_time_that_the_log_covers() {
        let journal = Journal::default();
        let none = journal.rates(0, 60);
        assert_eq!((none.requests, none.seconds, none.p95_ms), (0, 60.0, 0.0));
        (1..=100).for_each(|number| {
            keep(&journal, "a", if number % 10 == 0 { 404 } else { 200 }, number)
        });
        keep(&journal, "a", 503, 101);
        let rates = journal.rates(101_000_000, 50);
        assert_eq!((rates.requests, rates.refused, rates.failed), (51, 5, 1));
        assert_eq!((rates.median_ms, rates.p95_ms), (76.0, 99.0));
    }

    #[test]
    fn what_a_client_types_stays_in_its_line() {
        assert_eq!(short("a\nb\u{1b}[2Jc\u{202e}d é\t"), "a\\nb\\u{1b}[2Jc\\u{202e}d é\\t");
    }

    #[test]
    fn what_a_client_types_is_kept_short() {
        let journal = Journal::default();
        let claims = [("big".to_owned(), "x".repeat(5_000).into())].into_iter().collect();
        let user = User { id: Some("i".repeat(5_000)), roles: vec!["r".repeat(500); 90], claims };
        let refusal = Refusal::new(404, "PGRST205", "m".repeat(5_000));
        let trace = Trace {
            user: Some(Arc::new(user)),
            table: Some("t".repeat(5_000)),
            ..Trace::default()
        };
        let ended = Ended {
            request: "1",
            at_microseconds: 0,
            took_microseconds: 0,
            status: 404,
            refusal: Some(&refusal),
        };
        journal.keep(trace, &ended);
        let kept = journal.refused("1").map(|kept| {
            let entry = kept.entry;
            let lengths = [entry.user.map(|text| text.len()), entry.table.map(|text| text.len())];
            (lengths, entry.roles.len(), kept.message.len(), kept.asker.is_some())
        });
        assert_eq!(kept, Some(([Some(200), Some(200)], 20, 200, false)));
    }
}
