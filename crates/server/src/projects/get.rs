//! Get a project.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::projects::held;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let found =
        bailiwick_store::projects::get(&mut tx, call.path.organization()?, call.path.project()?)
            .await?;
    let project = found.ok_or_else(Error::not_found)?;
    let version = project.version;
    Ok(Answer::ok(&held(&call, project)?)?.version(version))
}
