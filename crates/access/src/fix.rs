//! What would allow something that was refused, ranked by how much else it would allow.

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_model::{GrantId, ProjectId, RoleId};

use crate::action::{Action, Reach};
use crate::action_set::ActionSet;
use crate::area::Permission;
use crate::explain::{Obstacle, given, owner, sources};
use crate::node::{NodeIndex, Resource};
use crate::normalise::close;
use crate::role::{RoleScope, Selection};
use crate::scope::Scope;
use crate::snapshot::{Principal, Snapshot};
use crate::system_role::SystemRole;
use crate::world::{Gives, GrantScope, World};

/// A change that would allow it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Remedy {
    /// Give a role that exists.
    Assign {
        /// The role.
        role: RoleId,
        /// The narrowest scope at which it does.
        scope: GrantScope,
    },
    /// Make a custom role, and give it.
    NewRole {
        /// Its permissions, parents included.
        permissions: Vec<Permission>,
        /// Its scope.
        scope: RoleScope,
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
    /// The change.
    pub remedy: Remedy,
    /// How many cells (an action on a thing that exists) the principal would hold that it does not hold now, this one
    /// included. Zero where nothing is given that was not given before.
    pub extra: usize,
}

/// At most so many are worth reading.
const SHOWN: usize = 5;

/// Actions by node, as a grant would give them.
type Cells = BTreeMap<u32, ActionSet>;

pub(crate) fn fixes(
    snapshot: &Snapshot,
    world: &World,
    principal: &Principal,
    action: Action,
    resource: &Resource,
    obstacle: Option<Obstacle>,
) -> Vec<Fix> {
    match obstacle {
        Some(Obstacle::UnknownPrincipal | Obstacle::NoSuchThing) => return Vec::new(),
        Some(Obstacle::TokenLacks) => return vec![Fix { remedy: Remedy::WidenToken, extra: 0 }],
        Some(Obstacle::Suspended) => {
            let owner = owner(world, principal).map(|member| Principal::Member(member.id));
            let remedy = Remedy::Resume { principal: owner.unwrap_or(*principal) };
            return vec![Fix { remedy, extra: 0 }];
        }
        Some(Obstacle::OwnerLacks) | None => {}
    }
    let Some(node) = snapshot.node(resource) else { return Vec::new() };
    let beneficiary =
        owner(world, principal).map_or(*principal, |member| Principal::Member(member.id));
    let allows = |cells: &Cells| cells.get(&node.0).is_some_and(|held| held.contains(action));
    let price = |cells: &Cells| {
        let index = snapshot.principal(&beneficiary);
        let held =
            |node| index.map_or(ActionSet::EMPTY, |index| snapshot.held_at(index, NodeIndex(node)));
        cells.iter().map(|(node, actions)| actions.minus(held(*node)).len()).sum()
    };

    let mut found = Vec::new();
    let scopes = narrowest_first(world, resource);
    let system = SystemRole::ALL.iter().map(|role| role.id());
    let custom = world.roles.iter().filter(|role| role.system.is_none()).map(|role| role.id);
    for role in system.chain(custom) {
        let Some((actions, role_scope)) = given(world, &Gives::Role(role)) else { continue };
        let narrowest = scopes.iter().find_map(|scope| {
            let cells = cells(
                snapshot,
                actions,
                Scope { role: role_scope, grant: scope, production: true },
            );
            allows(&cells).then(|| (scope.clone(), price(&cells)))
        });
        if let Some((scope, extra)) = narrowest {
            found.push(Fix { remedy: Remedy::Assign { role, scope }, extra });
        }
    }
    if let Some((area, level)) = action.comes_with() {
        let permissions = close(&[Permission { area, level }]);
        let actions = permissions
            .iter()
            .fold(ActionSet::of(&[Action::OrganizationView]), |held, permission| {
                held.union(permission.actions())
            });
        for scope in role_scopes(world, action, resource) {
            let given = Scope { role: &scope, grant: &GrantScope::Organization, production: true };
            let cells = cells(snapshot, actions, given);
            if allows(&cells) {
                let extra = price(&cells);
                found.push(Fix { remedy: Remedy::NewRole { permissions, scope }, extra });
                break;
            }
        }
    }
    for (_, grant) in sources(world, principal) {
        let is_over = grant.expires_at.is_some_and(|expiry| expiry <= snapshot.folded_at);
        let Some((actions, role)) = given(world, &grant.gives).filter(|_| is_over) else {
            continue;
        };
        let scope = Scope { role, grant: &grant.scope, production: grant.production };
        let cells = cells(snapshot, actions, scope);
        if allows(&cells) {
            found.push(Fix { remedy: Remedy::Renew { grant: grant.id }, extra: price(&cells) });
        }
    }
    found.sort_by_key(|fix| fix.extra);
    found.truncate(SHOWN);
    found
}

fn cells(snapshot: &Snapshot, actions: ActionSet, scope: Scope<'_>) -> Cells {
    let mut cells = Cells::new();
    scope.each(&snapshot.nodes, &mut |cover, node| {
        let held = cells.entry(node).or_default();
        *held = held.union(actions.intersect(cover.actions()));
    });
    cells
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

fn role_scopes(world: &World, action: Action, resource: &Resource) -> Vec<RoleScope> {
    let mut scopes = Vec::new();
    if let Some(project) = project_of(world, resource)
        && action.level_of() != Reach::Organization
    {
        let projects = Selection::Only(BTreeSet::from([project]));
        if let Resource::Instance(id) = resource {
            let instances = Selection::Only(BTreeSet::from([*id]));
            scopes.push(RoleScope { projects: projects.clone(), instances, production: true });
        }
        scopes.push(RoleScope { projects, instances: Selection::All, production: true });
    }
    scopes.push(RoleScope::EVERYTHING);
    scopes
}
