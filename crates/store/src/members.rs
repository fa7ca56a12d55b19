//! Members of organizations and what they were given.

mod copy;
mod remove;
mod roles;
mod state;

pub use copy::copy;
pub use remove::{TokensOfMember, leave, remove};
pub use roles::set_roles;
pub use state::set_state;

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_access::{Gives, GrantDefinition, GrantScope, SystemReason, SystemRole};
use bailiwick_model::{
    Account, AccountId, DatabaseId, Member, MemberId, MemberState, Organization, OrganizationId,
    RoleId, RoleReference, TeamId, TeamReference, Timestamp,
};
use serde_json::json;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use crate::accounts::{self, NewAccount};
use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::grants::{self, Holder, NewGrant};
use crate::page::{Listed, Page};
use crate::row::Columns;
use crate::tx::Tx;
use crate::{lock, organizations};

macro_rules! selected {
    ($where:literal) => {
        concat!(
            "SELECT m.*, a.email, a.display_name FROM members m JOIN accounts a ON a.id = m.account
             WHERE m.organization = $1",
            $where
        )
    };
}

/// Which members a list holds: all of them where nothing is said.
#[derive(Clone, Default, Debug)]
pub struct MemberFilter {
    /// Only those in this state.
    pub state: Option<MemberState>,
    /// Only these: who holds a role, for instance.
    pub among: Option<BTreeSet<MemberId>>,
}

/// The members of an organization that are asked for, with the roles that they hold now.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    filter: &MemberFilter,
    page: &Page,
    now: Timestamp,
) -> Result<Listed<Member>, Error> {
    let query = sqlx::query(selected!("")).bind(organization.to_string());
    let rows = query.fetch_all(tx.connection()).await?;
    let mut all = rows.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    all.retain(|member| {
        filter.state.is_none_or(|state| member.state == state)
            && filter.among.as_ref().is_none_or(|among| among.contains(&member.id))
    });
    let mut listed = page.cut(
        all,
        |member| format!("{} {}", member.display_name, member.email),
        |member| member.id.to_string(),
    );
    let names = RoleNames::load(tx, organization).await?;
    let shown: Vec<MemberId> = listed.items.iter().map(|member| member.id).collect();
    let mut held = organization_roles(tx, organization, &shown, now).await?;
    for member in &mut listed.items {
        member.roles = names.named(held.remove(&member.id).unwrap_or_default());
    }
    Ok(listed)
}

/// The roles that some members hold for the whole organization, read at once.
async fn organization_roles(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    members: &[MemberId],
    now: Timestamp,
) -> Result<BTreeMap<MemberId, BTreeSet<RoleId>>, Error> {
    let places: Vec<String> = (3..members.len() + 3).map(|place| format!("${place}")).collect();
    if places.is_empty() {
        return Ok(BTreeMap::new());
    }
    let statement = format!(
        "SELECT member, role FROM grants
         WHERE organization = $1 AND reach = 'organization' AND role IS NOT NULL
           AND (expires_at IS NULL OR expires_at > $2) AND member IN ({})",
        places.join(", ")
    );
    // Only numbered places are put together here.
    let mut query =
        sqlx::query(AssertSqlSafe(statement)).bind(organization.to_string()).bind(now.0);
    for member in members {
        query = query.bind(member.to_string());
    }
    let mut found: BTreeMap<MemberId, BTreeSet<RoleId>> = BTreeMap::new();
    for row in &query.fetch_all(tx.connection()).await? {
        let columns = Columns(row);
        found.entry(columns.parsed("member")?).or_default().insert(columns.parsed("role")?);
    }
    Ok(found)
}

/// A member, with the roles that it holds now.
///
/// # Errors
/// When the database fails.
pub async fn get(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    member: MemberId,
    now: Timestamp,
) -> Result<Option<Member>, Error> {
    let row = sqlx::query(selected!(" AND m.id = $2"))
        .bind(organization.to_string())
        .bind(member.to_string())
        .fetch_optional(tx.connection())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut found = read(&row)?;
    found.roles = roles_of(tx, organization, member, now).await?;
    Ok(Some(found))
}

