//! The staged test as the API says it.

use bailiwick_api::{ConnectionStage, ConnectionTest, StageOutcome};
use bailiwick_engine::{Outcome, Stage, TestReport};

/// All stages in order.
pub(super) fn answer(report: &TestReport) -> ConnectionTest {
    let stages = [
        stage("reachable", &report.reachable),
        stage("tls", &report.tls),
        stage("authenticated", &report.authenticated),
        stage("permitted", &report.permitted),
    ];
    let passed = stages.iter().all(|stage| stage.outcome != StageOutcome::Failed);
    ConnectionTest { passed, stages: stages.into() }
}

fn stage(name: &str, stage: &Stage) -> ConnectionStage {
    let (outcome, message) = match &stage.outcome {
        Outcome::Ok => (StageOutcome::Passed, None),
        Outcome::Failed(reason) => (StageOutcome::Failed, Some(reason.clone())),
        Outcome::Skipped => (StageOutcome::Skipped, None),
    };
    ConnectionStage { name: name.to_owned(), outcome, message, milliseconds: stage.took_ms }
}
