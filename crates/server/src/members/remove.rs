//! Take a member out of an organization.

use super::tokens;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let tokens = tokens(&call)?;
    let mut tx = call.begin().await?;
    let member = call.path.id("member")?;
    bailiwick_store::members::remove(&mut tx, &call.act(), member, tokens, call.if_match).await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
