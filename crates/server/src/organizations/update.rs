//! Rename an organization.

use bailiwick_api::OrganizationChange;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::organizations::held;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: OrganizationChange = call.json()?;
    let mut tx = call.begin().await?;
    let organization = bailiwick_store::organizations::rename(
        &mut tx,
        &call.act(),
        call.path.organization()?,
        body.name,
        call.if_match,
    )
    .await?;
    tx.commit().await?;
    let version = organization.version;
    Ok(Answer::ok(&held(&call, organization)?)?.version(version))
}
