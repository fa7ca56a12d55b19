//! Settings of a server: a flag wins over the environment, that over `bailiwick.toml`, that over the default.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use bailiwick_model::SignUpMode;
use bailiwick_server::{LogFormat, Settings};
use clap::Args;
use serde::Deserialize;

/// What may be set on the command line or in the environment; both are also keys of `bailiwick.toml`.
#[derive(Args, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct Flags {
    /// Address and port to listen on [default: 127.0.0.1:7700]
    #[arg(long, env = "BAILIWICK_LISTEN", value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Folder of the store, the key and the embedded databases [default: ./data]
    #[arg(long, env = "BAILIWICK_DATA", value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// The store: sqlite://FILE or postgres://… [default: sqlite, in the data folder]
    #[arg(long, env = "BAILIWICK_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
    /// How people reach this server; links and cookies follow it [default: http://LISTEN]
    #[arg(long, env = "BAILIWICK_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Serve demonstration data; loopback only
    #[arg(long, env = "BAILIWICK_DEMO")]
    #[serde(default)]
    demo: bool,
    /// Who may create an account at most: invited, open or closed; operators may be stricter [default: what they set, or
    /// invited]
    #[arg(long, env = "BAILIWICK_SIGN_UP", value_name = "MODE")]
    sign_up: Option<String>,
    /// Private or loopback networks that connections may dial, for example 127.0.0.0/8; repeatable
    #[arg(
        long = "outbound-allow",
        env = "BAILIWICK_OUTBOUND_ALLOW",
        value_delimiter = ',',
        value_name = "NETWORK"
    )]
    #[serde(skip)]
    outbound_allow: Vec<String>,
    /// Folders below which SQLite connections may name files by absolute path; repeatable
    #[arg(
        long = "files-allow",
        env = "BAILIWICK_FILES_ALLOW",
        value_delimiter = ',',
        value_name = "FOLDER"
    )]
    #[serde(skip)]
    files_allow: Vec<PathBuf>,
    /// Networks of proxies whose X-Forwarded-For is believed; repeatable
    #[arg(long, env = "BAILIWICK_PROXIES", value_delimiter = ',', value_name = "NETWORK")]
    #[serde(default)]
    proxies: Vec<String>,
    /// Log lines for people (human) or machines (json) [default: human]
    #[arg(long, env = "BAILIWICK_LOG", value_name = "FORMAT")]
    log: Option<String>,
    /// A second address that serves only /metrics
    #[arg(long, env = "BAILIWICK_METRICS_LISTEN", value_name = "ADDRESS")]
    metrics_listen: Option<SocketAddr>,
    /// A token that may read /metrics on the main address
    #[arg(long, env = "BAILIWICK_METRICS_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    metrics_token: Option<String>,
    /// The settings file [default: ./bailiwick.toml where it exists]
    #[arg(long, env = "BAILIWICK_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    config: Option<PathBuf>,
    #[arg(skip)]
    #[serde(default)]
    outbound: Outbound,
    #[arg(skip)]
    #[serde(default)]
    files: Files,
}

#[derive(Deserialize, Default, Clone)]
#[serde(deny_unknown_fields)]
struct Outbound {
    #[serde(default)]
    allow: Vec<String>,
}

#[derive(Deserialize, Default, Clone)]
#[serde(deny_unknown_fields)]
struct Files {
    #[serde(default)]
    allow: Vec<PathBuf>,
}

/// Where the store is; what else matters to it stands in the settings file and the environment.
#[derive(Args)]
pub(crate) struct Place {
    /// Folder of the store [default: ./data]
    #[arg(long, env = "BAILIWICK_DATA", value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// The store: sqlite://FILE or postgres://… [default: sqlite, in the data folder]
    #[arg(long, env = "BAILIWICK_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
    /// The settings file [default: ./bailiwick.toml where it exists]
    #[arg(long, env = "BAILIWICK_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Place {
    /// The settings of the server that is started with the same file and environment.
    pub(crate) fn settle(self) -> Result<Settings> {
        let Place { data, database_url, config } = self;
        let sign_up = crate::request::setting("BAILIWICK_SIGN_UP");
        Flags { data, database_url, config, sign_up, ..Flags::default() }.settle()
    }
}

