//! Reading the log.

use bailiwick_model::{AuditEntry, AuditOutcome, Id, OrganizationId, Timestamp};
use sqlx::any::AnyRow;

use super::append::Home;
use crate::error::Error;
use crate::page::{Listed, Page};
use crate::row::Columns;
use crate::tx::Tx;

/// Which entries are wanted; what is absent does not matter.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Filter {
    /// This action.
    pub action: Option<String>,
    /// By this account or token.
    pub actor: Option<Id>,
    /// Done to this.
    pub target: Option<Id>,
    /// That ended so.
    pub outcome: Option<AuditOutcome>,
    /// From this instant on.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub to: Option<Timestamp>,
}

macro_rules! wanted {
    () => {
        "e.chain = $1
         AND (CAST($2 AS TEXT) IS NULL OR e.action = CAST($2 AS TEXT))
         AND (CAST($3 AS TEXT) IS NULL OR e.actor = CAST($3 AS TEXT))
         AND (CAST($4 AS TEXT) IS NULL OR e.target = CAST($4 AS TEXT))
         AND (CAST($5 AS TEXT) IS NULL OR e.outcome = CAST($5 AS TEXT))
         AND e.at >= $6 AND e.at < $7"
    };
}

/// An organization's log, or the server's where none is named, newest first. The page's `search` does not count.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    organization: impl Into<Option<OrganizationId>>,
    filter: &Filter,
    page: &Page,
) -> Result<Listed<AuditEntry>, Error> {
    let organization = organization.into();
    let chain = organization.map_or(Home::Server, Home::Of).chain();
    let bound = |statement| {
        sqlx::query(statement)
            .bind(chain.clone())
            .bind(filter.action.clone())
            .bind(filter.actor.map(|id| id.to_string()))
            .bind(filter.target.map(|id| id.to_string()))
            .bind(filter.outcome.map(|outcome| outcome.as_str().to_owned()))
            .bind(filter.from.map_or(i64::MIN, |time| time.0))
            .bind(filter.to.map_or(i64::MAX, |time| time.0))
    };
    let count = bound(concat!("SELECT COUNT(*) AS total FROM audit_entries e WHERE ", wanted!()));
    let total = Columns(&count.fetch_one(tx.connection()).await?).number("total")?;
    let rows = bound(concat!(
        "SELECT e.*, p.actor_name, p.target_name, p.address FROM audit_entries e
         LEFT JOIN audit_personal p ON p.chain = e.chain AND p.sequence = e.sequence WHERE ",
        wanted!(),
        " AND e.sequence < $8 ORDER BY e.sequence DESC LIMIT $9"
    ))
    .bind(page.number()?.unwrap_or(i64::MAX))
    .bind(i64::from(page.limit) + 1)
    .fetch_all(tx.connection())
    .await?;
    let limit = page.limit as usize;
    let items = rows
        .iter()
        .take(limit)
        .map(|row| entry(row, organization))
        .collect::<Result<Vec<_>, Error>>()?;
    let next = items.last().filter(|_| rows.len() > limit).map(|last| last.sequence.to_string());
    Ok(Listed { items, next, total })
}

fn entry(row: &AnyRow, organization: Option<OrganizationId>) -> Result<AuditEntry, Error> {
    let columns = Columns(row);
    Ok(AuditEntry {
        id: columns.parsed("id")?,
        organization,
        sequence: columns.number("sequence")?,
        at: columns.time("at")?,
        actor_kind: columns.parsed("actor_kind")?,
        actor: columns.parsed_or_null("actor")?,
        actor_name: columns.text_or_null("actor_name")?,
        credential: columns.parsed_or_null("credential")?,
        action: columns.text("action")?,
        target_kind: columns.text("target_kind")?,
        target: columns.parsed_or_null("target")?,
        target_name: columns.text_or_null("target_name")?,
        outcome: columns.parsed("outcome")?,
        request: columns.parsed("request")?,
        address: columns.text_or_null("address")?,
        detail: columns.text("detail")?,
        hash: columns.text("hash")?,
    })
}
