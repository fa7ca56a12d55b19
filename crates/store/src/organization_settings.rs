//! What an organization asks of those who enter it, and how it is kept.

use bailiwick_access::{Action, Resource, SystemRole};
use bailiwick_model::{DisplayName, Network, OrganizationId, OrganizationSettings, RoleId};
use serde_json::{Map, Value, json};

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::row::{Columns, signed};
use crate::tx::Tx;
use crate::{guarded, lock, operators};

/// What is to be changed; what is absent stays, and `Some(None)` takes a limit away.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What people call the organization.
    pub name: Option<DisplayName>,
    /// What a new member holds when nothing else is named.
    pub default_role: Option<RoleId>,
    /// How old a sign-in may be.
    pub session_hours: Option<Option<u64>>,
    /// How old a token may be.
    pub token_days: Option<Option<u64>>,
    /// Where sessions and tokens may come from.
    pub addresses: Option<Option<Vec<Network>>>,
    /// How long the audit log is kept.
    pub audit_days: Option<Option<u64>>,
}

/// The settings of an organization; absent when there is none.
///
/// # Errors
/// When the database fails.
pub async fn get(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
) -> Result<Option<OrganizationSettings>, Error> {
    let row = sqlx::query(
        "SELECT name, default_role, session_hours, token_days, addresses, audit_days, version
         FROM organizations WHERE id = $1",
    )
    .bind(organization.to_string())
    .fetch_optional(tx.connection())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let columns = Columns(&row);
    let networks = |text: String| {
        serde_json::from_str(&text).map_err(|error| Error::Corrupt(format!("addresses: {error}")))
    };
    Ok(Some(OrganizationSettings {
        name: columns.parsed("name")?,
        default_role: columns.parsed("default_role")?,
        session_hours: columns.number_or_null("session_hours")?,
        token_days: columns.number_or_null("token_days")?,
        addresses: columns.text_or_null("addresses")?.map(networks).transpose()?,
        audit_days: columns.number_or_null("audit_days")?,
        version: columns.number("version")?,
    }))
}

/// Changes settings. Ages and addresses ask for `security.manage` too, and the law of changes judges the default role.
///
/// # Errors
/// [`Error::Version`] when they were changed since; [`Error::NotFound`] when the default role is none of the
/// organization's; [`Error::Denied`]; [`Error::Refused`].
pub async fn update(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    wanted: Change,
    if_match: Option<u64>,
) -> Result<OrganizationSettings, Error> {
    let organization = act.require(Action::OrganizationUpdate, &Resource::Organization)?;
    let change = guarded::open(tx, act, organization).await?;
    let before = get(tx, organization).await?.ok_or(Error::NotFound("organization"))?;
    lock::version(before.version, if_match)?;
    let after = changed(&before, wanted);
    let differences = differences(&before, &after);
    if differences.is_empty() {
        return Ok(before);
    }
    let is_security = |name: &&str| differences.contains_key(*name);
    if ["session_hours", "token_days", "addresses"].iter().any(is_security) {
        change.require(act, Action::SecurityManage, &Resource::Organization)?;
    }
    let is_there = |role: RoleId| {
        SystemRole::from_id(role).is_some() || change.before.roles.iter().any(|one| one.id == role)
    };
    if !is_there(after.default_role) {
        return Err(Error::NotFound("role"));
    }
    write(tx, organization, &after).await?;
    let name = after.name.as_str();
    let entry = Entry::done("organization_settings.update", "organization", organization.0, name)
        .detail(Value::Object(differences));
    append(tx, act, Home::Of(organization), entry).await?;
    change.close(tx, act, &[]).await?;
    Ok(after)
}

/// Takes away what the organization asks of those who enter it, on behalf of whoever runs the server: rules that lock its
/// owners out cannot be taken back by them. The organization's log says what they were, the server's only that it was
/// opened.
///
/// # Errors
/// [`Error::Conflict`] `no_entry_rules` when there are none; [`Error::NotFound`] when there is no such organization;
/// [`Error::NotOperator`].
pub async fn open_to_all(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
) -> Result<(), Error> {
    let change = guarded::open(tx, act, organization).await?;
    operators::acting(tx, act).await?;
    let before = get(tx, organization).await?.ok_or(Error::NotFound("organization"))?;
    let wanted = Change {
        session_hours: Some(None),
        token_days: Some(None),
        addresses: Some(None),
        ..Change::default()
    };
    let after = changed(&before, wanted);
    let differences = differences(&before, &after);
    if differences.is_empty() {
        let message = "this organization has no rules of entry: it keeps nobody out";
        return Err(Error::conflict("no_entry_rules", message));
    }
    write(tx, organization, &after).await?;
    let name = after.name.as_str();
    let entry = || Entry::done("organization_settings.open", "organization", organization.0, name);
    let inside = entry().detail(operators::told(act, Value::Object(differences)));
    append(tx, act, Home::Of(organization), inside).await?;
    let outside = entry().detail(operators::told(act, json!({})));
    append(tx, act, Home::Server, outside).await?;
    change.close(tx, act, &[]).await
}

fn changed(before: &OrganizationSettings, wanted: Change) -> OrganizationSettings {
    OrganizationSettings {
        name: wanted.name.unwrap_or_else(|| before.name.clone()),
        default_role: wanted.default_role.unwrap_or(before.default_role),
        session_hours: wanted.session_hours.unwrap_or(before.session_hours),
        token_days: wanted.token_days.unwrap_or(before.token_days),
        addresses: wanted.addresses.unwrap_or_else(|| before.addresses.clone()),
        audit_days: wanted.audit_days.unwrap_or(before.audit_days),
        version: before.version + 1,
    }
}

/// What the audit log says: each setting that changes, as it was and as it will be.
fn differences(before: &OrganizationSettings, after: &OrganizationSettings) -> Map<String, Value> {
    let pairs = [
        ("name", json!(before.name), json!(after.name)),
        ("default_role", json!(before.default_role), json!(after.default_role)),
        ("session_hours", json!(before.session_hours), json!(after.session_hours)),
        ("token_days", json!(before.token_days), json!(after.token_days)),
        ("addresses", json!(before.addresses), json!(after.addresses)),
        ("audit_days", json!(before.audit_days), json!(after.audit_days)),
    ];
    let differing = pairs.into_iter().filter(|(_, from, to)| from != to);
    differing.map(|(name, from, to)| (name.to_owned(), json!({ "from": from, "to": to }))).collect()
}

async fn write(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    after: &OrganizationSettings,
) -> Result<(), Error> {
    let addresses = after.addresses.as_ref().map(|networks| json!(networks).to_string());
    sqlx::query(
        "UPDATE organizations SET name = $2, default_role = $3, session_hours = $4, token_days = $5, addresses = $6,
            audit_days = $7, version = $8 WHERE id = $1",
    )
    .bind(organization.to_string())
    .bind(after.name.as_str())
    .bind(after.default_role.to_string())
    .bind(after.session_hours.map(signed))
    .bind(after.token_days.map(signed))
    .bind(addresses)
    .bind(after.audit_days.map(signed))
    .bind(signed(after.version))
    .execute(tx.connection())
    .await?;
    Ok(())
}
