//! Who administers a database: members and service tokens, directly or through a team.

use std::collections::BTreeMap;

use bailiwick_access::{
    Action, Gives, GrantDefinition, GrantScope, Principal, Resource, SystemRole, World,
};
use bailiwick_model::{
    AdministratorSource, DatabaseAdministrator, DatabaseId, GrantId, MemberId, MemberReference,
    OrganizationId, ServiceTokenReference, TeamReference, Timestamp, TokenId,
};
use serde_json::json;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::grants::{self, Holder, NewGrant};
use crate::guarded::{self, Guarded};
use crate::page::{Listed, Page};
use crate::row::Columns;
use crate::tx::Tx;
use crate::{databases, world};

/// Who administers a database at this time.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    database: DatabaseId,
    now: Timestamp,
    page: &Page,
) -> Result<Listed<DatabaseAdministrator>, Error> {
    let world = world::load(tx, organization).await?;
    let all = all(tx, &world, database, now).await?;
    Ok(page.cut(all, name, id))
}

/// Makes a member an administrator of a database, for good. One who is stays one.
///
/// # Errors
/// [`Error::NotFound`] when the member is not of the organization; [`Error::Refused`].
pub async fn add(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    database: DatabaseId,
    member: MemberId,
) -> Result<DatabaseAdministrator, Error> {
    let change = begin(tx, act, database).await?;
    let organization = change.before.organization;
    let held = direct(&change.before, database, member).ok_or(Error::NotFound("member"))?;
    if !held.iter().any(|grant| grant.expires_at.is_none()) {
        let new = NewGrant::role(SystemRole::DatabaseAdministrator.id());
        let new = new.at(GrantScope::Database(database));
        grants::insert(tx, act, organization, Holder::Member(member), &new).await?;
        write_down(tx, act, organization, "database_administrators.add", database, member).await?;
        change.close(tx, act, &[Principal::Member(member)]).await?;
    }
    let world = world::load(tx, organization).await?;
    let all = all(tx, &world, database, act.now).await?;
    let is_it = |one: &DatabaseAdministrator| one.member.as_ref().is_some_and(|it| it.id == member);
    all.into_iter().find(is_it).ok_or(Error::NotFound("member"))
}

/// Takes a database from a member who was made its administrator directly.
///
/// # Errors
/// [`Error::NotFound`] when the member does not administer it; [`Error::Conflict`] `administrator_by_team` when it does
/// so only through what was given to a team, or for more than this database; [`Error::Refused`].
pub async fn remove(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    database: DatabaseId,
    member: MemberId,
) -> Result<(), Error> {
    let change = begin(tx, act, database).await?;
    let organization = change.before.organization;
    let held: Vec<GrantId> = direct(&change.before, database, member)
        .ok_or(Error::NotFound("member"))?
        .iter()
        .map(|grant| grant.id)
        .collect();
    if held.is_empty() {
        return Err(not_direct(tx, &change.before, database, member, act.now).await?);
    }
    for grant in held {
        grants::delete(tx, organization, grant).await?;
    }
    write_down(tx, act, organization, "database_administrators.remove", database, member).await?;
    change.close(tx, act, &[Principal::Member(member)]).await
}

async fn begin(tx: &mut Tx<'_>, act: &Act<'_>, database: DatabaseId) -> Result<Guarded, Error> {
    let resource = Resource::Database(database);
    let organization = act.require(Action::DatabaseMembersUpdate, &resource)?;
    let change = guarded::open(tx, act, organization).await?;
    databases::get(tx, organization, database).await?.ok_or(Error::NotFound("database"))?;
    Ok(change)
}

/// The grants that make a member administrator of exactly this database; absent when there is no such member.
fn direct(world: &World, database: DatabaseId, member: MemberId) -> Option<Vec<&GrantDefinition>> {
    let found = world.members.iter().find(|one| one.id == member)?;
    Some(found.grants.iter().filter(|grant| grants::administers(grant, database)).collect())
}

/// Why a member is no administrator of exactly this database, for whoever would take that back: see [`remove`].
///
/// # Errors
/// When the store fails.
pub async fn not_direct(
    tx: &mut Tx<'_>,
    world: &World,
    database: DatabaseId,
    member: MemberId,
    now: Timestamp,
) -> Result<Error, Error> {
    let all = all(tx, world, database, now).await?;
    let found = all.iter().find(|one| one.member.as_ref().is_some_and(|it| it.id == member));
    let Some(found) = found else { return Ok(Error::NotFound("member")) };
    let teams: Vec<String> = found
        .sources
        .iter()
        .filter_map(|source| source.team.as_ref().map(|team| format!("`{}`", team.name)))
        .collect();
    let message = if teams.is_empty() {
        "the member administers more than this database: change the member's roles".to_owned()
    } else {
        format!("the member administers it through the team {}: change that", teams.join(", "))
    };
    Ok(Error::conflict("administrator_by_team", message))
}

async fn write_down(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
    action: &str,
    database: DatabaseId,
    member: MemberId,
) -> Result<(), Error> {
    let found = databases::get(tx, organization, database).await?;
    let found = found.ok_or(Error::NotFound("database"))?;
    let entry = Entry::done(action, "database", database.0, found.name.as_str())
        .detail(json!({ "member": member }));
    append(tx, act, Home::Of(organization), entry).await
}

