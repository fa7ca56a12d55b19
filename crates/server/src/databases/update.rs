//! Rename a database.

use bailiwick_api::DatabaseChange;

use crate::answer::Answer;
use crate::call::Call;
use crate::databases::held;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: DatabaseChange = call.json()?;
    let mut tx = call.begin().await?;
    let database = bailiwick_store::databases::rename(
        &mut tx,
        &call.act(),
        call.path.database()?,
        body.name,
        call.if_match,
    )
    .await?;
    tx.commit().await?;
    let version = database.version;
    Ok(Answer::ok(&held(&call, database)?)?.version(version))
}
