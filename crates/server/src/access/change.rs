//! A change of access as it is asked for, read by the rules of the operations that would make it.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use bailiwick_access::{
    Action, ActionSet, Assigns, Change, GrantDefinition, GrantScope, NodeKind, Resource,
    RoleDefinition, RoleScope, SystemRole, World, WorldTeam, decide,
};
use bailiwick_api::{
    SimulatedAdministrator, SimulatedApproval, SimulatedChange, SimulatedRole, SimulatedTeam,
};
use bailiwick_model::{DatabaseId, GrantId, MemberId, MemberState, RoleId, TeamId, TokenId};
use bailiwick_store::Ids;
use bailiwick_store::grants::{NewGrant, administers, besides, with_unseen};
use bailiwick_store::roles::Role;

use super::question::sees;
use crate::access_requests::{self, approve};
use crate::call::Call;
use crate::error::Error;
use crate::{grants, roles, token_grants};

/// A change, and the action that making it asks for.
pub(super) struct Asked {
    pub(super) change: Change,
    pub(super) needs: Action,
    /// Where it asks for it.
    pub(super) at: Resource,
    /// Whether it says how a role is called: one that is still being built may have no name yet.
    pub(super) names: bool,
    /// It is so already: the save does nothing, and judges nobody.
    pub(super) is_idle: bool,
}

impl Asked {
    fn of(needs: Action, change: Change) -> Self {
        Asked { change, needs, at: Resource::Organization, names: false, is_idle: false }
    }
}

/// Why it cannot be simulated.
pub(super) enum Simulated {
    /// The role would be refused as it stands.
    Incomplete(Error),
    /// There is nothing that the save could do.
    Impossible(Error),
    /// It names what is not there, or is not a change.
    Wrong(Error),
}

impl From<Error> for Simulated {
    fn from(error: Error) -> Self {
        Simulated::Wrong(error)
    }
}

pub(super) async fn read(call: &Call, change: SimulatedChange) -> Result<Asked, Simulated> {
    let world = &call.judged()?.folded.world;
    let asked = |needs, change| Ok(Asked::of(needs, change));
    match change {
        SimulatedChange::PutRole(asked) => role(call, world, asked),
        SimulatedChange::RemoveRole(role) => {
            custom(world, role)?;
            asked(Action::RolesDelete, Change::RemoveRole(role))
        }
        SimulatedChange::SetMemberRoles(roles) => {
            let held = member(world, roles.member)?;
            let wanted = grants::settled(call, &roles.roles, held)?;
            let member = roles.member;
            let grants = assigned(call, held, wanted, &approved(call, member).await?)?;
            asked(Action::MembersUpdate, Change::SetMemberGrants { member, grants })
        }
        SimulatedChange::SetMemberState(state) => {
            member(world, state.member)?;
            let suspended = state.state == MemberState::Suspended;
            let member = state.member;
            asked(Action::MembersUpdate, Change::SetMemberState { member, suspended })
        }
        SimulatedChange::RemoveMember(id) => {
            member(world, id)?;
            asked(Action::MembersRemove, Change::RemoveMember(id))
        }
        SimulatedChange::PutTeam(asked) => Ok(team(call, world, asked)?),
        SimulatedChange::RemoveTeam(id) => {
            world.teams.iter().find(|one| one.id == id).ok_or_else(Error::not_found)?;
            asked(Action::TeamsDelete, Change::RemoveTeam(id))
        }
        SimulatedChange::AddAdministrator(one) => {
            let mut grants = member(world, one.member)?.to_vec();
            let new = administered(call, one.database)?;
            let is_idle = grants
                .iter()
                .any(|grant| administers(grant, one.database) && grant.expires_at.is_none());
            if !is_idle {
                grants.push(with_id(call, new));
            }
            Ok(Asked { is_idle, ..administration(&one, grants) })
        }
        SimulatedChange::RemoveAdministrator(one) => {
            let mut grants = member(world, one.member)?.to_vec();
            administered(call, one.database)?;
            let held = grants.len();
            grants.retain(|grant| !administers(grant, one.database));
            // Why it cannot be is told to those who could make it.
            if grants.len() == held && may_administer(call, one.database)? {
                return Err(not_direct(call, world, &one).await?);
            }
            Ok(administration(&one, grants))
        }
        SimulatedChange::SetServiceTokenGrants(given) => {
            let held = token(world, given.token)?;
            let mut wanted = Vec::with_capacity(given.grants.len());
            for (place, grant) in given.grants.into_iter().enumerate() {
                let within = format!("grants[{place}].");
                wanted.push(token_grants::parse(call.judged()?, call.now, &within, grant)?);
            }
            let grants = replaced(call, held, wanted, |_| true);
            let token = given.token;
            let change = Change::SetServiceTokenGrants { token, grants };
            asked(Action::ServiceTokenGrantsUpdate, change)
        }
        SimulatedChange::ApproveRequest(asked) => Ok(approval(call, world, asked).await?),
    }
}

