//! Get an organization's settings.

use super::held;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let organization = call.path.organization()?;
    let found = bailiwick_store::organization_settings::get(&mut tx, organization).await?;
    let settings = found.ok_or_else(Error::not_found)?;
    let version = settings.version;
    Ok(Answer::ok(&held(&call, settings)?)?.version(version))
}
