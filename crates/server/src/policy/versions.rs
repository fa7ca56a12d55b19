//! `policy_version_list`

use bailiwick_api::PolicyVersionSummary;
use bailiwick_store::policies;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

/// Everything that was ever in force, newest first, without the documents.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let page = page::page(&call)?;
    let mut tx = call.read().await?;
    let found =
        policies::versions(&mut tx, call.path.organization()?, call.path.instance()?, &page)
            .await?;
    page::answer(&call, found, |version| {
        Ok(PolicyVersionSummary {
            id: version.id,
            version: version.version,
            format: version.format,
            deployed: version.is_deployed,
            rolled_back_to: version.rolled_back_to,
            deployed_at: version.deployed_at,
            deployed_by: version.deployed_by,
        })
    })
}