/// What the approval of a request would give; when it would end is of no matter.
async fn approval(call: &Call, world: &World, asked: SimulatedApproval) -> Result<Asked, Error> {
    let mut tx = call.read().await?;
    let request = access_requests::find_one(call, &mut tx, asked.request).await?;
    let new = approve::given(call, call.judged()?, &request, asked.role)?;
    let mut grants = member(world, request.member)?.to_vec();
    grants.push(with_id(call, new));
    let change = Change::SetMemberGrants { member: request.member, grants };
    Ok(Asked::of(Action::MembersUpdate, change))
}

fn may_administer(call: &Call, database: DatabaseId) -> Result<bool, Error> {
    let judged = call.judged()?;
    let at = Resource::Database(database);
    let action = Action::DatabaseMembersUpdate;
    Ok(decide(&judged.folded.snapshot, &judged.principal, action, &at).is_ok())
}

/// Nothing made the member an administrator of exactly this database: what the save says then.
async fn not_direct(
    call: &Call,
    world: &World,
    one: &SimulatedAdministrator,
) -> Result<Simulated, Error> {
    let mut tx = call.read().await?;
    let (database, member) = (one.database, one.member);
    let error =
        bailiwick_store::administrators::not_direct(&mut tx, world, database, member, call.now)
            .await?;
    Ok(match Error::from(error) {
        error if error.status == StatusCode::CONFLICT => Simulated::Impossible(error),
        error => Simulated::Wrong(error),
    })
}

/// A member who administers a database, or no longer does, by what was given for exactly that.
fn administration(one: &SimulatedAdministrator, grants: Vec<GrantDefinition>) -> Asked {
    let change = Change::SetMemberGrants { member: one.member, grants };
    let at = Resource::Database(one.database);
    Asked { at, ..Asked::of(Action::DatabaseMembersUpdate, change) }
}

/// A role as it would be: a new one begins with nothing.
fn role(call: &Call, world: &World, asked: SimulatedRole) -> Result<Asked, Simulated> {
    let (definition, needs) = match asked.id {
        Some(id) => (custom(world, id)?.clone(), Action::RolesUpdate),
        None => (blank(RoleId(call.state.ids.id())), Action::RolesCreate),
    };
    let before = Role {
        definition: definition.clone(),
        description: String::new(),
        is_newer: false,
        created_at: call.now,
        version: 1,
    };
    let names = asked.role.name.is_some();
    let new = roles::edited(call, &before, asked.role).map_err(Simulated::Incomplete)?;
    let change = Change::PutRole(RoleDefinition {
        id: definition.id,
        name: new.name.to_string(),
        system: None,
        permissions: new.normal.permissions,
        actions: new.normal.actions,
        scope: new.normal.scope,
        assigns: new.assigns,
    });
    Ok(Asked { names, ..Asked::of(needs, change) })
}

fn blank(id: RoleId) -> RoleDefinition {
    RoleDefinition {
        id,
        name: "New role".to_owned(),
        system: None,
        permissions: Vec::new(),
        actions: ActionSet::EMPTY,
        scope: RoleScope::EVERYTHING,
        assigns: Assigns::Own,
    }
}

fn custom(world: &World, id: RoleId) -> Result<&RoleDefinition, Error> {
    let found = world.roles.iter().find(|one| one.id == id && one.system.is_none());
    found.ok_or_else(Error::not_found)
}

fn member(world: &World, id: MemberId) -> Result<&[GrantDefinition], Error> {
    let found = world.members.iter().find(|one| one.id == id);
    found.map(|one| one.grants.as_slice()).ok_or_else(Error::not_found)
}

