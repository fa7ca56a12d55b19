//! Begin to sign in a program: a secret for it, a code for its person.

use bailiwick_api::{DeviceAuthorization, DeviceAuthorizationRequest};
use bailiwick_model::DisplayName;
use bailiwick_store::device_sign_ins::NewDeviceSignIn;

use super::{INTERVAL, SECONDS, hash, typed, user_code};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::{limits, secret};

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: DeviceAuthorizationRequest = call.form()?;
    let network = limits::network_of(call.address);
    call.state
        .limits
        .device_start
        .take(&network, call.now)
        .map_err(|seconds| Error::too_many(seconds, "too many sign-ins from this address"))?;
    let client: DisplayName =
        body.client_id.parse().map_err(|error: bailiwick_model::InvalidName| {
            Error::bad_request("invalid_request", format!("`client_id`: {error}"))
        })?;
    let device_code = secret::session_id();
    let user_code = user_code();
    let letters =
        typed(&user_code).ok_or_else(|| Error::internal("a code that cannot be typed"))?;
    let new = NewDeviceSignIn {
        device_hash: secret::hash(&device_code),
        user_hash: hash(&call.state, &letters),
        client,
        expires_at: call.now.plus_seconds(SECONDS.cast_signed()),
        interval_seconds: INTERVAL,
    };
    let mut tx = call.begin().await?;
    bailiwick_store::device_sign_ins::create(&mut tx, &call.act(), new).await?;
    tx.commit().await?;
    let verification_uri = format!("{}/device", call.state.settings.public_url());
    Answer::ok(&DeviceAuthorization {
        verification_uri_complete: format!("{verification_uri}?user_code={user_code}"),
        device_code,
        user_code,
        verification_uri,
        expires_in: SECONDS,
        interval: INTERVAL,
    })
}
