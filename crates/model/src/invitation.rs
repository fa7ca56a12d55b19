//! Invitations: authority that waits for somebody to accept it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::choice::choices;
use crate::{AccountId, DisplayName, Email, InvitationId, RoleReference, TeamReference, Timestamp};

choices! {
    /// Where an invitation is in its life.
    InvitationState {
        /// It waits for an answer.
        Pending = "pending",
        /// Whoever it was for is a member.
        Accepted = "accepted",
        /// Whoever it was for said no.
        Declined = "declined",
        /// Somebody took it back.
        Cancelled = "cancelled",
        /// Nobody answered in time; it can be sent again.
        Expired = "expired",
        /// When it was accepted, its inviter could no longer give what it promised.
        Void = "void",
    }
}

/// An invitation, without its secret.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Invitation {
    /// Its id; not the secret in the link.
    pub id: InvitationId,
    /// Whom it is for.
    pub email: Email,
    /// Where it is in its life.
    pub state: InvitationState,
    /// The roles that whoever accepts it holds for the whole organization.
    pub roles: Vec<RoleReference>,
    /// The teams that whoever accepts it is in.
    pub teams: Vec<TeamReference>,
    /// Who sent it last and answers for it.
    pub inviter: AccountId,
    /// What others see of its inviter; null when the account is gone.
    pub inviter_name: Option<DisplayName>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was sent last.
    pub sent_at: Timestamp,
    /// It cannot be accepted from then on.
    pub expires_at: Timestamp,
    /// When it was accepted, declined, cancelled or found void.
    pub ended_at: Option<Timestamp>,
    /// Why it is void.
    pub reason: Option<String>,
    /// Counts edits; the ETag.
    pub version: u64,
}