/// The teams that a member is in, in order of name.
///
/// # Errors
/// When the database fails.
pub async fn teams_of(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    member: MemberId,
) -> Result<Vec<TeamReference>, Error> {
    let rows = sqlx::query(
        "SELECT t.id, t.name FROM teams t
         JOIN team_members m ON m.organization = t.organization AND m.team = t.id
         WHERE t.organization = $1 AND m.member = $2 ORDER BY t.name_key",
    )
    .bind(organization.to_string())
    .bind(member.to_string())
    .fetch_all(tx.connection())
    .await?;
    let read = |row: &AnyRow| {
        let columns = Columns(row);
        Ok(TeamReference { id: columns.parsed("id")?, name: columns.parsed("name")? })
    };
    rows.iter().map(read).collect()
}

/// A member as it is under the lock, in the version that the caller changes.
async fn held(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    member: MemberId,
    if_match: Option<u64>,
    now: Timestamp,
) -> Result<Member, Error> {
    let found = get(tx, organization, member, now).await?.ok_or(Error::NotFound("member"))?;
    lock::version(found.version, if_match)?;
    Ok(found)
}

/// Counts an edit; gives the member as it is now.
async fn edited(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    member: MemberId,
    now: Timestamp,
) -> Result<Member, Error> {
    sqlx::query("UPDATE members SET version = version + 1 WHERE organization = $1 AND id = $2")
        .bind(organization.to_string())
        .bind(member.to_string())
        .execute(tx.connection())
        .await?;
    get(tx, organization, member, now).await?.ok_or(Error::NotFound("member"))
}

/// The organizations that an account is an active member of, in order of name.
///
/// # Errors
/// When the database fails.
pub async fn of_account(
    tx: &mut Tx<'_>,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<(Organization, Member)>, Error> {
    let rows = sqlx::query(
        "SELECT m.*, a.email, a.display_name FROM members m JOIN accounts a ON a.id = m.account
         WHERE m.account = $1 AND m.state = 'active'",
    )
    .bind(account.to_string())
    .fetch_all(tx.connection())
    .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut member = read(row)?;
        let organization: OrganizationId = Columns(row).parsed("organization")?;
        member.roles = roles_of(tx, organization, member.id, now).await?;
        let organization =
            organizations::get(tx, organization).await?.ok_or(Error::NotFound("organization"))?;
        found.push((organization, member));
    }
    found.sort_by_key(|(organization, _)| {
        (organization.name.as_str().to_lowercase(), organization.id)
    });
    Ok(found)
}

/// The organizations that an account is a member of, whatever the membership's state, each with its epoch.
///
/// # Errors
/// When the database fails.
pub async fn epochs_of(
    tx: &mut Tx<'_>,
    account: AccountId,
) -> Result<BTreeMap<OrganizationId, u64>, Error> {
    let rows = sqlx::query(
        "SELECT o.id, o.epoch FROM organizations o JOIN members m ON m.organization = o.id WHERE m.account = $1",
    )
    .bind(account.to_string())
    .fetch_all(tx.connection())
    .await?;
    rows.iter().map(|row| Ok((Columns(row).parsed("id")?, Columns(row).number("epoch")?))).collect()
}

/// Makes a member for the demonstration: one role, for the organization or at one database. An account that is not
/// there yet is made.
///
/// # Errors
/// [`Error::Conflict`] when the account is a member already.
pub async fn add(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
    new: NewAccount,
    gives: RoleId,
    at: Option<DatabaseId>,
) -> Result<(Account, Member), Error> {
    act.permit.require_system(&[SystemReason::Demonstration])?;
    lock::organization(tx, organization).await?;
    let account = match accounts::find_by_email(tx, &new.email).await? {
        Some((account, _)) => account,
        None => accounts::insert(tx, act, new).await?,
    };
    if find(tx, organization, account.id).await?.is_some() {
        return Err(Error::conflict(
            "already_member",
            format!("`{}` is a member already", account.email),
        ));
    }
    let id = insert(tx, act, organization, account.id).await?;
    give(tx, act, organization, id, gives, at).await?;
    lock::bump(tx, organization, act.now).await?;
    let entry = Entry::done("members.create", "member", id.0, account.display_name.as_str())
        .detail(json!({ "role": gives, "database": at }));
    append(tx, act, Home::Of(organization), entry).await?;
    let member = Member {
        id,
        account: account.id,
        email: account.email.clone(),
        display_name: account.display_name.clone(),
        state: MemberState::Active,
        roles: roles_of(tx, organization, id, act.now).await?,
        joined_at: act.now,
        version: 1,
    };
    Ok((account, member))
}

