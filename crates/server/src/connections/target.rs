//! From what a person entered to a target that can be dialled and an address that can be shown.

use bailiwick_api::{ConnectionFields, Secret, Tls, TlsMode};
use bailiwick_engine::schema::Engine;
use bailiwick_engine::{FileRules, Target, TargetError, Tls as EngineTls};
use bailiwick_model::{DatabaseEngine, OrganizationId};
use url::Url;

use super::sealed::SealedTarget;
use crate::error::Error;
use crate::settings::Settings;

/// What a connection leads to, ready to be stored.
pub(crate) struct Entered {
    /// To be sealed.
    pub(crate) secret: SealedTarget,
    /// For the test.
    pub(crate) target: Target,
    /// What it runs on.
    pub(crate) engine: DatabaseEngine,
    /// Without secrets.
    pub(crate) address: String,
    /// `verify-full`; nothing for a file.
    pub(crate) tls: Option<&'static str>,
}

/// Reads the one of `url` and `fields` that was given.
pub(crate) fn enter(
    url: Option<&Secret>,
    fields: Option<&ConnectionFields>,
    tls: Option<&Tls>,
    files: &FileRules,
) -> Result<Entered, Error> {
    let (url, field) = match (url, fields) {
        (Some(url), None) => (url.reveal().to_owned(), "url"),
        (None, Some(fields)) => (assemble(fields)?, "fields"),
        _ => return Err(Error::invalid("url", "give exactly one of `url`, `fields` and `branch`")),
    };
    let url = with_mode(url, tls);
    let secret =
        SealedTarget { url, ca_certificate: tls.and_then(|tls| tls.ca_certificate.clone()) };
    let target = resolve(&secret, files).map_err(|error| Error::invalid(field, error))?;
    let (engine, address, tls) = shown(&target, &secret.url);
    Ok(Entered { secret, target, engine, address, tls })
}

/// The target of a stored connection; the file rules are judged again each time.
pub(crate) fn resolve(secret: &SealedTarget, files: &FileRules) -> Result<Target, TargetError> {
    let mut target = Target::parse(&secret.url, files)?;
    if let Target::Postgres(server) | Target::Mysql(server) = &mut target {
        server.ca_certificate.clone_from(&secret.ca_certificate);
    }
    Ok(target)
}

/// Which files an organization's SQLite connections may name.
pub(crate) fn file_rules(settings: &Settings, organization: OrganizationId) -> FileRules {
    let store = settings
        .database_url
        .strip_prefix("sqlite://")
        .map(|path| path.split('?').next().unwrap_or(path));
    let own = ["secret.key", "databases", "files"].map(|name| settings.data.join(name));
    let own = store.map(std::path::PathBuf::from).into_iter().chain(own);
    FileRules {
        organization_folder: settings.data.join("files").join(organization.to_string()),
        allowed_folders: settings.files_allow.clone(),
        forbidden: own.collect(),
    }
}

fn assemble(fields: &ConnectionFields) -> Result<String, Error> {
    let scheme = match fields.engine {
        DatabaseEngine::Sqlite => return Ok(format!("sqlite:{}", fields.database)),
        DatabaseEngine::Postgres => "postgres",
        DatabaseEngine::Mysql => "mysql",
    };
    let host = fields.host.as_deref().filter(|host| !host.is_empty());
    let Some(host) = host else {
        return Err(Error::invalid("fields.host", "a server needs a host"));
    };
    let host = if host.contains(':') && !host.starts_with('[') {
        format!("[{host}]")
    } else {
        host.to_owned()
    };
    let broken = || Error::invalid("fields.host", "this is not the name or address of a host");
    let mut url = Url::parse(&format!("{scheme}://{host}")).map_err(|_| broken())?;
    if url.host_str().is_none()
        || !url.username().is_empty()
        || !matches!(url.path(), "" | "/")
        || url.query().is_some()
    {
        return Err(broken());
    }
    url.set_port(fields.port).map_err(|()| broken())?;
    url.set_username(fields.user.as_deref().unwrap_or_default()).map_err(|()| broken())?;
    url.set_password(fields.password.as_ref().map(Secret::reveal)).map_err(|()| broken())?;
    url.path_segments_mut().map_err(|()| broken())?.clear().push(&fields.database);
    Ok(url.into())
}

