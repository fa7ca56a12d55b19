//! Leave an organization.

use super::tokens;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let tokens = tokens(&call)?;
    let mut tx = call.begin().await?;
    bailiwick_store::members::leave(&mut tx, &call.act(), call.account()?, tokens).await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
