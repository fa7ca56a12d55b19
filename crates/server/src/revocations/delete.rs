//! `revocation_delete`

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Removes a revocation. It lets somebody at the data again, so it needs `data.view` too.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (project, instance) = (call.path.project()?, call.path.instance()?);
    let mut tx = call.begin().await?;
    let id = call.path.revocation()?;
    bailiwick_store::revocations::delete(&mut tx, &call.act(), project, instance, id).await?;
    tx.commit().await?;
    call.state.hosted.refresh(&call.state, instance).await;
    Ok(Answer::empty())
}
