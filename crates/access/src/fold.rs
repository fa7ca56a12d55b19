//! Folding a world into a snapshot. Whatever does not make sense (a role that is gone, a project of another
//! organization, an expired grant, a suspended member or token) gives nothing.

use std::sync::Arc;

use bailiwick_model::{AccountId, RoleId, Timestamp};

use crate::action_set::ActionSet;
use crate::cover::Cover;
use crate::node::Nodes;
use crate::quick_map::QuickMap;
use crate::role::RoleScope;
use crate::scope::Scope;
use crate::snapshot::{Binding, NEAR, NOTHING, Row, Snapshot};
use crate::system_role::SystemRole;
use crate::world::{Gives, GrantDefinition, GrantScope, World};

/// Scopes of at most so many nodes become points; beyond, a bitmap is smaller and faster.
const POINT_LIMIT: usize = 96;

/// So many words are reserved at most, before it is known how many roles are given: two megabytes.
const MOST_RESERVED: usize = 1 << 18;

/// Of one principal, before it is laid out.
#[derive(Default, Clone)]
struct Held {
    bindings: Vec<u32>,
    points: Vec<(u32, ActionSet)>,
}

impl Held {
    fn clear(&mut self) {
        self.bindings.clear();
        self.points.clear();
    }

    fn add(&mut self, other: &Held) {
        self.bindings.extend_from_slice(&other.bindings);
        self.points.extend_from_slice(&other.points);
    }
}

/// What a grant gives, looked up.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Given<'w> {
    actions: ActionSet,
    scope: &'w RoleScope,
    role: Option<usize>,
}

struct Folding<'w> {
    now: Timestamp,
    nodes: &'w Nodes,
    roles: Vec<(ActionSet, &'w RoleScope)>,
    role_places: QuickMap<RoleId, usize>,
    next_expiry: Option<Timestamp>,
    bindings: Vec<Binding>,
    words: Vec<u64>,
    /// The bitmaps of everything, without and with production.
    everything: [Option<usize>; 2],
    /// By role, without and with production: its binding for the whole organization.
    of_role: Vec<[Option<u32>; 2]>,
    of_actions: QuickMap<(ActionSet, bool), u32>,
    rows: Vec<Row>,
    accounts: Vec<Option<AccountId>>,
    held: Vec<u32>,
    points: Vec<(u32, ActionSet)>,
}

impl Snapshot {
    /// The authority of everyone in the world at this time.
    pub fn fold(world: &World, now: Timestamp) -> Snapshot {
        let nodes = Arc::new(Nodes::of(world));
        let mut folding = Folding::new(world, &nodes, now);

        let mut of_teams = Vec::with_capacity(world.teams.len());
        let mut teams = QuickMap::default();
        let mut teams_of = QuickMap::default();
        for team in &world.teams {
            let mut held = Held::default();
            folding.give(&team.grants, &mut held);
            teams.insert(team.id, folding.row(&mut held.clone(), None, None));
            for member in &team.members {
                teams_of.entry(*member).or_insert_with(Vec::<usize>::new).push(of_teams.len());
            }
            of_teams.push(held);
        }

        let mut members = QuickMap::default();
        members.reserve(world.members.len());
        let mut held = Held::default();
        for member in world.members.iter().filter(|member| !member.suspended) {
            held.clear();
            folding.give(&member.grants, &mut held);
            for team in teams_of.get(&member.id).into_iter().flatten() {
                held.add(&of_teams[*team]);
            }
            members.insert(member.id, folding.row(&mut held, Some(member.account), None));
        }

        let mut service_tokens = QuickMap::default();
        for token in world.service_tokens.iter().filter(|token| !token.suspended) {
            held.clear();
            folding.give(&token.grants, &mut held);
            service_tokens.insert(token.id, folding.row(&mut held, None, None));
        }

        let mut personal_tokens = QuickMap::default();
        for token in &world.personal_tokens {
            let Some(owner) = members.get(&token.member).copied() else { continue };
            let row = match &token.grants {
                None => folding.same_as(owner),
                Some(grants) => {
                    held.clear();
                    folding.give(grants, &mut held);
                    let account = folding.accounts[owner as usize];
                    folding.row(&mut held, account, Some(owner))
                }
            };
            personal_tokens.insert(token.id, row);
        }

        let mut invitations = QuickMap::default();
        for invitation in &world.invitations {
            held.clear();
            folding.give(&invitation.grants, &mut held);
            invitations.insert(invitation.id, folding.row(&mut held, None, None));
        }

        Snapshot {
            organization: world.organization,
            epoch: world.epoch,
            folded_at: now,
            next_expiry: folding.next_expiry,
            members,
            teams,
            service_tokens,
            personal_tokens,
            invitations,
            rows: folding.rows,
            accounts: folding.accounts,
            held: folding.held,
            bindings: folding.bindings,
            words: folding.words,
            points: folding.points,
            nodes,
        }
    }
}

