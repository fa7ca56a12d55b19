//! Who was given what, and until when. Two worlds are entered side by side, so that what is the same in both can be
//! told without measuring it; nothing is folded until it is asked for.
//!
//! Authority only ends, it never begins by itself: a cell that somebody holds now is held without a break until the
//! last grant that gives it ends. So the only instants worth a look are those just before a grant ends.

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_model::{GrantId, InvitationId, MemberId, RoleId, TeamId, Timestamp, TokenId};

use crate::action_set::ActionSet;
use crate::cells::Cells;
use crate::node::Nodes;
use crate::quick_map::QuickMap;
use crate::role::{Assigns, RoleScope};
use crate::scope::Scope;
use crate::snapshot::Principal;
use crate::system_role::SystemRole;
use crate::world::{
    Gives, GrantDefinition, GrantScope, World, WorldInvitation, WorldMember, WorldPersonalToken,
    WorldServiceToken, WorldTeam,
};

/// When what has no end ends.
pub(crate) const NEVER: Timestamp = Timestamp(i64::MAX);

/// A role as one world has it.
#[derive(Clone, Copy)]
pub(crate) struct Definition<'w> {
    pub(crate) id: RoleId,
    pub(crate) actions: ActionSet,
    pub(crate) scope: &'w RoleScope,
    pub(crate) assigns: &'w Assigns,
    /// The same number in both worlds when it is defined alike in both.
    pub(crate) edition: u32,
}

/// What a grant gives, comparable between the two worlds.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum What {
    /// The edition of a role.
    Role(u32),
    Actions(ActionSet),
}

/// One grant that has not ended, looked up.
#[derive(Clone, Copy)]
pub(crate) struct Piece<'w> {
    /// The grant; `None` for a role that is measured before anybody was given it.
    pub(crate) grant: Option<GrantId>,
    pub(crate) what: What,
    pub(crate) role: Option<Definition<'w>>,
    pub(crate) actions: ActionSet,
    pub(crate) scope: Scope<'w>,
    pub(crate) until: Timestamp,
    /// Came with a database that its holder made.
    pub(crate) is_of_maker: bool,
}

impl<'w> Piece<'w> {
    /// A role for the whole organization.
    pub(crate) fn of_role(role: Definition<'w>, until: Timestamp) -> Self {
        let scope = Scope { role: role.scope, grant: &GrantScope::Organization, production: true };
        let (what, actions) = (What::Role(role.edition), role.actions);
        Piece { grant: None, what, role: Some(role), actions, scope, until, is_of_maker: false }
    }

    /// Gives the same cells.
    pub(crate) fn is_like(&self, other: &Piece<'_>) -> bool {
        self.what == other.what && self.is_where(other)
    }

    /// Is given in the same place.
    pub(crate) fn is_where(&self, other: &Piece<'_>) -> bool {
        self.scope.production == other.scope.production && self.scope.grant == other.scope.grant
    }
}

/// What one principal was given. A personal access token holds no more than its owner.
#[derive(Clone, Default)]
pub(crate) struct Held<'w> {
    pub(crate) pieces: Vec<Piece<'w>>,
    pub(crate) limit: Option<Vec<Piece<'w>>>,
}

impl<'w> Held<'w> {
    /// Everything that counts, the limit included.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Piece<'w>> {
        self.pieces.iter().chain(self.limit.iter().flatten())
    }

    /// What was given to the principal, or to its owner: not what a personal access token carries of it.
    pub(crate) fn given(&self) -> &[Piece<'w>] {
        self.limit.as_ref().unwrap_or(&self.pieces)
    }

    /// With only so much of what was given.
    pub(crate) fn counting(&self, counts: impl Fn(&Piece<'w>) -> bool) -> Self {
        let given = self.given().iter().copied().filter(|piece| counts(piece)).collect();
        match &self.limit {
            None => Held { pieces: given, limit: None },
            Some(_) => Held { pieces: self.pieces.clone(), limit: Some(given) },
        }
    }

    /// The instants just before which it may differ from later.
    pub(crate) fn ends(&self) -> BTreeSet<Timestamp> {
        self.all().map(|piece| piece.until).collect()
    }

    /// What is held just before that time.
    pub(crate) fn cells(&self, nodes: &Nodes, until: Timestamp) -> Cells {
        let of = |pieces: &[Piece<'w>]| {
            let mut cells = Cells::none(nodes);
            for piece in pieces.iter().filter(|piece| piece.until >= until) {
                cells.give(nodes, piece.actions, piece.scope);
            }
            cells
        };
        let mut cells = of(&self.pieces);
        if let Some(limit) = &self.limit {
            cells.limit(&of(limit));
        }
        cells
    }
}

