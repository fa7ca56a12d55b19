//! Make a member an administrator of a database.

use crate::administrators::held;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (database, member) = (call.path.database()?, call.path.id("member")?);
    let mut tx = call.begin().await?;
    let added =
        bailiwick_store::administrators::add(&mut tx, &call.act(), database, member).await?;
    let call = call.refolded(&mut tx).await?;
    tx.commit().await?;
    Answer::ok(&held(&call, database, added)?)
}
