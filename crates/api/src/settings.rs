//! What an organization asks of those who enter it, and how it is kept.

use bailiwick_access::Action;
use bailiwick_model::{DisplayName, Network, OrganizationSettings, RoleId};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::answer::Held;
use crate::operation::{Needs, Operation, Target};

/// Changes settings; what is left out stays as it is, null takes a limit away.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationSettingsChange {
    /// What people call it.
    pub name: Option<DisplayName>,
    /// What a new member holds when nothing else is named. Whoever may invite may give it, so it cannot hold more than
    /// whoever sets it.
    pub default_role: Option<RoleId>,
    /// A session enters for so many hours after its sign-in. Asks for `security.manage`, as do the next two.
    #[serde(default, deserialize_with = "given")]
    #[schemars(range(min = 1, max = 8_760))]
    pub session_hours: Option<Option<u64>>,
    /// A token enters for so many days after it was made.
    #[serde(default, deserialize_with = "given")]
    #[schemars(range(min = 1, max = 3_650))]
    pub token_days: Option<Option<u64>>,
    /// Sessions and tokens enter from these networks alone. The caller's own address must be in one of them.
    #[serde(default, deserialize_with = "given")]
    #[schemars(length(max = 100))]
    pub addresses: Option<Option<Vec<Network>>>,
    /// The audit log is kept for so many days.
    #[serde(default, deserialize_with = "given")]
    #[schemars(range(min = 30, max = 36_500))]
    pub audit_days: Option<Option<u64>>,
}

/// Null that is sent differs from what is left out.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "organization_settings_get",
        "/api/v1/organizations/{organization}/settings",
        "Get an organization's settings: rules that bind a member are no secret to it",
        Needs::Action(Action::OrganizationView, Target::Organization),
    )
    .answers::<Held<OrganizationSettings>>()
    .versioned(),
    Operation::patch(
        "organization_settings_update",
        "/api/v1/organizations/{organization}/settings",
        "Change an organization's settings",
        Needs::Action(Action::OrganizationUpdate, Target::Organization),
    )
    .takes::<OrganizationSettingsChange>()
    .answers::<Held<OrganizationSettings>>()
    .versioned(),
];
