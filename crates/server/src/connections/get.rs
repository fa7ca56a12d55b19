//! `connection_get`

use bailiwick_model::Slug;
use bailiwick_store::Tx;
use bailiwick_store::connections::StoredConnection;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// One connection, without secrets.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let stored = find(&call, &mut tx).await?;
    let version = stored.connection.version;
    Ok(Answer::ok(&super::answer(&call, stored)?)?.version(version))
}

/// The connection that the path names.
pub(super) async fn find(call: &Call, tx: &mut Tx<'_>) -> Result<StoredConnection, Error> {
    let name: Slug = call.path.text("connection")?.parse().map_err(|_| Error::not_found())?;
    bailiwick_store::connections::get(tx, call.path.organization()?, call.path.instance()?, &name)
        .await?
        .ok_or_else(Error::not_found)
}
