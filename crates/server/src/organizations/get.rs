//! Get an organization.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::organizations::held;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut glance = call.state.store.glance().await?;
    let found = bailiwick_store::organizations::get(&mut glance, call.path.organization()?).await?;
    glance.keep();
    let organization = found.ok_or_else(Error::not_found)?;
    let version = organization.version;
    Ok(Answer::ok(&held(&call, organization)?)?.version(version))
}
