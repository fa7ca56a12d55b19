//! The databases of an organization, as far as the caller sees them.

use bailiwick_access::{Action, NodeKind};
use bailiwick_model::{Id, ProjectId};

use crate::answer::Answer;
use crate::call::Call;
use crate::databases::held;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let allowed = call.allowed(Action::DatabasesView, NodeKind::Database)?;
    let project = call.query.parsed::<Id>("project")?.map(ProjectId::from);
    let mut tx = call.read().await?;
    let listed = bailiwick_store::databases::list(
        &mut tx,
        call.path.organization()?,
        project,
        &allowed,
        &page::page(&call)?,
    )
    .await?;
    page::answer(&call, listed, |database| held(&call, database))
}
