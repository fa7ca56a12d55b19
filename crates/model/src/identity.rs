//! People and how they prove who they are: accounts, sessions, personal access tokens. Secrets and their hashes
//! are never part of a noun; the store hands them out by a function of their own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::choice::choices;
use crate::{AccountId, DisplayName, Email, OrganizationId, SessionId, Timestamp, TokenId};

choices! {
    /// Who may make an account.
    SignUpMode {
        /// Anyone; the account gets an organization of its own.
        Open = "open",
        /// Whoever holds an invitation.
        Invited = "invited",
        /// Nobody.
        Closed = "closed",
    }

    /// How much of its owner's authority a personal access token carries.
    TokenPreset {
        /// All of it.
        Full = "full",
        /// What changes nothing.
        ReadOnly = "read_only",
        /// What its grants name.
        Custom = "custom",
    }
}

impl SignUpMode {
    /// Whichever of the two lets fewer people in.
    pub fn narrower(self, other: SignUpMode) -> SignUpMode {
        match (self, other) {
            (SignUpMode::Closed, _) | (_, SignUpMode::Closed) => SignUpMode::Closed,
            (SignUpMode::Invited, _) | (_, SignUpMode::Invited) => SignUpMode::Invited,
            (SignUpMode::Open, SignUpMode::Open) => SignUpMode::Open,
        }
    }
}

/// A person's account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The address it signs in with.
    pub email: Email,
    /// What others see.
    pub display_name: DisplayName,
    /// Runs the server; holds no action inside any organization for it.
    pub is_operator: bool,
    /// The address was proven.
    pub is_verified: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// Counts edits; the ETag.
    pub version: u64,
}

/// A signed-in browser.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Session {
    /// Its id; not the secret in the cookie.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// When it began.
    pub created_at: Timestamp,
    /// When the person last proved who they are.
    pub authenticated_at: Timestamp,
    /// Last use, written at most once in five minutes.
    pub last_used_at: Timestamp,
    /// It ends then, used or not.
    pub expires_at: Timestamp,
    /// It ends this many seconds after its last use.
    pub idle_seconds: u64,
    /// Where it was made from.
    pub address: Option<String>,
    /// The browser, as it named itself, cut short.
    pub user_agent: Option<String>,
}

/// A personal access token, without its secret.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Token {
    /// Its id; not the secret.
    pub id: TokenId,
    /// Whose authority it carries at most.
    pub account: AccountId,
    /// What its owner calls it.
    pub name: DisplayName,
    /// The one organization it works in; all of its owner's when absent.
    pub organization: Option<OrganizationId>,
    /// How much of its owner's authority it carries.
    pub preset: TokenPreset,
    /// The last four characters, for recognising it.
    pub last_four: String,
    /// When it was minted.
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
