//! `policy_draft_update`

use bailiwick_api::Held;
use bailiwick_store::policies;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Saves the draft, whatever is wrong with it: nothing that was typed is lost.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (source, format) = super::document(&call)?;
    let (project, instance) = (call.path.project()?, call.path.instance()?);
    let mut tx = call.begin().await?;
    let object = policies::save_draft(
        &mut tx,
        &call.act(),
        project,
        instance,
        source,
        format,
        call.if_match,
    )
    .await?;
    tx.commit().await?;
    let version = object.revision;
    Ok(Answer::ok(&Held { object, can: super::can(&call)? })?.version(version))
}
