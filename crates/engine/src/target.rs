//! Where a database is: a connection URL, parsed once.

use std::path::PathBuf;

use bailiwick_schema::Engine;
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::files::{FileError, FileRules};

/// One database of a user. Its debug text never contains the password.
#[derive(Clone, Debug)]
pub enum Target {
    /// A file, already judged by [`FileRules`].
    Sqlite {
        /// Absolute, symlinks resolved.
        path: PathBuf,
    },
    /// A PostgreSQL server's database.
    Postgres(ServerTarget),
    /// A MariaDB or MySQL server's database.
    Mysql(ServerTarget),
}

/// A database on a server.
#[derive(Clone, Debug)]
pub struct ServerTarget {
    /// Name or address, without brackets.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Login name.
    pub user: String,
    /// Its password; empty when there is none.
    pub password: SecretString,
    /// The database's name.
    pub database: String,
    /// How the server proves who it is.
    pub tls: Tls,
    /// Certificates (PEM) to trust instead of the public ones.
    pub ca_certificate: Option<String>,
}

/// How the server proves who it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tls {
    /// No encryption: only sensible on loopback.
    Disable,
    /// Encrypted, with a certificate of a trusted authority for any name. On MariaDB the same as `VerifyFull`.
    VerifyCa,
    /// Encrypted, with a certificate of a trusted authority for this host.
    VerifyFull,
}

/// Which part of a connection URL is wrong. Never contains the password.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Not a URL at all.
    #[error("the connection URL cannot be read: {0}")]
    Malformed(&'static str),
    /// A scheme that no engine answers to.
    #[error("`{0}` is not a database: use `sqlite:`, `postgres://` or `mysql://`")]
    Scheme(String),
    /// A part is missing.
    #[error("the connection URL has no {0}")]
    Missing(&'static str),
    /// A part cannot be read.
    #[error("the {0} in the connection URL is not valid")]
    Invalid(&'static str),
    /// A parameter after `?` that nothing reads.
    #[error("the parameter `{0}` is not known: only `sslmode` is")]
    Parameter(String),
    /// A value of `sslmode` that is not offered.
    #[error("`sslmode` is `disable`, `verify-ca` or `verify-full`, not `{0}`")]
    SslMode(String),
    /// MariaDB's driver checks the host name always.
    #[error("`sslmode=verify-ca` is not offered for MariaDB: use `verify-full`")]
    VerifyCa,
    /// The file may not be used.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Target {
    /// Reads `sqlite:NAME`, `sqlite:/absolute/path`, `postgres://`, `postgresql://`, `mysql://` or `mariadb://`.
    ///
    /// `?sslmode=` is `disable`, `verify-ca` or `verify-full`. Without it a server is verified in full, unless its host
    /// is loopback (`localhost`, `127.0.0.0/8`, `::1`), where TLS is off. `verify-ca` is for Postgres only.
    ///
    /// # Errors
    /// Names the part that is wrong; never repeats the password.
    pub fn parse(url: &str, files: &FileRules) -> Result<Target, TargetError> {
        let url = url.trim();
        let Some((scheme, rest)) = url.split_once(':') else {
            return Err(TargetError::Malformed("it does not start with `scheme:`"));
        };
        match scheme.to_ascii_lowercase().as_str() {
            "sqlite" => Ok(Target::Sqlite { path: files.resolve(file_name(rest)?)? }),
            "postgres" | "postgresql" => Ok(Target::Postgres(server(url, 5432)?)),
            "mysql" | "mariadb" => match server(url, 3306)? {
                target if target.tls == Tls::VerifyCa => Err(TargetError::VerifyCa),
                target => Ok(Target::Mysql(target)),
            },
            other => Err(TargetError::Scheme(
                other.chars().filter(|c| c.is_ascii_alphanumeric()).take(20).collect(),
            )),
        }
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        match self {
            Target::Sqlite { .. } => Engine::Sqlite,
            Target::Postgres(_) => Engine::Postgres,
            Target::Mysql(_) => Engine::Mysql,
        }
    }
}

/// The name after `sqlite:`; `sqlite:///a/b` and `sqlite:/a/b` mean the same.
fn file_name(rest: &str) -> Result<&str, TargetError> {
    let name = match rest.strip_prefix("//") {
        Some(path) if path.starts_with('/') => path,
        Some(_) => return Err(TargetError::Invalid("file name")),
        None => rest,
    };
    if name.is_empty() {
        return Err(TargetError::Missing("file name"));
    }
    Ok(name)
}

fn server(text: &str, default_port: u16) -> Result<ServerTarget, TargetError> {
    let url = Url::parse(text).map_err(|error| match error {
        url::ParseError::InvalidPort => TargetError::Invalid("port"),
        url::ParseError::EmptyHost => TargetError::Missing("host"),
        url::ParseError::InvalidIpv4Address
        | url::ParseError::InvalidIpv6Address
        | url::ParseError::InvalidDomainCharacter
        | url::ParseError::IdnaError => TargetError::Invalid("host"),
        _ => TargetError::Malformed("percent-encode what is special in user and password"),
    })?;
    if url.fragment().is_some() {
        return Err(TargetError::Malformed("percent-encode `#` as `%23`"));
    }
    let host =
        url.host_str().filter(|host| !host.is_empty()).ok_or(TargetError::Missing("host"))?;
    let host = decode(host.trim_start_matches('[').trim_end_matches(']'), "host")?;
    if !host.chars().all(|c| c.is_ascii_alphanumeric() || "-._:".contains(c)) {
        return Err(TargetError::Invalid("host"));
    }
    let user = decode(url.username(), "user")?;
    if user.is_empty() {
        return Err(TargetError::Missing("user"));
    }
    let database = decode(url.path().trim_start_matches('/'), "database")?;
    if database.is_empty() {
        return Err(TargetError::Missing("database name"));
    }
    let mut tls = if is_loopback(&host) { Tls::Disable } else { Tls::VerifyFull };
    for (name, value) in url.query_pairs() {
        tls = match (&*name, &*value) {
            ("sslmode", "disable") => Tls::Disable,
            ("sslmode", "verify-ca") => Tls::VerifyCa,
            ("sslmode", "verify-full") => Tls::VerifyFull,
            ("sslmode", other) => return Err(TargetError::SslMode(other.to_owned())),
            (other, _) => return Err(TargetError::Parameter(other.to_owned())),
        };
    }
    Ok(ServerTarget {
        port: url.port().unwrap_or(default_port),
        password: decode(url.password().unwrap_or_default(), "password")?.into(),
        host,
        user,
        database,
        tls,
        ca_certificate: None,
    })
}

/// Percent-decoded text; the wire protocols end strings at a NUL, so there must be none.
fn decode(text: &str, part: &'static str) -> Result<String, TargetError> {
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| TargetError::Invalid(part))?;
    if decoded.contains('\0') {
        return Err(TargetError::Invalid(part));
    }
    Ok(decoded.into_owned())
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl ServerTarget {
    pub(crate) fn password(&self) -> &str {
        self.password.expose_secret()
    }
}
