//! `policy_draft_delete`

use bailiwick_store::policies;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Throws the draft away; the policy in force is not touched.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (project, instance) = (call.path.project()?, call.path.instance()?);
    let mut tx = call.begin().await?;
    policies::discard_draft(&mut tx, &call.act(), project, instance, call.if_match).await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
