//! Entries as rows.

use std::borrow::Cow;

use bailiwick_model::chain::Link;
use sqlx::any::AnyRow;

use crate::error::Error;
use crate::row::{Columns, signed};
use crate::tx::Tx;

/// Everything of an entry, personal data beside it.
macro_rules! selected {
    () => {
        "SELECT e.version, e.sequence, e.id, e.at, e.actor_kind, e.actor, e.credential, e.action, e.target_kind,
            e.target, e.place, e.outcome, e.epoch, e.request, e.detail, e.personal_hash, e.target_hash, e.hash,
            p.salt, p.actor_name, p.address, p.target_salt, p.target_name, p.personal_detail
         FROM audit_entries e LEFT JOIN audit_personal p ON p.chain = e.chain AND p.sequence = e.sequence "
    };
}
pub(super) use selected;

/// Reads an entry.
pub(super) fn link(row: &AnyRow) -> Result<Link<'static>, Error> {
    let columns = Columns(row);
    let text = |name: &str| columns.text(name).map(Cow::Owned);
    let maybe = |name: &str| Ok::<_, Error>(columns.text_or_null(name)?.map(Cow::Owned));
    Ok(Link {
        version: columns.number("version")?,
        sequence: columns.number("sequence")?,
        id: text("id")?,
        at: columns.time("at")?.0,
        actor_kind: text("actor_kind")?,
        actor: maybe("actor")?,
        credential: maybe("credential")?,
        action: text("action")?,
        target_kind: text("target_kind")?,
        target: maybe("target")?,
        place: maybe("place")?,
        outcome: text("outcome")?,
        epoch: columns.number_or_null("epoch")?,
        request: text("request")?,
        detail: text("detail")?,
        personal_hash: text("personal_hash")?,
        target_hash: maybe("target_hash")?,
        hash: text("hash")?,
        salt: maybe("salt")?.filter(|salt: &Cow<'_, str>| !salt.is_empty()),
        actor_name: maybe("actor_name")?,
        address: maybe("address")?,
        target_salt: maybe("target_salt")?,
        target_name: maybe("target_name")?,
        personal_detail: maybe("personal_detail")?,
    })
}

/// Writes an entry and what is personal of it.
pub(super) async fn insert(tx: &mut Tx<'_>, chain: &str, link: &Link<'_>) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO audit_entries (chain, version, sequence, id, at, actor_kind, actor, credential, action,
            target_kind, target, place, outcome, epoch, request, detail, personal_hash, target_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
    )
    .bind(chain)
    .bind(signed(link.version))
    .bind(signed(link.sequence))
    .bind(link.id.as_ref())
    .bind(link.at)
    .bind(link.actor_kind.as_ref())
    .bind(link.actor.as_deref())
    .bind(link.credential.as_deref())
    .bind(link.action.as_ref())
    .bind(link.target_kind.as_ref())
    .bind(link.target.as_deref())
    .bind(link.place.as_deref())
    .bind(link.outcome.as_ref())
    .bind(link.epoch.map(signed))
    .bind(link.request.as_ref())
    .bind(link.detail.as_ref())
    .bind(link.personal_hash.as_ref())
    .bind(link.target_hash.as_deref())
    .bind(link.hash.as_ref())
    .execute(tx.connection())
    .await?;
    sqlx::query(
        "INSERT INTO audit_personal (chain, sequence, salt, actor_name, address, target_salt, target_name,
            personal_detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(chain)
    .bind(signed(link.sequence))
    .bind(link.salt.as_deref())
    .bind(link.actor_name.as_deref())
    .bind(link.address.as_deref())
    .bind(link.target_salt.as_deref())
    .bind(link.target_name.as_deref())
    .bind(link.personal_detail.as_deref())
    .execute(tx.connection())
    .await?;
    Ok(())
}
