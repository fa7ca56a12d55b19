//! `policy_impact`

use std::time::Duration;

use bailiwick_api::{ImpactSample, PolicyImpact, TableImpact};
use bailiwick_instance::ImpactQuestion;
use bailiwick_policy::User;
use serde_json::{Map, Value};

use super::{deploy, explain};
use crate::answer::Answer;
use crate::application_user;
use crate::call::Call;
use crate::error::Error;

/// How long it takes at most where nothing is said.
const USUAL_SECONDS: u64 = 5;

/// So many users at most.
const MOST_USERS: usize = 50;

/// Compares the policy in force with the document in the body, or with the draft, on the live rows. Whoever may ask this
/// of any document may find out about any row, so it takes what a deploy takes.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let users = users(call.query.get("users"))?;
    let seconds = call.query.parsed("seconds")?.unwrap_or(USUAL_SECONDS);
    let (source, format) = super::document_or_draft(&call).await?;
    let document = deploy::valid(&call, &source, format).await?;
    let instance = call.state.hosted.instance(&call.state, call.path.instance()?).await?;
    let question = ImpactQuestion { document, users, time_limit: Duration::from_secs(seconds) };
    let impact = instance.impact(&question).await;
    let roles: Vec<Vec<String>> = impact.users.iter().map(|user| user.roles.clone()).collect();
    let items = impact.items.into_iter().map(|item| TableImpact {
        user: item.user as u64,
        roles: roles.get(item.user).cloned().unwrap_or_default(),
        table: item.table,
        operation: explain::named(item.operation),
        complete: item.complete,
        rows_looked_at: item.rows_looked_at,
        rows_gained: item.change.rows_gained,
        rows_lost: item.change.rows_lost,
        cells_gained: item.change.cells_gained,
        cells_lost: item.change.cells_lost,
        cells_masked_otherwise: item.change.cells_masked_otherwise,
        samples: item
            .samples
            .into_iter()
            .map(|sample| ImpactSample {
                key: sample.key,
                row_gained: sample.row,
                gained: sample.gained,
                lost: sample.lost,
            })
            .collect(),
        problem: item.problem,
    });
    Answer::ok(&PolicyImpact {
        complete: impact.complete,
        rows_looked_at: impact.rows_looked_at,
        users: impact.users.iter().map(application_user::show).collect(),
        items: items.collect(),
    })
}

fn users(text: Option<&str>) -> Result<Vec<User>, Error> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let users: Vec<Map<String, Value>> = serde_json::from_str(text).map_err(|_| {
        Error::invalid("users", "it is a JSON list such as [{\"id\":7,\"roles\":[\"customer\"]}]")
    })?;
    if users.is_empty() || users.len() > MOST_USERS {
        return Err(Error::invalid("users", format!("there are 1 to {MOST_USERS} users")));
    }
    users.into_iter().map(|user| application_user::read("users", user)).collect()
}
