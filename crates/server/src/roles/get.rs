//! Get a role.

use bailiwick_model::RoleId;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::roles;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let role: RoleId = call.path.id("role")?;
    let found = roles::all(&call)?
        .into_iter()
        .find(|held| held.object.id == role)
        .ok_or_else(Error::not_found)?;
    let version = found.object.version;
    Ok(Answer::ok(&found)?.version(version))
}
