//! `signing_key_retire`

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Ends the key before the newest at once.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (project, instance) = (call.path.project()?, call.path.instance()?);
    let mut tx = call.begin().await?;
    bailiwick_store::signing_keys::retire(&mut tx, &call.act(), project, instance).await?;
    tx.commit().await?;
    call.state.hosted.refresh(&call.state, instance).await;
    Ok(Answer::empty())
}
