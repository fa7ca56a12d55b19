//! Identity: first run, sign-up, sign-in, the account and its sessions.

use bailiwick_model::{
    Account, DisplayName, Email, MemberId, OrganizationId, RoleReference, Session, SessionId,
    SignUpMode,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{List, PAGE, Secret};
use crate::operation::{Needs, Operation};

/// What a page must know before anyone has signed in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FirstRunStatus {
    /// There is no account yet: the one-time code on the terminal makes the first.
    pub is_needed: bool,
    /// Who may make an account.
    pub sign_up: SignUpMode,
    /// The version of the server.
    pub version: String,
}

/// Makes the first account, an operator, and its organization.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstRun {
    /// The one-time code that the server printed.
    pub code: Secret,
    /// The address to sign in with.
    pub email: Email,
    /// At least twelve characters.
    pub password: Secret,
    /// What others see.
    pub display_name: DisplayName,
    /// The name of the organization.
    pub organization: DisplayName,
}

/// Makes an account and an organization of its own.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignUp {
    /// The address to sign in with.
    pub email: Email,
    /// At least twelve characters.
    pub password: Secret,
    /// What others see.
    pub display_name: DisplayName,
    /// The name of the organization.
    pub organization: DisplayName,
}

/// Proves who one is.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The account's address. Not parsed, so that a strange one answers like an unknown one.
    pub email: String,
    /// Its password.
    pub password: Secret,
}

/// The caller.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Me {
    /// The account.
    pub account: Account,
    /// The organizations it belongs to (a token limited to one sees that one).
    pub organizations: Vec<MyOrganization>,
    /// Runs the server.
    pub is_operator: bool,
    /// Who may make an account.
    pub sign_up: SignUpMode,
    /// The session in use, when it is one.
    pub session: Option<SessionId>,
}

/// An organization as its member sees it in a switcher.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MyOrganization {
    /// Its id.
    pub id: OrganizationId,
    /// Its name.
    pub name: DisplayName,
    /// The caller's membership.
    pub member: MemberId,
    /// The caller's roles for the whole organization.
    pub roles: Vec<RoleReference>,
    /// Why the organization does not let this credential in from here, as the code of its refusals: `address_not_allowed`,
    /// `session_too_old`, `token_too_old`. Null when it does.
    pub closed: Option<String>,
    /// The actions that the caller holds on the organization itself; none while it is closed.
    pub can: Vec<&'static str>,
}

/// Changes the account.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountChange {
    /// What others see.
    pub display_name: DisplayName,
}

/// Changes the password; every other session ends, and so does every sign-in of a program that has not fetched its token.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The password until now.
    pub current: Secret,
    /// At least twelve characters.
    pub new: Secret,
    /// Ends the account's personal access tokens too: for whoever fears that somebody else was in.
    #[serde(default)]
    pub revoke_tokens: bool,
}

/// A session in a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Session")]
pub struct SessionAnswer {
    /// The session.
    #[serde(flatten)]
    pub session: Session,
    /// It is the one that asks.
    pub is_current: bool,
}

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "first_run_status",
        "/api/v1/first-run",
        "Whether the first account is still to be made",
        Needs::Public,
    )
    .answers::<FirstRunStatus>(),
    Operation::post(
        "first_run_complete",
        "/api/v1/first-run",
        "Make the first account with the one-time code",
        Needs::Public,
    )
    .takes::<FirstRun>()
    .answers::<Me>(),
    Operation::post(
        "sign_up",
        "/api/v1/sign-up",
        "Make an account and its organization",
        Needs::Public,
    )
    .takes::<SignUp>()
    .answers::<Me>(),
    Operation::post(
        "sign_in",
        "/api/v1/sign-in",
        "Sign in with address and password",
        Needs::Public,
    )
    .takes::<SignIn>()
    .answers::<Me>()
    .acts(),
    Operation {
        status: 204,
        ..Operation::post("sign_out", "/api/v1/sign-out", "End the session in use", Needs::Account)
    },
    Operation::get(
        "me_get",
        "/api/v1/me",
        "Who calls, and the organizations it belongs to",
        Needs::Account,
    )
    .answers::<Me>()
    .versioned(),
    Operation::patch("me_update", "/api/v1/me", "Change the account's name", Needs::Account)
        .takes::<AccountChange>()
        .answers::<Me>()
        .versioned()
        .interactive_only(),
    Operation {
        status: 204,
        ..Operation::put(
            "account_password_update",
            "/api/v1/account/password",
            "Change the password",
            Needs::Account,
        )
        .takes::<PasswordChange>()
        .interactive_only()
    },
    Operation::get(
        "account_session_list",
        "/api/v1/account/sessions",
        "The account's sessions",
        Needs::Account,
    )
    .query(PAGE)
    .answers::<List<SessionAnswer>>(),
    Operation::delete(
        "account_session_revoke",
        "/api/v1/account/sessions/{session}",
        "End a session",
        Needs::Account,
    )
    .interactive_only(),
];