/// One world, looked up.
pub(crate) struct Ledger<'w> {
    pub(crate) world: &'w World,
    now: Timestamp,
    roles: BTreeMap<RoleId, Definition<'w>>,
    members: QuickMap<MemberId, &'w WorldMember>,
    teams: BTreeMap<TeamId, &'w WorldTeam>,
    service_tokens: BTreeMap<TokenId, &'w WorldServiceToken>,
    personal_tokens: QuickMap<TokenId, &'w WorldPersonalToken>,
    invitations: BTreeMap<InvitationId, &'w WorldInvitation>,
    teams_of: QuickMap<MemberId, Vec<&'w WorldTeam>>,
    of_makers: BTreeSet<GrantId>,
}

impl<'w> Ledger<'w> {
    /// Enters two states of one organization.
    pub(crate) fn pair(before: &'w World, after: &'w World, now: Timestamp) -> (Self, Self) {
        let old = definitions(before, &BTreeMap::new());
        let new = definitions(after, &old);
        (Ledger::of(before, now, old), Ledger::of(after, now, new))
    }

    fn of(world: &'w World, now: Timestamp, roles: BTreeMap<RoleId, Definition<'w>>) -> Self {
        let mut teams_of: QuickMap<MemberId, Vec<&WorldTeam>> = QuickMap::default();
        for team in &world.teams {
            for member in &team.members {
                teams_of.entry(*member).or_default().push(team);
            }
        }
        Ledger {
            world,
            now,
            roles,
            members: world.members.iter().map(|one| (one.id, one)).collect(),
            teams: world.teams.iter().map(|one| (one.id, one)).collect(),
            service_tokens: world.service_tokens.iter().map(|one| (one.id, one)).collect(),
            personal_tokens: world.personal_tokens.iter().map(|one| (one.id, one)).collect(),
            invitations: world.invitations.iter().map(|one| (one.id, one)).collect(),
            teams_of,
            of_makers: world.databases.iter().filter_map(|one| one.maker).collect(),
        }
    }
}

/// The roles of a world, those of code included, numbered as in the earlier world where they are the same.
fn definitions<'w>(
    world: &'w World,
    earlier: &BTreeMap<RoleId, Definition<'w>>,
) -> BTreeMap<RoleId, Definition<'w>> {
    let mut found: BTreeMap<RoleId, Definition<'w>> = BTreeMap::new();
    let mut enter = |id, actions, scope, assigns| {
        let same = earlier
            .get(&id)
            .filter(|old| old.actions == actions && old.scope == scope && old.assigns == assigns);
        let edition = same.map_or((earlier.len() + found.len()) as u32, |old| old.edition);
        found.entry(id).or_insert(Definition { id, actions, scope, assigns, edition });
    };
    for system in SystemRole::ALL {
        enter(system.id(), system.actions(), &RoleScope::EVERYTHING, &Assigns::Own);
    }
    // As in the fold: a row cannot take the place of a system role, nor be one.
    for role in world.roles.iter().filter(|role| role.system.is_none()) {
        enter(role.id, role.held(), &role.scope, &role.assigns);
    }
    found
}

