//! The things that a change of access is measured on: those that are there, and in every place one more that is still
//! to come. Whoever holds three instances one by one does not hold the fourth; whoever holds all of a project does.

use std::iter;

use bailiwick_model::{DatabaseId, Id, InstanceId, ProjectId};

use crate::action::Action;
use crate::action_set::ActionSet;
use crate::node::{Nodes, Resource};
use crate::world::World;

/// Things of two worlds, present and future.
pub(crate) struct Things {
    pub(crate) nodes: Nodes,
}

/// The kinds of thing to come: the first milliseconds of their ids, which no real id will have before the year 10889.
const PROJECT_TO_COME: u64 = 0xffff_ffff_ffff;
const INSTANCE_TO_COME: u64 = 0xffff_ffff_fffe;
const PRODUCTION_TO_COME: u64 = 0xffff_ffff_fffd;
const DATABASE_TO_COME: u64 = 0xffff_ffff_fffc;

/// The thing of a kind that is to come in the project with this place.
fn to_come<T: From<Id>>(kind: u64, place: usize) -> T {
    let bytes = (place as u64).to_be_bytes();
    T::from(Id::new(kind, [bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]))
}

fn is_to_come(id: Id) -> bool {
    id.as_bytes().starts_with(&[0xff; 5])
}

impl Things {
    /// The things of either world. What both have is taken as it is after: a change of access is not measured by what
    /// else happened to things.
    pub(crate) fn of(before: &World, after: &World) -> Self {
        let is_same = after.projects == before.projects
            && after.instances == before.instances
            && after.databases == before.databases;
        let worlds = if is_same { vec![after] } else { vec![after, before] };
        let projects: Vec<ProjectId> = worlds
            .iter()
            .flat_map(|world| &world.projects)
            .map(|project| project.id)
            .chain([to_come(PROJECT_TO_COME, 0)])
            .collect();
        let places = || projects.iter().copied().enumerate();
        let instances = worlds.iter().flat_map(|world| &world.instances);
        let databases = worlds.iter().flat_map(|world| &world.databases);
        let instances_to_come = places().flat_map(|(place, project)| {
            let development: (InstanceId, _, _) =
                (to_come(INSTANCE_TO_COME, place), project, false);
            iter::once(development).chain([(to_come(PRODUCTION_TO_COME, place), project, true)])
        });
        let databases_to_come = places()
            .map(|(place, project)| (to_come::<DatabaseId>(DATABASE_TO_COME, place), project));
        Things {
            nodes: Nodes::laid_out(
                projects.iter().copied(),
                instances
                    .map(|instance| (instance.id, instance.project, instance.production))
                    .chain(instances_to_come),
                databases.map(|database| (database.id, database.project)).chain(databases_to_come),
            ),
        }
    }

    /// The thing that a node stands for, as people know it: for what is to come, where it would be.
    pub(crate) fn resource(&self, node: u32) -> Resource {
        let of_place = |place: u32| self.nodes.projects[place as usize];
        let project = |id: ProjectId| match is_to_come(id.0) {
            true => Resource::Organization,
            false => Resource::Project(id),
        };
        match self.nodes.resource(node) {
            None | Some(Resource::Organization) => Resource::Organization,
            Some(Resource::Project(id)) => project(id),
            Some(Resource::Instance(id)) if is_to_come(id.0) => {
                self.nodes.instance_place(&id).map_or(Resource::Organization, |place| {
                    project(of_place(self.nodes.project_of_instance(place)))
                })
            }
            Some(Resource::Database(id) | Resource::Branch { database: id, .. })
                if is_to_come(id.0) =>
            {
                self.nodes.database_place(&id).map_or(Resource::Organization, |place| {
                    project(of_place(self.nodes.project_of_database(place)))
                })
            }
            Some(known) => known,
        }
    }
}

/// The action that lets one know of a thing; none is needed for the organization.
pub(crate) fn needed_to_know(resource: &Resource) -> ActionSet {
    let action = match resource {
        Resource::Organization => return ActionSet::EMPTY,
        Resource::Project(_) => Action::ProjectsView,
        Resource::Instance(_) => Action::InstancesView,
        Resource::Database(_) => Action::DatabasesView,
        Resource::Branch { .. } => Action::BranchesView,
    };
    ActionSet::of(&[action])
}
