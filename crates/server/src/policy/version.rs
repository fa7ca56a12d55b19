//! `policy_version_get`

use bailiwick_model::PolicyVersion;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// One version with its document.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    Answer::ok(&find(&call).await?)
}

/// The version that the path names.
pub(super) async fn find(call: &Call) -> Result<PolicyVersion, Error> {
    let number: u64 = call.path.text("version")?.parse().map_err(|_| Error::not_found())?;
    let mut tx = call.read().await?;
    bailiwick_store::policies::version(
        &mut tx,
        call.path.organization()?,
        call.path.instance()?,
        number,
    )
    .await?
    .ok_or_else(Error::not_found)
}