impl<'w> Ledger<'w> {
    /// The role with this id.
    pub(crate) fn role(&self, id: RoleId) -> Option<Definition<'w>> {
        self.roles.get(&id).copied()
    }

    /// Every role.
    pub(crate) fn roles(&self) -> impl Iterator<Item = Definition<'w>> + '_ {
        self.roles.values().copied()
    }

    /// The member whose authority counts in the end.
    pub(crate) fn owner(&self, principal: &Principal) -> Option<&'w WorldMember> {
        let member = match principal {
            Principal::Member(id) => *id,
            Principal::PersonalToken(id) => self.personal_tokens.get(id)?.member,
            Principal::Team(_) | Principal::ServiceToken(_) | Principal::Invitation(_) => {
                return None;
            }
        };
        self.members.get(&member).copied()
    }

    /// It is there.
    pub(crate) fn knows(&self, principal: &Principal) -> bool {
        match principal {
            Principal::Member(id) => self.members.contains_key(id),
            Principal::Team(id) => self.teams.contains_key(id),
            Principal::ServiceToken(id) => self.service_tokens.contains_key(id),
            Principal::PersonalToken(id) => self.personal_tokens.contains_key(id),
            Principal::Invitation(id) => self.invitations.contains_key(id),
        }
    }

    /// The personal access token.
    pub(crate) fn token(&self, principal: &Principal) -> Option<&'w WorldPersonalToken> {
        let Principal::PersonalToken(id) = principal else { return None };
        self.personal_tokens.get(id).copied()
    }

    /// Everyone.
    pub(crate) fn principals(&self) -> impl Iterator<Item = Principal> + 'w {
        let world = self.world;
        let members = world.members.iter().map(|one| Principal::Member(one.id));
        let teams = world.teams.iter().map(|one| Principal::Team(one.id));
        let services = world.service_tokens.iter().map(|one| Principal::ServiceToken(one.id));
        let invitations = world.invitations.iter().map(|one| Principal::Invitation(one.id));
        let personal = world.personal_tokens.iter().map(|one| Principal::PersonalToken(one.id));
        members.chain(teams).chain(services).chain(invitations).chain(personal)
    }

    /// What the principal was given and has not ended, whether it is suspended or not: what somebody will hold again
    /// is measured like what is held. Nothing for one that is not there.
    pub(crate) fn held(&self, principal: &Principal) -> Held<'w> {
        let direct = |grants: &'w [GrantDefinition]| Held {
            pieces: grants.iter().filter_map(|grant| self.piece(grant)).collect(),
            limit: None,
        };
        let held = match principal {
            Principal::Member(id) => self.members.get(id).map(|one| self.of_member(one)),
            Principal::Team(id) => self.teams.get(id).map(|one| direct(&one.grants)),
            Principal::ServiceToken(id) => {
                self.service_tokens.get(id).map(|one| direct(&one.grants))
            }
            Principal::Invitation(id) => self.invitations.get(id).map(|one| direct(&one.grants)),
            Principal::PersonalToken(id) => self.personal_tokens.get(id).and_then(|token| {
                let owner = self.of_member(self.members.get(&token.member)?);
                Some(match &token.grants {
                    None => owner,
                    Some(grants) => Held { limit: Some(owner.pieces), ..direct(grants) },
                })
            }),
        };
        held.unwrap_or_default()
    }

    fn of_member(&self, member: &'w WorldMember) -> Held<'w> {
        let of_teams = self.teams_of.get(&member.id).into_iter().flatten();
        let grants = member.grants.iter().chain(of_teams.flat_map(|team| &team.grants));
        Held { pieces: grants.filter_map(|grant| self.piece(grant)).collect(), limit: None }
    }

    /// Whether a member is in the same teams as in another world, and is given the same by them; of anything else, yes.
    pub(crate) fn is_in_the_same_teams(&self, other: &Ledger<'_>, principal: &Principal) -> bool {
        let Principal::Member(id) = principal else { return true };
        let (here, there) = (self.teams_of.get(id), other.teams_of.get(id));
        let (here, there) =
            (here.map_or(&[][..], Vec::as_slice), there.map_or(&[][..], Vec::as_slice));
        let holds = |one: &[&WorldTeam], other: &[&WorldTeam]| {
            let is_alike = |team: &&WorldTeam| {
                one.iter().any(|like| like.id == team.id && is_same(&like.grants, &team.grants))
            };
            other.iter().all(is_alike)
        };
        holds(here, there) && holds(there, here)
    }

    /// What the principal holds when it acts: nothing when it is suspended or cannot act.
    pub(crate) fn acting(&self, principal: &Principal) -> Held<'w> {
        let is_able = match principal {
            Principal::Member(_) | Principal::PersonalToken(_) => {
                self.owner(principal).is_some_and(|member| !member.suspended)
            }
            Principal::ServiceToken(id) => {
                self.service_tokens.get(id).is_some_and(|token| !token.suspended)
            }
            Principal::Team(_) | Principal::Invitation(_) => false,
        };
        if is_able { self.held(principal) } else { Held::default() }
    }

    fn piece(&self, grant: &'w GrantDefinition) -> Option<Piece<'w>> {
        let until = grant.expires_at.unwrap_or(NEVER);
        if until <= self.now {
            return None;
        }
        let (what, role, actions, scope) = match grant.gives {
            Gives::Actions(actions) => {
                (What::Actions(actions), None, actions, &RoleScope::EVERYTHING)
            }
            Gives::Role(id) => {
                let role = self.role(id)?;
                (What::Role(role.edition), Some(role), role.actions, role.scope)
            }
        };
        let scope = Scope { role: scope, grant: &grant.scope, production: grant.production };
        let is_of_maker =
            matches!(grant.scope, GrantScope::Database(_)) && self.of_makers.contains(&grant.id);
        Some(Piece { grant: Some(grant.id), what, role, actions, scope, until, is_of_maker })
    }

    /// Whether one of these roles was given to the principal, or one of these teams is its own. For a personal access
    /// token only what it carries is looked at, not its owner.
    pub(crate) fn concerns(
        &self,
        principal: &Principal,
        roles: &BTreeSet<RoleId>,
        teams: &BTreeSet<TeamId>,
    ) -> bool {
        let gives = |grants: &[GrantDefinition]| {
            let role = |grant: &GrantDefinition| match grant.gives {
                Gives::Role(role) => roles.contains(&role),
                Gives::Actions(_) => false,
            };
            !roles.is_empty() && grants.iter().any(role)
        };
        let of_member = |member: &WorldMember| {
            let mut of_teams = self.teams_of.get(&member.id).into_iter().flatten();
            gives(&member.grants)
                || of_teams.any(|team| teams.contains(&team.id) || gives(&team.grants))
        };
        match principal {
            Principal::Member(id) => self.members.get(id).is_some_and(|one| of_member(one)),
            Principal::PersonalToken(_) => {
                let carried = self.token(principal).and_then(|token| token.grants.as_ref());
                carried.is_some_and(|grants| gives(grants))
            }
            Principal::Team(_) | Principal::ServiceToken(_) | Principal::Invitation(_) => {
                self.written(principal).is_some_and(|one| gives(one.grants))
            }
        }
    }

    /// What somebody wrote about the principal; `None` when it is not there. A personal access token is its owner's own
    /// affair: it follows them.
    pub(crate) fn written(&self, principal: &Principal) -> Option<Written<'w>> {
        let plain = |grants| Written { grants, suspended: false, members: &[] };
        match principal {
            Principal::Member(id) => {
                let one = self.members.get(id)?;
                Some(Written { suspended: one.suspended, ..plain(&one.grants) })
            }
            Principal::Team(id) => {
                let one = self.teams.get(id)?;
                Some(Written { members: &one.members, ..plain(&one.grants) })
            }
            Principal::ServiceToken(id) => {
                let one = self.service_tokens.get(id)?;
                Some(Written { suspended: one.suspended, ..plain(&one.grants) })
            }
            Principal::Invitation(id) => Some(plain(&self.invitations.get(id)?.grants)),
            Principal::PersonalToken(_) => None,
        }
    }
}

/// What is written about one principal.
#[derive(Clone, Copy)]
pub(crate) struct Written<'w> {
    grants: &'w [GrantDefinition],
    pub(crate) suspended: bool,
    members: &'w [MemberId],
}

/// In whatever order.
impl PartialEq for Written<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.suspended == other.suspended
            && is_same(self.grants, other.grants)
            && is_same(self.members, other.members)
    }
}

fn is_same<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    let holds = |one: &[T], other: &[T]| other.iter().all(|item| one.contains(item));
    one == other || (holds(one, other) && holds(other, one))
}