impl<'w> Folding<'w> {
    fn new(world: &'w World, nodes: &'w Nodes, now: Timestamp) -> Self {
        let mut roles: Vec<(ActionSet, &RoleScope)> = Vec::new();
        let mut role_places = QuickMap::default();
        for system in SystemRole::ALL {
            role_places.insert(system.id(), roles.len());
            roles.push((system.actions(), &RoleScope::EVERYTHING));
        }
        for role in &world.roles {
            // A row cannot take the place of a system role, nor be one.
            if role.system.is_none() && !role_places.contains_key(&role.id) {
                role_places.insert(role.id, roles.len());
                roles.push((role.held(), &role.scope));
            }
        }
        let role_count = roles.len();
        Folding {
            now,
            nodes,
            of_role: vec![[None; 2]; role_count],
            roles,
            role_places,
            next_expiry: None,
            // The place of `NOTHING`.
            bindings: vec![Binding { actions: ActionSet::EMPTY, first_word: 0 }],
            // Enough for every role of most organizations, so that they are not moved while they grow.
            words: Vec::with_capacity(
                (role_count * nodes.word_count() * Cover::ALL.len()).min(MOST_RESERVED),
            ),
            everything: [None; 2],
            of_actions: QuickMap::default(),
            rows: Vec::with_capacity(world.members.len() + world.teams.len()),
            accounts: Vec::with_capacity(world.members.len() + world.teams.len()),
            held: Vec::with_capacity(world.members.len() * 2),
            points: Vec::new(),
        }
    }

    /// What the grants give, added to `held`.
    fn give(&mut self, grants: &'w [GrantDefinition], held: &mut Held) {
        // Scopes of many nodes given alike share one bitmap, or a team of a thousand databases would need as many.
        let mut wide: Vec<(Given<'w>, bool, Vec<&'w GrantScope>)> = Vec::new();
        let mut points_left = POINT_LIMIT;
        for grant in grants {
            if let Some(expiry) = grant.expires_at {
                if expiry <= self.now {
                    continue;
                }
                self.next_expiry = Some(self.next_expiry.map_or(expiry, |next| next.min(expiry)));
            }
            let Some(given) = self.given(&grant.gives) else { continue };
            if grant.scope == GrantScope::Organization {
                held.bindings.push(self.whole(given, grant.production));
                continue;
            }
            let scope =
                Scope { role: given.scope, grant: &grant.scope, production: grant.production };
            if scope.is_small(self.nodes, points_left) {
                let before = held.points.len();
                scope.each(self.nodes, &mut |cover, node| {
                    let actions = given.actions.intersect(cover.actions());
                    if !actions.is_empty() {
                        held.points.push((node, actions));
                    }
                });
                points_left = points_left.saturating_sub(held.points.len() - before);
            } else {
                let alike = wide.iter_mut().find(|(other, production, _)| {
                    *other == given && *production == grant.production
                });
                match alike {
                    Some((_, _, scopes)) => scopes.push(&grant.scope),
                    None => wide.push((given, grant.production, vec![&grant.scope])),
                }
            }
        }
        for (given, production, scopes) in wide {
            let scopes = scopes
                .into_iter()
                .map(|grant| Scope { role: given.scope, grant, production })
                .collect::<Vec<_>>();
            let first_word = self.bitmap(&scopes);
            held.bindings.push(self.bind(given.actions, first_word));
        }
    }

