//! Making, changing, rotating and ending service tokens: changes of access, whoever holds them.

use bailiwick_access::{Action, Actor, Principal, Resource};
use bailiwick_model::{DisplayName, OrganizationId, ServiceToken, Timestamp, TokenId};
use serde_json::json;

use super::get;
use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::guarded::{self, Guarded};
use crate::lock;
use crate::row::hexadecimal;
use crate::tx::Tx;

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewServiceToken {
    /// What people call it.
    pub name: DisplayName,
    /// SHA-256 of its secret.
    pub hash: [u8; 32],
    /// The last four characters of its secret.
    pub last_four: String,
    /// It ends then.
    pub expires_at: Option<Timestamp>,
}

/// What is changed of a token.
#[derive(Clone, Default, Debug)]
pub struct ServiceTokenChange {
    /// What people call it.
    pub name: Option<DisplayName>,
    /// It holds nothing.
    pub is_suspended: Option<bool>,
}

/// A new secret for a token.
#[derive(Clone, Debug)]
pub struct Rotation {
    /// SHA-256 of the new secret.
    pub hash: [u8; 32],
    /// Its last four characters.
    pub last_four: String,
    /// The secret until now works until then; no longer when absent.
    pub previous_until: Option<Timestamp>,
    /// When the token ends from now on, where that changes.
    pub expires_at: Option<Option<Timestamp>>,
}

impl Rotation {
    /// When the token ends afterwards.
    ///
    /// # Errors
    /// [`Error::Conflict`] `token_ended` when that has passed.
    pub(crate) fn end(
        &self,
        before: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, Error> {
        let end = self.expires_at.unwrap_or(before);
        if end.is_some_and(|end| end <= now) {
            let message = "this token has ended: say until when the new secret works";
            return Err(Error::conflict("token_ended", message));
        }
        Ok(end)
    }

    /// Until when the secret of before works too. One that has ended does not begin to work again.
    pub(crate) fn overlap(&self, before: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        self.previous_until.filter(|_| before.is_none_or(|end| now < end))
    }
}

/// Makes a token that holds nothing.
///
/// # Errors
/// [`Error::Conflict`] `name_taken`.
pub async fn create(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    new: NewServiceToken,
) -> Result<ServiceToken, Error> {
    let organization = act.require(Action::ServiceTokensCreate, &Resource::Organization)?;
    let guarded = guarded::open(tx, act, organization).await?;
    let creator = match act.permit.actor() {
        Actor::Account(account) => Some(account),
        Actor::ServiceToken(_) | Actor::System(_) => None,
    };
    let token = ServiceToken {
        id: act.id(),
        organization,
        name: new.name,
        last_four: new.last_four,
        creator,
        is_suspended: false,
        created_at: act.now,
        rotated_at: None,
        expires_at: new.expires_at,
        last_used_at: None,
        last_address: None,
        version: 1,
    };
    refuse_taken(tx, &token).await?;
    insert(tx, &token, &new.hash).await?;
    let entry =
        Entry::done("service_tokens.create", "service_token", token.id.0, token.name.as_str())
            .detail(json!({ "expires_at": token.expires_at }));
    append(tx, act, Home::Of(organization), entry).await?;
    guarded.close(tx, act, &[Principal::ServiceToken(token.id)]).await?;
    Ok(token)
}

async fn insert(tx: &mut Tx<'_>, token: &ServiceToken, hash: &[u8; 32]) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO service_tokens (organization, id, name, name_key, hash, last_four, creator, is_suspended,
            created_at, expires_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, 1)",
    )
    .bind(token.organization.to_string())
    .bind(token.id.to_string())
    .bind(token.name.as_str())
    .bind(token.name.key())
    .bind(hexadecimal(hash))
    .bind(token.last_four.as_str())
    .bind(token.creator.map(|account| account.to_string()))
    .bind(token.created_at.0)
    .bind(token.expires_at.map(|time| time.0))
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Two tokens whose names look alike would be taken for each other.
async fn refuse_taken(tx: &mut Tx<'_>, token: &ServiceToken) -> Result<(), Error> {
    let row = sqlx::query(
        "SELECT id FROM service_tokens WHERE organization = $1 AND name_key = $2 AND id <> $3",
    )
    .bind(token.organization.to_string())
    .bind(token.name.key())
    .bind(token.id.to_string())
    .fetch_optional(tx.connection())
    .await?;
    match row {
        Some(_) => Err(Error::name_taken("service token", &token.name)),
        None => Ok(()),
    }
}

