//! Delete a team.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let team = call.path.id("team")?;
    let mut tx = call.begin().await?;
    bailiwick_store::teams::delete(&mut tx, &call.act(), team, call.if_match).await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
