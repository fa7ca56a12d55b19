//! Teams. Each member of a team holds what the team was given.

mod databases;
mod members;
mod roles;

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_access::{Action, Allowed, Gives, GrantDefinition, GrantScope, Principal, Resource};
use bailiwick_model::{
    DatabaseId, Description, DisplayName, OrganizationId, Team, TeamId, Timestamp,
};
use serde_json::json;
use sqlx::any::AnyRow;

pub use databases::{add_database, databases_of, remove_database};
pub use members::{add_member, list_members, remove_member};
pub use roles::set_roles;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::grants::{self, Holder};
use crate::guarded::{self, Guarded};
use crate::members::RoleNames;
use crate::page::{Listed, Page};
use crate::row::Columns;
use crate::tx::Tx;
use crate::{assignments, lock};

/// A team to be made.
#[derive(Clone, Debug)]
pub struct NewTeam {
    /// What people call it.
    pub name: DisplayName,
    /// What it is for.
    pub description: Description,
}

/// What is to be changed of a team; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What people call it.
    pub name: Option<DisplayName>,
    /// What it is for.
    pub description: Option<Description>,
}

/// The teams of an organization; of their databases those are counted that the caller may see.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    allowed: &Allowed,
    page: &Page,
    now: Timestamp,
) -> Result<Listed<Team>, Error> {
    let rows = sqlx::query(
        "SELECT t.*, (SELECT COUNT(*) FROM team_members m WHERE m.organization = t.organization AND m.team = t.id)
           AS member_count FROM teams t WHERE t.organization = $1",
    )
    .bind(organization.to_string())
    .fetch_all(tx.connection())
    .await?;
    let all = rows.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    let mut listed = page.cut(all, |team| team.name.to_string(), |team| team.id.to_string());
    let given = Given::load(tx, organization).await?;
    listed.items.iter_mut().for_each(|team| given.fill(team, allowed, now));
    Ok(listed)
}

/// A team of an organization, and what it was given.
///
/// # Errors
/// When the database fails.
pub async fn get(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    team: TeamId,
    allowed: &Allowed,
    now: Timestamp,
) -> Result<Option<(Team, Vec<GrantDefinition>)>, Error> {
    let Some(mut found) = find(tx, organization, team).await? else { return Ok(None) };
    let mut given = Given::load(tx, organization).await?;
    given.fill(&mut found, allowed, now);
    let grants = given.grants.remove(&Holder::Team(team)).unwrap_or_default();
    Ok(Some((found, grants)))
}

/// Makes a team that holds nothing.
///
/// # Errors
/// [`Error::Conflict`] `name_taken`.
pub async fn create(tx: &mut Tx<'_>, act: &Act<'_>, new: NewTeam) -> Result<Team, Error> {
    let organization = act.require(Action::TeamsCreate, &Resource::Organization)?;
    let change = guarded::open(tx, act, organization).await?;
    let team = Team {
        id: act.id(),
        name: new.name,
        description: new.description,
        roles: Vec::new(),
        member_count: 0,
        database_count: 0,
        created_at: act.now,
        version: 1,
    };
    refuse_taken(tx, organization, &team.name, team.id).await?;
    sqlx::query(
        "INSERT INTO teams (organization, id, name, name_key, description, created_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, 1)",
    )
    .bind(organization.to_string())
    .bind(team.id.to_string())
    .bind(team.name.as_str())
    .bind(team.name.key())
    .bind(team.description.as_str())
    .bind(team.created_at.0)
    .execute(tx.connection())
    .await?;
    let entry = Entry::done("teams.create", "team", team.id.0, team.name.as_str());
    append(tx, act, Home::Of(organization), entry).await?;
    change.close(tx, act, &[]).await?;
    Ok(team)
}

/// Renames or describes a team: no less an act on those above oneself than another, so the law of changes judges it.
///
/// # Errors
/// [`Error::Version`] when it was changed since; [`Error::Conflict`] `name_taken`; [`Error::Refused`].
pub async fn update(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    team: TeamId,
    wanted: Change,
    if_match: Option<u64>,
) -> Result<(), Error> {
    let (change, before) = held(tx, act, Action::TeamsUpdate, team).await?;
    lock::version(before.version, if_match)?;
    let name = wanted.name.unwrap_or_else(|| before.name.clone());
    let description = wanted.description.unwrap_or_else(|| before.description.clone());
    if name == before.name && description == before.description {
        return Ok(());
    }
    let organization = change.before.organization;
    refuse_taken(tx, organization, &name, team).await?;
    sqlx::query(
        "UPDATE teams SET name = $3, name_key = $4, description = $5, version = version + 1
         WHERE organization = $1 AND id = $2",
    )
    .bind(organization.to_string())
    .bind(team.to_string())
    .bind(name.as_str())
    .bind(name.key())
    .bind(description.as_str())
    .execute(tx.connection())
    .await?;
    let detail = json!({
        "name": { "from": before.name, "to": name },
        "description": { "from": before.description, "to": description },
    });
    let entry = Entry::done("teams.update", "team", team.0, name.as_str()).detail(detail);
    append(tx, act, Home::Of(organization), entry).await?;
    change.close(tx, act, &[Principal::Team(team)]).await
}

