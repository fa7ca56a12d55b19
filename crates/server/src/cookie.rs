//! The session cookie. Off loopback it is `__Host-`: Secure, this host alone, every path.

use crate::settings::Settings;

const SECURE: &str = "__Host-session";
const PLAIN: &str = "session";

/// The cookie's name: plain only where a browser would refuse a Secure one, on http at loopback.
pub(crate) fn name(settings: &Settings) -> &'static str {
    if settings.is_https() { SECURE } else { PLAIN }
}

/// Sets the session for so many seconds.
pub(crate) fn set(settings: &Settings, secret: &str, seconds: i64) -> String {
    let secure = if settings.is_https() { "; Secure" } else { "" };
    format!(
        "{}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}",
        name(settings)
    )
}

/// Takes the session away.
pub(crate) fn clear(settings: &Settings) -> String {
    set(settings, "", 0)
}
