//! Policies of instances: the draft, the versions, and which of them is in force.

mod drafts;
mod versions;

pub use drafts::{discard_draft, draft, save_draft};
pub use versions::{Deployed, deploy, deployed, rollback, version, versions};

use bailiwick_access::{Action, Actor, Resource};
use bailiwick_model::{Instance, InstanceId, ProjectId};

use crate::act::Act;
use crate::error::Error;
use crate::tx::Tx;
use crate::{instances, lock};

/// Checks the permit and takes the lock.
async fn held(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: ProjectId,
    instance: InstanceId,
) -> Result<Instance, Error> {
    let organization = act.require(Action::PolicyDeploy, &Resource::Instance(instance))?;
    lock::permitted(tx, act, organization).await?;
    let found = instances::get(tx, organization, instance).await?;
    found.filter(|found| found.project == project).ok_or(Error::NotFound("instance"))
}

/// The account that acts, as the tables keep it.
fn author(act: &Act<'_>) -> Option<String> {
    match act.permit.actor() {
        Actor::Account(account) => Some(account.to_string()),
        _ => None,
    }
}
