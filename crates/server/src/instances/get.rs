//! Get an instance.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::instances::show;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let found =
        bailiwick_store::instances::get(&mut tx, call.path.organization()?, call.path.instance()?)
            .await?;
    let instance = found.ok_or_else(Error::not_found)?;
    let version = instance.version;
    Ok(Answer::ok(&show(&call, instance)?)?.version(version))
}
