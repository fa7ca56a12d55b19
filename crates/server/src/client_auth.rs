//! Client auth of an instance: how application users prove who they are.

pub(crate) mod forget;
pub(crate) mod get;
pub(crate) mod sealed;
pub(crate) mod update;

use axum::http::StatusCode;
use bailiwick_access::Resource;
use bailiwick_api::{ClientAuth, Held, SessionQuery, SharedSecretName, Supabase};
use bailiwick_model::{InstanceId, OrganizationId};
use bailiwick_store::client_auth::{NewClientAuth, StoredClientAuth};

use crate::call::Call;
use crate::error::Error;
use crate::state::State;
use crate::vault::Vault;

/// The client auth as people see it; secrets are only named.
fn answer(call: &Call, stored: StoredClientAuth) -> Result<Held<ClientAuth>, Error> {
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    let can = call.can(&Resource::Instance(instance))?;
    let opened = open(&call.state.vault, organization, instance, &stored.document);
    let warnings = match opened {
        Ok(opened) if stored.version > 0 => opened.warnings(),
        _ => Vec::new(),
    };
    let document = stored.document;
    let object = ClientAuth {
        hs256: document
            .secrets
            .into_iter()
            .map(|secret| SharedSecretName { kid: secret.kid })
            .collect(),
        jwks: document.jwks,
        jwks_uri: document.jwks_uri,
        key_issuers: document.key_issuers,
        supabase: document.supabase.map(|supabase| Supabase {
            url: supabase.url,
            has_legacy_secret: supabase.sealed_legacy_secret.is_some(),
        }),
        audiences: document.audiences,
        issuers: document.issuers,
        leeway_seconds: u16::try_from(document.leeway_seconds).unwrap_or_default(),
        roles_claim: document.roles_claim,
        development_tokens: document.development_tokens,
        anonymous: document.anonymous,
        origins: document.origins,
        session: document.session.map(|session| SessionQuery {
            connection: session.connection,
            query: session.query,
            values: session.values,
            lists: session.lists,
        }),
        warnings,
        version: stored.version,
    };
    Ok(Held { object, can })
}

/// Refuses what the instance would refuse, by the same judgement.
pub(crate) fn check(
    vault: &Vault,
    organization: OrganizationId,
    instance: InstanceId,
    stored: &NewClientAuth,
) -> Result<(), Error> {
    open(vault, organization, instance, stored)?.check().map_err(|error| {
        Error::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_client_auth", error.to_string())
    })
}

/// The client auth as an instance knows it, with its secrets opened.
pub(crate) fn open(
    vault: &Vault,
    organization: OrganizationId,
    instance: InstanceId,
    stored: &NewClientAuth,
) -> Result<bailiwick_instance::ClientAuth, Error> {
    let mut hs256 = Vec::with_capacity(stored.secrets.len());
    for secret in &stored.secrets {
        let text = sealed::open_secret(vault, organization, instance, &secret.kid, &secret.sealed)?;
        let bytes = sealed::decode(&text).ok_or_else(|| {
            Error::invalid(
                "hs256",
                format!("the secret of `{}` is not base64url", secret.kid.escape_debug()),
            )
        })?;
        hs256.push(bailiwick_instance::Hs256 { kid: secret.kid.clone(), secret: bytes });
    }
    let jwks = stored.jwks.clone().map(|jwks| crate::json::field("jwks", jwks)).transpose()?;
    let supabase = stored.supabase.as_ref().map(|supabase| {
        let legacy = supabase.sealed_legacy_secret.as_ref().map(|sealed| {
            sealed::open_legacy(vault, organization, instance, sealed)
                .map(|text| text.as_bytes().to_vec())
        });
        Ok::<_, Error>(bailiwick_instance::Supabase {
            url: supabase.url.clone(),
            legacy_secret: legacy.transpose()?,
        })
    });
    Ok(bailiwick_instance::ClientAuth {
        hs256,
        jwks,
        jwks_uri: stored.jwks_uri.clone(),
        key_issuers: stored.key_issuers.clone(),
        supabase: supabase.transpose()?,
        audiences: stored.audiences.clone(),
        issuers: stored.issuers.clone(),
        leeway_seconds: stored.leeway_seconds,
        roles_claim: stored.roles_claim.clone(),
        development_tokens: stored.development_tokens,
        anonymous: stored.anonymous,
        origins: stored.origins.clone(),
        session: stored.session.clone().map(|session| bailiwick_instance::Session {
            connection: session.connection,
            query: session.query,
            values: session.values,
            lists: session.lists,
        }),
    })
}

/// The instances whose client auth has keys that let nobody in, and why.
pub(crate) async fn lost_keys(
    state: &State,
) -> Result<Vec<(InstanceId, String)>, bailiwick_store::Error> {
    let mut tx = state.store.read().await?;
    let stored = bailiwick_store::client_auth::all(&mut tx).await?;
    let lost = stored.into_iter().filter_map(|(organization, instance, document)| {
        // What cannot be opened is said when the instance is put in force.
        let opened = open(&state.vault, organization, instance, &document).ok()?;
        Some((instance, opened.lost_keys()?))
    });
    Ok(lost.collect())
}