/// An account's membership, whatever its state.
pub(crate) async fn find(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    account: AccountId,
) -> Result<Option<MemberId>, Error> {
    let row = sqlx::query("SELECT id FROM members WHERE organization = $1 AND account = $2")
        .bind(organization.to_string())
        .bind(account.to_string())
        .fetch_optional(tx.connection())
        .await?;
    row.map(|row| Columns(&row).parsed("id")).transpose()
}

pub(crate) async fn insert(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
    account: AccountId,
) -> Result<MemberId, Error> {
    let member: MemberId = act.id();
    sqlx::query(
        "INSERT INTO members (organization, id, account, state, joined_at, version) VALUES ($1, $2, $3, 'active', $4, 1)",
    )
    .bind(organization.to_string())
    .bind(member.to_string())
    .bind(account.to_string())
    .bind(act.now.0)
    .execute(tx.connection())
    .await?;
    Ok(member)
}

/// Gives a member a role, for the organization or at one database.
pub(crate) async fn give(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
    member: MemberId,
    role: RoleId,
    at: Option<DatabaseId>,
) -> Result<(), Error> {
    let scope = at.map_or(GrantScope::Organization, GrantScope::Database);
    let new = NewGrant::role(role).at(scope);
    grants::insert(tx, act, organization, Holder::Member(member), &new).await.map(drop)
}

/// Puts a member into a team.
pub(crate) async fn put_in(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
    team: TeamId,
    member: MemberId,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO team_members (organization, team, member, added_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(organization.to_string())
    .bind(team.to_string())
    .bind(member.to_string())
    .bind(act.now.0)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// What roles are called, in one organization.
pub(crate) struct RoleNames(BTreeMap<RoleId, String>);

impl RoleNames {
    pub(crate) async fn load(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Self, Error> {
        let system = SystemRole::ALL.iter().map(|role| (role.id(), role.name().to_owned()));
        let custom = crate::roles::all(tx, organization).await?.into_iter();
        let custom = custom.map(|role| (role.definition.id, role.definition.name));
        Ok(RoleNames(system.chain(custom).collect()))
    }

    /// The roles that grants give now for the whole organization, each once.
    pub(crate) fn of(&self, grants: &[GrantDefinition], now: Timestamp) -> Vec<RoleReference> {
        let ids: BTreeSet<RoleId> = grants
            .iter()
            .filter(|grant| grant.scope == GrantScope::Organization && grant.is_live(now))
            .filter_map(|grant| match grant.gives {
                Gives::Role(role) => Some(role),
                Gives::Actions(_) => None,
            })
            .collect();
        self.named(ids)
    }

    /// Those that there are, with their names.
    pub(crate) fn named(&self, ids: impl IntoIterator<Item = RoleId>) -> Vec<RoleReference> {
        ids.into_iter()
            .filter_map(|id| Some(RoleReference { id, name: self.0.get(&id)?.clone() }))
            .collect()
    }
}

/// The roles held for the whole organization.
async fn roles_of(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    member: MemberId,
    now: Timestamp,
) -> Result<Vec<RoleReference>, Error> {
    let grants = grants::of(tx, organization, Holder::Member(member)).await?;
    Ok(RoleNames::load(tx, organization).await?.of(&grants, now))
}

fn read(row: &AnyRow) -> Result<Member, Error> {
    let columns = Columns(row);
    Ok(Member {
        id: columns.parsed("id")?,
        account: columns.parsed("account")?,
        email: columns.parsed("email")?,
        display_name: columns.parsed("display_name")?,
        state: columns.parsed("state")?,
        roles: Vec::new(),
        joined_at: columns.time("joined_at")?,
        version: columns.number("version")?,
    })
}
