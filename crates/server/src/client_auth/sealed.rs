//! Shared secrets of a client auth, as the vault keeps them.

use bailiwick_model::{InstanceId, OrganizationId};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::vault::{Place, Vault};

/// Seals a secret (base64url, as it was entered) for one key of one instance.
pub(crate) fn seal_secret(
    vault: &Vault,
    organization: OrganizationId,
    instance: InstanceId,
    kid: &str,
    secret: &str,
) -> Result<String, Error> {
    let field = format!("client_auth:{kid}");
    Ok(vault.seal(&Place { organization, instance, field: &field }, secret)?)
}

/// Opens what [`seal_secret`] made.
pub(crate) fn open_secret(
    vault: &Vault,
    organization: OrganizationId,
    instance: InstanceId,
    kid: &str,
    sealed: &str,
) -> Result<Zeroizing<String>, Error> {
    let field = format!("client_auth:{kid}");
    Ok(vault.open_sealed(&Place { organization, instance, field: &field }, sealed)?)
}

/// The bytes behind a base64url text, with or without padding.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    URL_SAFE_NO_PAD.decode(text.trim().trim_end_matches('=')).ok()
}
