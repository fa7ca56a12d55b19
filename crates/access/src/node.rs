//! The dense index of everything that authority can be held on: the organization, its projects, instances and
//! databases, and of each database the side of its production branches.

use std::collections::hash_map::Entry;

use bailiwick_model::{DatabaseId, InstanceId, ProjectId};

use crate::quick_map::QuickMap;
use crate::world::World;

/// Something that an action is judged on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Resource {
    /// The organization.
    Organization,
    /// A project.
    Project(ProjectId),
    /// An instance.
    Instance(InstanceId),
    /// A database as a whole, and what belongs to no branch that is production.
    Database(DatabaseId),
    /// A branch of a database.
    Branch {
        /// The database.
        database: DatabaseId,
        /// What the branch is now, not what it was when something was granted.
        is_production: bool,
    },
}

/// What kind of thing a node is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NodeKind {
    /// The organization.
    Organization,
    /// A project.
    Project,
    /// An instance.
    Instance,
    /// A database.
    Database,
    /// The production branches of a database.
    ProductionBranches,
}

/// The place of a node in the index of one snapshot; it means nothing in another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeIndex(pub(crate) u32);

pub(crate) const ORGANIZATION: u32 = 0;

/// The nodes of one organization. Every kind begins at a multiple of 64, so that a kind is a run of whole words.
#[derive(Debug)]
pub(crate) struct Nodes {
    pub(crate) projects: Vec<ProjectId>,
    pub(crate) instances: Vec<InstanceId>,
    pub(crate) databases: Vec<DatabaseId>,
    first_project: u32,
    first_instance: u32,
    first_database: u32,
    first_production: u32,
    size: u32,
    by_project: QuickMap<ProjectId, u32>,
    by_instance: QuickMap<InstanceId, u32>,
    by_database: QuickMap<DatabaseId, u32>,
    /// By place of the instance.
    is_production: Vec<bool>,
    /// By place of the database: the place of its project.
    project_of_database: Vec<u32>,
    /// By place of the instance: the place of its project.
    project_of_instance: Vec<u32>,
    instances_of: Children,
    databases_of: Children,
}

/// The places of the children of each project, one run after the other.
#[derive(Debug, Default)]
struct Children {
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Children {
    fn of(project_count: usize, parents: &[u32]) -> Self {
        let mut starts = vec![0_u32; project_count + 1];
        for parent in parents {
            starts[*parent as usize + 1] += 1;
        }
        for place in 0..project_count {
            starts[place + 1] += starts[place];
        }
        let mut next = starts.clone();
        let mut places = vec![0; parents.len()];
        for (child, parent) in parents.iter().enumerate() {
            places[next[*parent as usize] as usize] = child as u32;
            next[*parent as usize] += 1;
        }
        Children { starts, places }
    }

    fn run(&self, project: u32) -> &[u32] {
        let project = project as usize;
        &self.places[self.starts[project] as usize..self.starts[project + 1] as usize]
    }
}

fn next_word(after: u32) -> u32 {
    after.next_multiple_of(64)
}

impl Nodes {
    /// The things of a world.
    pub(crate) fn of(world: &World) -> Self {
        Nodes::laid_out(
            world.projects.iter().map(|project| project.id),
            world.instances.iter().map(|one| (one.id, one.project, one.production)),
            world.databases.iter().map(|one| (one.id, one.project)),
        )
    }

    /// Leaves out what is listed twice and what belongs to a project that is not there.
    pub(crate) fn laid_out(
        project_ids: impl Iterator<Item = ProjectId>,
        instances_in: impl Iterator<Item = (InstanceId, ProjectId, bool)>,
        databases_in: impl Iterator<Item = (DatabaseId, ProjectId)>,
    ) -> Self {
        let mut projects = Vec::with_capacity(project_ids.size_hint().0);
        let mut by_project = QuickMap::default();
        by_project.reserve(project_ids.size_hint().0);
        for id in project_ids {
            let Entry::Vacant(vacant) = by_project.entry(id) else { continue };
            vacant.insert(projects.len() as u32);
            projects.push(id);
        }
        let count = instances_in.size_hint().0;
        let mut instances = Vec::with_capacity(count);
        let mut is_production = Vec::with_capacity(count);
        let mut project_of_instance = Vec::with_capacity(count);
        let mut by_instance = QuickMap::default();
        by_instance.reserve(count);
        for (id, project, production) in instances_in {
            let Some(project) = by_project.get(&project) else { continue };
            let Entry::Vacant(vacant) = by_instance.entry(id) else { continue };
            vacant.insert(instances.len() as u32);
            instances.push(id);
            is_production.push(production);
            project_of_instance.push(*project);
        }
        let count = databases_in.size_hint().0;
        let mut databases = Vec::with_capacity(count);
        let mut project_of_database = Vec::with_capacity(count);
        let mut by_database = QuickMap::default();
        by_database.reserve(count);
        for (id, project) in databases_in {
            let Some(project) = by_project.get(&project) else { continue };
            let Entry::Vacant(vacant) = by_database.entry(id) else { continue };
            vacant.insert(databases.len() as u32);
            databases.push(id);
            project_of_database.push(*project);
        }

        let first_project = next_word(ORGANIZATION + 1);
        let first_instance = next_word(first_project + projects.len() as u32);
        let first_database = next_word(first_instance + instances.len() as u32);
        let first_production = next_word(first_database + databases.len() as u32);
        let size = next_word(first_production + databases.len() as u32);
        Nodes {
            instances_of: Children::of(projects.len(), &project_of_instance),
            databases_of: Children::of(projects.len(), &project_of_database),
            projects,
            instances,
            databases,
            first_project,
            first_instance,
            first_database,
            first_production,
            size,
            by_project,
            by_instance,
            by_database,
            is_production,
            project_of_database,
            project_of_instance,
        }
    }

