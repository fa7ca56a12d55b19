//! Tokens that `bailiwick login` fetched, one for each server: `bailiwick/credentials.toml` in the folder of the user's
//! settings, readable by nobody else.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::request::setting;

/// Where a server listens when nobody says otherwise.
const USUAL: &str = "http://127.0.0.1:7700";

/// The file.
#[derive(Deserialize, Serialize, Default)]
#[serde(deny_unknown_fields)]
struct Credentials {
    /// The server of commands when `BAILIWICK_URL` is not set: the last one that was logged in to.
    #[serde(skip_serializing_if = "Option::is_none")]
    server: Option<String>,
    /// Tokens by the URL of their server. None is ever sent to another.
    #[serde(default)]
    tokens: BTreeMap<String, String>,
}

/// The server that commands call: `BAILIWICK_URL`, else the one that was logged in to last.
pub(crate) fn server() -> Result<String> {
    match setting("BAILIWICK_URL") {
        Some(url) => Ok(url),
        None => Ok(read()?.server.unwrap_or_else(|| USUAL.to_owned())),
    }
}

/// The token that commands carry to a server: `BAILIWICK_TOKEN`, else the one that its login fetched.
pub(crate) fn token(server: &str) -> Result<Option<String>> {
    match setting("BAILIWICK_TOKEN") {
        Some(token) => Ok(Some(token)),
        None => stored(server),
    }
}

/// The token that a login to this server fetched.
pub(crate) fn stored(server: &str) -> Result<Option<String>> {
    Ok(read()?.tokens.remove(&key(server)))
}

/// Keeps a token, and calls its server from now on.
pub(crate) fn store(server: &str, token: &str) -> Result<PathBuf> {
    let mut credentials = read()?;
    credentials.server = Some(key(server));
    credentials.tokens.insert(key(server), token.to_owned());
    write(&credentials)
}

/// Forgets the token of a server.
pub(crate) fn forget(server: &str) -> Result<()> {
    let mut credentials = read()?;
    credentials.tokens.remove(&key(server));
    if credentials.server.as_deref() == Some(&key(server)) {
        credentials.server = None;
    }
    write(&credentials).map(drop)
}

fn key(server: &str) -> String {
    server.trim_end_matches('/').to_owned()
}

/// Nowhere, where neither the folder of settings nor the home is known.
fn path() -> Option<PathBuf> {
    let folder = match setting("XDG_CONFIG_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(&setting("HOME")?).join(".config"),
    };
    Some(folder.join("bailiwick/credentials.toml"))
}

fn read() -> Result<Credentials> {
    let Some(path) = path() else { return Ok(Credentials::default()) };
    match std::fs::read_to_string(&path) {
        Ok(text) => toml::from_str(&text).map_err(|_| {
            anyhow::anyhow!(
                "`{}` is not a file of credentials: delete it, and log in again",
                path.display()
            )
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Credentials::default()),
        Err(error) => Err(error).with_context(|| format!("cannot read `{}`", path.display())),
    }
}

/// Beside the file first, then in its place: a reader never meets half of it, and it was never readable by others.
fn write(credentials: &Credentials) -> Result<PathBuf> {
    let Some(path) = path() else {
        bail!("there is nowhere to keep the token: set HOME or XDG_CONFIG_HOME")
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    let text = toml::to_string(credentials)?;
    let cannot = || format!("cannot write `{}`", path.display());
    make_folder(folder).with_context(cannot)?;
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    let written = private(&beside)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&beside, &path));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written.with_context(cannot)?;
    Ok(path)
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}

#[cfg(unix)]
fn private(path: &Path) -> std::io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private(path: &Path) -> std::io::Result<std::fs::File> {
    std::fs::OpenOptions::new().write(true).create_new(true).open(path)
}
