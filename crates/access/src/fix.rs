//! What would allow something that was refused, ranked by how much else it would allow.

use std::collections::BTreeSet;

use bailiwick_model::{GrantId, ProjectId, RoleId};

use crate::action::{Action, Reach};
use crate::action_set::ActionSet;
use crate::area::Permission;
use crate::cells::Cells;
use crate::decide::is_visible;
use crate::explain::{Obstacle, given, grants_of, owner};
use crate::holdings::holdings;
use crate::node::{NodeIndex, Resource};
use crate::normalise::normalise;
use crate::role::{RoleScope, Selection, custom};
use crate::scope::Scope;
use crate::snapshot::{Principal, Snapshot};
use crate::system_role::SystemRole;
use crate::world::{Gives, GrantDefinition, GrantScope, World};

/// A change that would allow it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Remedy {
    /// Give a role that exists.
    Assign {
        /// The role.
        role: RoleId,
        /// The narrowest scope at which it does.
        scope: GrantScope,
        /// Production included, as it must be.
        production: bool,
    },
    /// Make a custom role, and give it.
    NewRole {
        /// Its permissions, parents included.
        permissions: Vec<Permission>,
        /// Single actions beside them.
        actions: ActionSet,
        /// Its scope.
        scope: RoleScope,
        /// Where it is given.
        at: GrantScope,
    },
    /// Give a grant again that has ended.
    Renew {
        /// The grant.
        grant: GrantId,
    },
    /// Resume a suspended member or service token.
    Resume {
        /// The member, for a personal access token its owner, or the service token.
        principal: Principal,
    },
    /// Use a personal access token that carries more of what its owner holds.
    WidenToken,
}

/// A remedy and its price.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// The change. For a personal access token whose owner lacks the action, it is made for the owner.
    pub remedy: Remedy,
    /// How many cells (an action on a thing that exists, and that whoever asks may know of) whoever it is made for would
    /// hold that they do not hold now, this one included.
    pub extra: usize,
}

/// At most so many are worth reading.
const SHOWN: usize = 5;

/// A snapshot and who asks about it; nobody who asks knows of everything.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) asker: Option<&'a Principal>,
}

impl Known<'_> {
    /// How many of these cells are on things that the asker may know of.
    fn count(self, cells: impl Iterator<Item = (u32, ActionSet)>) -> usize {
        let Some(asker) = self.asker else { return cells.map(|(_, actions)| actions.len()).sum() };
        let Some(asker) = self.snapshot.principal(asker) else { return 0 };
        let thing = |node| self.snapshot.nodes.resource(node);
        let is_known =
            |node| thing(node).is_some_and(|thing| is_visible(self.snapshot, asker, &thing));
        let known = cells.filter(|(_, actions)| !actions.is_empty());
        known.filter(|(node, _)| is_known(*node)).map(|(_, actions)| actions.len()).sum()
    }
}

/// What would allow it, least extra authority first.
pub(crate) fn fixes(
    world: &World,
    known: Known<'_>,
    principal: &Principal,
    action: Action,
    resource: &Resource,
    obstacle: Option<Obstacle>,
) -> Vec<Fix> {
    let snapshot = known.snapshot;
    let Some(node) = snapshot.node(resource) else { return Vec::new() };
    match obstacle {
        Some(Obstacle::UnknownPrincipal | Obstacle::NoSuchThing) => Vec::new(),
        Some(Obstacle::TokenLacks) => vec![Fix { remedy: Remedy::WidenToken, extra: 0 }],
        Some(Obstacle::Suspended) => {
            resumed(known, world, principal, action, node).into_iter().collect()
        }
        Some(Obstacle::OwnerLacks) | None => {
            let held = holdings(snapshot, &beneficiary(world, principal));
            let held = held.into_cells();
            let search = Search { snapshot, known, world, held, action, node: node.0 };
            let mut found = search.roles(resource);
            found.extend(search.new_roles(resource));
            found.extend(search.renewals(principal));
            // Roles are for people and teams: a program is granted actions, where actions do.
            let is_program = matches!(principal, Principal::ServiceToken(_));
            found.sort_by_key(|fix| {
                (is_program && matches!(fix.remedy, Remedy::Assign { .. }), fix.extra)
            });
            found.truncate(SHOWN);
            found.sort_by_key(|fix| fix.extra);
            found
        }
    }
}

/// Whose authority it is in the end.
fn beneficiary(world: &World, principal: &Principal) -> Principal {
    owner(world, principal).map_or(*principal, |member| Principal::Member(member.id))
}

/// Resuming, when that is enough.
fn resumed(
    known: Known<'_>,
    world: &World,
    principal: &Principal,
    action: Action,
    node: NodeIndex,
) -> Option<Fix> {
    let resumed = beneficiary(world, principal);
    let mut awake = world.clone();
    for member in &mut awake.members {
        member.suspended &= resumed != Principal::Member(member.id);
    }
    for token in &mut awake.service_tokens {
        token.suspended &= resumed != Principal::ServiceToken(token.id);
    }
    let awake = Snapshot::fold(&awake, known.snapshot.folded_at);
    let is_enough = awake.check(awake.principal(principal)?, action, node);
    let extra = || known.count(holdings(&awake, &resumed).into_cells().iter());
    is_enough.then(|| Fix { remedy: Remedy::Resume { principal: resumed }, extra: extra() })
}

/// What is looked for, and what is held already.
struct Search<'a> {
    snapshot: &'a Snapshot,
    known: Known<'a>,
    world: &'a World,
    held: Cells,
    action: Action,
    node: u32,
}

