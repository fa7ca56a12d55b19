//! The projects of an organization, as far as the caller sees them.

use bailiwick_access::{Action, NodeKind};

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;
use crate::projects::held;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let allowed = call.allowed(Action::ProjectsView, NodeKind::Project)?;
    let mut tx = call.read().await?;
    let listed = bailiwick_store::projects::list(
        &mut tx,
        call.path.organization()?,
        &allowed,
        &page::page(&call)?,
    )
    .await?;
    page::answer(&call, listed, |project| held(&call, project))
}
