//! The law of every change of access: it gives nobody what the actor does not hold, touches nobody above the actor,
//! and leaves an owner. It compares the organization before and after, so no operation has rules of its own to forget.
//!
//! What is held is measured on every thing there is and on one more that is to come in every place ([`Things`]), and
//! until when ([`crate::ledger`]): all of a project is more than each of its instances, and for ever is more than for a
//! year. Whoever is suspended is measured as if they were not:
//! what they will hold again must not grow, nor be taken, behind their back.

mod assign;
mod bounded;
mod owners;
mod ranked;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use bailiwick_model::{MemberId, RoleId, TeamId, Timestamp};

use crate::action::Action;
use crate::action_set::ActionSet;
use crate::cells::Cells;
use crate::ledger::{Held, Ledger, Piece, What, Written};
use crate::node::{ORGANIZATION, Resource};
use crate::refusal::Refusal;
use crate::snapshot::Principal;
use crate::things::{Things, needed_to_know};
use crate::world::World;

pub use assign::is_beyond_lists;
pub use owners::{has_owner, keeps_an_owner};

/// Whether the actor may make this change now. `touched` names principals that it acts on without changing what they
/// hold: a token that is rotated, an invitation that is sent again.
///
/// - Nobody gains what the actor does not hold, at no time; but for new grants to others of a role that the actor may
///   give ([`crate::Assigns`], and the default role).
/// - No role is widened beyond the actor, held or not, as in Kubernetes; nor does the default role become such a one.
/// - Nobody who holds what the actor does not is changed, roles that the actor may give not counted: nor put into a team or
///   taken out of one, nor given something by their team. Everybody may change themselves.
/// - No role that gives what the actor does not hold is changed, renamed or deleted.
/// - A service token reaches production branches only by who may grant that, and what a role may assign is said by
///   owners.
/// - An organization that has an owner who can sign in keeps one.
///
/// # Errors
/// The first rule that it breaks.
pub fn guard(
    before: &World,
    after: &World,
    actor: &Principal,
    touched: &[Principal],
    now: Timestamp,
) -> Result<(), Refusal> {
    let mut case = Case::new(before, after, actor, now);
    if assign::has_changed(before, after) && !case.holds(Action::OwnersManage) {
        return Err(Refusal::AssignsByOwnerOnly);
    }
    let changed = case.changed();
    case.roles_are_bounded()?;
    for change in &changed {
        case.is_bounded(change)?;
    }
    for change in &changed {
        case.may_reach_production(change)?;
    }
    case.is_ranked(&changed, touched)?;
    case.roles_are_ranked()?;
    keeps_an_owner(before, after)
}

/// Whether the actor may change or delete a role, whatever is changed of it: it gives no more than the actor holds. Whoever
/// renames a role that is above them says what others are given by its name.
///
/// # Errors
/// [`Refusal::RoleAboveActor`].
pub fn role_is_within(
    world: &World,
    actor: &Principal,
    role: RoleId,
    now: Timestamp,
) -> Result<(), Refusal> {
    Case::new(world, world, actor, now).role_is_within(role)
}

/// A principal of which something is not as it was.
struct Changed<'w> {
    principal: Principal,
    old: Held<'w>,
    new: Held<'w>,
    /// Was suspended and is no longer, so everything it holds it gained.
    is_resumed: bool,
    /// Somebody wrote about it: made, removed, suspended or resumed it, gave it something else, itself or by its teams, or
    /// put it together otherwise.
    is_acted_on: bool,
}

impl<'w> Changed<'w> {
    /// What does not count as gained.
    fn kept(&self) -> Held<'w> {
        if self.is_resumed { Held::default() } else { self.old.clone() }
    }
}

/// What a piece gives and the actor does not hold.
type Excess = Rc<[(u32, ActionSet)]>;

/// Tells wide pieces apart for which the excess is the same: what is given, whether in production, until when, and what
/// was given in its place.
type Wide = (What, bool, Timestamp, Option<What>);

/// One change that is being judged.
struct Case<'w> {
    before: Ledger<'w>,
    after: Ledger<'w>,
    things: Things,
    actor: Principal,
    /// The member that acts, itself or by a personal access token.
    own_member: Option<MemberId>,
    own: Held<'w>,
    /// The instant at which only what holds now counts.
    soon: Timestamp,
    /// What the actor holds just before a time.
    own_cells: BTreeMap<Timestamp, Rc<Cells>>,
    excesses: HashMap<Wide, Excess>,
    /// The roles that the actor may give to others whatever they hold.
    assignable: BTreeSet<RoleId>,
    /// The same for what is given until a time.
    assignable_at: BTreeMap<Timestamp, BTreeSet<RoleId>>,
}

impl<'w> Case<'w> {
    fn new(before: &'w World, after: &'w World, actor: &Principal, now: Timestamp) -> Self {
        let (old, new) = Ledger::pair(before, after, now);
        let mut case = Case {
            things: Things::of(before, after),
            actor: *actor,
            own_member: old.owner(actor).map(|member| member.id),
            own: old.acting(actor),
            before: old,
            after: new,
            soon: Timestamp(now.0.saturating_add(1)),
            own_cells: BTreeMap::new(),
            excesses: HashMap::new(),
            assignable: BTreeSet::new(),
            assignable_at: BTreeMap::new(),
        };
        case.assignable = case.assignable_until(case.soon);
        case
    }

