//! Replace the secret of a service token: the new one is in this answer and nowhere else.

use bailiwick_api::{MintedServiceToken, TokenRotation};
use bailiwick_model::{TokenKind, last_four};
use bailiwick_store::service_tokens::Rotation;

use super::{Surroundings, end, overlap, show};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::secret;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: TokenRotation = call.json()?;
    let organization = call.path.organization()?;
    let token = call.path.id("token")?;
    let secret = secret::token(TokenKind::Service);
    let mut tx = call.begin().await?;
    let expires_at = match body.expires_at {
        None => None,
        given => Some(end(&call, given)?),
    };
    let rotation = Rotation {
        hash: secret::hash(&secret),
        last_four: last_four(&secret),
        previous_until: overlap(call.now, body.overlap_seconds)?,
        expires_at,
    };
    let token = bailiwick_store::service_tokens::rotate(
        &mut tx,
        &call.act(),
        token,
        rotation,
        call.if_match,
    )
    .await?;
    let around = Surroundings::load(&mut tx, organization).await?;
    let call = call.refolded(&mut tx).await?;
    tx.commit().await?;
    let version = token.version;
    let token = show(&call, &around, token)?;
    Ok(Answer::ok(&MintedServiceToken { token, secret })?.version(version))
}
