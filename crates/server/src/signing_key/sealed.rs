//! Signing keys, as the vault keeps them and as Standard Webhooks writes them.

use bailiwick_model::{InstanceId, OrganizationId, SigningKeyId};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::vault::{Place, Vault};

const HEADING: &str = "whsec_";

/// A new secret: 32 random bytes.
pub(super) fn fresh() -> Zeroizing<String> {
    let bytes = Zeroizing::new(crate::clock::random::<32>());
    Zeroizing::new(format!("{HEADING}{}", STANDARD.encode(bytes.as_slice())))
}

/// Seals a secret for one key of one instance.
pub(super) fn seal(
    vault: &Vault,
    organization: OrganizationId,
    instance: InstanceId,
    id: SigningKeyId,
    secret: &str,
) -> Result<String, Error> {
    let field = format!("signing_key:{id}");
    Ok(vault.seal(&Place { organization, instance, field: &field }, secret)?)
}

/// The bytes of a key that [`seal`] sealed.
pub(crate) fn open(
    vault: &Vault,
    organization: OrganizationId,
    instance: InstanceId,
    id: SigningKeyId,
    sealed: &str,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let field = format!("signing_key:{id}");
    let secret = vault.open_sealed(&Place { organization, instance, field: &field }, sealed)?;
    let bytes = secret.strip_prefix(HEADING).and_then(|encoded| STANDARD.decode(encoded).ok());
    bytes.map(Zeroizing::new).ok_or_else(|| Error::internal("a stored signing key is none"))
}
