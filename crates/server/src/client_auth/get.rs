//! `client_auth_get`

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// The client auth, without its secrets; all empty where none was set.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let stored = bailiwick_store::client_auth::get(
        &mut tx,
        call.path.organization()?,
        call.path.instance()?,
    )
    .await?;
    let stored = stored.unwrap_or_default();
    let version = stored.version;
    Ok(Answer::ok(&super::answer(&call, stored)?)?.version(version))
}
