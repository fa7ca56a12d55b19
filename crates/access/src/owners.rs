//! Whether a change makes or unmakes owners: an act that asks for a person who signed in lately.

use std::collections::BTreeSet;

use bailiwick_model::MemberId;

use crate::snapshot::Principal;
use crate::system_role::SystemRole;
use crate::world::{Gives, GrantDefinition, World};

/// Whether others own the organization afterwards, or will, or for another time.
pub fn changes_owners(before: &World, after: &World) -> bool {
    Owning::of(before) != Owning::of(after)
}

/// Who owns an organization, by what, and who may not act as an owner because they are suspended.
#[derive(PartialEq)]
struct Owning<'w> {
    grants: Vec<(Principal, &'w GrantDefinition)>,
    in_teams: Vec<(Principal, &'w [MemberId])>,
    suspended: BTreeSet<MemberId>,
}

impl<'w> Owning<'w> {
    fn of(world: &'w World) -> Self {
        let members = world.members.iter().map(|one| (Principal::Member(one.id), &one.grants));
        let teams = world.teams.iter().map(|one| (Principal::Team(one.id), &one.grants));
        let tokens =
            world.service_tokens.iter().map(|one| (Principal::ServiceToken(one.id), &one.grants));
        let invitations =
            world.invitations.iter().map(|one| (Principal::Invitation(one.id), &one.grants));
        let grants: Vec<(Principal, &GrantDefinition)> = members
            .chain(teams)
            .chain(tokens)
            .chain(invitations)
            .flat_map(|(principal, grants)| grants.iter().map(move |grant| (principal, grant)))
            .filter(|(_, grant)| grant.gives == Gives::Role(SystemRole::Owner.id()))
            .collect();
        let holds = |principal: Principal| grants.iter().any(|(holder, _)| *holder == principal);
        let in_teams: Vec<(Principal, &[MemberId])> = world
            .teams
            .iter()
            .map(|team| (Principal::Team(team.id), team.members.as_slice()))
            .filter(|(team, _)| holds(*team))
            .collect();
        let owns = |id: MemberId| {
            holds(Principal::Member(id))
                || in_teams.iter().any(|(_, members)| members.contains(&id))
        };
        let suspended = world.members.iter().filter(|one| one.suspended).map(|one| one.id);
        let suspended = suspended.filter(|id| owns(*id)).collect();
        Owning { grants, in_teams, suspended }
    }
}
