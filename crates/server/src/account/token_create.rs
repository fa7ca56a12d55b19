//! Mint a personal access token; its secret is in this answer and nowhere else.

use bailiwick_api::{MintedToken, NewToken};
use bailiwick_model::{OrganizationId, TokenKind, TokenPreset, last_four};
use bailiwick_store::Tx;
use bailiwick_store::grants::NewGrant;
use bailiwick_store::tokens::NewToken as Stored;

use crate::account::tokens;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::{secret, token_grants};

/// A custom token carries so many grants at most.
const MOST_GRANTS: usize = 50;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: NewToken = call.json()?;
    let account = call.account()?.id;
    let mut tx = call.begin().await?;
    let expires_at = tokens::end(&call, &mut tx, body.organization, body.expires_at).await?;
    let preset = preset(&body)?;
    let grants = grants(&call, &mut tx, &body).await?;
    let secret = secret::token(TokenKind::Personal);
    let new = Stored {
        account,
        name: body.name,
        organization: body.organization,
        preset,
        hash: secret::hash(&secret),
        last_four: last_four(&secret),
        expires_at: Some(expires_at),
        grants,
    };
    let token = match bailiwick_store::tokens::create(&mut tx, &call.act(), new).await {
        Ok(token) => token,
        Err(error) => return Err(refused(&call, tx, body.organization, error.into()).await),
    };
    let version = token.version;
    let token = tokens::show(&call, &mut tx, token).await?;
    tx.commit().await?;
    Ok(Answer::created(&MintedToken { token, secret })?.version(version))
}

/// A refusal says what its caller holds where the token would work; the path of this operation names no organization.
async fn refused(
    call: &Call,
    mut tx: Tx<'_>,
    organization: Option<OrganizationId>,
    error: Error,
) -> Error {
    let Some(organization) = organization else { return error };
    let Ok(Some(judged)) = tokens::judged(call, &mut tx, organization).await else { return error };
    drop(tx);
    crate::gate::placed(&call.state, &judged, error).await
}

/// Grants make a token custom; a custom one has some, and works in one organization.
fn preset(body: &NewToken) -> Result<TokenPreset, Error> {
    let has_grants = body.grants.as_ref().is_some_and(|grants| !grants.is_empty());
    match (body.preset, has_grants) {
        (Some(TokenPreset::Custom), false) => {
            Err(Error::invalid("grants", "a custom token needs at least one grant"))
        }
        (Some(TokenPreset::Custom) | None, true) if body.organization.is_none() => {
            Err(Error::invalid("organization", "a token with grants works in one organization"))
        }
        (Some(TokenPreset::Custom) | None, true) => Ok(TokenPreset::Custom),
        (Some(preset), true) => {
            let message = format!("only a custom token has grants, not one that is `{preset}`");
            Err(Error::invalid("grants", message))
        }
        (preset, false) => Ok(preset.unwrap_or(TokenPreset::Full)),
    }
}

async fn grants(call: &Call, tx: &mut Tx<'_>, body: &NewToken) -> Result<Vec<NewGrant>, Error> {
    let (Some(organization), Some(grants)) = (body.organization, &body.grants) else {
        return Ok(Vec::new());
    };
    if grants.len() > MOST_GRANTS {
        return Err(Error::invalid("grants", format!("at most {MOST_GRANTS}")));
    }
    let judged = tokens::judged(call, tx, organization).await?.ok_or_else(Error::not_found)?;
    let parse = |(place, grant): (usize, &bailiwick_api::NewTokenGrant)| {
        token_grants::parse(&judged, call.now, &format!("grants[{place}]."), grant.clone())
    };
    grants.iter().enumerate().map(parse).collect()
}
