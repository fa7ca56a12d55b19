//! Adding to the log.

use bailiwick_access::Actor;
use bailiwick_model::chain::{GENESIS, Link, Mark, VERSION};
use bailiwick_model::{AccountId, ActorKind, Id};

use super::entry::{Entry, Home};
use super::rows::insert;
use crate::act::Act;
use crate::error::Error;
use crate::row::{Columns, hexadecimal, signed};
use crate::tx::Tx;

/// Adds an entry to a chain, which is locked from here to the end of the transaction.
pub(crate) async fn append(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    home: Home,
    entry: Entry<'_>,
) -> Result<(), Error> {
    let chain = home.chain();
    let before = head(tx, &chain).await?;
    let (kind, actor, actor_name) = actor(tx, act, &entry).await?;
    let written = |id: Option<Id>| id.map(|id| id.to_string().into());
    let mut link = Link {
        version: VERSION,
        sequence: before.entries + 1,
        id: act.ids.id().to_string().into(),
        at: act.now.0,
        actor_kind: kind.as_str().into(),
        actor: written(actor),
        credential: written(act.credential),
        action: entry.action.into(),
        target_kind: entry.target_kind.into(),
        target: written(entry.target),
        place: written(entry.place),
        outcome: entry.outcome.as_str().into(),
        epoch: act.permit.epoch(),
        request: act.request_id.to_string().into(),
        detail: entry.detail.to_string().into(),
        personal_hash: "".into(),
        target_hash: None,
        hash: "".into(),
        salt: Some(salt(act).into()),
        actor_name: actor_name.map(Into::into),
        address: act.address.map(Into::into),
        target_salt: Some(salt(act).into()),
        target_name: entry.target_name.map(Into::into),
        personal_detail: entry.personal.map(|personal| personal.to_string().into()),
    };
    link.personal_hash = link.actor_hashed().into();
    link.target_hash = Some(link.target_hashed().into());
    link.hash = link.hashed(&chain, &before.hash).into();
    insert(tx, &chain, &link).await?;
    sqlx::query("UPDATE audit_heads SET sequence = $2, hash = $3 WHERE chain = $1")
        .bind(chain)
        .bind(signed(link.sequence))
        .bind(link.hash.as_ref())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The last entry's place and hash, locked. Two first entries of a chain may come at once: the second waits here.
pub(super) async fn head(tx: &mut Tx<'_>, chain: &str) -> Result<Mark, Error> {
    let statement = tx.either(
        "SELECT sequence, hash FROM audit_heads WHERE chain = $1",
        "SELECT sequence, hash FROM audit_heads WHERE chain = $1 FOR UPDATE",
    );
    let mut found = sqlx::query(statement).bind(chain).fetch_optional(tx.connection()).await?;
    if found.is_none() {
        sqlx::query(
            "INSERT INTO audit_heads (chain, sequence, hash) VALUES ($1, 0, $2) ON CONFLICT (chain) DO NOTHING",
        )
        .bind(chain)
        .bind(GENESIS)
        .execute(tx.connection())
        .await?;
        found = sqlx::query(statement).bind(chain).fetch_optional(tx.connection()).await?;
    }
    let row = found.ok_or_else(|| Error::Corrupt(format!("the log `{chain}` has no head")))?;
    let columns = Columns(&row);
    Ok(Mark { entries: columns.number("sequence")?, hash: columns.text("hash")? })
}

/// Who acts: what the entry says, else the permit's principal, else whoever the credential belongs to.
async fn actor(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    entry: &Entry<'_>,
) -> Result<(ActorKind, Option<Id>, Option<String>), Error> {
    if let Some((kind, actor, name)) = entry.by {
        return Ok((kind, Some(actor), Some(name.to_owned())));
    }
    let account = match act.permit.actor() {
        Actor::Account(account) => Some(account),
        Actor::ServiceToken(token) => {
            let statement = "SELECT name FROM service_tokens WHERE id = $1";
            let row = sqlx::query(statement)
                .bind(token.to_string())
                .fetch_optional(tx.connection())
                .await?;
            let name = row.map(|row| Columns(&row).text("name")).transpose()?;
            return Ok((ActorKind::ServiceToken, Some(token.0), name));
        }
        Actor::System(_) => owner(tx, act.credential).await?,
    };
    let Some(account) = account else {
        let kind = if act.address.is_some() { ActorKind::Anonymous } else { ActorKind::System };
        return Ok((kind, None, None));
    };
    let row = sqlx::query("SELECT display_name FROM accounts WHERE id = $1")
        .bind(account.to_string())
        .fetch_optional(tx.connection())
        .await?;
    let name = row.map(|row| Columns(&row).text("display_name")).transpose()?;
    Ok((ActorKind::Account, Some(account.0), name))
}

/// The account behind a session or a personal access token.
async fn owner(tx: &mut Tx<'_>, credential: Option<Id>) -> Result<Option<AccountId>, Error> {
    let Some(credential) = credential else { return Ok(None) };
    let row = sqlx::query(
        "SELECT account FROM sessions WHERE id = $1 UNION ALL SELECT account FROM tokens WHERE id = $1",
    )
    .bind(credential.to_string())
    .fetch_optional(tx.connection())
    .await?;
    row.map(|row| Columns(&row).parsed("account")).transpose()
}

/// The random halves of four ids: 192 bits.
fn salt(act: &Act<'_>) -> String {
    let mut bytes = Vec::with_capacity(24);
    for _ in 0..4 {
        bytes.extend_from_slice(&act.ids.id().as_bytes()[6..]);
    }
    hexadecimal(&bytes)
}
