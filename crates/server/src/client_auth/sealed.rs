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

/// The field of Supabase's legacy secret; no key's, for those have `:` in theirs.
const LEGACY: &str = "client_auth_supabase";

/// Seals the legacy secret of a Supabase project, as it was entered.
pub(crate) fn seal_legacy(
    vault: &Vault,
    organization: OrganizationId,
    instance: InstanceId,
    secret: &str,
) -> Result<String, Error> {
    Ok(vault.seal(&Place { organization, instance, field: LEGACY }, secret)?)
}

/// Opens what [`seal_legacy`] made.
pub(crate) fn open_legacy(
    vault: &Vault,
    organization: OrganizationId,
    instance: InstanceId,
    sealed: &str,
) -> Result<Zeroizing<String>, Error> {
    Ok(vault.open_sealed(&Place { organization, instance, field: LEGACY }, sealed)?)
}

/// The bytes behind a base64url text, with or without padding.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    URL_SAFE_NO_PAD.decode(text.trim().trim_end_matches('=')).ok()
}
