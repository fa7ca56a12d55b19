//! A change of access as data, and the world it would make: what is simulated before anybody writes it.

use bailiwick_model::{MemberId, RoleId, TeamId, TokenId};

use crate::role::RoleDefinition;
use crate::world::{GrantDefinition, World, WorldInvitation, WorldTeam};

/// A change of who may do what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// Make this role, or put it in place of the one with its id.
    PutRole(RoleDefinition),
    /// Take a role away; grants that give it give nothing from then on.
    RemoveRole(RoleId),
    /// Replace what a member was given directly.
    SetMemberGrants {
        /// The member.
        member: MemberId,
        /// All that it is given.
        grants: Vec<GrantDefinition>,
    },
    /// Suspend or resume a member.
    SetMemberState {
        /// The member.
        member: MemberId,
        /// Holds nothing from then on.
        suspended: bool,
    },
    /// Take a member out of the organization, with its teams and personal access tokens.
    RemoveMember(MemberId),
    /// Make this team, or put it in place of the one with its id.
    PutTeam(WorldTeam),
    /// Take a team away.
    RemoveTeam(TeamId),
    /// Replace what a service token was given.
    SetServiceTokenGrants {
        /// The token.
        token: TokenId,
        /// All that it is given.
        grants: Vec<GrantDefinition>,
    },
    /// Invite somebody, or put this in place of the invitation with its id.
    Invite(WorldInvitation),
}

/// The world after the change, one epoch later. What names something that is not there changes nothing else.
pub fn apply(world: &World, change: &Change) -> World {
    let mut after = world.clone();
    after.epoch += 1;
    match change {
        Change::PutRole(role) => put(&mut after.roles, role, |one| one.id == role.id),
        Change::RemoveRole(role) => after.roles.retain(|one| one.id != *role),
        Change::SetMemberGrants { member, grants } => {
            let found = after.members.iter_mut().filter(|one| one.id == *member);
            found.for_each(|one| one.grants.clone_from(grants));
        }
        Change::SetMemberState { member, suspended } => {
            let found = after.members.iter_mut().filter(|one| one.id == *member);
            found.for_each(|one| one.suspended = *suspended);
        }
        Change::RemoveMember(member) => {
            after.members.retain(|one| one.id != *member);
            after.teams.iter_mut().for_each(|team| team.members.retain(|one| one != member));
            after.personal_tokens.retain(|token| token.member != *member);
        }
        Change::PutTeam(team) => put(&mut after.teams, team, |one| one.id == team.id),
        Change::RemoveTeam(team) => after.teams.retain(|one| one.id != *team),
        Change::SetServiceTokenGrants { token, grants } => {
            let found = after.service_tokens.iter_mut().filter(|one| one.id == *token);
            found.for_each(|one| one.grants.clone_from(grants));
        }
        Change::Invite(invitation) => {
            put(&mut after.invitations, invitation, |one| one.id == invitation.id);
        }
    }
    after
}

fn put<T: Clone>(all: &mut Vec<T>, one: &T, is_it: impl Fn(&T) -> bool) {
    match all.iter_mut().find(|other| is_it(other)) {
        Some(place) => place.clone_from(one),
        None => all.push(one.clone()),
    }
}
