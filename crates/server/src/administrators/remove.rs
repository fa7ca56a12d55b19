//! Take a database from a member who was made its administrator directly.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (database, member) = (call.path.database()?, call.path.id("member")?);
    let mut tx = call.begin().await?;
    bailiwick_store::administrators::remove(&mut tx, &call.act(), database, member).await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