/// Everybody who holds the role on the database, whatever it was given for and through whom.
async fn all(
    tx: &mut Tx<'_>,
    world: &World,
    database: DatabaseId,
    now: Timestamp,
) -> Result<Vec<DatabaseAdministrator>, Error> {
    let (mut members, mut tokens) = sources(tx, world, database, now).await?;
    let mut found = Vec::new();
    for member in people(tx, world.organization).await? {
        if let Some(sources) = members.remove(&member.id) {
            found.push(administrator(Some(member), None, sources));
        }
    }
    for token in service_tokens(tx, world.organization).await? {
        if let Some(sources) = tokens.remove(&token.id) {
            found.push(administrator(None, Some(token), sources));
        }
    }
    Ok(found)
}

fn administrator(
    member: Option<MemberReference>,
    service_token: Option<ServiceTokenReference>,
    sources: Vec<AdministratorSource>,
) -> DatabaseAdministrator {
    let is_direct = sources.iter().any(|one| one.team.is_none() && one.reach == "database");
    DatabaseAdministrator { member, service_token, is_direct, sources }
}

type Sources<Id> = BTreeMap<Id, Vec<AdministratorSource>>;

/// The live grants of the role that reach the database, by who holds them.
async fn sources(
    tx: &mut Tx<'_>,
    world: &World,
    database: DatabaseId,
    now: Timestamp,
) -> Result<(Sources<MemberId>, Sources<TokenId>), Error> {
    let project = world.databases.iter().find(|one| one.id == database).map(|one| one.project);
    let source = |grant: &GrantDefinition, team: Option<&TeamReference>| {
        let reach = match &grant.scope {
            GrantScope::Database(one) if *one == database => "database",
            GrantScope::Projects(named) if project.is_some_and(|one| named.contains(&one)) => {
                "projects"
            }
            GrantScope::Organization => "organization",
            _ => return None,
        };
        let is_live = grant.is_live(now);
        let is_role = grant.gives == Gives::Role(SystemRole::DatabaseAdministrator.id());
        (is_live && is_role).then(|| AdministratorSource {
            grant: grant.id,
            team: team.cloned(),
            reach: reach.to_owned(),
            expires_at: grant.expires_at,
        })
    };
    let (mut members, mut tokens) = (Sources::new(), Sources::new());
    for one in &world.members {
        let own: Vec<_> = one.grants.iter().filter_map(|grant| source(grant, None)).collect();
        if !own.is_empty() {
            members.insert(one.id, own);
        }
    }
    for team in team_names(tx, world.organization).await? {
        let Some(held) = world.teams.iter().find(|one| one.id == team.id) else { continue };
        let given: Vec<_> =
            held.grants.iter().filter_map(|grant| source(grant, Some(&team))).collect();
        for member in held.members.iter().filter(|_| !given.is_empty()) {
            members.entry(*member).or_default().extend(given.iter().cloned());
        }
    }
    for one in &world.service_tokens {
        let own: Vec<_> = one.grants.iter().filter_map(|grant| source(grant, None)).collect();
        if !own.is_empty() {
            tokens.insert(one.id, own);
        }
    }
    Ok((members, tokens))
}

fn name(one: &DatabaseAdministrator) -> String {
    match (&one.member, &one.service_token) {
        (Some(member), _) => format!("{} {}", member.display_name, member.email),
        (_, Some(token)) => token.name.to_string(),
        (None, None) => String::new(),
    }
}

fn id(one: &DatabaseAdministrator) -> String {
    match (&one.member, &one.service_token) {
        (Some(member), _) => member.id.to_string(),
        (_, Some(token)) => token.id.to_string(),
        (None, None) => String::new(),
    }
}

async fn team_names(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
) -> Result<Vec<TeamReference>, Error> {
    let rows = sqlx::query("SELECT id, name FROM teams WHERE organization = $1 ORDER BY id")
        .bind(organization.to_string())
        .fetch_all(tx.connection())
        .await?;
    rows.iter()
        .map(|row| {
            let columns = Columns(row);
            Ok(TeamReference { id: columns.parsed("id")?, name: columns.parsed("name")? })
        })
        .collect()
}

async fn people(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
) -> Result<Vec<MemberReference>, Error> {
    let rows = sqlx::query(
        "SELECT m.id, m.state, a.email, a.display_name FROM members m JOIN accounts a ON a.id = m.account
         WHERE m.organization = $1",
    )
    .bind(organization.to_string())
    .fetch_all(tx.connection())
    .await?;
    rows.iter()
        .map(|row| {
            let columns = Columns(row);
            Ok(MemberReference {
                id: columns.parsed("id")?,
                email: columns.parsed("email")?,
                display_name: columns.parsed("display_name")?,
                state: columns.parsed("state")?,
            })
        })
        .collect()
}

async fn service_tokens(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
) -> Result<Vec<ServiceTokenReference>, Error> {
    let rows = sqlx::query("SELECT id, name FROM service_tokens WHERE organization = $1")
        .bind(organization.to_string())
        .fetch_all(tx.connection())
        .await?;
    rows.iter()
        .map(|row| {
            let columns = Columns(row);
            Ok(ServiceTokenReference { id: columns.parsed("id")?, name: columns.parsed("name")? })
        })
        .collect()
}
