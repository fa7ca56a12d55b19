//! Take a grant from a service token.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (token, grant) = (call.path.id("token")?, call.path.id("grant")?);
    let mut tx = call.begin().await?;
    bailiwick_store::service_tokens::take(&mut tx, &call.act(), token, grant).await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
