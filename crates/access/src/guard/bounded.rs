//! I1: at no time does anybody gain what the actor does not hold then.

use std::collections::BTreeSet;

use bailiwick_model::{RoleId, Timestamp};

use super::assign::assigned;
use super::{Case, Changed};
use crate::action::Action;
use crate::action_set::ActionSet;
use crate::cells::Cells;
use crate::cover::Cover;
use crate::ledger::{Definition, Held, NEVER, Piece};
use crate::refusal::Refusal;
use crate::snapshot::Principal;

/// What opens the production branches of databases to a service token: every action that is held on them alone, such as
/// deleting a database with all that is in it.
const REACHES_PRODUCTION: ActionSet = {
    let (mut set, mut place) = (ActionSet::EMPTY, 0);
    while place < Action::ALL.len() {
        if matches!(Action::ALL[place].cover(), Cover::Production) {
            set = set.with(Action::ALL[place]);
        }
        place += 1;
    }
    set
};

impl<'w> Case<'w> {
    /// What the principal gained stays within the actor, at every time; also what it may give to others.
    pub(super) fn is_bounded(&mut self, change: &Changed<'w>) -> Result<(), Refusal> {
        self.gives_by_lists(change)?;
        for until in change.new.ends() {
            self.look_up_assignable(until);
        }
        let new = change.new.counting(|piece| !self.is_assignment(change, piece));
        self.gains_are_bounded(&change.principal, &change.kept(), &new)
    }

    /// A role that is made or widened stays within the actor although nobody may hold it yet; one that is given by
    /// those who need not hold it, for ever. The same for another default role.
    pub(super) fn roles_are_bounded(&mut self) -> Result<(), Refusal> {
        let given_by_others = self.given_by_others();
        let new: Vec<Definition<'w>> = self.after.roles().collect();
        for role in new {
            let until = if given_by_others.contains(&role.id) { NEVER } else { self.soon };
            let old = self.before.role(role.id);
            if old.is_none_or(|old| old.edition != role.edition) {
                let old = old.map(|old| Piece::of_role(old, until));
                self.role_is_bounded(old, Piece::of_role(role, until))?;
            }
        }
        let default = self.after.world.default_role;
        match self.after.role(default) {
            Some(role) if default != self.before.world.default_role => {
                self.role_is_bounded(None, Piece::of_role(role, NEVER))
            }
            _ => Ok(()),
        }
    }

    fn role_is_bounded(&mut self, old: Option<Piece<'w>>, new: Piece<'w>) -> Result<(), Refusal> {
        let held =
            |piece: Option<Piece<'w>>| Held { pieces: piece.into_iter().collect(), limit: None };
        let actor = self.actor;
        self.passes_no_freedom(actor, old.as_slice(), &new)?;
        self.gains_are_bounded(&actor, &held(old), &held(Some(new)))
    }

