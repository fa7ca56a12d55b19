//! `signing_key_get`

use bailiwick_store::signing_keys;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Which keys sign, without their secrets; none where none was made.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    let mut tx = call.read().await?;
    let stored = signing_keys::get(&mut tx, organization, instance, call.now).await?;
    Answer::ok(&super::answer(&call, stored)?)
}
