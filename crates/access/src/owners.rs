//! Whether a change makes or unmakes owners: an act that asks for a person who signed in lately.

use std::collections::BTreeSet;

use bailiwick_model::{MemberId, RoleId};

use crate::role::Assigns;
use crate::snapshot::Principal;
use crate::system_role::SystemRole;
use crate::world::{Gives, GrantDefinition, World};

/// Whether others own the organization afterwards, or will, or for another time; or could be made owners by others than
/// before: through a role that may be given on, or by what newcomers get.
pub fn changes_owners(before: &World, after: &World) -> bool {
    Owning::of(before) != Owning::of(after)
}

/// Who owns an organization, by what, and who may not act as an owner because they are suspended.
#[derive(PartialEq)]
struct Owning<'w> {
    grants: Vec<(Principal, &'w GrantDefinition)>,
    in_teams: Vec<(Principal, &'w [MemberId])>,
    suspended: BTreeSet<MemberId>,
    by_default: bool,
    makers: BTreeSet<RoleId>,
}

impl<'w> Owning<'w> {
    fn of(world: &'w World) -> Self {
        let members = world.members.iter().map(|one| (Principal::Member(one.id), &one.grants));
        let teams = world.teams.iter().map(|one| (Principal::Team(one.id), &one.grants));
        let tokens =
            world.service_tokens.iter().map(|one| (Principal::ServiceToken(one.id), &one.grants));
        let invitations =
            world.invitations.iter().map(|one| (Principal::Invitation(one.id), &one.grants));
        let owning = makers(world);
        let gives = |grant: &GrantDefinition| match grant.gives {
            Gives::Role(role) => owning.contains(&role),
            Gives::Actions(_) => false,
        };
        let by_default = owning.contains(&world.default_role);
        let grants: Vec<(Principal, &GrantDefinition)> = members
            .chain(teams)
            .chain(tokens)
            .chain(invitations)
            .flat_map(|(principal, grants)| grants.iter().map(move |grant| (principal, grant)))
            .filter(|(_, grant)| gives(grant))
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
        Owning { grants, in_teams, suspended, by_default, makers: owning }
    }
}

/// The role of owners, and every role whose holder may give one of these to others: that makes owners.
fn makers(world: &World) -> BTreeSet<RoleId> {
    let mut found = BTreeSet::from([SystemRole::Owner.id()]);
    loop {
        let gives = |assigns: &Assigns| matches!(assigns, Assigns::Only(named) if !named.is_disjoint(&found));
        let more: Vec<RoleId> = (world.roles.iter())
            .filter(|role| !found.contains(&role.id) && gives(&role.assigns))
            .map(|role| role.id)
            .collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}
