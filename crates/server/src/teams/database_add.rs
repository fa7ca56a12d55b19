//! Make every member of a team an administrator of a database.

use crate::answer::Answer;
use crate::call::Call;
use crate::databases::held;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (team, database) = (call.path.id("team")?, call.path.database()?);
    let mut tx = call.begin().await?;
    bailiwick_store::teams::add_database(&mut tx, &call.act(), team, database).await?;
    let organization = call.path.organization()?;
    let found = bailiwick_store::databases::get(&mut tx, organization, database).await?;
    let found = found.ok_or_else(Error::not_found)?;
    let call = call.refolded(&mut tx).await?;
    tx.commit().await?;
    Answer::ok(&held(&call, found)?)
}
