//! What the log of an instance tells of its requests.

use std::sync::Arc;

use bailiwick_policy::{Operation, User};
use bailiwick_query::BrokenRule;

use crate::CallNote;

/// One request that was answered.
#[derive(Clone, Debug)]
pub struct LogEntry {
    /// Counts the requests of the instance since it was made.
    pub sequence: u64,
    /// The request's id.
    pub request: String,
    /// When it came in, in microseconds since 1970.
    pub at_microseconds: i64,
    /// `$user.id`, where a token was accepted that has one.
    pub user: Option<String>,
    /// Its roles.
    pub roles: Vec<String>,
    /// `GET`.
    pub method: String,
    /// The connection, where one was named or meant.
    pub connection: Option<String>,
    /// The table as it was typed, with its namespace where that was given.
    pub table: Option<String>,
    /// What was to be done with it.
    pub operation: Option<Operation>,
    /// The slugs of the permissions that applied to the table.
    pub permissions: Vec<String>,
    /// How many rows were sent or written.
    pub rows: Option<u64>,
    /// The call that an action made after its commit.
    pub call: Option<CallNote>,
    /// How long it took, in microseconds.
    pub took_microseconds: u64,
    /// The HTTP status.
    pub status: u16,
    /// The code of the refusal.
    pub code: Option<&'static str>,
}

/// A request that was refused, with what it takes to explain it.
#[derive(Clone, Debug)]
pub struct RefusedRequest {
    /// The request.
    pub entry: LogEntry,
    /// Who asked; absent where no token was accepted, or where its claims are too large to be kept.
    pub asker: Option<Arc<User>>,
    /// What was said.
    pub message: String,
    /// What more was said.
    pub details: Option<String>,
    /// The rule of the policy that a written row broke.
    pub rule: Option<BrokenRule>,
}

/// A page of the log.
#[derive(Clone, Debug)]
pub struct LogPage {
    /// The newest first.
    pub items: Vec<LogEntry>,
    /// There are more before the last one.
    pub has_more: bool,
    /// How many are kept that were asked for.
    pub total: u64,
    /// The sequence of the newest request of all; 0 where there was none.
    pub latest: u64,
}

/// How much was asked lately.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rates {
    /// The time that this is about, in seconds: less than asked for where the log of known users does not reach back so
    /// far. Whoever has no token shortens it for nobody.
    pub seconds: f64,
    /// Requests in it.
    pub requests: u64,
    /// Of those answered with 4xx.
    pub refused: u64,
    /// Of those answered with 5xx.
    pub failed: u64,
    /// Half took no longer than this, in milliseconds. What was refused to nobody known does not count.
    pub median_ms: f64,
    /// All but one in twenty took no longer than this.
    pub p95_ms: f64,
}
