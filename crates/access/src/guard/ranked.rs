//! I2: nobody changes, removes, suspends or resets somebody who holds what they do not.

use bailiwick_model::RoleId;

use super::assign::assigned;
use super::{Case, Changed};
use crate::ledger::{Held, Piece};
use crate::refusal::Refusal;
use crate::role::RoleDefinition;
use crate::snapshot::Principal;

impl<'w> Case<'w> {
    /// Everybody whom the change touches holds nothing that the actor does not, before it and after.
    pub(super) fn is_ranked(
        &mut self,
        changed: &[Changed<'w>],
        touched: &[Principal],
    ) -> Result<(), Refusal> {
        for change in changed {
            self.is_within(change, change.is_acted_on || touched.contains(&change.principal))?;
        }
        let is_judged = |one: &&Principal| changed.iter().any(|change| change.principal == **one);
        for principal in touched.iter().filter(|one| !is_judged(one)) {
            self.is_within(&self.change(*principal), true)?;
        }
        Ok(())
    }

    /// The roles that are not what they were, or are gone, gave nothing that the actor does not hold.
    pub(super) fn roles_are_ranked(&mut self) -> Result<(), Refusal> {
        let (before, after) = (self.before.world, self.after.world);
        let differs = |old: &&RoleDefinition| !after.roles.iter().any(|new| new == *old);
        let changed: Vec<RoleId> =
            before.roles.iter().filter(differs).map(|role| role.id).collect();
        changed.into_iter().try_for_each(|role| self.role_is_within(role))
    }

    pub(super) fn role_is_within(&mut self, role: RoleId) -> Result<(), Refusal> {
        let Some(definition) = self.before.role(role) else { return Ok(()) };
        let piece = Piece::of_role(definition, self.soon);
        let mut excess = self.excess(&piece, self.soon, None).to_vec();
        // What its holder may give to others it gives, too, unless the actor may give that as well.
        for named in assigned(&piece).into_iter().flatten() {
            if let Some(other) =
                self.before.role(*named).filter(|_| !self.assignable.contains(named))
            {
                let more = self.excess(&Piece::of_role(other, self.soon), self.soon, None);
                excess.extend_from_slice(&more);
            }
        }
        match self.worst(&excess) {
            None => Ok(()),
            Some(worst) => Err(Refusal::RoleAboveActor {
                role,
                action: worst.action,
                resource: worst.resource,
                is_known: worst.is_known,
            }),
        }
    }

    /// One whose cells stay the same, such as an owner of a role that is edited, is not touched; one who is given or loses
    /// something all the same is acted on: it would count when what they hold besides has gone.
    fn is_within(&mut self, change: &Changed<'w>, is_touched: bool) -> Result<(), Refusal> {
        // A token that carries a part of its owner's authority is not its owner.
        let is_oneself = match self.actor {
            Principal::Member(_) => self.is_actor(&change.principal),
            Principal::PersonalToken(_) | Principal::ServiceToken(_) => {
                change.principal == self.actor
            }
            Principal::Team(_) | Principal::Invitation(_) => false,
        };
        if is_oneself {
            return Ok(());
        }
        for held in [&change.old, &change.new] {
            let Some(refusal) = self.above(&change.principal, held) else { continue };
            if is_touched || self.differs(change) {
                return Err(refusal);
            }
        }
        Ok(())
    }

    /// What they hold now and the actor does not; roles that the actor may give to others are not counted. They count
    /// for a service token: whoever rotates one could use it.
    fn above(&mut self, principal: &Principal, held: &Held<'w>) -> Option<Refusal> {
        let is_service = matches!(principal, Principal::ServiceToken(_));
        if let Some(role) = self.another_role(held).filter(|_| !is_service) {
            return Some(Refusal::HoldsAnotherRole { principal: *principal, role });
        }
        let counts = |piece: &Piece<'w>| {
            is_service
                || !(piece.role.is_some_and(|role| self.assignable.contains(&role.id))
                    || self.comes_with(&self.assignable, piece))
        };
        let counted = held.counting(counts);
        let soon = self.soon;
        let missing = if counted.limit.is_some() {
            let own = self.own_cells(soon);
            let cells = counted.cells(&self.things.nodes, soon);
            let missing = cells.iter().map(|(node, actions)| (node, actions.minus(own.at(node))));
            missing.filter(|(_, missing)| !missing.is_empty()).collect()
        } else {
            // What a service token holds outlasts whoever is told its new secret: it is measured until it ends.
            let until = |piece: &Piece<'w>| if is_service { piece.until } else { soon };
            let pieces = counted.pieces.iter();
            pieces
                .flat_map(|piece| self.excess(piece, until(piece), None).to_vec())
                .collect::<Vec<_>>()
        };
        let worst = self.worst(&missing)?;
        Some(Refusal::TargetAboveActor {
            principal: *principal,
            action: worst.action,
            resource: worst.resource,
            is_known: worst.is_known,
        })
    }

    /// Some cell is not held, or not for as long, as it was.
    fn differs(&self, change: &Changed<'w>) -> bool {
        let nodes = &self.things.nodes;
        let mut ends = change.old.ends().into_iter().chain(change.new.ends());
        ends.any(|until| change.old.cells(nodes, until) != change.new.cells(nodes, until))
    }
}
