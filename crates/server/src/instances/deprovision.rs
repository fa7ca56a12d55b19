//! Take an instance down and keep its settings.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::instances::show;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let id = call.path.instance()?;
    let mut tx = call.begin().await?;
    let instance = bailiwick_store::instances::deprovision(&mut tx, &call.act(), id).await?;
    tx.commit().await?;
    call.state.hosted.refresh(&call.state, id).await;
    let version = instance.version;
    Ok(Answer::ok(&show(&call, instance)?)?.version(version))
}
