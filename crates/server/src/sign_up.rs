//! Who may make an account: what operators set, within what the server was started with. The narrower of the two holds,
//! so that either of them closes the door.

use bailiwick_model::{ServerSettings, SignUpMode};
use bailiwick_store::{Tx, server_settings};

use crate::error::Error;
use crate::settings::Settings;

/// The mode in force. It is read with each request that asks, so a change holds at once on every node.
pub(crate) async fn mode(settings: &Settings, tx: &mut Tx<'_>) -> Result<SignUpMode, Error> {
    Ok(in_force(settings, server_settings::get(tx).await?))
}

/// The mode that follows from both; people come by invitation until somebody says otherwise.
pub(crate) fn in_force(settings: &Settings, set: ServerSettings) -> SignUpMode {
    match (settings.sign_up, set.sign_up) {
        (Some(started_with), Some(set)) => started_with.narrower(set),
        (Some(mode), None) | (None, Some(mode)) => mode,
        (None, None) => SignUpMode::Invited,
    }
}

/// What operators can set: nothing wider than what the server was started with.
pub(crate) fn choices(settings: &Settings) -> Vec<SignUpMode> {
    let widest = settings.sign_up.unwrap_or(SignUpMode::Open);
    let is_within = |mode: &SignUpMode| mode.narrower(widest) == *mode;
    SignUpMode::ALL.iter().copied().filter(is_within).collect()
}

/// Why operators cannot set every mode; nothing where they can.
pub(crate) fn fixed(settings: &Settings) -> Option<String> {
    let mode = settings.sign_up.filter(|mode| *mode != SignUpMode::Open)?;
    Some(format!(
        "this server was started with sign-up `{mode}` and lets in no more than that: change `--sign-up`, `BAILIWICK_SIGN_UP` or `sign_up` in its settings file"
    ))
}

/// Refuses a mode that would have no effect, because the server was started with a narrower one.
pub(crate) fn refuse_wider(settings: &Settings, mode: SignUpMode) -> Result<(), Error> {
    match fixed(settings) {
        Some(why) if !choices(settings).contains(&mode) => {
            Err(Error::conflict("setting_fixed", why))
        }
        _ => Ok(()),
    }
}
