//! The server itself, as those who run it see it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{AccountId, DisplayName, Email, OrganizationId, SignUpMode};

/// What operators set while the server runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ServerSettings {
    /// Who may make an account, as operators last said; nothing where none ever did.
    pub sign_up: Option<SignUpMode>,
    /// Counts edits; the ETag.
    pub version: u64,
}

/// Somebody who runs the server.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Operator {
    /// The account.
    pub account: AccountId,
    /// Its address.
    pub email: Email,
    /// Its name.
    pub display_name: DisplayName,
    /// The address was proven and there is a password. One operator who can sign in always remains.
    pub can_sign_in: bool,
}

/// An organization as those who run the server see it: nothing of what is inside.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ServerOrganization {
    /// Its id.
    pub id: OrganizationId,
    /// What people call it.
    pub name: DisplayName,
    /// How many members it has, suspended ones too.
    pub member_count: u64,
    /// Somebody owns it who can sign in. Where nobody does, an operator may name an owner.
    pub has_owner: bool,
}
