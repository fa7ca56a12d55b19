//! The immutable fold of one organization: who holds what where. Every question is answered from it, without a cache
//! of answers, so that check, list and the rest cannot disagree.

use std::sync::Arc;

use bailiwick_model::{
    AccountId, InvitationId, MemberId, OrganizationId, TeamId, Timestamp, TokenId,
};

use crate::action::Action;
use crate::action_set::ActionSet;
use crate::cover::Cover;
use crate::node::{NodeIndex, NodeKind, Nodes, Resource};
use crate::quick_map::QuickMap;

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Principal {
    /// A member.
    Member(MemberId),
    /// A team, as the sum of what it was given; it cannot act.
    Team(TeamId),
    /// A service token.
    ServiceToken(TokenId),
    /// A personal access token.
    PersonalToken(TokenId),
    /// An invitation, as the sum of what whoever accepts it will be given; it cannot act.
    Invitation(InvitationId),
}

/// The place of a principal in one snapshot; it means nothing in another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PrincipalIndex(pub(crate) u32);

/// Actions over the nodes of one bitmap.
#[derive(Debug)]
pub(crate) struct Binding {
    pub(crate) actions: ActionSet,
    /// Where its bitmaps begin in `words`: one for each [`Cover`], in order.
    pub(crate) first_word: usize,
}

/// The place of the binding that gives nothing.
pub(crate) const NOTHING: u32 = 0;

/// So many bindings are named in a row itself. Hardly anybody has more, and two rows share a line of the processor's cache.
pub(crate) const NEAR: usize = 3;

/// What one principal holds: runs of the snapshot's arrays.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// The first of its bindings once more; [`NOTHING`] where it has fewer. How many somebody has cannot be predicted, so a
    /// check that asks for all of these is faster than one that counts.
    pub(crate) near: [u32; NEAR],
    /// Its bindings, a run of `held`.
    pub(crate) bindings: (u32, u32),
    pub(crate) points: (u32, u32),
    /// The owner that a personal access token never exceeds; itself for others.
    pub(crate) limit: u32,
}

/// The authority of everyone in one organization at one time.
#[derive(Debug)]
pub struct Snapshot {
    pub(crate) organization: OrganizationId,
    pub(crate) epoch: u64,
    pub(crate) folded_at: Timestamp,
    pub(crate) next_expiry: Option<Timestamp>,
    pub(crate) nodes: Arc<Nodes>,
    pub(crate) members: QuickMap<MemberId, u32>,
    pub(crate) teams: QuickMap<TeamId, u32>,
    pub(crate) service_tokens: QuickMap<TokenId, u32>,
    pub(crate) personal_tokens: QuickMap<TokenId, u32>,
    pub(crate) invitations: QuickMap<InvitationId, u32>,
    pub(crate) rows: Vec<Row>,
    /// By row, whose authority it is: the account, except for service tokens, teams and invitations.
    pub(crate) accounts: Vec<Option<AccountId>>,
    /// Indices into `bindings`, a run for each row.
    pub(crate) held: Vec<u32>,
    pub(crate) bindings: Vec<Binding>,
    pub(crate) words: Vec<u64>,
    /// Actions at single nodes, a run for each row, ordered by node: for scopes of few nodes.
    pub(crate) points: Vec<(u32, ActionSet)>,
}

impl Snapshot {
    /// Whose it is.
    pub fn organization(&self) -> OrganizationId {
        self.organization
    }

    /// The state of the organization that was folded.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// The time it was folded for.
    pub fn folded_at(&self) -> Timestamp {
        self.folded_at
    }

    /// When the next grant ends: from then on this snapshot must not be asked.
    pub fn next_expiry(&self) -> Option<Timestamp> {
        self.next_expiry
    }

