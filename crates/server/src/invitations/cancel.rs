//! Take an invitation back.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.begin().await?;
    let invitation = call.path.id("invitation")?;
    bailiwick_store::invitations::cancel(&mut tx, &call.act(), invitation, call.if_match).await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