impl Search<'_> {
    /// The fix and its price, if it is one.
    fn priced(&self, remedy: Remedy, actions: ActionSet, scope: Scope<'_>) -> Option<Fix> {
        if !actions.contains(self.action)
            || !scope.covers(&self.snapshot.nodes, self.action, self.node)
        {
            return None;
        }
        let mut given = Cells::none(&self.snapshot.nodes);
        given.give(&self.snapshot.nodes, actions, scope);
        let more = given.iter().map(|(node, actions)| (node, actions.minus(self.held.at(node))));
        Some(Fix { remedy, extra: self.known.count(more) })
    }

    /// Each role that exists, where it gives least.
    fn roles(&self, resource: &Resource) -> Vec<Fix> {
        let scopes = narrowest_first(self.world, resource);
        let system = SystemRole::ALL.iter().map(|role| role.id());
        let rows = self.world.roles.iter().filter(|role| role.system.is_none());
        let narrowest = |role: RoleId| {
            let (actions, of_role) = given(self.world, &Gives::Role(role))?;
            let mut places = scopes.iter().flat_map(|scope| [(scope, false), (scope, true)]);
            places.find_map(|(grant, production)| {
                let remedy = Remedy::Assign { role, scope: grant.clone(), production };
                self.priced(remedy, actions, Scope { role: of_role, grant, production })
            })
        };
        system.chain(rows.map(|role| role.id)).filter_map(narrowest).collect()
    }

    /// A role of the level that holds the action, and one of the action alone.
    fn new_roles(&self, resource: &Resource) -> Vec<Fix> {
        let Some((area, level)) = self.action.comes_with() else { return Vec::new() };
        let scopes = role_scopes(self.world, self.action, resource);
        let of_level = (vec![Permission { area, level }], ActionSet::EMPTY);
        let alone = (Vec::new(), ActionSet::of(&[self.action]));
        let narrowest = |(permissions, actions): (Vec<Permission>, ActionSet)| {
            scopes.iter().find_map(|(scope, at)| {
                let role = normalise(&permissions, actions, scope.clone()).ok()?;
                let held = custom(&role.permissions, role.actions, &role.scope);
                let remedy = Remedy::NewRole {
                    permissions: role.permissions,
                    actions: role.actions,
                    scope: role.scope.clone(),
                    at: at.clone(),
                };
                self.priced(remedy, held, Scope { role: &role.scope, grant: at, production: true })
            })
        };
        let mut found: Vec<Fix> = [of_level, alone].into_iter().filter_map(narrowest).collect();
        // Of two at one price the level is the plainer.
        found.dedup_by_key(|fix| fix.extra);
        found
    }

    /// Each grant that has ended and gave it.
    fn renewals(&self, principal: &Principal) -> Vec<Fix> {
        let over = |grant: &GrantDefinition| {
            grant.expires_at.is_some_and(|expiry| expiry <= self.snapshot.folded_at)
        };
        let ended = grants_of(self.world, principal).into_iter().filter(|(_, grant)| over(grant));
        let renewed = ended.filter_map(|(_, grant)| {
            let (actions, role) = given(self.world, &grant.gives)?;
            let scope = Scope { role, grant: &grant.scope, production: grant.production };
            self.priced(Remedy::Renew { grant: grant.id }, actions, scope)
        });
        renewed.collect()
    }
}

fn project_of(world: &World, resource: &Resource) -> Option<ProjectId> {
    match resource {
        Resource::Organization => None,
        Resource::Project(id) => Some(*id),
        Resource::Instance(id) => {
            world.instances.iter().find(|instance| instance.id == *id).map(|found| found.project)
        }
        Resource::Database(id) | Resource::Branch { database: id, .. } => {
            world.databases.iter().find(|database| database.id == *id).map(|found| found.project)
        }
    }
}

fn narrowest_first(world: &World, resource: &Resource) -> Vec<GrantScope> {
    let database = match resource {
        Resource::Database(id) | Resource::Branch { database: id, .. } => {
            Some(GrantScope::Database(*id))
        }
        _ => None,
    };
    let instance = match resource {
        Resource::Instance(id) => Some(GrantScope::Instance(*id)),
        _ => None,
    };
    let project = project_of(world, resource).map(|id| GrantScope::Projects(BTreeSet::from([id])));
    database.into_iter().chain(instance).chain(project).chain([GrantScope::Organization]).collect()
}

/// Where a new role could apply and be given, narrowest first.
fn role_scopes(world: &World, action: Action, resource: &Resource) -> Vec<(RoleScope, GrantScope)> {
    let mut scopes = Vec::new();
    let mut add = |projects, instances, at: GrantScope| {
        for production in [false, true] {
            let (projects, instances) = (Clone::clone(&projects), Clone::clone(&instances));
            scopes.push((RoleScope { projects, instances, production }, at.clone()));
        }
    };
    if let Some(project) = project_of(world, resource)
        && action.level_of() != Reach::Organization
    {
        let projects = Selection::Only(BTreeSet::from([project]));
        match resource {
            Resource::Instance(id) => {
                let instances = Selection::Only(BTreeSet::from([*id]));
                add(projects.clone(), instances, GrantScope::Organization);
            }
            Resource::Database(id) | Resource::Branch { database: id, .. } => {
                add(projects.clone(), Selection::All, GrantScope::Database(*id));
            }
            Resource::Organization | Resource::Project(_) => {}
        }
        add(projects, Selection::All, GrantScope::Organization);
    }
    add(Selection::All, Selection::All, GrantScope::Organization);
    scopes
}