/// The mode goes into the URL, which is where the engine reads it; one that is already there stays unless it is named.
fn with_mode(url: String, tls: Option<&Tls>) -> String {
    let Some(tls) = tls else { return url };
    let mode = match tls.mode {
        TlsMode::Disable => "disable",
        TlsMode::VerifyCa => "verify-ca",
        TlsMode::VerifyFull => "verify-full",
    };
    let Ok(mut parsed) = Url::parse(&url) else { return url };
    if parsed.scheme() == "sqlite" {
        return url;
    }
    parsed.set_query(Some(&format!("sslmode={mode}")));
    parsed.into()
}

fn shown(target: &Target, url: &str) -> (DatabaseEngine, String, Option<&'static str>) {
    let engine = match target.engine() {
        Engine::Sqlite => DatabaseEngine::Sqlite,
        Engine::Postgres => DatabaseEngine::Postgres,
        Engine::Mysql => DatabaseEngine::Mysql,
    };
    match target {
        Target::Sqlite { .. } => (engine, url.trim().to_owned(), None),
        Target::Postgres(server) | Target::Mysql(server) => {
            let host = if server.host.contains(':') {
                format!("[{}]", server.host)
            } else {
                server.host.clone()
            };
            let scheme = if engine == DatabaseEngine::Postgres { "postgres" } else { "mysql" };
            let address =
                format!("{scheme}://{}@{host}:{}/{}", server.user, server.port, server.database);
            let mode = match server.tls {
                EngineTls::Disable => "disable",
                EngineTls::VerifyCa => "verify-ca",
                EngineTls::VerifyFull => "verify-full",
            };
            (engine, address, Some(mode))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(host: &str, password: &str) -> ConnectionFields {
        ConnectionFields {
            engine: DatabaseEngine::Postgres,
            host: Some(host.to_owned()),
            port: None,
            database: "shop/a?b".to_owned(),
            user: Some("re@der".to_owned()),
            password: Some(Secret::new(password.to_owned())),
        }
    }

    fn rules() -> FileRules {
        FileRules {
            organization_folder: "/nowhere".into(),
            allowed_folders: Vec::new(),
            forbidden: Vec::new(),
        }
    }

    #[test]
    fn fields_become_one_url_and_the_shown_address_has_no_password() {
        let entered =
            enter(None, Some(&fields("db.example.com", "s3cret:/@")), None, &rules()).ok().unwrap();
        let Target::Postgres(server) = &entered.target else { panic!("not postgres") };
        assert_eq!(
            (server.user.as_str(), server.database.as_str(), server.port),
            ("re@der", "shop/a?b", 5432)
        );
        assert!(!entered.address.contains("s3cret"), "{}", entered.address);
        assert_eq!(entered.tls, Some("verify-full"));
    }

    #[test]
    fn a_host_cannot_smuggle_parts_of_a_url() {
        for host in ["a/b", "a?sslmode=disable", "u@a", "a#b", "a b"] {
            assert!(enter(None, Some(&fields(host, "p")), None, &rules()).is_err(), "{host}");
        }
    }

    #[test]
    fn exactly_one_way_of_saying_it() {
        assert!(enter(None, None, None, &rules()).is_err());
        let url = Secret::new("postgres://u:p@h/d".to_owned());
        assert!(enter(Some(&url), Some(&fields("h", "p")), None, &rules()).is_err());
        let tls = Tls { mode: TlsMode::VerifyCa, ca_certificate: None };
        assert_eq!(
            enter(Some(&url), None, Some(&tls), &rules()).ok().unwrap().tls,
            Some("verify-ca")
        );
    }
}
