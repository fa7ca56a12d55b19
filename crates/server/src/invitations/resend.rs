//! Make a new link for an invitation.

use bailiwick_api::Resend;

use super::{end, sent, take_sending};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::secret;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: Resend = if call.body.is_empty() { Resend::default() } else { call.json()? };
    let expires_at = end(&call, body.expires_in_days)?;
    take_sending(&call)?;
    let secret = secret::link();
    let mut tx = call.begin().await?;
    let again = bailiwick_store::invitations::resend(
        &mut tx,
        &call.act(),
        call.path.id("invitation")?,
        &secret::hash(&secret),
        expires_at,
        call.if_match,
    )
    .await?;
    tx.commit().await?;
    let version = again.version;
    Ok(Answer::ok(&sent(&call, again, &secret)?)?.version(version))
}
