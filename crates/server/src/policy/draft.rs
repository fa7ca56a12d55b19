//! `policy_draft_get`

use bailiwick_api::Held;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// The draft; the policy in force where none was saved.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let object =
        bailiwick_store::policies::draft(&mut tx, call.path.organization()?, call.path.instance()?)
            .await?;
    let version = object.revision;
    Ok(Answer::ok(&Held { object, can: super::can(&call)? })?.version(version))
}
