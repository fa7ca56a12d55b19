//! Application users: whom an instance has seen, and whose tokens it accepts no more.

use bailiwick_access::Action;
use bailiwick_model::{RevocationId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{CURSOR, LIMIT, List, PAGE, SEARCH};
use crate::operation::{Besides, Needs, Operation, Parameter, ParameterKind, Target};

/// An application user whom the instance let in. Written down every few seconds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ApplicationUser {
    /// The token's `sub`.
    pub subject: String,
    /// The roles at the last request, those of the session query too.
    pub roles: Vec<String>,
    /// The first request.
    pub first_seen_at: Timestamp,
    /// The last request.
    pub last_seen_at: Timestamp,
    /// How many requests.
    pub requests: u64,
    /// All tokens of this subject are revoked, or those issued before an instant.
    pub revoked: bool,
}

/// How many users an instance has seen.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ApplicationUserCount {
    /// In all.
    pub users: u64,
    /// By role, the most frequent first; a user with two roles counts twice.
    pub roles: Vec<RoleCount>,
}

/// How many users had a role at their last request.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RoleCount {
    /// The role.
    pub role: String,
    /// How many users.
    pub users: u64,
}

/// Revokes tokens of application users: those that everything which is given is true of. Something must be given.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRevocation {
    /// Of this `sub`.
    pub subject: Option<String>,
    /// Of this `jti`.
    pub token_id: Option<String>,
    /// Whose `iat` is before; a token without one counts as old. Alone it is everybody's.
    pub issued_before: Option<Timestamp>,
    /// Why, for people.
    pub reason: Option<String>,
}

/// Tokens of application users that are accepted no more.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Revocation {
    /// Its id.
    pub id: RevocationId,
    /// Of this `sub`.
    pub subject: Option<String>,
    /// Of this `jti`.
    pub token_id: Option<String>,
    /// Whose `iat` is before.
    pub issued_before: Option<Timestamp>,
    /// Why, for people.
    pub reason: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
}

/// Forgets what the session query found.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionsToForget {
    /// Of this `sub`; of everybody when left out.
    pub subject: Option<String>,
}

/// What the session query is asked about anew.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SessionsForgotten {
    /// About this `sub`; about everybody when null.
    pub subject: Option<String>,
}

const USERS: &[Parameter] = &[
    LIMIT,
    CURSOR,
    SEARCH,
    Parameter {
        name: "role",
        description: "only users who had this role at their last request",
        kind: ParameterKind::Text,
    },
];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get("application_user_list", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/users", "The application users that an instance has seen", Needs::Action(Action::DataView, Target::Instance))
        .query(USERS)
        .answers::<List<ApplicationUser>>(),
    Operation::get("application_user_count", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/users/count", "How many application users an instance has seen, by role", Needs::Action(Action::DataView, Target::Instance))
        .answers::<ApplicationUserCount>(),
    Operation::get("revocation_list", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/revocations", "The tokens of application users that are accepted no more", Needs::Action(Action::DataView, Target::Instance))
        .query(PAGE)
        .answers::<List<Revocation>>(),
    Operation::post("revocation_create", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/revocations", "Revoke tokens of application users", Needs::Action(Action::PolicyDeploy, Target::Instance))
        .takes::<NewRevocation>()
        .answers::<Revocation>(),
    Operation::delete("revocation_delete", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/revocations/{revocation}", "Let revoked tokens be judged like any other again", Needs::Action(Action::PolicyDeploy, Target::Instance))
        .besides(&[Besides::Always(Action::DataView, Target::Instance)]),
    Operation::post("session_forget", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/client-auth/sessions/forget", "Ask the session query anew about a user or about all", Needs::Action(Action::PolicyDeploy, Target::Instance))
        .takes::<SessionsToForget>()
        .answers::<SessionsForgotten>()
        .changes_nothing(),
];
