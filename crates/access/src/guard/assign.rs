//! Which roles somebody may give to others whatever they hold, and who says so.

use std::collections::BTreeSet;

use bailiwick_model::{RoleId, Timestamp};

use super::{Case, Changed};
use crate::action::Action;
use crate::action_set::ActionSet;
use crate::area::{Area, Level};
use crate::ledger::{Held, NEVER, Piece};
use crate::node::ORGANIZATION;
use crate::refusal::Refusal;
use crate::role::Assigns;
use crate::snapshot::Principal;
use crate::world::{GrantScope, World};

/// Whatever changes members, invitations, roles and teams.
const CHANGES_PEOPLE: ActionSet = {
    let (mut set, mut place) = (ActionSet::EMPTY, 0);
    while place < Action::ALL.len() {
        let action = Action::ALL[place];
        if matches!(action.comes_with(), Some((Area::Team, Level::Manage))) && !action.is_reading()
        {
            set = set.with(action);
        }
        place += 1;
    }
    set
};

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

/// Whoever holds the piece changes people.
fn changes_people(piece: &Piece<'_>) -> bool {
    *piece.scope.grant == GrantScope::Organization
        && !piece.actions.intersect(CHANGES_PEOPLE).is_empty()
}

/// A list says whom.
fn is_by_list(piece: &Piece<'_>) -> bool {
    piece.role.is_some_and(|role| matches!(role.assigns, Assigns::Only(_)))
}

/// As far as its own authority goes: no list says whom.
fn is_free(piece: &Piece<'_>) -> bool {
    changes_people(piece) && !is_by_list(piece)
}

/// Whether a role of these actions changes people without a list: nobody is given it by one who changes people by lists alone, and no list
/// may name it.
pub fn is_beyond_lists(held: ActionSet, assigns: &Assigns) -> bool {
    matches!(assigns, Assigns::Own) && !held.intersect(CHANGES_PEOPLE).is_empty()
}

/// What people mean by somebody's roles, as [`crate::GrantDefinition::is_assignment`] says.
fn assignment(piece: &Piece<'_>) -> Option<RoleId> {
    let is_it = matches!(piece.scope.grant, GrantScope::Organization | GrantScope::Projects(_));
    piece.role.filter(|_| is_it).map(|role| role.id)
}

impl<'w> Case<'w> {
    /// The actor changes people by lists alone, at that time: it gives what they name and changes whoever holds nothing
    /// else, whatever it holds itself.
    fn is_bound_to_lists(&self, until: Timestamp) -> bool {
        let own = self.own.given();
        own.iter().any(|piece| changes_people(piece) && is_by_list(piece))
            && !own.iter().any(|piece| piece.until >= until && is_free(piece))
    }

    /// What a database's maker was given with it comes with a role that makes databases: whoever gives such a role
    /// changes those, too, who used it.
    pub(super) fn comes_with(&self, assignable: &BTreeSet<RoleId>, piece: &Piece<'w>) -> bool {
        piece.is_of_maker
            && assignable
                .iter()
                .filter_map(|role| self.before.role(*role))
                .any(|role| role.actions.contains(Action::DatabasesCreate))
    }

    /// The first of somebody's roles that the actor does not give, when it gives by lists alone.
    pub(super) fn another_role(&self, held: &Held<'w>) -> Option<RoleId> {
        if !self.is_bound_to_lists(self.soon) {
            return None;
        }
        let is_another = |(role, is_free): &(RoleId, bool)| {
            // A right over people without a list is not the actor's to give, whatever a list or the default role says.
            *is_free || !self.assignable.contains(role)
        };
        let pieces = held.given().iter();
        let roles = pieces.filter_map(|piece| Some((assignment(piece)?, is_free(piece))));
        roles.filter(is_another).map(|(role, _)| role).min()
    }

    /// Whoever gives by lists alone gives others no other role, and nobody the right to change people without a list.
    pub(super) fn gives_by_lists(&self, change: &Changed<'w>) -> Result<(), Refusal> {
        let kept = change.kept();
        let (old, new) = (kept.given(), change.new.given());
        let principal = change.principal;
        let follows = matches!(principal, Principal::PersonalToken(_));
        let was_held = |piece: &Piece<'w>| {
            old.iter().any(|old| {
                let is_it = old.grant == piece.grant
                    && old.role.map(|role| role.id) == piece.role.map(|role| role.id);
                is_it && old.until >= piece.until && old.is_where(piece)
            })
        };
        for piece in new.iter().filter(|piece| !follows && self.is_bound_to_lists(piece.until)) {
            self.passes_no_freedom(principal, old, piece)?;
            let other = assignment(piece).filter(|role| !self.assignable.contains(role));
            if other.is_some() && !self.is_actor(&principal) && !was_held(piece) {
                return Err(Refusal::GivesAnotherRole { principal, role: other });
            }
        }
        Ok(())
    }

    /// The same for a role that becomes another, before anybody is given it.
    pub(super) fn passes_no_freedom(
        &self,
        principal: Principal,
        old: &[Piece<'w>],
        piece: &Piece<'w>,
    ) -> Result<(), Refusal> {
        let was_free = || old.iter().any(|old| old.until >= piece.until && is_free(old));
        if is_free(piece) && self.is_bound_to_lists(piece.until) && !was_free() {
            let role = piece.role.map(|role| role.id);
            return Err(Refusal::GivesAnotherRole { principal, role });
        }
        Ok(())
    }

    /// Finds out what the actor may give to others until that time, once.
    pub(super) fn look_up_assignable(&mut self, until: Timestamp) {
        if !self.assignable_at.contains_key(&until) {
            let found = self.assignable_until(until);
            self.assignable_at.insert(until, found);
        }
    }

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
