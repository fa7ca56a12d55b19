//! Client auth of instances: how application users prove who they are. Secrets come sealed and go sealed.

use std::collections::BTreeMap;

use bailiwick_access::Action;
use bailiwick_model::{Instance, InstanceId, OrganizationId, ProjectId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::row::Columns;
use crate::tx::Tx;
use crate::{instances, lock};

/// A shared secret, sealed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SealedSecret {
    /// The key id that tokens carry.
    pub kid: String,
    /// The secret, sealed.
    pub sealed: String,
}

/// A Supabase project whose users come in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StoredSupabase {
    /// The project's address.
    pub url: String,
    /// Its legacy secret, sealed.
    pub sealed_legacy_secret: Option<String>,
}

/// A query whose columns become part of an application user.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StoredSession {
    /// The connection that it runs on.
    pub connection: String,
    /// The query.
    pub query: String,
    /// Columns of one value.
    pub values: Vec<String>,
    /// Columns whose values are collected.
    pub lists: Vec<String>,
}

/// What replaces the client auth of an instance. The default is that of an instance where none was set.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct NewClientAuth {
    /// A JSON Web Key Set.
    pub jwks: Option<Value>,
    /// Where key sets are fetched from.
    pub jwks_uri: Vec<String>,
    /// Whose keys an address has, by the address.
    pub key_issuers: BTreeMap<String, String>,
    /// A Supabase project.
    pub supabase: Option<StoredSupabase>,
    /// Of which a token must name one.
    pub audiences: Vec<String>,
    /// Of which a token must name one, where there is any.
    pub issuers: Vec<String>,
    /// How far clocks may be apart.
    pub leeway_seconds: i64,
    /// The claim that holds the roles.
    pub roles_claim: String,
    /// Tokens may be minted for development.
    pub development_tokens: bool,
    /// Who sends no token may in.
    pub anonymous: bool,
    /// Whose pages may ask.
    pub origins: Vec<String>,
    /// What the instance's own database is asked about its users.
    pub session: Option<StoredSession>,
    /// Shared secrets.
    pub secrets: Vec<SealedSecret>,
}

impl Default for NewClientAuth {
    fn default() -> Self {
        NewClientAuth {
            jwks: None,
            jwks_uri: Vec::new(),
            key_issuers: BTreeMap::new(),
            supabase: None,
            audiences: Vec::new(),
            issuers: Vec::new(),
            leeway_seconds: 5,
            roles_claim: "roles".to_owned(),
            development_tokens: false,
            anonymous: false,
            origins: Vec::new(),
            session: None,
            secrets: Vec::new(),
        }
    }
}

/// The client auth of an instance.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct StoredClientAuth {
    /// What it is.
    pub document: NewClientAuth,
    /// Counts edits; 0 where none was set.
    pub version: u64,
}

/// The client auth of an instance; absent where none was set.
///
/// # Errors
/// When the database fails.
pub async fn get(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
) -> Result<Option<StoredClientAuth>, Error> {
    let row = sqlx::query(
        "SELECT document, version FROM client_auth WHERE organization = $1 AND instance = $2",
    )
    .bind(organization.to_string())
    .bind(instance.to_string())
    .fetch_optional(tx.connection())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let document: NewClientAuth = serde_json::from_str(&Columns(&row).text("document")?)
        .map_err(|error| Error::Corrupt(format!("client auth: {error}")))?;
    Ok(Some(StoredClientAuth { document, version: Columns(&row).number("version")? }))
}

/// The client auth of every instance of this store, for a look at all of them when a server starts.
///
/// # Errors
/// When the database fails.
pub async fn all(
    tx: &mut Tx<'_>,
) -> Result<Vec<(OrganizationId, InstanceId, NewClientAuth)>, Error> {
    let rows =
        sqlx::query("SELECT organization, instance, document FROM client_auth ORDER BY instance")
            .fetch_all(tx.connection())
            .await?;
    let read = |row| {
        let columns = Columns(row);
        let document: NewClientAuth = serde_json::from_str(&columns.text("document")?)
            .map_err(|error| Error::Corrupt(format!("client auth: {error}")))?;
        Ok((columns.parsed("organization")?, columns.parsed("instance")?, document))
    };
    rows.iter().map(read).collect()
}

/// Replaces the client auth of an instance.
///
/// # Errors
/// [`Error::Version`] when it was changed since; [`Error::Conflict`] when a production instance would have development
/// tokens.
pub async fn put(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: ProjectId,
    instance: InstanceId,
    new: NewClientAuth,
    if_match: Option<u64>,
) -> Result<StoredClientAuth, Error> {
    let instance = instances::held_in(tx, act, Action::PolicyDeploy, project, instance).await?;
    let before = get(tx, instance.organization, instance.id).await?.unwrap_or_default();
    lock::version(before.version, if_match)?;
    write(tx, &instance, &new).await?;
    let entry =
        Entry::done("client_auth.update", "instance", instance.id.0, instance.name.as_str())
            .detail(told(&before.document, &new));
    append(tx, act, Home::Of(instance.organization), entry).await?;
    Ok(StoredClientAuth { document: new, version: before.version + 1 })
}

/// What the log keeps of a change: whom the instance trusts from now on, and no secret.
pub(crate) fn told(before: &NewClientAuth, new: &NewClientAuth) -> Value {
    let kids = |secrets: &[SealedSecret]| {
        secrets.iter().map(|secret| secret.kid.clone()).collect::<Vec<_>>()
    };
    json!({
        "hs256": { "from": kids(&before.secrets), "to": kids(&new.secrets) },
        "jwks_changed": before.jwks != new.jwks, "jwks_uri": new.jwks_uri, "key_issuers": new.key_issuers,
        "supabase": new.supabase.as_ref().map(|supabase| &supabase.url),
        "issuers": new.issuers, "leeway_seconds": new.leeway_seconds,
        "session": new.session,
        "audiences": new.audiences, "roles_claim": new.roles_claim,
        "development_tokens": new.development_tokens, "anonymous": new.anonymous,
        "origins": new.origins,
    })
}

/// Puts a client auth in the other's place; whoever calls writes it down.
pub(crate) async fn write(
    tx: &mut Tx<'_>,
    instance: &Instance,
    new: &NewClientAuth,
) -> Result<(), Error> {
    if new.development_tokens && instance.is_production {
        return Err(Error::conflict(
            "production_instance",
            "a production instance has no development tokens",
        ));
    }
    let document = serde_json::to_string(new).map_err(|error| Error::Corrupt(error.to_string()))?;
    sqlx::query(
        "INSERT INTO client_auth (organization, instance, document, version) VALUES ($1, $2, $3, 1)
         ON CONFLICT (organization, instance) DO UPDATE SET document = $3, version = client_auth.version + 1",
    )
    .bind(instance.organization.to_string())
    .bind(instance.id.to_string())
    .bind(document)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Writes down that a development token was minted. The token itself is kept nowhere.
///
/// # Errors
/// [`Error::NotFound`] when the instance is gone.
pub async fn note_development_token(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: ProjectId,
    instance: InstanceId,
    subject: &str,
    roles: &[String],
) -> Result<(), Error> {
    let instance = instances::held_in(tx, act, Action::PolicyDeploy, project, instance).await?;
    let entry =
        Entry::done("development_tokens.create", "instance", instance.id.0, instance.name.as_str())
            .detail(json!({ "roles": roles }))
            .personal(json!({ "subject": subject }));
    append(tx, act, Home::Of(instance.organization), entry).await
}
