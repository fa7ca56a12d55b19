//! Get a branch.

use crate::answer::Answer;
use crate::branches::held;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (organization, database) = (call.path.organization()?, call.path.database()?);
    let mut tx = call.read().await?;
    let found =
        bailiwick_store::branches::get(&mut tx, organization, database, call.path.branch()?)
            .await?;
    let branch = found.ok_or_else(Error::not_found)?;
    let version = branch.version;
    Ok(Answer::ok(&held(&call, branch)?)?.version(version))
}
