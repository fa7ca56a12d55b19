//! Where a role, given by a grant, covers what: the one place that knows the kinds of scope. Everything else reads
//! the bitmaps (or, for a few nodes, the points) that come out of here.

use crate::action::Action;
use crate::cover::Cover;
use crate::node::{Nodes, ORGANIZATION};
use crate::role::{RoleScope, Selection};
use crate::world::GrantScope;

/// A role's scope, a grant's scope, and whether the grant includes production: they intersect.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'w> {
    pub(crate) role: &'w RoleScope,
    pub(crate) grant: &'w GrantScope,
    pub(crate) production: bool,
}

impl Scope<'_> {
    fn has_production(&self) -> bool {
        self.production && self.role.production
    }

    /// Calls `emit` for each demand that is met and the node where it is. A thing that holds others is covered for
    /// their actions when all of them are, present and future.
    pub(crate) fn each(&self, nodes: &Nodes, emit: &mut impl FnMut(Cover, u32)) {
        match self.grant {
            GrantScope::Organization => {
                emit(Cover::Organization, ORGANIZATION);
                if self.role.projects.is_all() {
                    self.container(ORGANIZATION, emit);
                }
                if self.is_everything() {
                    emit(Cover::NewProject, ORGANIZATION);
                }
                match &self.role.projects {
                    Selection::All => {
                        (0..nodes.projects.len() as u32)
                            .for_each(|place| self.project(nodes, place, emit));
                    }
                    Selection::Only(named) => named
                        .iter()
                        .filter_map(|id| nodes.project_place(id))
                        .for_each(|place| self.project(nodes, place, emit)),
                }
            }
            GrantScope::Projects(named) => named
                .iter()
                .filter(|id| self.role.projects.contains(id))
                .filter_map(|id| nodes.project_place(id))
                .for_each(|place| self.project(nodes, place, emit)),
            GrantScope::Instance(id) => {
                let Some(place) = nodes.instance_place(id) else { return };
                let project = nodes.project_of_instance(place);
                if self.role.projects.contains(&nodes.projects[project as usize]) {
                    emit(Cover::ProjectName, nodes.project(project));
                    self.instance(nodes, place, emit);
                }
            }
            GrantScope::Database(id) => {
                let Some(place) = nodes.database_place(id) else { return };
                let project = nodes.project_of_database(place);
                if self.role.projects.contains(&nodes.projects[project as usize]) {
                    emit(Cover::ProjectName, nodes.project(project));
                    self.database(nodes, place, emit);
                }
            }
        }
    }

    fn is_everything(&self) -> bool {
        *self.grant == GrantScope::Organization && self.production && self.role.is_everything()
    }

    fn project(&self, nodes: &Nodes, place: u32, emit: &mut impl FnMut(Cover, u32)) {
        self.container(nodes.project(place), emit);
        for instance in nodes.instances_of(place) {
            self.instance(nodes, *instance, emit);
        }
        for database in nodes.databases_of(place) {
            self.database(nodes, *database, emit);
        }
    }

    /// A project in scope, or the organization when all projects are.
    fn container(&self, node: u32, emit: &mut impl FnMut(Cover, u32)) {
        emit(Cover::ProjectName, node);
        emit(Cover::Project, node);
        emit(Cover::Development, node);
        if self.is_everything() {
            emit(Cover::WholeProject, node);
        }
        if self.role.instances.is_all() {
            emit(Cover::NewInstance, node);
        }
        if self.has_production() {
            emit(Cover::Database, node);
            emit(Cover::Production, node);
            if self.role.instances.is_all() {
                emit(Cover::NewProductionInstance, node);
                emit(Cover::Instance, node);
            }
        }
    }

    fn instance(&self, nodes: &Nodes, place: u32, emit: &mut impl FnMut(Cover, u32)) {
        let is_in_reach = self.has_production() || !nodes.is_production(place);
        if is_in_reach && self.role.instances.contains(&nodes.instances[place as usize]) {
            emit(Cover::Instance, nodes.instance(place));
        }
    }

    fn database(&self, nodes: &Nodes, place: u32, emit: &mut impl FnMut(Cover, u32)) {
        emit(Cover::Database, nodes.database(place));
        emit(Cover::Development, nodes.database(place));
        if self.has_production() {
            emit(Cover::Production, nodes.database(place));
            emit(Cover::Database, nodes.production(place));
            emit(Cover::Production, nodes.production(place));
        }
    }

    /// Gives the action on the node, if it gives it at all.
    pub(crate) fn covers(&self, nodes: &Nodes, action: Action, node: u32) -> bool {
        let mut is_covered = false;
        self.each(nodes, &mut |cover, at| is_covered |= at == node && cover == action.cover());
        is_covered
    }

    /// Is given for the whole organization, as most roles are.
    pub(crate) fn is_wide(&self) -> bool {
        *self.grant == GrantScope::Organization
    }

    /// How many nodes it touches at most, without walking them all.
    pub(crate) fn is_small(&self, nodes: &Nodes, limit: usize) -> bool {
        match self.grant {
            GrantScope::Organization => false,
            GrantScope::Database(_) | GrantScope::Instance(_) => true,
            GrantScope::Projects(named) => {
                let mut count = 0;
                named.iter().filter_map(|id| nodes.project_place(id)).all(|place| {
                    count +=
                        1 + nodes.instances_of(place).len() + 2 * nodes.databases_of(place).len();
                    count <= limit
                })
            }
        }
    }
}
