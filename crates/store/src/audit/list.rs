//! Reading the log.

use bailiwick_model::chain::Link;
use bailiwick_model::{AuditEntry, AuditOutcome, Id, OrganizationId, Timestamp};

use super::entry::Home;
use super::rows::{link, selected};
use super::sight::Sight;
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

/// `e` is an entry; `$1` to `$8` are bound by [`bound`]. The engines differ in how a JSON array becomes rows.
macro_rules! wanted {
    ($tx:ident, $start:expr, $end:literal) => {
        $tx.either(
            wanted!($start, "SELECT value FROM json_each($8)", $end),
            wanted!($start, "SELECT json_array_elements_text(CAST(CAST($8 AS TEXT) AS JSON))", $end),
        )
    };
    ($start:expr, $ids:literal, $end:literal) => {
        concat!(
            $start,
            "WHERE e.chain = $1
             AND (CAST($2 AS TEXT) IS NULL OR e.action = CAST($2 AS TEXT))
             AND (CAST($3 AS TEXT) IS NULL OR e.actor = CAST($3 AS TEXT))
             AND (CAST($4 AS TEXT) IS NULL OR e.target = CAST($4 AS TEXT))
             AND (CAST($5 AS TEXT) IS NULL OR e.outcome = CAST($5 AS TEXT))
             AND e.at >= $6 AND e.at < $7
             AND (CAST($8 AS TEXT) IS NULL OR (e.version >= 2 AND (e.place IS NULL OR e.place IN (",
            $ids,
            ")))) ",
            $end
        )
    };
}
pub(super) use wanted;

type Query = sqlx::query::Query<'static, sqlx::Any, sqlx::any::AnyArguments>;

/// A statement of `wanted!` with its first eight binds.
pub(super) fn bound(
    statement: &'static str,
    chain: String,
    filter: &Filter,
    sight: &Sight,
) -> Query {
    sqlx::query(statement)
        .bind(chain)
        .bind(filter.action.clone())
        .bind(filter.actor.map(|id| id.to_string()))
        .bind(filter.target.map(|id| id.to_string()))
        .bind(filter.outcome.map(|outcome| outcome.as_str().to_owned()))
        .bind(filter.from.map_or(i64::MIN, |time| time.0))
        .bind(filter.to.map_or(i64::MAX, |time| time.0))
        .bind(sight.bound())
}

/// What a reader may see of an organization's log, newest first. The page's `search` does not count.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    sight: &Sight,
    filter: &Filter,
    page: &Page,
) -> Result<Listed<AuditEntry>, Error> {
    listed(tx, Some(organization), sight, filter, page).await
}

/// The server's own log, newest first: what happened outside organizations.
///
/// # Errors
/// When the database fails.
pub async fn list_server(
    tx: &mut Tx<'_>,
    filter: &Filter,
    page: &Page,
) -> Result<Listed<AuditEntry>, Error> {
    listed(tx, None, &Sight::WHOLE, filter, page).await
}

async fn listed(
    tx: &mut Tx<'_>,
    organization: Option<OrganizationId>,
    sight: &Sight,
    filter: &Filter,
    page: &Page,
) -> Result<Listed<AuditEntry>, Error> {
    let chain = Home::of(organization).chain();
    let statement = wanted!(tx, "SELECT COUNT(*) AS total FROM audit_entries e ", "");
    let count = bound(statement, chain.clone(), filter, sight).fetch_one(tx.connection()).await?;
    let total = Columns(&count).number("total")?;
    let statement =
        wanted!(tx, selected!(), "AND e.sequence < $9 ORDER BY e.sequence DESC LIMIT $10");
    let rows = bound(statement, chain, filter, sight)
        .bind(page.number()?.unwrap_or(i64::MAX))
        .bind(i64::from(page.limit) + 1)
        .fetch_all(tx.connection())
        .await?;
    let limit = page.limit as usize;
    let links = rows.iter().take(limit).map(link).collect::<Result<Vec<_>, Error>>()?;
    let items = links
        .iter()
        .map(|link| entry(link, organization, sight))
        .collect::<Result<Vec<_>, Error>>()?;
    let next = links.last().filter(|_| rows.len() > limit).map(|last| last.sequence.to_string());
    Ok(Listed { items, next, total })
}

/// An entry as people read it.
fn entry(
    link: &Link<'_>,
    organization: Option<OrganizationId>,
    sight: &Sight,
) -> Result<AuditEntry, Error> {
    let corrupt = |name: &str| Error::Corrupt(format!("the {name} of entry {}", link.sequence));
    let id = |text: &Option<std::borrow::Cow<'_, str>>, name: &str| {
        text.as_deref().map(|text| text.parse().map_err(|_| corrupt(name))).transpose()
    };
    let owned = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
    Ok(AuditEntry {
        id: link.id.parse().map_err(|_| corrupt("id"))?,
        organization,
        sequence: sight.is_whole().then_some(link.sequence),
        at: Timestamp(link.at),
        actor_kind: link.actor_kind.parse().map_err(|_| corrupt("actor"))?,
        actor: id(&link.actor, "actor")?,
        actor_name: owned(&link.actor_name),
        credential: id(&link.credential, "credential")?,
        action: link.action.to_string(),
        target_kind: link.target_kind.to_string(),
        target: id(&link.target, "target")?,
        target_name: owned(&link.target_name),
        outcome: link.outcome.parse().map_err(|_| corrupt("outcome"))?,
        request: link.request.parse().map_err(|_| corrupt("request"))?,
        address: owned(&link.address),
        detail: sight.detail(&link.action, link.told()),
        hash: link.hash.to_string(),
    })
}
