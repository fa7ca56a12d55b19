//! Who is in a team.

use bailiwick_model::TeamId;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;
use crate::teams::held_member;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let team: TeamId = call.path.id("team")?;
    let mut tx = call.read().await?;
    let organization = call.path.organization()?;
    let page = page::page(&call)?;
    let listed = bailiwick_store::teams::list_members(&mut tx, organization, team, &page).await?;
    page::answer(&call, listed, |member| held_member(&call, team, member))
}
