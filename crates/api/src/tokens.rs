//! Personal access tokens, and what a token says of itself.

use bailiwick_model::{
    AccountId, DisplayName, Email, OrganizationId, Timestamp, Token, TokenId, TokenKind,
    TokenPreset,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{List, PAGE};
use crate::operation::{Needs, Operation};
use crate::service_tokens::{NewTokenGrant, TokenGrantAnswer, TokenRotation};

/// Mints a personal access token.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What its owner calls it.
    pub name: DisplayName,
    /// It ends then; 90 days from now when left out.
    pub expires_at: Option<Timestamp>,
    /// It works in this organization only; needed where there are grants.
    pub organization: Option<OrganizationId>,
    /// How much of its owner's authority it carries; `full` when left out, `custom` where there are grants.
    pub preset: Option<TokenPreset>,
    /// What a custom token carries: never more than its owner holds at the time of use.
    #[schemars(length(max = 50))]
    pub grants: Option<Vec<NewTokenGrant>>,
}

/// Changes a personal access token.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenChange {
    /// What its owner calls it.
    pub name: DisplayName,
}

/// A personal access token, without its secret.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Token")]
pub struct TokenAnswer {
    /// The token.
    #[serde(flatten)]
    pub token: Token,
    /// What a custom one carries; empty for others.
    pub grants: Vec<TokenGrantAnswer>,
}

/// A minted token: the only answer that holds its secret.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MintedToken {
    /// The token without its secret.
    #[serde(flatten)]
    pub token: TokenAnswer,
    /// The secret, shown once.
    pub secret: String,
}

/// What a token says of itself to whoever shows it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TokenInspection {
    /// A person's or a program's.
    pub kind: TokenKind,
    /// Its id; not the secret.
    pub id: TokenId,
    /// What people call it.
    pub name: DisplayName,
    /// The last four characters, for recognising it.
    pub last_four: String,
    /// Whose it is; null for a service token, which is nobody's.
    pub owner: Option<TokenOwner>,
    /// How much of its owner's authority it carries; null for a service token.
    pub preset: Option<TokenPreset>,
    /// When it was made.
    pub created_at: Timestamp,
    /// It ends then.
    pub expires_at: Option<Timestamp>,
    /// Last use, written at most once in five minutes.
    pub last_used_at: Option<Timestamp>,
    /// Where it was last used from.
    pub last_address: Option<String>,
    /// Where it works, and what it may do there at this moment.
    pub organizations: Vec<InspectedOrganization>,
}

/// Whose a personal access token is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TokenOwner {
    /// The account.
    pub id: AccountId,
    /// Its address.
    pub email: Email,
    /// Its name.
    pub display_name: DisplayName,
}

/// What a token may do in one organization.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InspectedOrganization {
    /// The organization.
    pub id: OrganizationId,
    /// Its name.
    pub name: DisplayName,
    /// What it may do, by place and area; empty when it may do nothing.
    pub abilities: Vec<Ability>,
}

/// What can be done in one place in one area.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Ability {
    /// The area; null for actions of none.
    pub area: Option<String>,
    /// Where: `organization` (all of it, present and future), `project`, `instance`, `database` or
    /// `production_branches`.
    pub place: String,
    /// The thing, where it is one.
    pub id: Option<bailiwick_model::Id>,
    /// What people call it.
    pub name: Option<String>,
    /// The actions.
    pub actions: Vec<String>,
    /// All of it in one sentence.
    pub sentence: String,
}

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "account_token_list",
        "/api/v1/account/tokens",
        "The account's personal access tokens",
        Needs::Account,
    )
    .query(PAGE)
    .answers::<List<TokenAnswer>>(),
    Operation::post(
        "account_token_create",
        "/api/v1/account/tokens",
        "Mint a personal access token",
        Needs::Account,
    )
    .takes::<NewToken>()
    .answers::<MintedToken>()
    .interactive_only(),
    Operation::patch(
        "account_token_update",
        "/api/v1/account/tokens/{token}",
        "Rename a personal access token",
        Needs::Account,
    )
    .takes::<TokenChange>()
    .answers::<TokenAnswer>()
    .versioned()
    .interactive_only(),
    Operation::post(
        "account_token_rotate",
        "/api/v1/account/tokens/{token}/rotate",
        "Replace the secret of a personal access token",
        Needs::Account,
    )
    .takes::<TokenRotation>()
    .answers::<MintedToken>()
    .versioned()
    .acts()
    .interactive_only(),
    Operation::delete(
        "account_token_revoke",
        "/api/v1/account/tokens/{token}",
        "End a personal access token",
        Needs::Account,
    )
    .interactive_only(),
    Operation::get(
        "token_inspect",
        "/api/v1/token",
        "Whose the token in use is, and what it can do",
        Needs::Credential,
    )
    .answers::<TokenInspection>(),
    Operation::delete(
        "token_revoke",
        "/api/v1/token",
        "End the personal access token in use",
        Needs::Credential,
    ),
];
