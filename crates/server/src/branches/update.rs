//! Rename a branch.

use bailiwick_api::BranchChange;

use crate::answer::Answer;
use crate::branches::held;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: BranchChange = call.json()?;
    let (database, branch) = (call.path.database()?, call.path.branch()?);
    let mut tx = call.begin().await?;
    let branch = bailiwick_store::branches::rename(
        &mut tx,
        &call.act(),
        database,
        branch,
        body.name,
        call.if_match,
    )
    .await?;
    tx.commit().await?;
    let version = branch.version;
    Ok(Answer::ok(&held(&call, branch)?)?.version(version))
}
