//! `client_auth_update`

use bailiwick_api::{ClientAuthChange, SharedSecret, SupabaseChange};
use bailiwick_store::client_auth::{
    self, NewClientAuth, SealedSecret, StoredSession, StoredSupabase,
};

use super::sealed;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Replaces the client auth; the instance judges its next request by it.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let change: ClientAuthChange = call.json()?;
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    let judged = call.judged()?;
    if change.development_tokens && judged.folded.is_production(instance) {
        return Err(Error::invalid(
            "development_tokens",
            "a production instance has no development tokens",
        ));
    }
    let mut tx = call.begin().await?;
    let before = client_auth::get(&mut tx, organization, instance).await?.unwrap_or_default();
    let new = replaced(&call, change, &before.document)?;
    // What the instance would refuse is refused here, by the same judgement, before it is stored.
    super::check(&call.state.vault, organization, instance, &new)?;
    if let Some(session) = &new.session {
        let known = bailiwick_store::connections::all(&mut tx, instance).await?;
        if !known.iter().any(|known| known.connection.name.as_str() == session.connection) {
            let name = session.connection.escape_debug();
            let sentence = format!("the instance has no connection `{name}`");
            return Err(Error::invalid("session", sentence));
        }
    }
    let project = call.path.project()?;
    let stored =
        client_auth::put(&mut tx, &call.act(), project, instance, new, call.if_match).await?;
    tx.commit().await?;
    call.state.hosted.refresh(&call.state, instance).await;
    let version = stored.version;
    Ok(Answer::ok(&super::answer(&call, stored)?)?.version(version))
}

/// What is to be stored: what was sent, with the secrets that are kept.
fn replaced(
    call: &Call,
    change: ClientAuthChange,
    before: &NewClientAuth,
) -> Result<NewClientAuth, Error> {
    let nothing = NewClientAuth::default();
    let secrets = change.hs256.iter().map(|secret| seal(call, secret, before));
    Ok(NewClientAuth {
        secrets: secrets.collect::<Result<_, _>>()?,
        supabase: change
            .supabase
            .map(|supabase| supabase_of(call, supabase, before))
            .transpose()?,
        jwks: change.jwks,
        jwks_uri: change.jwks_uri,
        key_issuers: change.key_issuers,
        audiences: change.audiences,
        issuers: change.issuers,
        leeway_seconds: change.leeway_seconds.map_or(nothing.leeway_seconds, i64::from),
        roles_claim: change.roles_claim.unwrap_or(nothing.roles_claim),
        development_tokens: change.development_tokens,
        anonymous: change.anonymous,
        origins: change.origins,
        session: change.session.map(|session| StoredSession {
            connection: session.connection,
            query: session.query,
            values: session.values,
            lists: session.lists,
        }),
    })
}

fn seal(call: &Call, secret: &SharedSecret, before: &NewClientAuth) -> Result<SealedSecret, Error> {
    let kid = secret.kid.clone();
    let Some(new) = &secret.secret else {
        let kept = before.secrets.iter().find(|kept| kept.kid == kid);
        return kept.cloned().ok_or_else(|| {
            let sentence = format!("`{}` is new and needs its secret", kid.escape_debug());
            Error::invalid("hs256", sentence)
        });
    };
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    let sealed =
        sealed::seal_secret(&call.state.vault, organization, instance, &kid, new.reveal())?;
    Ok(SealedSecret { kid, sealed })
}

fn supabase_of(
    call: &Call,
    change: SupabaseChange,
    before: &NewClientAuth,
) -> Result<StoredSupabase, Error> {
    let sealed_legacy_secret = match change.legacy_secret.as_ref().map(|secret| secret.reveal()) {
        // The secret of one project is none of another's.
        None => before
            .supabase
            .as_ref()
            .filter(|kept| kept.url == change.url)
            .and_then(|kept| kept.sealed_legacy_secret.clone()),
        Some("") => None,
        Some(secret) => {
            let (organization, instance) = (call.path.organization()?, call.path.instance()?);
            let vault = &call.state.vault;
            Some(sealed::seal_legacy(vault, organization, instance, secret)?)
        }
    };
    Ok(StoredSupabase { url: change.url, sealed_legacy_secret })
}
