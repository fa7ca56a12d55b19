//! The audit log, to be read, taken away and verified, and to have a person erased from it.

pub(crate) mod erase;
pub(crate) mod export;
pub(crate) mod list;
mod turns;
pub(crate) mod verify;

use bailiwick_access::{Action, NodeKind};
use bailiwick_model::{AuditOutcome, Id, Timestamp};
use bailiwick_store::audit::{Filter, Sight};

pub(crate) use turns::Turns;

use crate::call::{Call, Judged};
use crate::error::Error;

/// Which entries a call asks for.
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

/// Which entries the caller may know of: a log tells nobody of a project that they may not see. Whoever runs the server
/// sees all of the server's.
fn sight(judged: Option<&Judged>) -> Result<Sight, Error> {
    let Some(judged) = judged else { return Ok(Sight::WHOLE) };
    Ok(Sight::of(
        &judged.allowed(Action::ProjectsView, NodeKind::Project)?,
        &judged.allowed(Action::InstancesView, NodeKind::Instance)?,
        &judged.allowed(Action::DatabasesView, NodeKind::Database)?,
    ))
}
