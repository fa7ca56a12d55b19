//! Client auth of an instance: how application users prove who they are.

pub(crate) mod get;
pub(crate) mod sealed;
pub(crate) mod update;

use bailiwick_access::Resource;
use bailiwick_api::{ClientAuth, Held, SharedSecretName};
use bailiwick_store::client_auth::StoredClientAuth;

use crate::call::Call;
use crate::error::Error;

/// The client auth as people see it; secrets are only named.
fn answer(call: &Call, stored: StoredClientAuth) -> Result<Held<ClientAuth>, Error> {
    let can = call.can(&Resource::Instance(call.path.instance()?))?;
    let object = ClientAuth {
        hs256: stored
            .secrets
            .into_iter()
            .map(|secret| SharedSecretName { kid: secret.kid })
            .collect(),
        jwks: stored.jwks,
        jwks_uri: stored.jwks_uri,
        audiences: stored.audiences,
        roles_claim: stored.roles_claim,
        development_tokens: stored.development_tokens,
        anonymous: stored.anonymous,
        origins: stored.origins,
        version: stored.version,
    };
    Ok(Held { object, can })
}
