//! Service tokens: what programs are to an organization, and what each may do.

use std::borrow::Cow;

use bailiwick_access::Action;
use bailiwick_model::{
    DatabaseId, DisplayName, InstanceId, MemberReference, ProjectId, ServiceToken, Timestamp,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use crate::answer::{List, PAGE, Ruled};
use crate::grants::GrantAnswer;
use crate::operation::{Needs, Operation, Target};

/// When a token ends: an instant, or `never`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expiry {
    /// Then.
    At(Timestamp),
    /// When somebody ends it.
    Never,
}

impl<'de> Deserialize<'de> for Expiry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <Cow<'de, str>>::deserialize(deserializer)?;
        if text == "never" {
            return Ok(Expiry::Never);
        }
        text.parse().map(Expiry::At).map_err(|_| {
            serde::de::Error::custom("a time such as 2026-11-21T08:00:00Z, or `never`")
        })
    }
}

impl JsonSchema for Expiry {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Expiry".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "examples": ["2026-11-21T08:00:00Z", "never"] })
    }
}

/// Makes a service token, which holds nothing until it is granted something.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewServiceToken {
    /// What people call it; unique in the organization.
    pub name: DisplayName,
    /// A time, or `never`; 90 days from now when left out. An organization may set how long tokens last at most.
    pub expires_at: Option<Expiry>,
}

/// Changes a service token.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceTokenChange {
    /// What people call it.
    pub name: Option<DisplayName>,
    /// It holds nothing until it is resumed.
    pub suspended: Option<bool>,
}

/// Replaces the secret of a token.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRotation {
    /// The secret until now goes on working for so many seconds, at most 7 days; it ends at once when left out.
    #[schemars(range(min = 0, max = 604_800))]
    pub overlap_seconds: Option<u64>,
    /// It ends then; unchanged when left out.
    pub expires_at: Option<Expiry>,
}

/// A service token as those who manage it see it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "ServiceToken")]
pub struct ServiceTokenAnswer {
    /// The token without its secret.
    #[serde(flatten)]
    pub token: ServiceToken,
    /// The member who made it, where it still is one and the caller may see members.
    pub created_by: Option<MemberReference>,
    /// Whoever made it is no active member any more: somebody should decide what becomes of it.
    #[serde(rename = "orphaned")]
    pub is_orphaned: bool,
    /// What it may do, a sentence for each grant; null where the caller may not see grants.
    pub holds: Option<Vec<String>>,
}

/// A service token that was made or rotated: the only answer that holds its secret.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MintedServiceToken {
    /// The token.
    #[serde(flatten)]
    pub token: Ruled<ServiceTokenAnswer>,
    /// The secret, shown once.
    pub secret: String,
}

/// What a token is to be given: single actions or a preset, on one thing or on everything.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTokenGrant {
    /// `["projects.view"]`; either this or a preset.
    pub actions: Option<Vec<String>>,
    /// The name of a preset: `GET /api/v1/grant-presets` lists them.
    pub preset: Option<String>,
    /// On this project and what is in it.
    pub project: Option<ProjectId>,
    /// On this instance.
    pub instance: Option<InstanceId>,
    /// On this database. Nothing named is everything, present and future.
    pub database: Option<DatabaseId>,
    /// On production too; not when left out.
    #[serde(default)]
    pub production: bool,
    /// It gives nothing from then on; for as long as the token lasts when left out.
    pub expires_at: Option<Timestamp>,
}

/// A grant of a token.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "TokenGrant")]
pub struct TokenGrantAnswer {
    /// The grant. What the caller may not know of is left out of its scope.
    #[serde(flatten)]
    pub grant: GrantAnswer,
    /// All of it in one sentence.
    pub sentence: String,
}

/// Actions that tokens are often given together.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "GrantPreset")]
pub struct GrantPresetAnswer {
    /// As in a new grant: `read_only`.
    pub name: String,
    /// What people read.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// Everything that it gives where it is granted for the whole organization with production.
    pub actions: Vec<String>,
}

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "service_token_list",
        "/api/v1/organizations/{organization}/service-tokens",
        "The service tokens of an organization",
        Needs::Action(Action::ServiceTokensView, Target::Organization),
    )
    .query(PAGE)
    .answers::<List<Ruled<ServiceTokenAnswer>>>(),
    Operation::post(
        "service_token_create",
        "/api/v1/organizations/{organization}/service-tokens",
        "Make a service token that holds nothing yet",
        Needs::Action(Action::ServiceTokensCreate, Target::Organization),
    )
    .takes::<NewServiceToken>()
    .answers::<MintedServiceToken>()
    .interactive_only(),
    Operation::get(
        "service_token_get",
        "/api/v1/organizations/{organization}/service-tokens/{token}",
        "Get a service token",
        Needs::Action(Action::ServiceTokensView, Target::Organization),
    )
    .answers::<Ruled<ServiceTokenAnswer>>()
    .versioned(),
    Operation::patch(
        "service_token_update",
        "/api/v1/organizations/{organization}/service-tokens/{token}",
        "Rename, suspend or resume a service token",
        Needs::Action(Action::ServiceTokensUpdate, Target::Organization),
    )
    .takes::<ServiceTokenChange>()
    .answers::<Ruled<ServiceTokenAnswer>>()
    .versioned(),
    Operation::post(
        "service_token_rotate",
        "/api/v1/organizations/{organization}/service-tokens/{token}/rotate",
        "Replace the secret of a service token",
        Needs::Action(Action::ServiceTokensUpdate, Target::Organization),
    )
    .takes::<TokenRotation>()
    .answers::<MintedServiceToken>()
    .versioned()
    .acts()
    .interactive_only(),
    Operation::delete(
        "service_token_delete",
        "/api/v1/organizations/{organization}/service-tokens/{token}",
        "End a service token",
        Needs::Action(Action::ServiceTokensDelete, Target::Organization),
    )
    .versioned(),
    Operation::get(
        "service_token_grant_list",
        "/api/v1/organizations/{organization}/service-tokens/{token}/grants",
        "What a service token was given",
        Needs::Action(Action::ServiceTokenGrantsView, Target::Organization),
    )
    .query(PAGE)
    .answers::<List<TokenGrantAnswer>>(),
    Operation::post(
        "service_token_grant_create",
        "/api/v1/organizations/{organization}/service-tokens/{token}/grants",
        "Let a service token do something",
        Needs::Action(Action::ServiceTokenGrantsUpdate, Target::Organization),
    )
    .takes::<NewTokenGrant>()
    .answers::<TokenGrantAnswer>(),
    Operation::delete(
        "service_token_grant_delete",
        "/api/v1/organizations/{organization}/service-tokens/{token}/grants/{grant}",
        "Take a grant from a service token",
        Needs::Action(Action::ServiceTokenGrantsUpdate, Target::Organization),
    ),
    Operation::get(
        "grant_preset_list",
        "/api/v1/grant-presets",
        "Actions that tokens are often given together",
        Needs::Account,
    )
    .query(PAGE)
    .answers::<List<GrantPresetAnswer>>(),
];
