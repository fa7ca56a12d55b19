//! Everything that somebody holds, laid out once: for a matrix of members, actions and projects, where asking cell by
//! cell would repeat itself.

use std::sync::Arc;

use bailiwick_model::ProjectId;

use crate::action_set::ActionSet;
use crate::cells::Cells;
use crate::node::{Nodes, Resource};
use crate::role::RoleDefinition;
use crate::scope::Scope;
use crate::snapshot::{Principal, Row, Snapshot};
use crate::world::GrantScope;

/// What one principal or role holds on everything that was there at the fold.
#[derive(Clone, Debug)]
pub struct Holdings {
    nodes: Arc<Nodes>,
    cells: Cells,
}

/// Everything that the principal holds; nothing for one that is unknown or suspended.
pub fn holdings(snapshot: &Snapshot, principal: &Principal) -> Holdings {
    let row = |place: u32| snapshot.rows.get(place as usize);
    let own = snapshot.principal(principal).and_then(|index| Some((index.0, row(index.0)?)));
    let mut cells = Cells::none(&snapshot.nodes);
    if let Some((place, own)) = own {
        cells = snapshot.cells(own);
        if own.limit != place {
            let limit = row(own.limit).map(|owner| snapshot.cells(owner));
            cells.limit(&limit.unwrap_or_else(|| Cells::none(&snapshot.nodes)));
        }
    }
    Holdings { nodes: Arc::clone(&snapshot.nodes), cells }
}

/// Everything that the role gives when it is given for the whole organization.
pub fn role_holdings(snapshot: &Snapshot, role: &RoleDefinition) -> Holdings {
    let mut cells = Cells::none(&snapshot.nodes);
    let scope = Scope { role: &role.scope, grant: &GrantScope::Organization, production: true };
    cells.give(&snapshot.nodes, role.held(), scope);
    Holdings { nodes: Arc::clone(&snapshot.nodes), cells }
}

impl Holdings {
    /// What is held on the thing; nothing when it is unknown.
    pub fn at(&self, resource: &Resource) -> ActionSet {
        self.nodes.node(resource).map_or(ActionSet::EMPTY, |node| self.cells.at(node))
    }

    pub(crate) fn into_cells(self) -> Cells {
        self.cells
    }

    /// What is held on the organization or on anything in it.
    pub fn anywhere(&self) -> ActionSet {
        self.cells.iter().fold(ActionSet::EMPTY, |held, (_, actions)| held.union(actions))
    }

    /// What is held on the project or on anything in it: its column in a matrix.
    pub fn in_project(&self, project: &ProjectId) -> ActionSet {
        let Some(place) = self.nodes.project_place(project) else { return ActionSet::EMPTY };
        let nodes = &self.nodes;
        let instances = nodes.instances_of(place).iter().map(|one| nodes.instance(*one));
        let databases = nodes.databases_of(place).iter();
        let databases = databases.flat_map(|one| [nodes.database(*one), nodes.production(*one)]);
        let all = [nodes.project(place)].into_iter().chain(instances).chain(databases);
        all.fold(ActionSet::EMPTY, |held, node| held.union(self.cells.at(node)))
    }

    /// Every thing on which anything is held, and what. [`Resource::Branch`] stands for the production branches of a
    /// database.
    pub fn iter(&self) -> impl Iterator<Item = (Resource, ActionSet)> + '_ {
        self.cells.iter().filter_map(|(node, held)| Some((self.nodes.resource(node)?, held)))
    }
}

/// What two hold on one thing; not all nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// On what. [`Resource::Branch`] stands for the production branches of a database.
    pub resource: Resource,
    /// Held by both.
    pub both: ActionSet,
    /// Held by the first only.
    pub only_first: ActionSet,
    /// Held by the second only.
    pub only_second: ActionSet,
}

/// Compares two principals, two roles or one with the other, of one snapshot, thing by thing.
pub fn compare(first: &Holdings, second: &Holdings) -> Vec<Comparison> {
    let compared = first.nodes.all().filter_map(|node| {
        let (one, other) = (first.cells.at(node), second.cells.at(node));
        let comparison = Comparison {
            resource: first.nodes.resource(node)?,
            both: one.intersect(other),
            only_first: one.minus(other),
            only_second: other.minus(one),
        };
        (!one.union(other).is_empty()).then_some(comparison)
    });
    compared.collect()
}

impl Snapshot {
    fn cells(&self, row: &Row) -> Cells {
        let mut cells = Cells::none(&self.nodes);
        self.run(row).for_each(|binding| self.add_cells(binding, &mut cells));
        self.points_of(row).iter().for_each(|(node, actions)| cells.add(*node, *actions));
        cells
    }
}
