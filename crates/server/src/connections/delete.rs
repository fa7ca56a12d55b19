//! `connection_delete`

use super::get;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Removes a connection; the instance forgets it at once.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.begin().await?;
    let stored = get::find(&call, &mut tx).await?;
    let (project, instance) = (call.path.project()?, call.path.instance()?);
    bailiwick_store::connections::delete(
        &mut tx,
        &call.act(),
        project,
        instance,
        stored.connection.id,
        call.if_match,
    )
    .await?;
    tx.commit().await?;
    call.state.hosted.refresh(&call.state, instance).await;
    Ok(Answer::empty())
}
