//! Get a role.

use super::named;
use super::show::Roles;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let role = named(&call)?;
    let mut tx = call.read().await?;
    let found = Roles::read(&call, &mut tx).await?.one(role).ok_or_else(Error::not_found)?;
    let version = found.object.version;
    Ok(Answer::ok(&found)?.version(version))
}
