//! What an operator sets. The command line reads it; nothing here reads the environment.

use std::net::SocketAddr;
use std::path::PathBuf;

use bailiwick_model::SignUpMode;
use ipnet::IpNet;
use url::Url;

/// Everything that an operator may set.
#[derive(Clone)]
pub struct Settings {
    /// Address and port of the main listener.
    pub listen: SocketAddr,
    /// Folder of the store, the key and the embedded databases.
    pub data: PathBuf,
    /// The store: `sqlite://FILE` or `postgres://…`.
    pub database_url: String,
    /// How people reach the server. Links, cookies and the origin check follow it, never a request header.
    pub public_url: Url,
    /// Serve demonstration data; loopback only.
    pub demo: bool,
    /// Who may create an account at most; operators may be stricter while the server runs.
    pub sign_up: Option<SignUpMode>,
    /// Private or loopback networks that connections may dial.
    pub outbound_allow: Vec<IpNet>,
    /// Folders below which SQLite connections may name files by absolute path.
    pub files_allow: Vec<PathBuf>,
    /// Networks of proxies whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpNet>,
    /// How log lines look.
    pub log: LogFormat,
    /// A second address that serves only `/metrics`.
    pub metrics_listen: Option<SocketAddr>,
    /// A token that may read `/metrics` on the main address.
    pub metrics_token: Option<String>,
}

/// How log lines look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogFormat {
    /// For people at a terminal.
    Human,
    /// One JSON object for each line.
    Json,
}

impl Settings {
    /// Whether people reach the server by TLS, so that cookies are Secure and HSTS is sent.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// The public URL without a slash at its end.
    pub(crate) fn public_url(&self) -> &str {
        self.public_url.as_str().trim_end_matches('/')
    }

    /// Whether a browser page of this origin is a page of ours. On loopback the names of the same machine are one.
    pub(crate) fn is_own_origin(&self, origin: &str) -> bool {
        let Ok(origin) = Url::parse(origin) else { return false };
        let same_door = origin.scheme() == self.public_url.scheme()
            && origin.port_or_known_default() == self.public_url.port_or_known_default();
        same_door
            && (origin.host() == self.public_url.host()
                || (is_loopback(&origin) && is_loopback(&self.public_url)))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
