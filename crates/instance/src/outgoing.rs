//! What an action tells an address once its statements are committed: one signed POST, at most once, over the one way out.

use std::sync::Arc;
use std::time::Instant;

use bailiwick_engine::{DialError, Dialer, FetchError, Message, post};
use bailiwick_policy::{Action, User, WebCall};
use bailiwick_query::{Came, Refusal};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Clock;
use crate::config::InstanceConfig;
use crate::respond::Refused;
use crate::signing_key::{SigningKey, signatures};

/// So many calls of an instance at once: whoever answers slowly holds that many requests, and nobody else's.
const MOST_AT_ONCE: usize = 16;

/// Largest body of a call, in bytes.
const LARGEST_BODY: usize = 1024 * 1024;

/// The call that an action made after its commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallNote {
    /// The host that was called, as the policy names it.
    pub host: String,
    /// How it ended.
    pub outcome: CallOutcome,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// How long it took, in microseconds.
    pub took_microseconds: u64,
}

/// How a call ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallOutcome {
    /// With 2xx.
    Accepted,
    /// With another status.
    Refused,
    /// Without an answer in time.
    Late,
    /// The address is none that the operator lets be dialled.
    Forbidden,
    /// Nothing answers there, or not as it should.
    Unreachable,
}

/// The calls of an instance that are going on.
pub(crate) struct Outgoing {
    places: Arc<Semaphore>,
    clock: Clock,
}

/// A place among them, taken before anything is written and kept until the call is over.
pub(crate) struct Place {
    clock: Clock,
    dialer: Arc<Dialer>,
    keys: Vec<SigningKey>,
    _permit: OwnedSemaphorePermit,
}

impl Outgoing {
    pub(crate) fn new(clock: Clock) -> Outgoing {
        Outgoing { places: Arc::new(Semaphore::new(MOST_AT_ONCE)), clock }
    }

    /// A place for a call, or why there is none.
    pub(crate) fn enter(&self, config: &InstanceConfig) -> Result<Place, Box<Refused>> {
        if config.signing_keys.is_empty() {
            tracing::warn!(
                instance = config.id,
                "an action that calls is refused: there is no signing key"
            );
            let message = "this instance has no key to sign calls with";
            return Err(Box::new(Refusal::new(503, "no_signing_key", message).into()));
        }
        let permit =
            Arc::clone(&self.places).try_acquire_owned().map_err(|_| Box::new(Refused::busy()))?;
        Ok(Place {
            clock: self.clock.clone(),
            dialer: Arc::clone(&config.dialer),
            keys: config.signing_keys.clone(),
            _permit: permit,
        })
    }
}

/// What a call is about.
pub(crate) struct Subject<'a> {
    pub(crate) action: &'a Action,
    pub(crate) instance: &'a str,
    pub(crate) request: &'a str,
    pub(crate) user: &'a User,
    pub(crate) input: &'a Map<String, Value>,
}

/// The body of a call.
#[derive(Serialize)]
struct Body<'a> {
    action: &'a str,
    instance: &'a str,
    request_id: &'a str,
    user: Map<String, Value>,
    input: &'a Map<String, Value>,
    rows: Option<Vec<&'a RawValue>>,
}

/// A call, ready to be sent.
pub(crate) struct Letter {
    place: Arc<Place>,
    call: WebCall,
    id: String,
    body: String,
}

impl Letter {
    /// Writes it, while its statements can still be undone.
    pub(crate) fn write(
        place: &Arc<Place>,
        call: &WebCall,
        subject: &Subject<'_>,
        came: &Came,
    ) -> Result<Letter, Refusal> {
        let broken = |_| Refusal::new(500, "XX000", "the call cannot be written");
        let rows = match came {
            Came::Counts(_) => None,
            Came::Rows(rows) => {
                let rows = rows.iter().map(|row| serde_json::from_str(row));
                Some(rows.collect::<Result<Vec<&RawValue>, _>>().map_err(broken)?)
            }
        };
        let body = serde_json::to_string(&Body {
            action: &subject.action.name,
            instance: subject.instance,
            request_id: subject.request,
            user: told(subject.user),
            input: subject.input,
            rows,
        })
        .map_err(broken)?;
        if body.len() > LARGEST_BODY {
            let message = format!(
                "nothing was done: what is to be told afterwards is larger than {LARGEST_BODY} bytes"
            );
            let hint = "the last statement answers too many rows, or too large ones";
            return Err(Refusal::new(500, "call_too_large", message).hint(hint));
        }
        let (place, call, id) = (Arc::clone(place), call.clone(), subject.request.to_owned());
        Ok(Letter { place, call, id, body })
    }

    /// Sends it, once.
    pub(crate) async fn send(self) -> CallNote {
        let Place { clock, dialer, keys, .. } = self.place.as_ref();
        let now = clock.now_microseconds();
        let headers = [
            ("webhook-id", self.id.clone()),
            ("webhook-timestamp", now.div_euclid(1_000_000).to_string()),
            ("webhook-signature", signatures(keys, &self.id, now, &self.body)),
        ];
        let message = Message { headers: &headers, body: &self.body };
        let began = Instant::now();
        let answer = post(dialer, &self.call.url, message, self.call.timeout).await;
        let took = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        let host = self.call.url.host_str().unwrap_or_default().to_owned();
        let (outcome, status) = match &answer {
            Ok(status) => (CallOutcome::Accepted, Some(status.as_u16())),
            Err(error) => failed(error),
        };
        match answer {
            Ok(status) => tracing::info!(
                host,
                status = status.as_u16(),
                took,
                "an action's call was accepted"
            ),
            Err(error) => tracing::warn!(host, took, "an action's call was not accepted: {error}"),
        }
        CallNote { host, outcome, status, took_microseconds: took }
    }
}

fn failed(error: &FetchError) -> (CallOutcome, Option<u16>) {
    match error {
        FetchError::Status { status, .. } => (CallOutcome::Refused, Some(*status)),
        FetchError::Slow { .. } => (CallOutcome::Late, None),
        FetchError::Address(_) | FetchError::Dial(DialError::Refused { .. }) => {
            (CallOutcome::Forbidden, None)
        }
        _ => (CallOutcome::Unreachable, None),
    }
}

/// `$user` as an object: a claim called `id` or `roles` is never read.
fn told(user: &User) -> Map<String, Value> {
    let mut told = user.claims.clone();
    let id = user.id.clone().map_or(Value::Null, Value::String);
    told.insert("id".to_owned(), id);
    told.insert("roles".to_owned(), user.roles.iter().cloned().map(Value::String).collect());
    told
}

/// What its caller is told of a call that was not accepted: nothing of the other side.
pub(crate) fn not_accepted(action: &Action) -> Refusal {
    let (name, is_reading) = (&action.name, action.is_reading());
    let message = if is_reading {
        format!("the call that `{name}` makes was not accepted")
    } else {
        format!("what `{name}` does is committed, and the call that follows it was not accepted")
    };
    let hint = if is_reading {
        "calling the action again makes the call again"
    } else {
        "it is not tried again: calling the action again runs its statements again"
    };
    Refusal::new(502, "call_failed", message).hint(hint)
}
