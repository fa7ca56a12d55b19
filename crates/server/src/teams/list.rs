//! The teams of an organization.

use bailiwick_access::{Action, NodeKind};

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;
use crate::teams::held;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let allowed = call.allowed(Action::DatabasesView, NodeKind::Database)?;
    let mut tx = call.read().await?;
    let organization = call.path.organization()?;
    let page = page::page(&call)?;
    let listed =
        bailiwick_store::teams::list(&mut tx, organization, &allowed, &page, call.now).await?;
    page::answer(&call, listed, |team| held(&call, team))
}
