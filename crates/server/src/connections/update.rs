//! `connection_update`

use bailiwick_api::{ConnectionChange, ConnectionFields, Secret, Tls, TlsMode};
use bailiwick_engine::{ServerTarget, Target};
use bailiwick_model::DatabaseEngine;
use bailiwick_store::connections::{self, NewTarget, StoredConnection};

use secrecy::ExposeSecret;

use super::create::{has_password, stored_target, to_branch};
use super::{get, sealed, target};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Changes a connection. A stored password is never sent anywhere but where it was entered for.
pub(crate) async fn handle(mut call: Call) -> Result<Answer, Error> {
    let change: ConnectionChange = call.json()?;
    if change.name.as_ref().is_some_and(|name| name.as_str() == "test") {
        return Err(Error::invalid("name", "`test` is taken: it is the path of a test"));
    }
    let mut tx = call.begin().await?;
    let stored = get::find(&call, &mut tx).await?;
    let leads_to = match change.branch {
        Some(_) if change.url.is_some() || change.fields.is_some() || change.tls.is_some() => {
            return Err(Error::invalid(
                "branch",
                "give at most one of `url`, `fields` and `branch`",
            ));
        }
        Some(branch) => Some(to_branch(&mut call, &mut tx, branch).await?),
        None => elsewhere(&call, &stored, &change)?,
    };
    let changed = connections::ConnectionChange { name: change.name, target: leads_to };
    let (project, instance) = (call.path.project()?, call.path.instance()?);
    let id = stored.connection.id;
    let stored =
        connections::update(&mut tx, &call.act(), project, instance, id, changed, call.if_match)
            .await?;
    tx.commit().await?;
    call.state.hosted.refresh(&call.state, instance).await;
    let version = stored.connection.version;
    Ok(Answer::ok(&super::answer(&call, stored)?)?.version(version))
}

fn elsewhere(
    call: &Call,
    stored: &StoredConnection,
    change: &ConnectionChange,
) -> Result<Option<NewTarget>, Error> {
    if change.url.is_none() && change.fields.is_none() && change.tls.is_none() {
        return Ok(None);
    }
    let files = target::file_rules(&call.state.settings, call.path.organization()?);
    let id = stored.connection.id;
    let entered = match (&change.url, &change.fields) {
        (None, None) => {
            let kept = kept(call, stored)?;
            let url = Secret::new(kept.url.clone());
            let tls = change.tls.as_ref().map(|tls| with_certificate(tls, &kept));
            let before =
                target::resolve(&kept, &files).map_err(|error| Error::invalid("url", error))?;
            let after = target::enter(Some(&url), None, tls.as_ref(), &files)?;
            refuse_weaker(&before, &after.target)?;
            after
        }
        (url, Some(fields)) if url.is_none() && !has_password(fields.password.as_ref()) => {
            let kept = stored.sealed.is_some().then(|| self::kept(call, stored)).transpose()?;
            let before = kept.as_ref().and_then(|kept| target::resolve(kept, &files).ok());
            let Some((kept, before)) =
                kept.zip(before).filter(|(_, before)| server(before).is_some())
            else {
                let entered = target::enter(None, Some(fields), change.tls.as_ref(), &files)?;
                return stored_target(call, id, entered).map(Some);
            };
            let fields = with_password(fields, &before)?;
            let tls = change.tls.as_ref().map(|tls| with_certificate(tls, &kept));
            let tls = tls.or_else(|| checked_as(&before));
            let after = target::enter(None, Some(&fields), tls.as_ref(), &files)?;
            refuse_weaker(&before, &after.target)?;
            after
        }
        (url, fields) => target::enter(url.as_ref(), fields.as_ref(), change.tls.as_ref(), &files)?,
    };
    stored_target(call, id, entered).map(Some)
}

fn kept(call: &Call, stored: &StoredConnection) -> Result<sealed::SealedTarget, Error> {
    let Some(sealed) = &stored.sealed else {
        return Err(Error::invalid("tls", "this connection leads to a branch, which has no TLS"));
    };
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    sealed::open(&call.state.vault, organization, instance, stored.connection.id, sealed)
}

fn with_certificate(tls: &Tls, kept: &sealed::SealedTarget) -> Tls {
    let ca_certificate = tls.ca_certificate.clone().or_else(|| kept.ca_certificate.clone());
    Tls { mode: tls.mode, ca_certificate }
}

/// Weaker TLS would send the stored password to whoever answers, so it has to be entered again.
fn refuse_weaker(before: &Target, after: &Target) -> Result<(), Error> {
    let (Some(before), Some(after)) = (server(before), server(after)) else { return Ok(()) };
    let stays = before.tls == after.tls && before.ca_certificate == after.ca_certificate;
    if stays || after.tls == bailiwick_engine::Tls::VerifyFull && after.ca_certificate.is_none() {
        return Ok(());
    }
    Err(Error::invalid(
        "tls",
        "enter the connection with its password again to change how its server is checked",
    ))
}

/// How the server was checked until now, for a change that says nothing of it.
fn checked_as(before: &Target) -> Option<Tls> {
    let server = server(before)?;
    let mode = match server.tls {
        bailiwick_engine::Tls::Disable => TlsMode::Disable,
        bailiwick_engine::Tls::VerifyCa => TlsMode::VerifyCa,
        bailiwick_engine::Tls::VerifyFull => TlsMode::VerifyFull,
    };
    Some(Tls { mode, ca_certificate: server.ca_certificate.clone() })
}

/// A password that is left out stays only while engine, host, port and user stay too.
fn with_password(fields: &ConnectionFields, before: &Target) -> Result<ConnectionFields, Error> {
    let mut fields = fields.clone();
    let Some(kept) = server(before) else { return Ok(fields) };
    let (engine, default) = match before {
        Target::Mysql(_) => (DatabaseEngine::Mysql, 3306),
        Target::Postgres(_) | Target::Sqlite { .. } => (DatabaseEngine::Postgres, 5432),
    };
    let is_same = fields.engine == engine
        && fields.host.as_deref() == Some(kept.host.as_str())
        && fields.port.unwrap_or(default) == kept.port
        && fields.user.as_deref() == Some(kept.user.as_str());
    if !is_same {
        let message =
            "another server or user needs the password again: the stored one is not sent elsewhere";
        return Err(Error::invalid("fields.password", message));
    }
    fields.password = Some(Secret::new(kept.password.expose_secret().to_owned()));
    Ok(fields)
}

fn server(target: &Target) -> Option<&ServerTarget> {
    match target {
        Target::Sqlite { .. } => None,
        Target::Postgres(server) | Target::Mysql(server) => Some(server),
    }
}
