//! Where others stand for somebody who would change them: told before anything is tried, by the law that judges the
//! change itself.

use std::collections::BTreeSet;

use bailiwick_model::{AccountId, GrantId, InvitationId, MemberId, RoleId, TeamId, Timestamp};

use crate::change::{Change, apply};
use crate::guard::{guard, keeps_an_owner, role_is_within};
use crate::refusal::Refusal;
use crate::snapshot::Principal;
use crate::system_role::SystemRole;
use crate::world::{
    Gives, GrantDefinition, GrantScope, World, WorldInvitation, WorldMember, WorldTeam,
};

/// What an actor may not do to some principals of a world. It holds of the world only what bears on them, so that a
/// page of a list costs what the page is worth.
pub struct Standing {
    actor: Principal,
    now: Timestamp,
    /// The actor and those asked about.
    world: World,
    /// Those who own the organization.
    owners: World,
}

impl Standing {
    /// Looks at `others` with the eyes of `actor`.
    pub fn of(world: &World, actor: &Principal, others: &[Principal], now: Timestamp) -> Self {
        let asked: BTreeSet<Principal> = others.iter().copied().chain([*actor]).collect();
        let owns = |grants: &[GrantDefinition]| {
            grants.iter().any(|grant| grant.gives == Gives::Role(SystemRole::Owner.id()))
        };
        let owning: BTreeSet<TeamId> =
            world.teams.iter().filter(|team| owns(&team.grants)).map(|team| team.id).collect();
        let by_team: BTreeSet<MemberId> = world
            .teams
            .iter()
            .filter(|team| owning.contains(&team.id))
            .flat_map(|team| team.members.iter().copied())
            .collect();
        Standing {
            actor: *actor,
            now,
            world: among(world, &asked),
            owners: part(
                world,
                |member| owns(&member.grants) || by_team.contains(&member.id),
                |team| owning.contains(&team.id),
            ),
        }
    }

    /// Whether the actor may change this principal at all.
    ///
    /// # Errors
    /// [`Refusal::TargetAboveActor`].
    pub fn touch(&self, other: Principal) -> Result<(), Refusal> {
        guard(&self.world, &self.world, &self.actor, &[other], self.now)
    }

    /// Whether the actor may give this role to somebody else, for the whole organization and for good.
    ///
    /// # Errors
    /// [`Refusal::WouldExceedGrantor`].
    pub fn give(&self, role: RoleId) -> Result<(), Refusal> {
        let grant = GrantDefinition {
            id: GrantId(role.0),
            gives: Gives::Role(role),
            scope: GrantScope::Organization,
            production: true,
            expires_at: None,
        };
        // Somebody who holds nothing yet: an invitation that is never written down.
        let somebody = WorldInvitation {
            id: InvitationId(role.0),
            inviter: AccountId(role.0),
            grants: vec![grant],
        };
        let mut after = self.world.clone();
        after.invitations.push(somebody);
        guard(&self.world, &after, &self.actor, &[], self.now)
    }

    /// Whether the actor may change or delete this role.
    ///
    /// # Errors
    /// [`Refusal::RoleAboveActor`].
    pub fn edit(&self, role: RoleId) -> Result<(), Refusal> {
        role_is_within(&self.world, &self.actor, role, self.now)
    }

    /// Whether the actor may take this member out of the organization.
    ///
    /// # Errors
    /// As [`Standing::touch`]; [`Refusal::LastOwner`].
    pub fn remove(&self, member: MemberId) -> Result<(), Refusal> {
        self.change(&Change::RemoveMember(member), &[Principal::Member(member)])
    }

    /// Whether the actor may make this change, which bears on none but those asked about.
    ///
    /// # Errors
    /// As [`guard`].
    pub fn change(&self, change: &Change, touched: &[Principal]) -> Result<(), Refusal> {
        let after = apply(&self.world, change);
        match guard(&self.world, &after, &self.actor, touched, self.now) {
            // The last owner of these is not the last of all.
            Ok(()) | Err(Refusal::LastOwner) => {
                keeps_an_owner(&self.owners, &apply(&self.owners, change))
            }
            Err(refusal) => Err(refusal),
        }
    }
}

/// The world with only those principals in it, the teams that bear on them, and the owners of personal access tokens.
fn among(world: &World, asked: &BTreeSet<Principal>) -> World {
    let mut members: BTreeSet<MemberId> = asked
        .iter()
        .filter_map(|principal| match principal {
            Principal::Member(id) => Some(*id),
            _ => None,
        })
        .collect();
    let tokens = world.personal_tokens.iter();
    let tokens: Vec<_> =
        tokens.filter(|token| asked.contains(&Principal::PersonalToken(token.id))).collect();
    members.extend(tokens.iter().map(|token| token.member));
    let mut small = part(
        world,
        |member| members.contains(&member.id),
        |team| {
            asked.contains(&Principal::Team(team.id))
                || team.members.iter().any(|member| members.contains(member))
        },
    );
    small.personal_tokens = tokens.into_iter().cloned().collect();
    let services = world.service_tokens.iter();
    small.service_tokens =
        services.filter(|one| asked.contains(&Principal::ServiceToken(one.id))).cloned().collect();
    let invitations = world.invitations.iter();
    small.invitations =
        invitations.filter(|one| asked.contains(&Principal::Invitation(one.id))).cloned().collect();
    small
}

fn part(
    world: &World,
    keeps_member: impl Fn(&WorldMember) -> bool,
    keeps_team: impl Fn(&WorldTeam) -> bool,
) -> World {
    World {
        projects: world.projects.clone(),
        instances: world.instances.clone(),
        databases: world.databases.clone(),
        default_role: world.default_role,
        roles: world.roles.clone(),
        members: world.members.iter().filter(|member| keeps_member(member)).cloned().collect(),
        teams: world.teams.iter().filter(|team| keeps_team(team)).cloned().collect(),
        ..World::empty(world.organization, world.epoch)
    }
}
