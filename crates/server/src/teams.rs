//! Teams.

pub(crate) mod create;
pub(crate) mod database_add;
pub(crate) mod database_list;
pub(crate) mod database_remove;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod member_add;
pub(crate) mod member_list;
pub(crate) mod member_remove;
pub(crate) mod role_update;
pub(crate) mod update;

use bailiwick_access::{Action, Change, NodeKind, Principal, Resource};
use bailiwick_api::{Ruled, TeamAnswer};
use bailiwick_model::{Team, TeamId, TeamMember};
use bailiwick_store::Tx;

use crate::call::Call;
use crate::error::Error;
use crate::grants;
use crate::rulings::{Ruling, ruled_among};

/// A team with what the caller may do to it.
pub(crate) fn held(call: &Call, team: Team) -> Result<Ruled<Team>, Error> {
    let world = &call.judged()?.folded.world;
    let members = world.teams.iter().filter(|one| one.id == team.id).flat_map(|one| &one.members);
    let others: Vec<Principal> = members.copied().map(Principal::Member).collect();
    let touched = [Principal::Team(team.id)];
    let removed = Some(Change::RemoveTeam(team.id));
    let rulings = [
        Ruling { action: Action::TeamsUpdate, change: None, touched: &touched },
        Ruling { action: Action::TeamsDelete, change: removed, touched: &touched },
    ];
    ruled_among(call, team, &Resource::Organization, &[Action::TeamsView], &others, &rulings)
}

/// The team of a path and what it was given.
pub(crate) async fn detail(
    call: &Call,
    tx: &mut Tx<'_>,
    team: TeamId,
) -> Result<Ruled<TeamAnswer>, Error> {
    let allowed = call.allowed(Action::DatabasesView, NodeKind::Database)?;
    let organization = call.path.organization()?;
    let found = bailiwick_store::teams::get(tx, organization, team, &allowed, call.now).await?;
    let (team, given) = found.ok_or_else(Error::not_found)?;
    let grants = grants::shown(call, tx, &given).await?;
    let Ruled { object: team, can, cannot } = held(call, team)?;
    Ok(Ruled { object: TeamAnswer { team, grants }, can, cannot })
}

/// A member of a team, with what the caller may do to its being there.
pub(crate) fn held_member(
    call: &Call,
    team: TeamId,
    member: TeamMember,
) -> Result<Ruled<TeamMember>, Error> {
    let world = &call.judged()?.folded.world;
    let without = world.teams.iter().find(|one| one.id == team).cloned().map(|mut one| {
        one.members.retain(|id| *id != member.id);
        Change::PutTeam(one)
    });
    let others = [Principal::Member(member.id)];
    let touched = [Principal::Team(team)];
    let rulings = [Ruling { action: Action::TeamsUpdate, change: without, touched: &touched }];
    ruled_among(call, member, &Resource::Organization, &[Action::TeamsView], &others, &rulings)
}
