//! `policy_count`

use std::time::Duration;

use bailiwick_api::PolicyCount;
use bailiwick_instance::CountQuestion;
use bailiwick_policy::{Operation, User};
use serde_json::{Map, Value};

use super::deploy;
use crate::answer::Answer;
use crate::application_user;
use crate::call::Call;
use crate::error::Error;

/// How long it takes at most where nothing is said.
const USUAL_SECONDS: u64 = 2;

/// Counts the rows that a permission admits. Whoever may ask this of any document may find out about any row, so it takes
/// what a deploy takes.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let permission = call.query.get("permission").unwrap_or_default().to_owned();
    let operation = operation(call.query.get("operation"))?;
    let user = user(call.query.get("user"))?;
    let seconds = call.query.parsed("seconds")?.unwrap_or(USUAL_SECONDS);
    let (source, format) = super::document_or_draft(&call).await?;
    let document = deploy::valid(&call, &source, format).await?;
    let instance = call.state.hosted.instance(&call.state, call.path.instance()?).await?;
    let time_limit = Duration::from_secs(seconds);
    let question = CountQuestion { document, permission, operation, user, time_limit };
    let Some(count) = instance.count(&question).await else {
        let name = question.permission.escape_debug();
        return Err(Error::invalid(
            "permission",
            format!("the document has no permission `{name}`"),
        ));
    };
    Answer::ok(&PolicyCount {
        applies: count.applies,
        reason: count.reason,
        filter_sql: count.filter_sql,
        rows_admitted: count.rows.map(|rows| rows.admitted),
        rows_looked_at: count.rows.map(|rows| rows.looked_at),
        complete: count.rows.is_some_and(|rows| rows.is_complete),
        problem: count.problem,
    })
}

fn operation(text: Option<&str>) -> Result<Operation, Error> {
    match text {
        None | Some("select") => Ok(Operation::Select),
        Some("insert") => Ok(Operation::Insert),
        Some("update") => Ok(Operation::Update),
        Some("delete") => Ok(Operation::Delete),
        Some(_) => {
            Err(Error::invalid("operation", "it is `select`, `insert`, `update` or `delete`"))
        }
    }
}

fn user(text: Option<&str>) -> Result<User, Error> {
    let Some(text) = text else { return Ok(User::default()) };
    let user: Map<String, Value> = serde_json::from_str(text).map_err(|_| {
        Error::invalid("user", "it is a JSON object such as {\"id\":7,\"roles\":[\"customer\"]}")
    })?;
    application_user::read("user", user)
}
