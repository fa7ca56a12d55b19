//! A policy from one instance to another.

use bailiwick_access::Action;
use bailiwick_model::{InstanceId, PolicyDraft};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answer::Held;
use crate::operation::{Besides, Needs, Operation, Target};
use crate::policy_differences::PolicyDifference;

/// What would be taken over, and from where.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyPromotionPreview {
    /// An instance of the same organization whose policy the caller may see.
    pub from: InstanceId,
    /// Its draft, or its policy in force where it has none (default true): becomes the draft here.
    pub policy: Option<bool>,
    /// Its client auth but for shared secrets (default false): in force here at once. A production instance gets no
    /// development tokens by it.
    #[serde(default)]
    pub client_auth: bool,
}

/// What is taken over, and from where: what a preview showed, and nothing else.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPolicyPromotion {
    /// An instance of the same organization whose policy the caller may see.
    pub from: InstanceId,
    /// Its draft, or its policy in force where it has none (default true): becomes the draft here.
    pub policy: Option<bool>,
    /// Its client auth but for shared secrets (default false): in force here at once. A production instance gets no
    /// development tokens by it.
    #[serde(default)]
    pub client_auth: bool,
    /// The `basis` that the preview answered. Where either side is another one by now, nothing is taken over.
    pub basis: PromotionBasis,
}

/// What both instances were when they were compared. Of what is not taken over, nothing is demanded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PromotionBasis {
    /// The instance that it comes from.
    pub source: PromotionSide,
    /// The instance that it goes to.
    pub target: PromotionSide,
}

/// What an instance was.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PromotionSide {
    /// The revision of its draft; 0 before anything was saved or deployed.
    pub draft_revision: u64,
    /// The version of the policy in force; 0 before the first deploy.
    pub policy_version: u64,
    /// The version of its client auth; 0 where none was set.
    pub client_auth_version: u64,
}

/// What is taken over.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyPromotion {
    /// The instance that it comes from.
    pub from: InstanceId,
    /// What both were when they were compared; to be given with the promotion.
    pub basis: PromotionBasis,
    /// What changes in the draft; null where the policy is not taken over.
    pub policy: Option<PolicyDifference>,
    /// What changes in the client auth; null where that is not taken over.
    pub client_auth: Option<Vec<SettingDifference>>,
    /// The draft as it is then; null in a preview, and where the policy is not taken over.
    pub draft: Option<Held<PolicyDraft>>,
}

/// A setting that is not the same.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SettingDifference {
    /// Its name in the client auth.
    pub field: String,
    /// What it was.
    pub before: Value,
    /// What it becomes.
    pub after: Value,
}

/// What is taken over is read first, and who decides who comes in decides who reads.
const PROMOTION: &[Besides] = &[
    Besides::Sometimes(Action::PolicyView, "on the instance that it comes from"),
    Besides::Sometimes(Action::DataView, "on the instance where client auth is taken over"),
];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::post("policy_promote_preview", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/promote/preview", "What taking over another instance's policy would change here", Needs::Action(Action::PolicyDeploy, Target::Instance))
        .besides(PROMOTION)
        .takes::<PolicyPromotionPreview>()
        .answers::<PolicyPromotion>()
        .changes_nothing(),
    Operation::post("policy_promote", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/promote", "Take over another instance's policy as a draft, and its client auth without secrets", Needs::Action(Action::PolicyDeploy, Target::Instance))
        .besides(PROMOTION)
        .takes::<NewPolicyPromotion>()
        .answers::<PolicyPromotion>()
        .versioned()
        .acts(),
];
