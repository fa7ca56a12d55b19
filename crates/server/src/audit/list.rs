//! What was done, newest first.

use bailiwick_model::{AuditOutcome, Id, Timestamp};
use bailiwick_store::audit::Filter;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let filter = filter(&call)?;
    let mut tx = call.read().await?;
    let listed = bailiwick_store::audit::list(
        &mut tx,
        call.path.organization()?,
        &filter,
        &page::page(&call)?,
    )
    .await?;
    page::answer(&call, listed, Ok)
}

/// Which entries the query asks for.
pub(crate) fn filter(call: &Call) -> Result<Filter, Error> {
    Ok(Filter {
        action: call.query.get("action").map(str::to_owned),
        actor: call.query.parsed::<Id>("actor")?,
        target: call.query.parsed::<Id>("target")?,
        outcome: call.query.parsed::<AuditOutcome>("outcome")?,
        from: call.query.parsed::<Timestamp>("from")?,
        to: call.query.parsed::<Timestamp>("to")?,
    })
}