    /// The same node stands for the same thing.
    pub(crate) fn is_laid_out_as(&self, other: &Nodes) -> bool {
        self.projects == other.projects
            && self.instances == other.instances
            && self.databases == other.databases
    }

    /// How many nodes there are, filling included.
    pub(crate) fn count(&self) -> usize {
        self.size as usize
    }

    /// How many words a bitmap over all nodes has.
    pub(crate) fn word_count(&self) -> usize {
        self.size as usize / 64
    }

    /// The first node of the kind and how many there are.
    pub(crate) fn range(&self, kind: NodeKind) -> (u32, usize) {
        match kind {
            NodeKind::Organization => (ORGANIZATION, 1),
            NodeKind::Project => (self.first_project, self.projects.len()),
            NodeKind::Instance => (self.first_instance, self.instances.len()),
            NodeKind::Database => (self.first_database, self.databases.len()),
            NodeKind::ProductionBranches => (self.first_production, self.databases.len()),
        }
    }

    pub(crate) fn node(&self, resource: &Resource) -> Option<u32> {
        match resource {
            Resource::Organization => Some(ORGANIZATION),
            Resource::Project(id) => self.by_project.get(id).map(|place| self.project(*place)),
            Resource::Instance(id) => self.by_instance.get(id).map(|place| self.instance(*place)),
            Resource::Database(id) | Resource::Branch { database: id, is_production: false } => {
                self.by_database.get(id).map(|place| self.database(*place))
            }
            Resource::Branch { database: id, is_production: true } => {
                self.by_database.get(id).map(|place| self.production(*place))
            }
        }
    }

    pub(crate) fn project(&self, place: u32) -> u32 {
        self.first_project + place
    }

    pub(crate) fn instance(&self, place: u32) -> u32 {
        self.first_instance + place
    }

    pub(crate) fn database(&self, place: u32) -> u32 {
        self.first_database + place
    }

    pub(crate) fn production(&self, place: u32) -> u32 {
        self.first_production + place
    }

    pub(crate) fn project_place(&self, id: &ProjectId) -> Option<u32> {
        self.by_project.get(id).copied()
    }

    pub(crate) fn instance_place(&self, id: &InstanceId) -> Option<u32> {
        self.by_instance.get(id).copied()
    }

    pub(crate) fn database_place(&self, id: &DatabaseId) -> Option<u32> {
        self.by_database.get(id).copied()
    }

    pub(crate) fn project_of_database(&self, place: u32) -> u32 {
        self.project_of_database[place as usize]
    }

    pub(crate) fn project_of_instance(&self, place: u32) -> u32 {
        self.project_of_instance[place as usize]
    }

    pub(crate) fn is_production(&self, instance: u32) -> bool {
        self.is_production[instance as usize]
    }

    pub(crate) fn instances_of(&self, project: u32) -> &[u32] {
        self.instances_of.run(project)
    }

    pub(crate) fn databases_of(&self, project: u32) -> &[u32] {
        self.databases_of.run(project)
    }

    /// The thing that a node stands for; `None` for the filling between kinds.
    pub(crate) fn resource(&self, node: u32) -> Option<Resource> {
        let place = |first: u32| node.checked_sub(first).map(|place| place as usize);
        if node == ORGANIZATION {
            return Some(Resource::Organization);
        }
        let production = || {
            let database = *self.databases.get(place(self.first_production)?)?;
            Some(Resource::Branch { database, is_production: true })
        };
        let database =
            || self.databases.get(place(self.first_database)?).copied().map(Resource::Database);
        let instance =
            || self.instances.get(place(self.first_instance)?).copied().map(Resource::Instance);
        let project =
            || self.projects.get(place(self.first_project)?).copied().map(Resource::Project);
        production().or_else(database).or_else(instance).or_else(project)
    }

    /// Every node, in order.
    pub(crate) fn all(&self) -> impl Iterator<Item = u32> + '_ {
        [
            NodeKind::Organization,
            NodeKind::Project,
            NodeKind::Instance,
            NodeKind::Database,
            NodeKind::ProductionBranches,
        ]
        .into_iter()
        .flat_map(|kind| {
            let (first, count) = self.range(kind);
            first..first + count as u32
        })
    }
}
