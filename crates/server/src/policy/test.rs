//! `policy_test`

use std::time::Duration;

use bailiwick_api::{PolicyTestReport, PolicyTestResult};
use bailiwick_policy::Document;

use super::deploy;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// How long all tests together may take.
const LONGEST: Duration = Duration::from_secs(30);

/// Runs the tests of the document in the body, or of the draft. What they find out is about live rows.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (source, format) = super::document_or_draft(&call).await?;
    let document = deploy::valid(&call, &source, format).await?;
    let tests = run(&call, &document).await?;
    Answer::ok(&PolicyTestReport { passed: tests.iter().all(|test| test.passed), tests })
}

/// What came of each test of a document.
pub(super) async fn run(call: &Call, document: &Document) -> Result<Vec<PolicyTestResult>, Error> {
    let instance = call.state.hosted.instance(&call.state, call.path.instance()?).await?;
    let verdicts = instance.run_tests(document, LONGEST).await;
    let results = verdicts.into_iter().map(|verdict| PolicyTestResult {
        name: verdict.name,
        passed: verdict.failure.is_none(),
        message: verdict.failure,
        line: verdict.line.into(),
    });
    Ok(results.collect())
}

/// Refuses what a test says no to.
pub(super) async fn require(call: &Call, document: &Document) -> Result<(), Error> {
    let results = run(call, document).await?;
    let failed: Vec<&PolicyTestResult> = results.iter().filter(|test| !test.passed).collect();
    let Some(first) = failed.first() else { return Ok(()) };
    let why = first.message.as_deref().unwrap_or("it failed");
    let message = format!("line {}, test `{}`: {why}", first.line, first.name);
    let hint =
        format!("{} of {} tests fail: mend the policy or the tests", failed.len(), results.len());
    Err(Error::conflict("policy_tests_failed", message).hint(hint))
}
