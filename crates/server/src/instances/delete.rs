//! Delete an instance with its connections and policy.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let id = call.path.instance()?;
    let mut tx = call.begin().await?;
    bailiwick_store::instances::delete(&mut tx, &call.act(), id, call.if_match).await?;
    tx.commit().await?;
    call.state.hosted.refresh(&call.state, id).await;
    Ok(Answer::empty())
}