/// Deletes a team. Its members keep nothing of what they held through it.
///
/// # Errors
/// [`Error::Version`] when it was changed since; [`Error::Refused`].
pub async fn delete(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    team: TeamId,
    if_match: Option<u64>,
) -> Result<(), Error> {
    let (change, before) = held(tx, act, Action::TeamsDelete, team).await?;
    lock::version(before.version, if_match)?;
    let organization = change.before.organization;
    let world = &change.before;
    let was = world.teams.iter().find(|one| one.id == team).ok_or(Error::NotFound("team"))?;
    let detail = json!({
        "members": was.members, "grants": assignments::told(world, &was.grants),
    });
    let entry = Entry::done("teams.delete", "team", team.0, before.name.as_str()).detail(detail);
    append(tx, act, Home::Of(organization), entry).await?;
    sqlx::query("DELETE FROM teams WHERE organization = $1 AND id = $2")
        .bind(organization.to_string())
        .bind(team.to_string())
        .execute(tx.connection())
        .await?;
    change.close(tx, act, &[Principal::Team(team)]).await
}

/// Checks the permit, begins the change, and finds the team in it.
async fn held(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    action: Action,
    team: TeamId,
) -> Result<(Guarded, Team), Error> {
    let organization = act.require(action, &Resource::Organization)?;
    let change = guarded::open(tx, act, organization).await?;
    let found = find(tx, organization, team).await?.ok_or(Error::NotFound("team"))?;
    Ok((change, found))
}

async fn find(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    team: TeamId,
) -> Result<Option<Team>, Error> {
    let row = sqlx::query(
        "SELECT t.*, (SELECT COUNT(*) FROM team_members m WHERE m.organization = t.organization AND m.team = t.id)
           AS member_count FROM teams t WHERE t.organization = $1 AND t.id = $2",
    )
    .bind(organization.to_string())
    .bind(team.to_string())
    .fetch_optional(tx.connection())
    .await?;
    row.map(|row| read(&row)).transpose()
}

async fn refuse_taken(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    name: &DisplayName,
    team: TeamId,
) -> Result<(), Error> {
    let other =
        sqlx::query("SELECT id FROM teams WHERE organization = $1 AND name_key = $2 AND id <> $3")
            .bind(organization.to_string())
            .bind(name.key())
            .bind(team.to_string())
            .fetch_optional(tx.connection())
            .await?;
    if other.is_some() { Err(Error::name_taken("team", name)) } else { Ok(()) }
}

/// What the holders of an organization were given, and what roles are called.
struct Given {
    names: RoleNames,
    grants: BTreeMap<Holder, Vec<GrantDefinition>>,
}

impl Given {
    async fn load(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Self, Error> {
        let names = RoleNames::load(tx, organization).await?;
        Ok(Given { names, grants: grants::all(tx, organization).await? })
    }

    fn fill(&self, team: &mut Team, allowed: &Allowed, now: Timestamp) {
        let held = self.grants.get(&Holder::Team(team.id)).map(Vec::as_slice).unwrap_or_default();
        team.roles = self.names.of(held, now);
        let live: Vec<GrantDefinition> =
            held.iter().filter(|one| one.is_live(now)).cloned().collect();
        let seen = administered(&live).into_iter().filter(|one| allowed.contains_database(one));
        team.database_count = seen.count() as u64;
    }
}

/// The databases that grants make their holder an administrator of, one by one.
fn administered(grants: &[GrantDefinition]) -> BTreeSet<DatabaseId> {
    let administrator = Gives::Role(bailiwick_access::SystemRole::DatabaseAdministrator.id());
    grants
        .iter()
        .filter(|grant| grant.gives == administrator)
        .filter_map(|grant| match grant.scope {
            GrantScope::Database(database) => Some(database),
            _ => None,
        })
        .collect()
}

fn read(row: &AnyRow) -> Result<Team, Error> {
    let columns = Columns(row);
    Ok(Team {
        id: columns.parsed("id")?,
        name: columns.parsed("name")?,
        description: columns.parsed("description")?,
        roles: Vec::new(),
        member_count: columns.number("member_count")?,
        database_count: 0,
        created_at: columns.time("created_at")?,
        version: columns.number("version")?,
    })
}
