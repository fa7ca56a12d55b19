//! Client auth: how application users prove who they are.

use std::collections::BTreeMap;

use bailiwick_access::Action;
use bailiwick_model::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::answer::{Held, Secret};
use crate::operation::{Besides, Needs, Operation, Target};

/// Replaces the client auth of an instance.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientAuthChange {
    /// Shared secrets.
    #[serde(default)]
    pub hs256: Vec<SharedSecret>,
    /// A JSON Web Key Set.
    pub jwks: Option<Value>,
    /// Where key sets are fetched from: `https`, or this machine where the operator allows it. At most ten.
    #[serde(default)]
    pub jwks_uri: Vec<String>,
    /// Whose keys an address of `jwks_uri` has, by the address: needed where there are several issuers and the address does not
    /// begin with that of its issuer.
    #[serde(default)]
    pub key_issuers: BTreeMap<String, String>,
    /// A Supabase project whose users come in.
    pub supabase: Option<SupabaseChange>,
    /// Of which a token must name one; the instance URL counts always.
    #[serde(default)]
    pub audiences: Vec<String>,
    /// Of which a token's `iss` must be one; any issuer when empty.
    #[serde(default)]
    pub issuers: Vec<String>,
    /// How far the clocks of an issuer and of this server may be apart, 0 to 300; 5 when left out.
    pub leeway_seconds: Option<u16>,
    /// The claim that holds the roles; `roles` when left out.
    pub roles_claim: Option<String>,
    /// Tokens may be minted for development; never in production.
    #[serde(default)]
    pub development_tokens: bool,
    /// Who sends no token may in, with the role `anonymous`.
    #[serde(default)]
    pub anonymous: bool,
    /// Whose pages may ask the data API from a browser (CORS): exact origins such as `https://app.example.com`, at most 50. None
    /// when left out.
    #[serde(default)]
    pub origins: Vec<String>,
    /// What the instance's own database is asked about whoever comes in with a token.
    pub session: Option<SessionQuery>,
}

/// A query whose columns become part of an application user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionQuery {
    /// The connection that it runs on, such as `main`.
    pub connection: String,
    /// One `SELECT`; `$user.<path>` stands for what the token says and is always a bind.
    pub query: String,
    /// Columns that become `$user.<column>`; every row must agree.
    #[serde(default)]
    pub values: Vec<String>,
    /// Columns whose values are collected into the list `$user.<column>`; `roles` adds roles.
    #[serde(default)]
    pub lists: Vec<String>,
}

/// A Supabase project. Its keys, its audience, its issuer and its roles follow from its address.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupabaseChange {
    /// Such as `https://abcdefghijkl.supabase.co`.
    pub url: String,
    /// The legacy JWT secret as Supabase shows it; the one that is kept when left out, none when empty.
    pub legacy_secret: Option<Secret>,
}

/// A Supabase project.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Supabase {
    /// The project's address.
    pub url: String,
    /// A legacy JWT secret is kept.
    pub has_legacy_secret: bool,
}

/// A shared secret and its name.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedSecret {
    /// The key id that tokens carry.
    pub kid: String,
    /// At least 32 bytes in base64url; the one kept under this `kid` when left out.
    pub secret: Option<Secret>,
}

/// The client auth of an instance, without secrets.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ClientAuth {
    /// The names of the shared secrets.
    pub hs256: Vec<SharedSecretName>,
    /// A JSON Web Key Set.
    pub jwks: Option<Value>,
    /// Where key sets are fetched from.
    pub jwks_uri: Vec<String>,
    /// Whose keys an address of `jwks_uri` has, by the address, where that is named.
    pub key_issuers: BTreeMap<String, String>,
    /// A Supabase project whose users come in.
    pub supabase: Option<Supabase>,
    /// Of which a token must name one.
    pub audiences: Vec<String>,
    /// Of which a token's `iss` must be one; any issuer when empty.
    pub issuers: Vec<String>,
    /// How far clocks may be apart.
    pub leeway_seconds: u16,
    /// The claim that holds the roles.
    pub roles_claim: String,
    /// Tokens may be minted for development.
    pub development_tokens: bool,
    /// Who sends no token may in.
    pub anonymous: bool,
    /// Whose pages may ask the data API from a browser (CORS).
    pub origins: Vec<String>,
    /// What the instance's own database is asked about its users.
    pub session: Option<SessionQuery>,
    /// What is worth a second thought, as sentences.
    pub warnings: Vec<String>,
    /// Counts edits; the ETag.
    pub version: u64,
}

/// The name of a shared secret.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SharedSecretName {
    /// The key id that tokens carry.
    pub kid: String,
}

/// Mints a token for an application user that exists only in development.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDevelopmentToken {
    /// Becomes `$user.id`.
    pub subject: String,
    /// Becomes `$user.roles`.
    pub roles: Vec<String>,
    /// Become `$user.*`.
    #[serde(default)]
    pub claims: Map<String, Value>,
    /// 60 to 43,200; an hour when left out.
    pub expires_in_seconds: Option<u64>,
}

/// A development token.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DevelopmentToken {
    /// For `Authorization: Bearer`.
    pub token: String,
    /// It ends then.
    pub expires_at: Timestamp,
}

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get("client_auth_get", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/client-auth", "How application users prove who they are", Needs::Action(Action::PolicyView, Target::Instance))
        .answers::<Held<ClientAuth>>()
        .versioned(),
    Operation::put("client_auth_update", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/client-auth", "Replace how application users prove who they are", Needs::Action(Action::PolicyDeploy, Target::Instance))
        // Who sets a shared secret can sign as any application user, and so reads what any of them may read.
        .besides(&[Besides::Always(Action::DataView, Target::Instance)])
        .takes::<ClientAuthChange>()
        .answers::<Held<ClientAuth>>()
        .versioned(),
    Operation::post("development_token_create", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/development-tokens", "Mint a token for an application user in development", Needs::Action(Action::PolicyDeploy, Target::Instance))
        .besides(&[Besides::Always(Action::DataView, Target::Instance)])
        .takes::<NewDevelopmentToken>()
        .answers::<DevelopmentToken>(),
];
