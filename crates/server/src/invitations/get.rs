//! Get an invitation.

use super::{ruled, standing};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (organization, id) = (call.path.organization()?, call.path.id("invitation")?);
    let mut tx = call.read().await?;
    let found = bailiwick_store::invitations::get(&mut tx, organization, id, call.now).await?;
    let found = found.ok_or_else(Error::not_found)?;
    let version = found.version;
    let standing = standing(&call, &[id])?;
    Ok(Answer::ok(&ruled(&call, &standing, &found.clone(), found)?)?.version(version))
}
