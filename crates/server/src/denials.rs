//! Refusals on their way into the log. The first of its kind is written at once; those that follow within a minute are
//! counted, and one entry tells how many there were. So a flood of them fills neither the log nor the memory, and a
//! slow store keeps no refusal waiting for long.

mod tally;
mod writer;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bailiwick_access::Action;
use bailiwick_model::{Account, Id, OrganizationId, RequestId, ServiceToken, Timestamp};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;

pub(crate) use writer::run;

use tally::{Heard, Tally};

/// Entries that wait to be written.
const QUEUE: usize = 1_024;

/// How long a refusal waits for its entry: whoever then reads the log finds it.
const PATIENCE: Duration = Duration::from_millis(500);

/// To whom something was refused.
#[derive(Clone, Debug)]
pub(crate) enum Whom {
    Account(Account),
    ServiceToken(ServiceToken),
    /// Somebody who could not sign in, and what was typed for an address.
    Stranger(String),
}

/// One refusal.
#[derive(Clone, Debug)]
pub(crate) struct Denial {
    pub(crate) whom: Whom,
    pub(crate) organization: Option<OrganizationId>,
    pub(crate) operation: &'static str,
    pub(crate) code: &'static str,
    /// What was missing, where an action was.
    pub(crate) missing: Option<Action>,
    pub(crate) target: Option<(&'static str, Id)>,
    pub(crate) place: Option<Id>,
    pub(crate) credential: Option<Id>,
    pub(crate) address: String,
    pub(crate) request_id: RequestId,
    pub(crate) at: Timestamp,
}

impl Denial {
    /// What is left to say when there are too many kinds: none is blamed for the rest.
    fn of_several(self) -> Self {
        let whom = match self.whom {
            Whom::Stranger(_) => Whom::Stranger(String::new()),
            known => known,
        };
        Denial { whom, operation: "several", missing: None, target: None, place: None, ..self }
    }
}

/// An entry to be written, and whom to tell when it is.
struct Waiting {
    denial: Denial,
    count: u64,
    written: oneshot::Sender<()>,
}

/// What was refused of late.
pub(crate) struct Denials {
    tally: Mutex<Tally>,
    queue: Sender<Waiting>,
    waiting: Mutex<Option<Receiver<Waiting>>>,
    dropped: AtomicU64,
}

impl Default for Denials {
    fn default() -> Self {
        let (queue, waiting) = channel(QUEUE);
        Denials {
            tally: Mutex::default(),
            queue,
            waiting: Mutex::new(Some(waiting)),
            dropped: AtomicU64::new(0),
        }
    }
}

impl Denials {
    /// Hears of a refusal; `by` is who caused it, `key` what makes it alike to another.
    pub(crate) async fn hear(&self, by: [u8; 32], key: [u8; 32], denial: Denial) {
        let heard = {
            let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
            tally.hear(by, key, denial)
        };
        match heard {
            Heard::Counted => {}
            Heard::Crowded => {
                self.dropped.fetch_add(1, Ordering::Relaxed);
            }
            Heard::First(denial) => {
                let (written, done) = oneshot::channel();
                if self.queue.try_send(Waiting { denial: *denial, count: 1, written }).is_err() {
                    self.dropped.fetch_add(1, Ordering::Relaxed);
                    return;
                }
                let _ = tokio::time::timeout(PATIENCE, done).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn when_nobody_writes_refusals_are_said_all_the_same_and_counted_as_dropped() {
        let denials = Denials::default();
        let hear = |number: u16| {
            let mut key = [0; 32];
            key[..2].copy_from_slice(&number.to_be_bytes());
            let denial = Denial {
                whom: Whom::Stranger(String::new()),
                organization: None,
                operation: "sign_in",
                code: "wrong_credentials",
                missing: None,
                target: None,
                place: None,
                credential: None,
                address: String::new(),
                request_id: Id::new(1, [1; 6]).into(),
                at: Timestamp(0),
            };
            denials.hear(key, key, denial)
        };
        let all: Vec<u16> = (0..1_100).collect();
        let before = tokio::time::Instant::now();
        futures::future::join_all(all.into_iter().map(hear)).await;
        assert!(before.elapsed() < PATIENCE * 10, "all waited together");
        assert_eq!(denials.dropped.load(Ordering::Relaxed), 1_100 - 1_024);
    }
}
