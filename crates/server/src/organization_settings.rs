//! What an organization asks of those who enter it, and how it is kept. The gate enforces it.

pub(crate) mod get;
pub(crate) mod update;

use bailiwick_access::Resource;
use bailiwick_api::Held;
use bailiwick_model::OrganizationSettings;

use crate::call::Call;
use crate::error::Error;

/// The settings with what the caller may do to the organization.
fn held(call: &Call, object: OrganizationSettings) -> Result<Held<OrganizationSettings>, Error> {
    Ok(Held { object, can: call.can(&Resource::Organization)? })
}
