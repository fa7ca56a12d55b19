//! `signing_key_create`

use bailiwick_api::MintedSigningKey;
use bailiwick_model::SigningKeyId;
use bailiwick_store::signing_keys;

use super::sealed;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Makes a key; its secret is in this answer and nowhere else. Who holds it speaks for the instance, so it takes what setting
/// client auth takes.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    let id: SigningKeyId = call.state.ids.fresh().into();
    let secret = sealed::fresh();
    let new = (id, sealed::seal(&call.state.vault, organization, instance, id, &secret)?);
    let mut tx = call.begin().await?;
    let project = call.path.project()?;
    let stored = signing_keys::create(&mut tx, &call.act(), project, instance, new).await?;
    tx.commit().await?;
    call.state.hosted.refresh(&call.state, instance).await;
    let keys = super::answer(&call, stored)?;
    Answer::created(&MintedSigningKey { keys, secret: secret.to_string() })
}
