//! Take a database from a team.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (team, database) = (call.path.id("team")?, call.path.database()?);
    let mut tx = call.begin().await?;
    bailiwick_store::teams::remove_database(&mut tx, &call.act(), team, database).await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
