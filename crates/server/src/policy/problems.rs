//! What is wrong with a document, against the schemas of the instance as they are now.

use bailiwick_api::{PolicyProblem, ProblemLevel};
use bailiwick_model::PolicyFormat;
use bailiwick_policy::{Document, Format, Problem};

use crate::call::Call;
use crate::error::Error;

/// Everything to say about a document; it may be deployed when nothing of it is an error.
pub(super) struct Judged {
    /// Absent when it could not be read.
    pub(super) document: Option<Document>,
    /// In the order of the document.
    pub(super) problems: Vec<PolicyProblem>,
}

impl Judged {
    /// Whether it may be deployed.
    pub(super) fn is_valid(&self) -> bool {
        self.document.is_some()
            && !self.problems.iter().any(|problem| problem.level == ProblemLevel::Error)
    }
}

/// Reads a document and checks it.
pub(super) async fn judge(
    call: &Call,
    source: &str,
    format: PolicyFormat,
) -> Result<Judged, Error> {
    let format = match format {
        PolicyFormat::Yaml => Format::Yaml,
        PolicyFormat::Json => Format::Json,
    };
    let document = match bailiwick_policy::parse(source, format) {
        Ok(document) => document,
        Err(problems) => {
            return Ok(Judged { document: None, problems: problems.iter().map(answer).collect() });
        }
    };
    let instance = call.state.hosted.instance(&call.state, call.path.instance()?).await?;
    let schemas = instance.schemas().await;
    let (_, problems) = bailiwick_policy::check(&document, &schemas);
    Ok(Judged { document: Some(document), problems: problems.iter().map(answer).collect() })
}

fn answer(problem: &Problem) -> PolicyProblem {
    let level = match problem.level {
        bailiwick_policy::ProblemLevel::Error => ProblemLevel::Error,
        bailiwick_policy::ProblemLevel::Warning => ProblemLevel::Warning,
    };
    PolicyProblem {
        level,
        message: problem.message.clone(),
        line: problem.line.into(),
        column: problem.column.into(),
    }
}
