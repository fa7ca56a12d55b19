//! Take the server from an operator.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.begin().await?;
    let account = call.path.id("account")?;
    bailiwick_store::operators::remove(&mut tx, &call.act(), account).await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
