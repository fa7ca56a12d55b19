//! Delete a branch that no instance is connected to.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::files;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (database, branch) = (call.path.database()?, call.path.branch()?);
    let mut tx = call.begin().await?;
    bailiwick_store::branches::delete(&mut tx, &call.act(), database, branch, call.if_match)
        .await?;
    tx.commit().await?;
    files::remove_all(&call.state.settings, &[branch]);
    Ok(Answer::empty())
}
