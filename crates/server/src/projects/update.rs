//! Rename a project.

use bailiwick_api::ProjectChange;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::projects::held;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: ProjectChange = call.json()?;
    let mut tx = call.begin().await?;
    let project = bailiwick_store::projects::rename(
        &mut tx,
        &call.act(),
        call.path.project()?,
        body.name,
        call.if_match,
    )
    .await?;
    tx.commit().await?;
    let version = project.version;
    Ok(Answer::ok(&held(&call, project)?)?.version(version))
}
