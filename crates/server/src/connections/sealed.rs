//! The secret part of a connection, as the vault keeps it.

use bailiwick_model::{ConnectionId, InstanceId, OrganizationId};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::vault::{Place, Vault};

/// Where a connection leads, password included. It is serialised only to be sealed.
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
pub(crate) struct SealedTarget {
    /// The connection URL.
    pub(crate) url: String,
    /// Certificates (PEM) to trust instead of the public ones.
    pub(crate) ca_certificate: Option<String>,
}

/// Seals a target for one connection of one instance: it opens nowhere else.
pub(crate) fn seal(
    vault: &Vault,
    organization: OrganizationId,
    instance: InstanceId,
    connection: ConnectionId,
    target: &SealedTarget,
) -> Result<String, Error> {
    let text = serde_json::to_string(target).map_err(|error| Error::internal(error.to_string()))?;
    let field = format!("connection:{connection}");
    Ok(vault.seal(&Place { organization, instance, field: &field }, &text)?)
}

/// Opens what [`seal`] made.
pub(crate) fn open(
    vault: &Vault,
    organization: OrganizationId,
    instance: InstanceId,
    connection: ConnectionId,
    sealed: &str,
) -> Result<SealedTarget, Error> {
    let field = format!("connection:{connection}");
    let text = vault.open_sealed(&Place { organization, instance, field: &field }, sealed)?;
    serde_json::from_str(&text).map_err(|error| Error::internal(error.to_string()))
}
