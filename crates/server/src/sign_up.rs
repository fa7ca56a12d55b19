//! Who may make an account: what the server was started with, else what its operators set.

use bailiwick_model::SignUpMode;
use bailiwick_store::Tx;

use crate::error::Error;
use crate::settings::Settings;

/// The mode in force. It is read with each request that asks, so a change holds at once on every node.
pub(crate) async fn mode(settings: &Settings, tx: &mut Tx<'_>) -> Result<SignUpMode, Error> {
    match settings.sign_up {
        Some(fixed) => Ok(fixed),
        None => Ok(bailiwick_store::server_settings::get(tx).await?.sign_up),
    }
}

/// Why operators cannot change it; nothing where they can.
pub(crate) fn fixed(settings: &Settings) -> Option<String> {
    let mode = settings.sign_up?;
    Some(format!(
        "this server was started with sign-up `{mode}`: change `--sign-up`, `BAILIWICK_SIGN_UP` or `sign_up` in its settings file"
    ))
}

/// Refuses to change what the server was started with.
pub(crate) fn refuse_fixed(settings: &Settings) -> Result<(), Error> {
    match fixed(settings) {
        Some(why) => Err(Error::conflict("setting_fixed", why)),
        None => Ok(()),
    }
}
