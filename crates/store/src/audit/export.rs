//! The log as it leaves the house, page by page.

use bailiwick_access::{Action, Resource};
use bailiwick_model::chain::{Link, Mark};
use bailiwick_model::{AuditOutcome, OrganizationId};
use serde_json::{Value, json};

use super::append::append;
use super::entry::{Entry, Home};
use super::list::{Filter, bound, wanted};
use super::rows::{link, selected};
use super::sight::Sight;
use super::verify::marks;
use crate::act::Act;
use crate::error::Error;
use crate::operators;
use crate::row::signed;
use crate::tx::Tx;

/// Where a log begins and ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extent {
    /// The entry before the first that is there.
    pub after: Mark,
    /// The last.
    pub head: Mark,
}

/// Writes down that the log is exported: in which format, chosen how, and whether all of it. An operator's permit is for the
/// server's log.
///
/// # Errors
/// When the permit is another's, or the database fails; [`Error::NotOperator`].
pub async fn exported(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    format: &str,
    filter: &Filter,
    is_whole: bool,
) -> Result<(), Error> {
    let organization = match act.permit.organization() {
        Some(_) => Some(act.require(Action::AuditExport, &Resource::Organization)?),
        None => {
            operators::acting(tx, act).await?;
            None
        }
    };
    let chosen: serde_json::Map<String, Value> = [
        ("action", json!(filter.action)),
        ("actor", json!(filter.actor)),
        ("target", json!(filter.target)),
        ("outcome", json!(filter.outcome)),
        ("from", json!(filter.from)),
        ("to", json!(filter.to)),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_null())
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let entry = Entry {
        action: "audit.export",
        target_kind: if organization.is_some() { "organization" } else { "server" },
        target: organization.map(|id| id.0),
        target_name: None,
        place: None,
        detail: json!({ "format": format, "filter": chosen, "whole": is_whole }),
        personal: None,
        outcome: AuditOutcome::Ok,
        by: None,
    };
    append(tx, act, Home::of(organization), entry).await
}

/// Where a log begins and ends now: the server's when no organization is named.
///
/// # Errors
/// When the database fails.
pub async fn extent(
    tx: &mut Tx<'_>,
    organization: Option<OrganizationId>,
) -> Result<Extent, Error> {
    let (after, head) = marks(tx, &Home::of(organization).chain()).await?;
    Ok(Extent { after, head })
}

/// So many entries after one, oldest first, of those that a reader may see; of the server's log when no organization is
/// named.
///
/// # Errors
/// When the database fails.
pub async fn read(
    tx: &mut Tx<'_>,
    organization: Option<OrganizationId>,
    sight: &Sight,
    filter: &Filter,
    after: u64,
    limit: u32,
) -> Result<Vec<Link<'static>>, Error> {
    let statement = wanted!(tx, selected!(), "AND e.sequence > $9 ORDER BY e.sequence LIMIT $10");
    let rows = bound(statement, Home::of(organization).chain(), filter, sight)
        .bind(signed(after))
        .bind(i64::from(limit))
        .fetch_all(tx.connection())
        .await?;
    let mut links = rows.iter().map(link).collect::<Result<Vec<_>, Error>>()?;
    for link in &mut links {
        link.detail = sight.detail(&link.action, link.detail.to_string()).into();
    }
    Ok(links)
}