    /// A new grant to somebody else of a role that the actor may give for as long, and that this change leaves as it is. A
    /// personal access token is not given any, it follows its owner.
    fn is_assignment(&self, change: &Changed<'w>, piece: &Piece<'w>) -> bool {
        let is_service = matches!(change.principal, Principal::ServiceToken(_));
        let Some(assignable) = self.assignable_at.get(&piece.until) else { return false };
        let is_assignable = |role: Definition<'w>| {
            let is_as_before =
                self.before.role(role.id).is_some_and(|old| old.edition == role.edition);
            assignable.contains(&role.id) && is_as_before
        };
        let was_held = |old: &Piece<'w>| {
            old.grant == piece.grant && old.until == piece.until && old.is_like(piece)
        };
        !is_service
            && !self.is_actor(&change.principal)
            && (piece.role.is_some_and(is_assignable) || self.comes_with(assignable, piece))
            && !change.kept().given().iter().any(was_held)
    }

    fn gains_are_bounded(
        &mut self,
        principal: &Principal,
        old: &Held<'w>,
        new: &Held<'w>,
    ) -> Result<(), Refusal> {
        // What a personal access token held is no sum of pieces.
        if old.limit.is_some() || new.limit.is_some() {
            for until in new.ends() {
                self.measure(principal, old, new, until)?;
            }
            return Ok(());
        }
        for piece in &new.pieces {
            let lasts = |old: &&Piece<'w>| old.until >= piece.until;
            let lasting = || old.pieces.iter().filter(lasts);
            if lasting().any(|old| old.is_like(piece)) {
                continue;
            }
            let was = lasting().find(|old| {
                let ids = (old.role.map(|role| role.id), piece.role.map(|role| role.id));
                ids.0.is_some() && ids.0 == ids.1 && old.is_where(piece)
            });
            if !self.excess(piece, piece.until, was).is_empty() {
                self.measure(principal, old, new, piece.until)?;
            }
            self.assigning_is_bounded(principal, old, piece)?;
        }
        Ok(())
    }

    /// The rule itself, cell by cell, just before one time.
    fn measure(
        &mut self,
        principal: &Principal,
        old: &Held<'w>,
        new: &Held<'w>,
        until: Timestamp,
    ) -> Result<(), Refusal> {
        let nodes = &self.things.nodes;
        let (held, gained) = (old.cells(nodes, until), new.cells(nodes, until));
        let own = self.own_cells(until);
        let missing: Vec<(u32, ActionSet)> = gained
            .iter()
            .map(|(node, actions)| (node, actions.minus(held.at(node)).minus(own.at(node))))
            .filter(|(_, missing)| !missing.is_empty())
            .collect();
        self.exceeds(principal, &missing)
    }

    fn exceeds(
        &mut self,
        principal: &Principal,
        missing: &[(u32, ActionSet)],
    ) -> Result<(), Refusal> {
        match self.worst(missing) {
            None => Ok(()),
            Some(worst) => Err(Refusal::WouldExceedGrantor {
                principal: *principal,
                action: worst.action,
                resource: worst.resource,
                missing: worst.missing,
                is_known: worst.is_known,
            }),
        }
    }

    /// Who may give a role to others could as well hold it: what the piece lets its holder give, the holder or the
    /// actor could give before, or the actor holds.
    fn assigning_is_bounded(
        &mut self,
        principal: &Principal,
        old: &Held<'w>,
        piece: &Piece<'w>,
    ) -> Result<(), Refusal> {
        let Some(named) = assigned(piece) else { return Ok(()) };
        let before = old.pieces.iter().filter(|old| old.until >= piece.until);
        let mut known: BTreeSet<RoleId> = before.filter_map(assigned).flatten().copied().collect();
        known.extend(self.assignable_until(piece.until));
        for role in named.difference(&known) {
            let Some(role) = self.after.role(*role) else { continue };
            let excess = self.excess(&Piece::of_role(role, piece.until), piece.until, None);
            self.exceeds(principal, &excess)?;
        }
        Ok(())
    }

    /// Production branches are opened to a service token only by who may grant that.
    pub(super) fn may_reach_production(&mut self, change: &Changed<'w>) -> Result<(), Refusal> {
        let opens = |piece: &&Piece<'w>| !piece.actions.intersect(REACHES_PRODUCTION).is_empty();
        let Principal::ServiceToken(_) = change.principal else { return Ok(()) };
        if self.holds(Action::ServiceTokenGrantsCreateProduction) {
            return Ok(());
        }
        for piece in change.new.pieces.iter().filter(opens) {
            let nodes = &self.things.nodes;
            let held = change.kept().cells(nodes, piece.until);
            let mut given = Cells::none(nodes);
            given.give(nodes, piece.actions.intersect(REACHES_PRODUCTION), piece.scope);
            if given.iter().any(|(node, actions)| !actions.is_subset(held.at(node))) {
                return Err(Refusal::ProductionGrant { principal: change.principal });
            }
        }
        Ok(())
    }
}
