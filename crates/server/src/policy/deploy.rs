//! `policy_deploy`

use bailiwick_model::PolicyFormat;
use bailiwick_policy::Document;
use bailiwick_store::policies;

use super::{problems, test};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Puts the draft in force: judged against the live schema, stored as a version, active with the next request.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (organization, project, instance) =
        (call.path.organization()?, call.path.project()?, call.path.instance()?);
    let draft = {
        let mut tx = call.read().await?;
        policies::draft(&mut tx, organization, instance).await?
    };
    if !draft.is_saved() {
        return Err(
            Error::conflict("no_draft", "there is no draft to deploy").hint("save one first")
        );
    }
    if call.if_match.is_some_and(|expected| expected != draft.revision) {
        return Err(Error::outdated());
    }
    let document = valid(&call, &draft.source, draft.format).await?;
    test::require(&call, &document).await?;
    let identities = identities(&call).await?;
    let mut tx = call.begin().await?;
    // The draft that was judged is the one that is stored: a save in between is refused by its revision.
    let revision = Some(draft.revision);
    let version =
        policies::deploy(&mut tx, &call.act(), project, instance, &identities, revision).await?;
    tx.commit().await?;
    call.state.hosted.refresh(&call.state, instance).await;
    Answer::created(&version)
}

/// The document, refused where it has an error.
pub(super) async fn valid(
    call: &Call,
    source: &str,
    format: PolicyFormat,
) -> Result<Document, Error> {
    let judged = problems::judge(call, source, format).await?;
    let is_valid = judged.is_valid();
    judged.document.filter(|_| is_valid).ok_or_else(|| problems::refusal(&judged.problems))
}

/// The identities of the tables and columns as they are now, to be kept with a version.
pub(super) async fn identities(call: &Call) -> Result<serde_json::Value, Error> {
    let instance = call.state.hosted.instance(&call.state, call.path.instance()?).await?;
    serde_json::to_value(instance.identities().await)
        .map_err(|error| Error::internal(error.to_string()))
}
