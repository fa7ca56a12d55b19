//! The key that signs what an instance's actions tell the outside.

use bailiwick_access::Action;
use bailiwick_model::{SigningKeyId, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::Held;
use crate::operation::{Besides, Needs, Operation, Target};

/// Which keys of an instance sign, without their secrets.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SigningKeys {
    /// The newest; null where none was made, and then no policy that calls is deployed.
    pub newest: Option<SigningKey>,
    /// The one before it, as long as it signs beside it.
    pub previous: Option<SigningKey>,
}

/// A key that signs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SigningKey {
    /// Its id.
    pub id: SigningKeyId,
    /// When it was made.
    pub created_at: Timestamp,
    /// It signs until then; null for the newest.
    pub signs_until: Option<Timestamp>,
}

/// A key that was made: the only answer that holds its secret.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MintedSigningKey {
    /// Which keys sign now.
    #[serde(flatten)]
    pub keys: Held<SigningKeys>,
    /// The secret as Standard Webhooks writes it, `whsec_` and base64; shown once.
    pub secret: String,
}

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "signing_key_get",
        "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/signing-key",
        "Which keys sign what actions tell the outside",
        Needs::Action(Action::PolicyView, Target::Instance),
    )
    .answers::<Held<SigningKeys>>(),
    Operation::post(
        "signing_key_create",
        "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/signing-key",
        "Make a new signing key; the one before signs for 24 hours more",
        Needs::Action(Action::PolicyDeploy, Target::Instance),
    )
        .besides(&[Besides::Always(Action::DataView, Target::Instance)])
    .answers::<MintedSigningKey>(),
    Operation::delete(
        "signing_key_retire",
        "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/signing-key/previous",
        "End the signing key before the newest at once",
        Needs::Action(Action::PolicyDeploy, Target::Instance),
    )
        .besides(&[Besides::Always(Action::DataView, Target::Instance)]),
];
