//! Replace the secret of a personal access token: the new one is in this answer and nowhere else.

use bailiwick_api::{Expiry, MintedToken, TokenRotation};
use bailiwick_model::{TokenId, TokenKind, last_four};
use bailiwick_store::service_tokens::Rotation;

use crate::account::tokens;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::{secret, service_tokens};

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: TokenRotation = call.json()?;
    let account = call.account()?.id;
    let token: TokenId = call.path.id("token")?;
    let secret = secret::token(TokenKind::Personal);
    let mut tx = call.begin().await?;
    let before = bailiwick_store::tokens::get(&mut tx, account, token).await?;
    let expires_at = match body.expires_at {
        None => None,
        Some(Expiry::Never) => {
            return Err(Error::invalid("expires_at", "a personal access token ends some day"));
        }
        Some(Expiry::At(end)) => {
            Some(Some(tokens::end(&call, &mut tx, before.organization, Some(end)).await?))
        }
    };
    let rotation = Rotation {
        hash: secret::hash(&secret),
        last_four: last_four(&secret),
        previous_until: service_tokens::overlap(call.now, body.overlap_seconds)?,
        expires_at,
    };
    let token = bailiwick_store::tokens::rotate(
        &mut tx,
        &call.act(),
        account,
        token,
        rotation,
        call.if_match,
    )
    .await?;
    let version = token.version;
    let token = tokens::show(&call, &mut tx, token).await?;
    tx.commit().await?;
    Ok(Answer::ok(&MintedToken { token, secret })?.version(version))
}
