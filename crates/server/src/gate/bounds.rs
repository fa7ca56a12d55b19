//! What an organization asks of whoever enters it: an address of its list, a sign-in that is not too old, a token that
//! is not too old. Other organizations of the same person are not affected.

use std::net::IpAddr;

use axum::http::StatusCode;
use bailiwick_model::{OrganizationSettings, Timestamp};

use crate::call::Used;
use crate::error::Error;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Lets a credential into the organization with these settings, or says why not.
pub(crate) fn admit(
    settings: &OrganizationSettings,
    used: &Used,
    address: IpAddr,
    now: Timestamp,
) -> Result<(), Error> {
    if let Some(networks) = &settings.addresses
        && !networks.iter().any(|network| network.contains(address))
    {
        let message = format!("this organization is closed to your address `{address}`");
        return Err(Error::forbidden("address_not_allowed", message)
            .hint("come from an address that it lists, or ask an owner to list yours"));
    }
    match used {
        Used::Session(session) => {
            within(session.authenticated_at, settings.session_hours, HOUR, now).ok_or_else(|| {
                refusal("session_too_old", "you signed in too long ago for this organization")
                    .hint("sign in again")
            })
        }
        Used::Token(token) => {
            let made_at = token.rotated_at.unwrap_or(token.created_at);
            within(made_at, settings.token_days, DAY, now).ok_or_else(token_too_old)
        }
        Used::Service(token) => {
            let made_at = token.rotated_at.unwrap_or(token.created_at);
            within(made_at, settings.token_days, DAY, now).ok_or_else(token_too_old)
        }
    }
}

/// Whether what began then is young enough. A clock that went back makes nothing younger than new.
fn within(began: Timestamp, most: Option<u64>, unit: i64, now: Timestamp) -> Option<()> {
    let Some(most) = most else { return Some(()) };
    let seconds = i64::try_from(most).ok()?.checked_mul(unit)?;
    (now < began.plus_seconds(seconds)).then_some(())
}

fn token_too_old() -> Error {
    refusal("token_too_old", "this token is older than this organization allows")
        .hint("make a new token, or rotate this one")
}

fn refusal(code: &'static str, message: &str) -> Error {
    Error::new(StatusCode::UNAUTHORIZED, code, message)
}
