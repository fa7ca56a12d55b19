//! The databases that a team administers: every member of it is their Database Administrator.

use std::collections::BTreeSet;

use bailiwick_access::{Action, GrantScope, Principal, SystemRole, World};
use bailiwick_model::{DatabaseId, OrganizationId, TeamId};
use serde_json::json;

use super::{administered, held};
use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::grants::{self, Holder, NewGrant};
use crate::tx::Tx;

/// The databases that a team administers, seen or not: the caller's sight is [`crate::databases::among`]'s to judge.
///
/// # Errors
/// [`Error::NotFound`] when there is no such team.
pub async fn databases_of(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    team: TeamId,
) -> Result<BTreeSet<DatabaseId>, Error> {
    super::find(tx, organization, team).await?.ok_or(Error::NotFound("team"))?;
    Ok(administered(&grants::of(tx, organization, Holder::Team(team)).await?))
}

/// Makes every member of a team an administrator of a database, for good.
///
/// # Errors
/// [`Error::NotFound`] when team or database are not of the organization; [`Error::Refused`].
pub async fn add_database(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    team: TeamId,
    database: DatabaseId,
) -> Result<(), Error> {
    let (change, found) = held(tx, act, Action::TeamsUpdate, team).await?;
    let organization = change.before.organization;
    if !change.before.databases.iter().any(|one| one.id == database) {
        return Err(Error::NotFound("database"));
    }
    if grants_at(&change.before, team, database).any(|(_, is_for_good)| is_for_good) {
        return Ok(());
    }
    let new = NewGrant::role(SystemRole::DatabaseAdministrator.id());
    let new = new.at(GrantScope::Database(database));
    grants::insert(tx, act, organization, Holder::Team(team), &new).await?;
    let entry = Entry::done("team_databases.add", "team", team.0, found.name.as_str())
        .detail(json!({ "database": database }));
    append(tx, act, Home::Of(organization), entry).await?;
    change.close(tx, act, &[Principal::Team(team)]).await
}

/// Takes a database from a team.
///
/// # Errors
/// [`Error::NotFound`] when the team does not administer it; [`Error::Refused`].
pub async fn remove_database(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    team: TeamId,
    database: DatabaseId,
) -> Result<(), Error> {
    let (change, found) = held(tx, act, Action::TeamsUpdate, team).await?;
    let organization = change.before.organization;
    let given: Vec<_> = grants_at(&change.before, team, database).map(|(id, _)| id).collect();
    if given.is_empty() {
        return Err(Error::NotFound("database"));
    }
    for grant in given {
        grants::delete(tx, organization, grant).await?;
    }
    let entry = Entry::done("team_databases.remove", "team", team.0, found.name.as_str())
        .detail(json!({ "database": database }));
    append(tx, act, Home::Of(organization), entry).await?;
    change.close(tx, act, &[Principal::Team(team)]).await
}

/// The grants that make a team administrator of exactly this database, and whether each is for good.
fn grants_at(
    world: &World,
    team: TeamId,
    database: DatabaseId,
) -> impl Iterator<Item = (bailiwick_model::GrantId, bool)> + '_ {
    let of_team = world.teams.iter().filter(move |one| one.id == team);
    of_team.flat_map(|one| &one.grants).filter_map(move |grant| {
        grants::administers(grant, database).then_some((grant.id, grant.expires_at.is_none()))
    })
}
