//! Delete a project in which nothing lives.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.begin().await?;
    bailiwick_store::projects::delete(&mut tx, &call.act(), call.path.project()?, call.if_match)
        .await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