    /// Some grant has ended since the fold.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        self.next_expiry.is_some_and(|expiry| expiry <= now)
    }

    /// The place of a principal; `None` for one that is unknown, suspended, or owned by such a member.
    pub fn principal(&self, principal: &Principal) -> Option<PrincipalIndex> {
        let place = match principal {
            Principal::Member(id) => self.members.get(id),
            Principal::Team(id) => self.teams.get(id),
            Principal::ServiceToken(id) => self.service_tokens.get(id),
            Principal::PersonalToken(id) => self.personal_tokens.get(id),
            Principal::Invitation(id) => self.invitations.get(id),
        };
        place.copied().map(PrincipalIndex)
    }

    /// Everyone it knows, in no particular order.
    pub(crate) fn principals(&self) -> impl Iterator<Item = Principal> + '_ {
        let members = self.members.keys().map(|id| Principal::Member(*id));
        let teams = self.teams.keys().map(|id| Principal::Team(*id));
        let services = self.service_tokens.keys().map(|id| Principal::ServiceToken(*id));
        let personal = self.personal_tokens.keys().map(|id| Principal::PersonalToken(*id));
        let invitations = self.invitations.keys().map(|id| Principal::Invitation(*id));
        members.chain(teams).chain(services).chain(personal).chain(invitations)
    }

    /// Everything that authority is held on; the production branches of a database stand for themselves.
    pub(crate) fn resources(&self) -> impl Iterator<Item = Resource> + '_ {
        self.nodes.all().filter_map(|node| self.nodes.resource(node))
    }

    /// The place of a thing; `None` for one that is not of this organization.
    pub fn node(&self, resource: &Resource) -> Option<NodeIndex> {
        self.nodes.node(resource).map(NodeIndex)
    }

    /// Whether the principal holds the action there. Allocates nothing; an index of another snapshot holds nothing or
    /// means somebody else, so indices are looked up in the snapshot that is asked.
    #[inline]
    pub fn check(&self, principal: PrincipalIndex, action: Action, node: NodeIndex) -> bool {
        let Some(row) = self.rows.get(principal.0 as usize) else { return false };
        // What is held cannot be predicted, so nothing is left out because of it; hardly a row has a limit.
        let own = self.row_holds(row, action, node.0);
        if row.limit == principal.0 {
            return own;
        }
        let owner = self.rows.get(row.limit as usize);
        own && owner.is_some_and(|owner| self.row_holds(owner, action, node.0))
    }

    #[inline]
    fn row_holds(&self, row: &Row, action: Action, node: u32) -> bool {
        let cover = action.cover() as usize * self.nodes.word_count();
        let word = cover + (node >> 6) as usize;
        let covered = |place: &u32| {
            let Some(binding) = self.bindings.get(*place as usize) else { return 0 };
            let covered = self.words.get(binding.first_word + word).copied().unwrap_or(0);
            binding.actions.bit(action) & (covered >> (node & 63))
        };
        // One answer per binding, joined without a branch: which binding holds what is not predictable.
        let near = row.near.iter().map(covered).fold(0, |held, one| held | one);
        let held = self.far(row).iter().map(covered).fold(near, |held, one| held | one);
        if row.points.0 == row.points.1 {
            return held & 1 == 1;
        }
        held & 1 == 1 || self.point(row, node).contains(action)
    }

    /// The places of the bindings that the row does not name itself.
    #[inline]
    fn far(&self, row: &Row) -> &[u32] {
        let first = row.bindings.0 as usize + NEAR;
        self.held.get(first..row.bindings.1 as usize).unwrap_or(&[])
    }

    pub(crate) fn run(&self, row: &Row) -> impl Iterator<Item = &Binding> {
        self.held_by(row).iter().filter_map(|index| self.bindings.get(*index as usize))
    }

    /// The places of the row's bindings.
    pub(crate) fn held_by(&self, row: &Row) -> &[u32] {
        self.held.get(row.bindings.0 as usize..row.bindings.1 as usize).unwrap_or(&[])
    }

    pub(crate) fn points_of(&self, row: &Row) -> &[(u32, ActionSet)] {
        self.points.get(row.points.0 as usize..row.points.1 as usize).unwrap_or(&[])
    }

    fn point(&self, row: &Row, node: u32) -> ActionSet {
        let points = self.points_of(row);
        let place = points.binary_search_by_key(&node, |point| point.0);
        place.ok().and_then(|place| points.get(place)).map_or(ActionSet::EMPTY, |point| point.1)
    }

    /// Everything that the principal holds there.
    pub fn held_at(&self, principal: PrincipalIndex, node: NodeIndex) -> ActionSet {
        let Some(row) = self.rows.get(principal.0 as usize) else { return ActionSet::EMPTY };
        let own = self.row_held(row, node.0);
        if row.limit == principal.0 {
            return own;
        }
        let owner = self.rows.get(row.limit as usize);
        own.intersect(owner.map_or(ActionSet::EMPTY, |owner| self.row_held(owner, node.0)))
    }

    fn row_held(&self, row: &Row, node: u32) -> ActionSet {
        let words = self.nodes.word_count();
        let mut held = self.point(row, node);
        for binding in self.run(row) {
            for cover in Cover::ALL {
                let word = binding.first_word + cover as usize * words + (node >> 6) as usize;
                if self.words.get(word).is_some_and(|covered| covered >> (node & 63) & 1 == 1) {
                    held = held.union(binding.actions.intersect(cover.actions()));
                }
            }
        }
        held
    }

    /// Everything that the principal holds on the thing; nothing when either is unknown.
    pub fn effective(&self, principal: &Principal, resource: &Resource) -> ActionSet {
        match (self.principal(principal), self.node(resource)) {
            (Some(principal), Some(node)) => self.held_at(principal, node),
            _ => ActionSet::EMPTY,
        }
    }

    /// Every node on which the row holds the action, among the words of one kind, ORed into `into`.
    pub(crate) fn collect(&self, row: &Row, action: Action, kind: NodeKind, into: &mut [u64]) {
        let words = self.nodes.word_count();
        let (first, count) = self.nodes.range(kind);
        let first_word = (first >> 6) as usize;
        for place in row.near.iter().chain(self.far(row)) {
            let Some(binding) = self.bindings.get(*place as usize) else { continue };
            let start = binding.first_word + action.cover() as usize * words + first_word;
            let mask = 0_u64.wrapping_sub(binding.actions.bit(action));
            let covered = self.words.get(start..start + into.len()).unwrap_or(&[]);
            for (into, covered) in into.iter_mut().zip(covered) {
                *into |= covered & mask;
            }
        }
        for (node, actions) in self.points_of(row) {
            let place = node.wrapping_sub(first) as usize;
            if place < count && actions.contains(action) {
                into[place >> 6] |= 1 << (place & 63);
            }
        }
    }
}
