//! Signing in a program that has no browser (RFC 8628): it shows a code, a person who is signed in types it and says
//! yes, and the program fetches a personal access token.

use bailiwick_model::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::Secret;
use crate::operation::{Needs, Operation};

/// Begins a sign-in; RFC 8628 §3.1. What is not named here is ignored, as RFC 6749 asks.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct DeviceAuthorizationRequest {
    /// What the program calls itself: the name of its token.
    pub client_id: String,
}

/// A sign-in that has begun; RFC 8628 §3.2.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DeviceAuthorization {
    /// The program's secret, for fetching the token.
    pub device_code: String,
    /// What the person types: `WDJB-MJHT`.
    pub user_code: String,
    /// Where the person types it.
    pub verification_uri: String,
    /// The same with the code in it.
    pub verification_uri_complete: String,
    /// Seconds until it is over.
    pub expires_in: u64,
    /// Seconds between two questions for the token.
    pub interval: u64,
}

/// Asks for the token; RFC 8628 §3.4.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct DeviceTokenRequest {
    /// `urn:ietf:params:oauth:grant-type:device_code`
    pub grant_type: String,
    /// The program's secret.
    pub device_code: Option<Secret>,
    /// What the program called itself.
    pub client_id: Option<String>,
}

/// The token; RFC 6749 §5.1.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DeviceToken {
    /// A personal access token, shown once.
    pub access_token: String,
    /// `Bearer`
    pub token_type: String,
    /// Seconds until it ends.
    pub expires_in: u64,
}

/// An error in the shape of RFC 6749 §5.2.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OauthError {
    /// `authorization_pending`, `slow_down`, `access_denied`, `expired_token`, `invalid_request`, `invalid_grant`,
    /// `unsupported_grant_type`, `temporarily_unavailable`, `server_error`
    pub error: String,
    /// A sentence.
    pub error_description: String,
}

/// A program that waits for a person's yes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DeviceSignIn {
    /// What the program calls itself; nobody proved it.
    pub client: String,
    /// Where it asked from.
    pub address: Option<String>,
    /// When it asked.
    pub created_at: Timestamp,
    /// It is over then.
    pub expires_at: Timestamp,
    /// How many days its token will last.
    pub token_days: u64,
}

const fn answers_nothing(operation: Operation) -> Operation {
    Operation { status: 204, ..operation }
}

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::post(
        "device_sign_in_start",
        "/oauth/authorize_device",
        "Begin to sign in a program without a browser",
        Needs::Public,
    )
    .takes_form::<DeviceAuthorizationRequest>()
    .answers::<DeviceAuthorization>()
    .acts()
    .speaks_oauth(),
    Operation::post(
        "device_sign_in_finish",
        "/oauth/token",
        "Fetch the token of a program that a person let in",
        Needs::Public,
    )
    .takes_form::<DeviceTokenRequest>()
    .answers::<DeviceToken>()
    .acts()
    .speaks_oauth(),
    Operation::get(
        "device_sign_in_get",
        "/api/v1/account/device/{user_code}",
        "Look at the program that shows this code",
        Needs::Account,
    )
    .answers::<DeviceSignIn>()
    .interactive_only(),
    answers_nothing(
        Operation::post(
            "device_sign_in_approve",
            "/api/v1/account/device/{user_code}/approve",
            "Let the program that shows this code act as oneself",
            Needs::Account,
        )
        .interactive_only(),
    ),
    answers_nothing(
        Operation::post(
            "device_sign_in_deny",
            "/api/v1/account/device/{user_code}/deny",
            "Refuse the program that shows this code",
            Needs::Account,
        )
        .interactive_only(),
    ),
];
