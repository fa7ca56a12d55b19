//! The instances of a project, as far as the caller sees them.

use bailiwick_access::{Action, NodeKind};

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::instances::show;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let allowed = call.allowed(Action::InstancesView, NodeKind::Instance)?;
    let (organization, project) = (call.path.organization()?, call.path.project()?);
    let mut tx = call.read().await?;
    let listed = bailiwick_store::instances::list(
        &mut tx,
        organization,
        project,
        &allowed,
        &page::page(&call)?,
    )
    .await?;
    page::answer(&call, listed, |instance| show(&call, instance))
}
