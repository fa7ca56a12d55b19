//! Service tokens: what programs are to an organization.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{AccountId, DisplayName, OrganizationId, Timestamp, TokenId};

/// A service token, without its secret: a principal of its own, whoever made it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ServiceToken {
    /// Its id; not the secret.
    pub id: TokenId,
    /// The one organization it works in.
    pub organization: OrganizationId,
    /// What people call it.
    pub name: DisplayName,
    /// The last four characters, for recognising it.
    pub last_four: String,
    /// Who made it; gives it nothing.
    pub creator: Option<AccountId>,
    /// It holds nothing until it is resumed.
    #[serde(rename = "suspended")]
    pub is_suspended: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its secret was last replaced.
    pub rotated_at: Option<Timestamp>,
    /// It ends then.
    pub expires_at: Option<Timestamp>,
    /// Last use, written at most once in five minutes.
    pub last_used_at: Option<Timestamp>,
    /// Where it was last used from.
    pub last_address: Option<String>,
    /// Counts edits; the ETag.
    pub version: u64,
}
