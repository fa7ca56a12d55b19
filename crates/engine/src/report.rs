//! The staged test of a connection: how far it gets, and why not further.

use std::time::Duration;

use serde::Serialize;

/// What a connection test found, stage by stage; a stage after a failed one is skipped.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TestReport {
    /// The address answers, or the file is there.
    pub reachable: Stage,
    /// The server proved to be the one named; skipped where TLS is off and for files.
    pub tls: Stage,
    /// User and password are accepted; skipped for files.
    pub authenticated: Stage,
    /// The database exists and may be read.
    pub permitted: Stage,
}

/// One stage.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Stage {
    /// How it went.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// How long it took, in milliseconds; 0 when skipped.
    pub took_ms: u64,
}

/// How a stage went.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "outcome", content = "reason", rename_all = "lowercase")]
pub enum Outcome {
    /// It holds.
    Ok,
    /// It does not, for the reason in the sentence, which never contains the password.
    Failed(String),
    /// It was not tried.
    Skipped,
}

impl TestReport {
    /// A report in which nothing was tried yet.
    pub(crate) fn untried() -> TestReport {
        let skipped = Stage { outcome: Outcome::Skipped, took_ms: 0 };
        TestReport {
            reachable: skipped.clone(),
            tls: skipped.clone(),
            authenticated: skipped.clone(),
            permitted: skipped,
        }
    }

    /// Whether the connection can be used.
    pub fn is_ok(&self) -> bool {
        self.permitted.outcome == Outcome::Ok
    }
}

impl Stage {
    pub(crate) fn ok(took: Duration) -> Stage {
        Stage { outcome: Outcome::Ok, took_ms: millis(took) }
    }

    pub(crate) fn failed(sentence: impl Into<String>, took: Duration) -> Stage {
        Stage { outcome: Outcome::Failed(sentence.into()), took_ms: millis(took) }
    }
}

fn millis(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