    fn given(&self, gives: &Gives) -> Option<Given<'w>> {
        match gives {
            Gives::Role(id) => {
                let place = *self.role_places.get(id)?;
                let (actions, scope) = self.roles[place];
                Some(Given { actions, scope, role: Some(place) })
            }
            Gives::Actions(actions) => {
                Some(Given { actions: *actions, scope: &RoleScope::EVERYTHING, role: None })
            }
        }
    }

    /// The binding of what is given for the whole organization.
    fn whole(&mut self, given: Given<'w>, production: bool) -> u32 {
        let known = match given.role {
            Some(role) => self.of_role[role][usize::from(production)],
            None => self.of_actions.get(&(given.actions, production)).copied(),
        };
        if let Some(binding) = known {
            return binding;
        }
        let scope = Scope { role: given.scope, grant: &GrantScope::Organization, production };
        let shared =
            self.everything[usize::from(production)].filter(|_| given.scope.is_everything());
        let first_word = shared.unwrap_or_else(|| self.bitmap(&[scope]));
        if given.scope.is_everything() {
            self.everything[usize::from(production)] = Some(first_word);
        }
        let binding = self.bind(given.actions, first_word);
        match given.role {
            Some(role) => self.of_role[role][usize::from(production)] = Some(binding),
            None => drop(self.of_actions.insert((given.actions, production), binding)),
        }
        binding
    }

    fn bind(&mut self, actions: ActionSet, first_word: usize) -> u32 {
        self.bindings.push(Binding { actions, first_word });
        self.bindings.len() as u32 - 1
    }

    /// The union of the scopes, as a bitmap for each demand.
    fn bitmap(&mut self, scopes: &[Scope<'_>]) -> usize {
        let first_word = self.words.len();
        let words = self.nodes.word_count();
        self.words.resize(first_word + words * Cover::ALL.len(), 0);
        let bitmaps = &mut self.words[first_word..];
        for scope in scopes {
            scope.each(self.nodes, &mut |cover, node| {
                bitmaps[cover as usize * words + (node >> 6) as usize] |= 1 << (node & 63);
            });
        }
        first_word
    }

    fn row(&mut self, held: &mut Held, account: Option<AccountId>, limit: Option<u32>) -> u32 {
        let place = self.rows.len() as u32;
        held.bindings.sort_unstable();
        held.bindings.dedup();
        let bindings = self.held.len() as u32;
        self.held.extend_from_slice(&held.bindings);
        let points = self.points.len();
        held.points.sort_unstable_by_key(|point| point.0);
        for (node, actions) in &held.points {
            match self.points[points..].last_mut() {
                Some(last) if last.0 == *node => last.1 = last.1.union(*actions),
                _ => self.points.push((*node, *actions)),
            }
        }
        let mut near = [NOTHING; NEAR];
        near.iter_mut().zip(&held.bindings).for_each(|(near, binding)| *near = *binding);
        self.accounts.push(account);
        self.rows.push(Row {
            near,
            bindings: (bindings, self.held.len() as u32),
            points: (points as u32, self.points.len() as u32),
            limit: limit.unwrap_or(place),
        });
        place
    }

    /// A row that holds exactly what its owner does.
    fn same_as(&mut self, owner: u32) -> u32 {
        let place = self.rows.len() as u32;
        let row = self.rows[owner as usize];
        self.accounts.push(self.accounts[owner as usize]);
        self.rows.push(Row { limit: place, ..row });
        place
    }
}