fn token(world: &World, id: TokenId) -> Result<&[GrantDefinition], Error> {
    let found = world.service_tokens.iter().find(|one| one.id == id);
    found.map(|one| one.grants.as_slice()).ok_or_else(Error::not_found)
}

fn team(call: &Call, world: &World, asked: SimulatedTeam) -> Result<Asked, Error> {
    let (mut team, needs) = match asked.id {
        Some(id) => {
            let found = world.teams.iter().find(|one| one.id == id);
            (found.ok_or_else(Error::not_found)?.clone(), Action::TeamsUpdate)
        }
        None => {
            let id = TeamId(call.state.ids.id());
            (WorldTeam { id, members: Vec::new(), grants: Vec::new() }, Action::TeamsCreate)
        }
    };
    if let Some(members) = asked.members {
        members.iter().try_for_each(|id| member(world, *id).map(drop))?;
        team.members = members.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    }
    if let Some(roles) = asked.roles {
        let wanted = grants::settled(call, &roles, &team.grants)?;
        team.grants = assigned(call, &team.grants, wanted, &BTreeSet::new())?;
    }
    if let Some(databases) = asked.databases {
        let wanted = databases.iter().map(|id| administered(call, *id));
        let wanted = wanted.collect::<Result<Vec<_>, Error>>()?;
        // As with roles: what is out of sight cannot have been left out on purpose.
        let judged = call.judged()?;
        let is_seen = |grant: &GrantDefinition| match grant.scope {
            GrantScope::Database(id) => {
                administers(grant, id) && sees(judged, &Resource::Database(id))
            }
            _ => false,
        };
        team.grants = replaced(call, &team.grants, wanted, is_seen);
    }
    Ok(Asked::of(needs, Change::PutTeam(team)))
}

/// What approved requests gave a member.
async fn approved(call: &Call, member: MemberId) -> Result<BTreeSet<GrantId>, Error> {
    let mut tx = call.read().await?;
    let organization = call.path.organization()?;
    let gave = bailiwick_store::access_requests::gave(&mut tx, organization, member).await?;
    Ok(gave.into_keys().collect())
}

/// These roles in place of those of before, but for what was given on projects that the caller does not see, and what
/// approved requests gave.
fn assigned(
    call: &Call,
    held: &[GrantDefinition],
    wanted: Vec<NewGrant>,
    approved: &BTreeSet<GrantId>,
) -> Result<Vec<GrantDefinition>, Error> {
    let seen = call.allowed(Action::ProjectsView, NodeKind::Project)?;
    let (kept, replaceable): (Vec<GrantDefinition>, Vec<GrantDefinition>) = held
        .iter()
        .filter(|grant| grant.is_assignment())
        .cloned()
        .partition(|grant| approved.contains(&grant.id));
    let wanted = besides(&kept, wanted);
    let wanted = with_unseen(&replaceable, wanted, |project| seen.contains_project(project));
    let is_replaced =
        |grant: &GrantDefinition| grant.is_assignment() && !approved.contains(&grant.id);
    Ok(replaced(call, held, wanted, is_replaced))
}

fn administered(call: &Call, id: DatabaseId) -> Result<NewGrant, Error> {
    if !sees(call.judged()?, &Resource::Database(id)) {
        return Err(Error::not_found());
    }
    let role = SystemRole::DatabaseAdministrator.id();
    Ok(NewGrant::role(role).at(GrantScope::Database(id)))
}

/// These grants in place of those of their kind; what is wanted as it is keeps its id.
fn replaced(
    call: &Call,
    held: &[GrantDefinition],
    wanted: Vec<NewGrant>,
    is_of_kind: impl Fn(&GrantDefinition) -> bool,
) -> Vec<GrantDefinition> {
    let mut grants: Vec<GrantDefinition> =
        held.iter().filter(|grant| !is_of_kind(grant)).cloned().collect();
    for new in wanted {
        let kept = held.iter().find(|grant| new.is_like(grant)).cloned();
        grants.push(kept.unwrap_or_else(|| with_id(call, new)));
    }
    grants
}

fn with_id(call: &Call, new: NewGrant) -> GrantDefinition {
    let NewGrant { gives, scope, production, expires_at } = new;
    GrantDefinition { id: GrantId(call.state.ids.id()), gives, scope, production, expires_at }
}