/// Renames, suspends or resumes a token.
///
/// # Errors
/// [`Error::Version`] when it was changed since; [`Error::Conflict`] `name_taken`; [`Error::Refused`] when it holds what
/// the actor does not.
pub async fn update(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    token: TokenId,
    change: ServiceTokenChange,
    if_match: Option<u64>,
) -> Result<ServiceToken, Error> {
    let (guarded, before) = held(tx, act, Action::ServiceTokensUpdate, token, if_match).await?;
    let after = ServiceToken {
        name: change.name.unwrap_or_else(|| before.name.clone()),
        is_suspended: change.is_suspended.unwrap_or(before.is_suspended),
        version: before.version + 1,
        ..before.clone()
    };
    refuse_taken(tx, &after).await?;
    sqlx::query(
        "UPDATE service_tokens SET name = $3, name_key = $4, is_suspended = $5, version = version + 1
         WHERE organization = $1 AND id = $2",
    )
    .bind(after.organization.to_string())
    .bind(token.to_string())
    .bind(after.name.as_str())
    .bind(after.name.key())
    .bind(i64::from(after.is_suspended))
    .execute(tx.connection())
    .await?;
    let entry = Entry::done("service_tokens.update", "service_token", token.0, after.name.as_str())
        .detail(json!({
            "name": { "from": before.name, "to": after.name },
            "suspended": { "from": before.is_suspended, "to": after.is_suspended },
        }));
    append(tx, act, Home::Of(after.organization), entry).await?;
    guarded.close(tx, act, &[Principal::ServiceToken(token)]).await?;
    Ok(after)
}

/// Replaces the secret of a token.
///
/// # Errors
/// As [`update`]; [`Error::Conflict`] `token_ended` when it has ended and goes on ending then.
pub async fn rotate(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    token: TokenId,
    rotation: Rotation,
    if_match: Option<u64>,
) -> Result<ServiceToken, Error> {
    let (guarded, before) = held(tx, act, Action::ServiceTokensUpdate, token, if_match).await?;
    let previous_until = rotation.overlap(before.expires_at, act.now);
    let after = ServiceToken {
        expires_at: rotation.end(before.expires_at, act.now)?,
        last_four: rotation.last_four,
        rotated_at: Some(act.now),
        version: before.version + 1,
        ..before.clone()
    };
    sqlx::query(
        "UPDATE service_tokens SET
            previous_hash = CASE WHEN $8 = 1 THEN hash ELSE NULL END, previous_until = $3,
            hash = $4, last_four = $5, rotated_at = $6, expires_at = $7, version = version + 1
         WHERE organization = $1 AND id = $2",
    )
    .bind(after.organization.to_string())
    .bind(token.to_string())
    .bind(previous_until.map(|time| time.0))
    .bind(hexadecimal(&rotation.hash))
    .bind(after.last_four.as_str())
    .bind(act.now.0)
    .bind(after.expires_at.map(|time| time.0))
    .bind(i64::from(previous_until.is_some()))
    .execute(tx.connection())
    .await?;
    let entry = Entry::done("service_tokens.rotate", "service_token", token.0, after.name.as_str())
        .detail(json!({
            "previous_until": previous_until,
            "expires_at": { "from": before.expires_at, "to": after.expires_at },
        }));
    append(tx, act, Home::Of(after.organization), entry).await?;
    guarded.close(tx, act, &[Principal::ServiceToken(token)]).await?;
    Ok(after)
}

/// Ends a token and what it was given.
///
/// # Errors
/// As [`update`].
pub async fn delete(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    token: TokenId,
    if_match: Option<u64>,
) -> Result<(), Error> {
    let (guarded, before) = held(tx, act, Action::ServiceTokensDelete, token, if_match).await?;
    sqlx::query("DELETE FROM service_tokens WHERE organization = $1 AND id = $2")
        .bind(before.organization.to_string())
        .bind(token.to_string())
        .execute(tx.connection())
        .await?;
    let entry =
        Entry::done("service_tokens.delete", "service_token", token.0, before.name.as_str());
    append(tx, act, Home::Of(before.organization), entry).await?;
    guarded.close(tx, act, &[Principal::ServiceToken(token)]).await
}

/// Checks the permit, takes the lock, decides again, and checks the version.
async fn held(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    action: Action,
    token: TokenId,
    if_match: Option<u64>,
) -> Result<(Guarded, ServiceToken), Error> {
    let organization: OrganizationId = act.require(action, &Resource::Organization)?;
    let guarded = guarded::open(tx, act, organization).await?;
    let found = get(tx, organization, token).await?.ok_or(Error::NotFound("service token"))?;
    lock::version(found.version, if_match)?;
    Ok((guarded, found))
}
