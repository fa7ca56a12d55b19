//! Get an organization.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::organizations::held;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let found = bailiwick_store::organizations::get(&mut tx, call.path.organization()?).await?;
    let organization = found.ok_or_else(Error::not_found)?;
    let version = organization.version;
    Ok(Answer::ok(&held(&call, organization)?)?.version(version))
}
