//! Put a member into a team.

use bailiwick_model::TeamId;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::teams::held_member;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let team: TeamId = call.path.id("team")?;
    let member = call.path.id("member")?;
    let mut tx = call.begin().await?;
    let added = bailiwick_store::teams::add_member(&mut tx, &call.act(), team, member).await?;
    let call = call.refolded(&mut tx).await?;
    tx.commit().await?;
    Answer::ok(&held_member(&call, team, added)?)
}
