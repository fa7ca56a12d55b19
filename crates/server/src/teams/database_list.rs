//! The databases that a team administers, as far as the caller sees them.

use bailiwick_access::{Action, NodeKind};

use crate::answer::Answer;
use crate::call::Call;
use crate::databases::held;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let team = call.path.id("team")?;
    let allowed = call.allowed(Action::DatabasesView, NodeKind::Database)?;
    let organization = call.path.organization()?;
    let page = page::page(&call)?;
    let mut tx = call.read().await?;
    let named = bailiwick_store::teams::databases_of(&mut tx, organization, team).await?;
    let listed =
        bailiwick_store::databases::among(&mut tx, organization, &named, &allowed, &page).await?;
    page::answer(&call, listed, |database| held(&call, database))
}
