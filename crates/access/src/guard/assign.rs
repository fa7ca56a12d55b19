//! Which roles somebody may give to others whatever they hold, and who says so.

use std::collections::BTreeSet;

use bailiwick_model::{RoleId, Timestamp};

use super::Case;
use crate::action::Action;
use crate::ledger::{NEVER, Piece};
use crate::node::ORGANIZATION;
use crate::role::Assigns;
use crate::snapshot::Principal;
use crate::world::{GrantScope, World};

/// Some role may be given other roles than before, or a new one more than its holder's own authority.
pub(super) fn has_changed(before: &World, after: &World) -> bool {
    after.roles.iter().any(|role| {
        let old = before.roles.iter().find(|old| old.id == role.id);
        *old.map_or(&Assigns::Own, |old| &old.assigns) != role.assigns
    })
}

/// The roles that whoever holds the piece may give to others, whatever those hold.
pub(super) fn assigned<'w>(piece: &Piece<'w>) -> Option<&'w BTreeSet<RoleId>> {
    let role = piece.role.filter(|role| role.actions.contains(Action::MembersUpdate))?;
    match role.assigns {
        Assigns::Only(named) if *piece.scope.grant == GrantScope::Organization => Some(named),
        _ => None,
    }
}

impl Case<'_> {
    /// What the actor may give to others just before that time, whatever they hold. A personal access token gives what
    /// its owner does when it carries Team Manage; a service token nothing but the default role.
    pub(super) fn assignable_until(&mut self, until: Timestamp) -> BTreeSet<RoleId> {
        let mut found = BTreeSet::from([self.before.world.default_role]);
        let is_person = matches!(self.actor, Principal::Member(_) | Principal::PersonalToken(_));
        let holds = self.own_cells(until).at(ORGANIZATION).contains(Action::MembersUpdate);
        if is_person && holds {
            let lasting = self.own.given().iter().filter(|piece| piece.until >= until);
            found.extend(lasting.filter_map(assigned).flatten());
        }
        found
    }

    /// The roles that are given to others by those who need not hold them: the default role, and whatever some role may
    /// assign.
    pub(super) fn given_by_others(&self) -> BTreeSet<RoleId> {
        let worlds = [&self.before, &self.after];
        let defaults = worlds.iter().map(|ledger| ledger.world.default_role);
        let named = worlds
            .iter()
            .flat_map(|ledger| ledger.roles())
            .filter_map(|role| assigned(&Piece::of_role(role, NEVER)));
        defaults.chain(named.flatten().copied()).collect()
    }
}
