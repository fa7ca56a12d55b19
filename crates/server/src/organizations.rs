//! Organizations.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod update;

use bailiwick_access::Resource;
use bailiwick_api::Held;
use bailiwick_model::Organization;

use crate::call::Call;
use crate::error::Error;

/// An organization with what the caller may do to it.
pub(crate) fn held(call: &Call, object: Organization) -> Result<Held<Organization>, Error> {
    Ok(Held { object, can: call.can(&Resource::Organization)? })
}
