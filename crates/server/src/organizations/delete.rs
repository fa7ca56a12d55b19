//! Delete an organization in which no project lives.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.begin().await?;
    bailiwick_store::organizations::delete(
        &mut tx,
        &call.act(),
        call.path.organization()?,
        call.if_match,
    )
    .await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
