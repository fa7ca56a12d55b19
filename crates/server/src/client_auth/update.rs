//! `client_auth_update`

use bailiwick_access::{Action, Resource};
use bailiwick_api::{ClientAuthChange, SharedSecret};
use bailiwick_store::client_auth::{self, NewClientAuth, SealedSecret, StoredClientAuth};

use super::sealed;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Replaces the client auth; the instance judges its next request by it.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let change: ClientAuthChange = call.json()?;
    if !change.jwks_uri.is_empty() {
        return Err(Error::invalid(
            "jwks_uri",
            "key sets by address are not offered yet: give the keys as `jwks`",
        ));
    }
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    // Who sets a shared secret can sign as any application user, and so reads what any of them may read.
    call.require(Action::DataView, &Resource::Instance(instance))?;
    let judged = call.judged()?;
    if change.development_tokens && judged.folded.is_production(instance) {
        return Err(Error::invalid(
            "development_tokens",
            "a production instance has no development tokens",
        ));
    }
    let mut tx = call.begin().await?;
    let before = client_auth::get(&mut tx, organization, instance).await?.unwrap_or_default();
    check(&call, &change, &before)?;
    let secrets =
        change.hs256.iter().map(|secret| seal(&call, secret, &before)).collect::<Result<_, _>>()?;
    let new = NewClientAuth {
        jwks: change.jwks,
        jwks_uri: change.jwks_uri,
        audiences: change.audiences,
        roles_claim: change.roles_claim.unwrap_or_else(|| "roles".to_owned()),
        development_tokens: change.development_tokens,
        anonymous: change.anonymous,
        origins: change.origins,
        secrets,
    };
    let project = call.path.project()?;
    let stored =
        client_auth::put(&mut tx, &call.act(), project, instance, new, call.if_match).await?;
    tx.commit().await?;
    call.state.hosted.refresh(&call.state, instance).await;
    let version = stored.version;
    Ok(Answer::ok(&super::answer(&call, stored)?)?.version(version))
}

/// What the instance would refuse is refused here, by the same judgement, before it is stored.
fn check(call: &Call, change: &ClientAuthChange, before: &StoredClientAuth) -> Result<(), Error> {
    let mut hs256 = Vec::new();
    for secret in &change.hs256 {
        let text = plain(call, secret, before)?;
        let Some(bytes) = sealed::decode(&text) else {
            return Err(Error::invalid(
                "hs256",
                format!("the secret of `{}` is not base64url", secret.kid.escape_debug()),
            ));
        };
        hs256.push(bailiwick_instance::Hs256 { kid: secret.kid.clone(), secret: bytes });
    }
    let jwks = change.jwks.clone().map(serde_json::from_value).transpose();
    let auth = bailiwick_instance::ClientAuth {
        hs256,
        jwks: jwks
            .map_err(|error| Error::invalid("jwks", format!("this is not a key set: {error}")))?,
        audiences: change.audiences.clone(),
        roles_claim: change.roles_claim.clone().unwrap_or_else(|| "roles".to_owned()),
        development_tokens: change.development_tokens,
        anonymous: change.anonymous,
        origins: change.origins.clone(),
    };
    auth.check().map_err(|error| {
        Error::new(
            axum::http::StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_client_auth",
            error.to_string(),
        )
    })
}

fn plain(
    call: &Call,
    secret: &SharedSecret,
    before: &StoredClientAuth,
) -> Result<zeroize::Zeroizing<String>, Error> {
    if let Some(secret) = &secret.secret {
        return Ok(zeroize::Zeroizing::new(secret.reveal().to_owned()));
    }
    let kept = before.secrets.iter().find(|kept| kept.kid == secret.kid);
    let Some(kept) = kept else {
        return Err(Error::invalid(
            "hs256",
            format!("`{}` is new and needs its secret", secret.kid.escape_debug()),
        ));
    };
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    sealed::open_secret(&call.state.vault, organization, instance, &kept.kid, &kept.sealed)
}

fn seal(
    call: &Call,
    secret: &SharedSecret,
    before: &StoredClientAuth,
) -> Result<SealedSecret, Error> {
    let text = plain(call, secret, before)?;
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    let sealed =
        sealed::seal_secret(&call.state.vault, organization, instance, &secret.kid, &text)?;
    Ok(SealedSecret { kid: secret.kid.clone(), sealed })
}