impl Flags {
    /// Settles every setting; the error names the setting and what it would accept.
    pub(crate) fn settle(self) -> Result<Settings> {
        let file = read_file(self.config.as_deref())?;
        let listen =
            self.listen.or(file.listen).unwrap_or(SocketAddr::from(([127, 0, 0, 1], 7700)));
        let data = self.data.or(file.data).unwrap_or_else(|| PathBuf::from("data"));
        let database_url = self.database_url.or(file.database_url);
        let public_url =
            self.public_url.or(file.public_url).unwrap_or_else(|| format!("http://{listen}"));
        Ok(Settings {
            listen,
            database_url: database_url
                .unwrap_or_else(|| format!("sqlite://{}", data.join("bailiwick.db").display())),
            data,
            public_url: public_url
                .trim_end_matches('/')
                .parse()
                .context("public_url is not a URL")?,
            demo: self.demo || file.demo,
            sign_up: sign_up(self.sign_up.or(file.sign_up).as_deref())?,
            outbound_allow: networks(
                "outbound.allow",
                either(self.outbound_allow, file.outbound.allow),
            )?,
            files_allow: either(self.files_allow, file.files.allow),
            proxies: networks("proxies", either(self.proxies, file.proxies))?,
            log: log_format(self.log.or(file.log).as_deref())?,
            metrics_listen: self.metrics_listen.or(file.metrics_listen),
            metrics_token: self.metrics_token.or(file.metrics_token),
        })
    }
}

fn either<T>(first: Vec<T>, second: Vec<T>) -> Vec<T> {
    if first.is_empty() { second } else { first }
}

fn read_file(named: Option<&Path>) -> Result<Flags> {
    let path = named.unwrap_or(Path::new("bailiwick.toml"));
    if named.is_none() && !path.exists() {
        return Ok(Flags::default());
    }
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    toml::from_str(&text).with_context(|| format!("`{}` is not a settings file", path.display()))
}

fn sign_up(text: Option<&str>) -> Result<Option<SignUpMode>> {
    match text.map(str::parse) {
        None => Ok(None),
        Some(Ok(mode)) => Ok(Some(mode)),
        Some(Err(_)) => {
            bail!("sign_up is `invited`, `open` or `closed`, not `{}`", text.unwrap_or_default())
        }
    }
}

fn log_format(text: Option<&str>) -> Result<LogFormat> {
    match text {
        None | Some("human") => Ok(LogFormat::Human),
        Some("json") => Ok(LogFormat::Json),
        Some(other) => bail!("log is `human` or `json`, not `{other}`"),
    }
}

fn networks<T: std::str::FromStr>(name: &str, texts: Vec<String>) -> Result<Vec<T>> {
    let parse = |text: &String| {
        text.trim()
            .parse()
            .map_err(|_| anyhow::anyhow!("{name}: `{text}` is not a network such as 127.0.0.0/8"))
    };
    texts.iter().map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_settings_file_holds_the_same_keys() -> Result<()> {
        let file: Flags = toml::from_str(
            "listen = '127.0.0.1:9'\ndemo = true\nsign_up = 'open'\n[outbound]\nallow = ['127.0.0.0/8']\n[files]\nallow = ['/srv']\n",
        )?;
        assert_eq!(file.listen, Some(SocketAddr::from(([127, 0, 0, 1], 9))));
        assert_eq!(file.outbound.allow, ["127.0.0.0/8"]);
        assert!(toml::from_str::<Flags>("lisen = '127.0.0.1:9'").is_err());
        Ok(())
    }
}
