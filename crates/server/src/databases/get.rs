//! Get a database.

use crate::answer::Answer;
use crate::call::Call;
use crate::databases::held;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let found =
        bailiwick_store::databases::get(&mut tx, call.path.organization()?, call.path.database()?)
            .await?;
    let database = found.ok_or_else(Error::not_found)?;
    let version = database.version;
    Ok(Answer::ok(&held(&call, database)?)?.version(version))
}
