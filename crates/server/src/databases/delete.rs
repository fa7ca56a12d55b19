//! Delete a database that no instance is connected to, with its branches.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::files;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.begin().await?;
    let branches = bailiwick_store::databases::delete(
        &mut tx,
        &call.act(),
        call.path.database()?,
        call.if_match,
    )
    .await?;
    tx.commit().await?;
    files::remove_all(&call.state.settings, &branches);
    Ok(Answer::empty())
}
