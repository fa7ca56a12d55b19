//! End a service token.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let token = call.path.id("token")?;
    let mut tx = call.begin().await?;
    bailiwick_store::service_tokens::delete(&mut tx, &call.act(), token, call.if_match).await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
