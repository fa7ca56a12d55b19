//! Take a member out of a team.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (team, member) = (call.path.id("team")?, call.path.id("member")?);
    let mut tx = call.begin().await?;
    bailiwick_store::teams::remove_member(&mut tx, &call.act(), team, member).await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
