//! Keys that sign what an instance's actions tell the outside. They come sealed and go sealed.

use bailiwick_access::Action;
use bailiwick_model::{Instance, InstanceId, OrganizationId, ProjectId, SigningKeyId, Timestamp};
use serde_json::json;
use sqlx::any::AnyRow;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::instances;
use crate::row::Columns;
use crate::tx::Tx;

/// How long a key goes on signing beside its successor, in seconds.
pub const OVERLAP_SECONDS: i64 = 24 * 60 * 60;

/// A key, sealed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SigningKey {
    /// Its id, which is part of its seal.
    pub id: SigningKeyId,
    /// The key, sealed.
    pub sealed: String,
    /// Since when.
    pub created_at: Timestamp,
    /// It signs until then; as long as it is the newest without an end.
    pub signs_until: Option<Timestamp>,
}

/// The keys of an instance that sign.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SigningKeys {
    /// The newest; absent where none was made.
    pub newest: Option<SigningKey>,
    /// The one before it, as long as it signs.
    pub previous: Option<SigningKey>,
}

impl SigningKeys {
    /// Every key, the newest first.
    pub fn all(&self) -> impl Iterator<Item = &SigningKey> {
        self.newest.iter().chain(&self.previous)
    }
}

/// The keys of an instance that sign now.
///
/// # Errors
/// When the database fails.
pub async fn get(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
    now: Timestamp,
) -> Result<SigningKeys, Error> {
    let rows = sqlx::query(
        "SELECT id, sealed, created_at, signs_until FROM signing_keys
         WHERE organization = $1 AND instance = $2 AND (signs_until IS NULL OR signs_until > $3)",
    )
    .bind(organization.to_string())
    .bind(instance.to_string())
    .bind(now.0)
    .fetch_all(tx.connection())
    .await?;
    let mut keys = SigningKeys::default();
    for row in &rows {
        let key = read(row)?;
        let place = if key.signs_until.is_none() { &mut keys.newest } else { &mut keys.previous };
        *place = Some(key);
    }
    Ok(keys)
}

/// Makes a key the newest one; the one before it goes on signing for [`OVERLAP_SECONDS`].
///
/// # Errors
/// [`Error::Conflict`] `previous_key_signs` while the one before the newest still signs: a third would end it unasked.
pub async fn create(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: ProjectId,
    instance: InstanceId,
    (id, sealed): (SigningKeyId, String),
) -> Result<SigningKeys, Error> {
    let instance = instances::held_in(tx, act, Action::PolicyDeploy, project, instance).await?;
    let before = get(tx, instance.organization, instance.id, act.now).await?;
    if let Some(SigningKey { signs_until: Some(until), .. }) = before.previous {
        let message = format!("the key before the newest one signs until {until}");
        return Err(Error::conflict("previous_key_signs", message));
    }
    forget(tx, &instance).await?;
    let until = act.now.plus_seconds(OVERLAP_SECONDS);
    sqlx::query(
        "UPDATE signing_keys SET signs_until = $3 WHERE organization = $1 AND instance = $2",
    )
    .bind(instance.organization.to_string())
    .bind(instance.id.to_string())
    .bind(until.0)
    .execute(tx.connection())
    .await?;
    sqlx::query(
        "INSERT INTO signing_keys (organization, id, instance, sealed, created_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(instance.organization.to_string())
    .bind(id.to_string())
    .bind(instance.id.to_string())
    .bind(&sealed)
    .bind(act.now.0)
    .execute(tx.connection())
    .await?;
    let previous = before.newest.as_ref().map(|key| json!({ "key": key.id, "signs_until": until }));
    let entry =
        Entry::done("signing_key.create", "instance", instance.id.0, instance.name.as_str())
            .detail(json!({ "key": id, "previous": previous }));
    append(tx, act, Home::Of(instance.organization), entry).await?;
    get(tx, instance.organization, instance.id, act.now).await
}

/// Ends the key before the newest one at once.
///
/// # Errors
/// [`Error::NotFound`] where none signs.
pub async fn retire(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: ProjectId,
    instance: InstanceId,
) -> Result<(), Error> {
    let instance = instances::held_in(tx, act, Action::PolicyDeploy, project, instance).await?;
    let keys = get(tx, instance.organization, instance.id, act.now).await?;
    let previous = keys.previous.ok_or(Error::NotFound("signing key"))?;
    forget(tx, &instance).await?;
    let entry =
        Entry::done("signing_key.retire", "instance", instance.id.0, instance.name.as_str())
            .detail(json!({ "key": previous.id, "signs_until": previous.signs_until }));
    append(tx, act, Home::Of(instance.organization), entry).await
}

/// Removes every key but the newest.
async fn forget(tx: &mut Tx<'_>, instance: &Instance) -> Result<(), Error> {
    sqlx::query(
        "DELETE FROM signing_keys WHERE organization = $1 AND instance = $2 AND signs_until IS NOT NULL",
    )
    .bind(instance.organization.to_string())
    .bind(instance.id.to_string())
    .execute(tx.connection())
    .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<SigningKey, Error> {
    let columns = Columns(row);
    Ok(SigningKey {
        id: columns.parsed("id")?,
        sealed: columns.text("sealed")?,
        created_at: columns.time("created_at")?,
        signs_until: columns.time_or_null("signs_until")?,
    })
}
