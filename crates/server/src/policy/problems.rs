//! What is wrong with a document, against the schemas of the instance as they are now.

use axum::http::StatusCode;
use bailiwick_api::{PolicyProblem, ProblemLevel};
use bailiwick_model::PolicyFormat;
use bailiwick_policy::{Document, Format, Problem};
use bailiwick_store::{Tx, signing_keys};

use crate::call::Call;
use crate::error::Error;

const NO_KEY: &str = "this calls an address, and the instance has no key to sign with. Make a signing key first: \
    `bailiwick signing-key create`, or POST to the instance's `/signing-key`";

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

/// Reads a document and checks it, aside of all other requests.
pub(super) async fn judge(
    call: &Call,
    source: &str,
    format: PolicyFormat,
) -> Result<Judged, Error> {
    let text = source.to_owned();
    let checks = &call.state.checks;
    let parsed = checks.run(move || bailiwick_policy::parse(&text, format_of(format))).await?;
    let document = match parsed {
        Ok(document) => document,
        Err(problems) => {
            return Ok(Judged { document: None, problems: problems.iter().map(answer).collect() });
        }
    };
    let instance = call.state.hosted.instance(&call.state, call.path.instance()?).await?;
    let schemas = instance.recent_schemas().await;
    let checked = checks.run(move || {
        let problems = bailiwick_policy::check(&document, &schemas).1;
        (document, problems)
    });
    let (document, mut problems) = checked.await?;
    let mut tx = call.read().await?;
    if let Some(unsigned) = unsigned(call, &mut tx, &document).await? {
        problems.push(unsigned);
        problems.sort_by_key(|problem| (problem.line, problem.column));
    }
    Ok(Judged { document: Some(document), problems: problems.iter().map(answer).collect() })
}

/// Refuses a document that calls an address, where the instance has no key to sign with.
pub(super) async fn require_key(
    call: &Call,
    tx: &mut Tx<'_>,
    document: &Document,
) -> Result<(), Error> {
    match unsigned(call, tx, document).await? {
        Some(unsigned) => Err(refusal(&[answer(&unsigned)])),
        None => Ok(()),
    }
}

async fn unsigned(
    call: &Call,
    tx: &mut Tx<'_>,
    document: &Document,
) -> Result<Option<Problem>, Error> {
    let Some(at) = document.first_call() else { return Ok(None) };
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    let keys = signing_keys::get(tx, organization, instance, call.now).await?;
    Ok(keys.newest.is_none().then(|| Problem::error(at, NO_KEY)))
}

/// The document as it is written, whatever a schema says to it; refused where it cannot be read.
pub(super) fn read(source: &str, format: PolicyFormat) -> Result<Document, Error> {
    bailiwick_policy::parse(source, format_of(format)).map_err(|problems| {
        let problems: Vec<PolicyProblem> = problems.iter().map(answer).collect();
        refusal(&problems)
    })
}

/// A document with errors, as an answer to who wanted something of it.
pub(super) fn refusal(problems: &[PolicyProblem]) -> Error {
    let errors = || problems.iter().filter(|problem| problem.level == ProblemLevel::Error);
    let message = match errors().next() {
        Some(problem) => {
            format!("line {}, column {}: {}", problem.line, problem.column, problem.message)
        }
        None => "the document cannot be read".to_owned(),
    };
    let error = Error::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_policy", message);
    error.hint(format!("{} problems in all: validate lists them", errors().count()))
}

fn format_of(format: PolicyFormat) -> Format {
    match format {
        PolicyFormat::Yaml => Format::Yaml,
        PolicyFormat::Json => Format::Json,
    }
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
