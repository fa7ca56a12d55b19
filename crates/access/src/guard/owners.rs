//! I3: an organization keeps an owner who can act as one.

use std::collections::BTreeSet;

use bailiwick_model::MemberId;

use crate::refusal::Refusal;
use crate::system_role::SystemRole;
use crate::world::{Gives, GrantDefinition, GrantScope, World};

/// An organization that has an owner who can sign in keeps one, whatever changes it: also a directory, an expiry, or
/// the deletion of an account. One who is suspended, invited, or an owner for a while only does not count.
///
/// # Errors
/// [`Refusal::LastOwner`].
pub fn keeps_an_owner(before: &World, after: &World) -> Result<(), Refusal> {
    if has_owner(before) && !has_owner(after) { Err(Refusal::LastOwner) } else { Ok(()) }
}

/// Whether somebody owns the organization for good, is active in it, and can sign in. Where nobody does, whoever runs the
/// server may name an owner.
pub fn has_owner(world: &World) -> bool {
    let in_teams: BTreeSet<MemberId> = world
        .teams
        .iter()
        .filter(|team| team.grants.iter().any(is_ownership))
        .flat_map(|team| team.members.iter().copied())
        .collect();
    world.members.iter().any(|member| {
        let owns = member.grants.iter().any(is_ownership) || in_teams.contains(&member.id);
        owns && member.can_sign_in && !member.suspended
    })
}

/// Owner of the whole organization, production included, for ever.
fn is_ownership(grant: &GrantDefinition) -> bool {
    grant.gives == Gives::Role(SystemRole::Owner.id())
        && grant.scope == GrantScope::Organization
        && grant.production
        && grant.expires_at.is_none()
}