    /// Everybody about whom something was written, or whose teams or roles are not as they were.
    fn changed(&self) -> Vec<Changed<'w>> {
        let roles = self.changed_roles();
        let gone = self.before.principals().filter(|one| !self.after.knows(one));
        let everyone: Vec<Principal> = self.after.principals().chain(gone).collect();
        let is_acted_on = |one: &Principal| self.before.written(one) != self.after.written(one);
        let teams: BTreeSet<TeamId> = everyone
            .iter()
            .filter_map(|one| match one {
                Principal::Team(id) if is_acted_on(one) => Some(*id),
                _ => None,
            })
            .collect();
        let concerns = |one: &Principal| {
            let tokens = (self.before.token(one), self.after.token(one));
            let ledgers = [&self.before, &self.after];
            is_acted_on(one)
                || tokens.0 != tokens.1
                || ledgers.into_iter().any(|ledger| ledger.concerns(one, &roles, &teams))
        };
        let follows = |one: &Principal| {
            let Principal::PersonalToken(_) = one else { return false };
            let owner = self.after.owner(one).or_else(|| self.before.owner(one));
            owner.is_some_and(|member| concerns(&Principal::Member(member.id)))
        };
        let changed = everyone.into_iter().filter(|one| concerns(one) || follows(one));
        changed.map(|one| self.change(one)).collect()
    }

    /// The roles that are not defined as they were.
    fn changed_roles(&self) -> BTreeSet<RoleId> {
        let edition = |ledger: &Ledger<'w>, id| ledger.role(id).map(|role| role.edition);
        let all = self.before.roles().chain(self.after.roles()).map(|role| role.id);
        all.filter(|id| edition(&self.before, *id) != edition(&self.after, *id)).collect()
    }

    fn change(&self, principal: Principal) -> Changed<'w> {
        let written = (self.before.written(&principal), self.after.written(&principal));
        let is_suspended = |one: Option<Written<'w>>| one.is_some_and(|one| one.suspended);
        Changed {
            principal,
            old: self.before.held(&principal),
            new: self.after.held(&principal),
            is_resumed: is_suspended(written.0) && !is_suspended(written.1),
            is_acted_on: written.0 != written.1
                || !self.before.is_in_the_same_teams(&self.after, &principal),
        }
    }

    /// What the actor holds just before that time.
    fn own_cells(&mut self, until: Timestamp) -> Rc<Cells> {
        let cells = self
            .own_cells
            .entry(until)
            .or_insert_with(|| Rc::new(self.own.cells(&self.things.nodes, until)));
        Rc::clone(cells)
    }

    /// Whether the actor holds the action on the organization now.
    fn holds(&mut self, action: Action) -> bool {
        self.own_cells(self.soon).at(ORGANIZATION).contains(action)
    }

    /// Who acts on itself: the actor, its member, and that member's personal access tokens. A team or an invitation does
    /// not act.
    fn is_actor(&self, principal: &Principal) -> bool {
        if let Principal::ServiceToken(_) = principal {
            return *principal == self.actor;
        }
        let owner = self.before.owner(principal).or_else(|| self.after.owner(principal));
        self.own_member.is_some() && owner.map(|member| member.id) == self.own_member
    }

    /// What the piece gives just before that time and the actor does not hold then. What was in its place before, if
    /// anything, was held already and does not count.
    fn excess(&mut self, piece: &Piece<'w>, until: Timestamp, was: Option<&Piece<'w>>) -> Excess {
        let is_wide = piece.scope.is_wide();
        let key = (piece.what, piece.scope.production, until, was.map(|was| was.what));
        if let Some(known) = self.excesses.get(&key).filter(|_| is_wide) {
            return Rc::clone(known);
        }
        let own = self.own_cells(until);
        let nodes = &self.things.nodes;
        let mut given = Cells::none(nodes);
        given.give(nodes, piece.actions, piece.scope);
        let mut held = Cells::none(nodes);
        if let Some(was) = was {
            held.give(nodes, was.actions, was.scope);
        }
        let missing = given
            .iter()
            .map(|(node, actions)| (node, actions.minus(own.at(node)).minus(held.at(node))));
        let excess: Excess = missing.filter(|(_, missing)| !missing.is_empty()).collect();
        if is_wide {
            self.excesses.insert(key, Rc::clone(&excess));
        }
        excess
    }

    /// Of the cells that stand in the way, the first on a thing that the actor may know of; else the first, unnamed.
    fn worst(&mut self, missing: &[(u32, ActionSet)]) -> Option<Worst> {
        let own = self.own_cells(self.soon);
        let is_known =
            |node: u32, resource: &Resource| needed_to_know(resource).is_subset(own.at(node));
        let named = |(node, missing): &(u32, ActionSet)| {
            let resource = self.things.resource(*node);
            let is_known = is_known(self.things.nodes.node(&resource).unwrap_or(*node), &resource);
            Some(Worst { action: missing.iter().next()?, resource, missing: *missing, is_known })
        };
        let mut all = missing.iter().filter_map(named);
        let first = all.next()?;
        if first.is_known { Some(first) } else { all.find(|one| one.is_known).or(Some(first)) }
    }
}

/// A cell that stands in the way.
struct Worst {
    action: Action,
    resource: Resource,
    missing: ActionSet,
    is_known: bool,
}
