//! Refusals that explain themselves.

use bailiwick_model::{OrganizationId, RequestId, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use crate::access::AccessExplanation;
use crate::operation::{Needs, Operation};

/// A request that was refused a while ago, and why as things are now.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Refusal")]
pub struct RefusalAnswer {
    /// The request that was refused.
    pub request: RequestId,
    /// When.
    pub at: Timestamp,
    /// The operation that was asked for: `project_create`.
    pub operation: String,
    /// The organization it was asked in.
    pub organization: OrganizationId,
    /// The caller asks about itself.
    pub own: bool,
    /// Why, as things are now: something may have been given since.
    pub explanation: AccessExplanation,
}

pub(crate) const OPERATIONS: &[Operation] = &[Operation::get(
    "refusal_get",
    "/api/v1/refusals/{request}",
    "Why a request was refused: for who was refused, and for who may explain access there",
    Needs::Credential,
)
.answers::<RefusalAnswer>()];
