//! Requests for access: a member asks for an action on a thing, for so long.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::choice::choices;
use crate::{
    AccessRequestId, DatabaseId, GrantId, Id, InstanceId, MemberId, ProjectId, RequestReason,
    Timestamp,
};

choices! {
    /// What became of a request.
    RequestState {
        /// Nobody has decided.
        Pending = "pending",
        /// It was given.
        Approved = "approved",
        /// It was refused.
        Declined = "declined",
        /// Who asked asks no longer, or needs it no longer.
        Withdrawn = "withdrawn",
        /// It was given and taken back.
        Revoked = "revoked",
        /// What was given is over, or is gone with what it was given on.
        Ended = "ended",
        /// Nobody decided in time.
        Expired = "expired",
    }
}

/// A member's request for an action on the innermost thing that it names.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AccessRequestFacts")]
pub struct AccessRequest {
    /// Its id.
    pub id: AccessRequestId,
    /// Who asks.
    pub member: MemberId,
    /// The action: `projects.update`.
    pub action: String,
    /// On this project.
    pub project: Option<ProjectId>,
    /// On this instance.
    pub instance: Option<InstanceId>,
    /// On this database.
    pub database: Option<DatabaseId>,
    /// What it is needed for.
    pub reason: RequestReason,
    /// For how long, from the approval on.
    pub seconds: u64,
    /// What became of it.
    pub state: RequestState,
    /// Who decided: the account of a person, or a service token.
    pub decided_by: Option<Id>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// A word to who asked.
    pub answer: Option<RequestReason>,
    /// What the approval gave.
    pub grant: Option<GrantId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Nobody can decide it from then on.
    pub expires_at: Timestamp,
    /// Counts changes.
    pub version: u64,
}
