//! What an organization asks of those who enter it, and how it is kept. The gate enforces it.

pub(crate) mod get;
pub(crate) mod update;

use bailiwick_access::{Action, Resource};
use bailiwick_api::Held;
use bailiwick_model::OrganizationSettings;

use crate::call::Call;
use crate::error::Error;

/// What settings are read and changed by.
const OF_SETTINGS: [Action; 4] = [
    Action::OrganizationView,
    Action::OrganizationUpdate,
    Action::OrganizationDelete,
    Action::SecurityManage,
];

/// The settings with what the caller may do to them.
fn held(call: &Call, object: OrganizationSettings) -> Result<Held<OrganizationSettings>, Error> {
    let all = call.can(&Resource::Organization)?;
    let is_of_settings = |action: &&str| OF_SETTINGS.iter().any(|one| one.as_str() == *action);
    Ok(Held { object, can: all.into_iter().filter(is_of_settings).collect() })
}
