//! What a principal may see of one kind of thing: the filter that every list of the store takes.

use std::sync::Arc;

use bailiwick_model::{DatabaseId, Id, InstanceId, ProjectId};
use smallvec::{SmallVec, smallvec};

use crate::action::Action;
use crate::node::{NodeIndex, NodeKind, Nodes, ORGANIZATION, Resource};
use crate::snapshot::{PrincipalIndex, Snapshot};

/// A bit for each thing of a kind; of up to 1,024 nothing is allocated.
type Words = SmallVec<[u64; 16]>;

/// The things of one kind on which a principal holds an action.
#[derive(Clone, Debug)]
pub struct Allowed {
    nodes: Option<Arc<Nodes>>,
    kind: NodeKind,
    is_all: bool,
    words: Words,
}

impl Allowed {
    /// Nothing of the kind.
    pub fn nothing(kind: NodeKind) -> Self {
        Allowed { nodes: None, kind, is_all: false, words: Words::new() }
    }

    /// What kind of thing it speaks of.
    pub fn kind(&self) -> NodeKind {
        self.kind
    }

    /// Every one, present and future: a list needs no filter. Always right to ignore, as [`Allowed::ids`] then names
    /// all that were there at the fold.
    pub fn all(&self) -> bool {
        self.is_all
    }

    /// None at all.
    pub fn is_empty(&self) -> bool {
        !self.is_all && self.words.iter().all(|word| *word == 0)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The project is among them.
    pub fn contains_project(&self, id: &ProjectId) -> bool {
        self.contains(NodeKind::Project, |nodes| nodes.project_place(id))
    }

    /// The instance is among them.
    pub fn contains_instance(&self, id: &InstanceId) -> bool {
        self.contains(NodeKind::Instance, |nodes| nodes.instance_place(id))
    }

    /// The database (or, for production branches, that side of it) is among them.
    pub fn contains_database(&self, id: &DatabaseId) -> bool {
        self.contains(self.kind, |nodes| nodes.database_place(id))
            && matches!(self.kind, NodeKind::Database | NodeKind::ProductionBranches)
    }

    fn contains(&self, kind: NodeKind, place: impl FnOnce(&Nodes) -> Option<u32>) -> bool {
        let place = self.nodes.as_deref().filter(|_| kind == self.kind).and_then(place);
        place.is_some_and(|place| {
            self.words.get((place >> 6) as usize).is_some_and(|word| word >> (place & 63) & 1 == 1)
        })
    }

    /// Their ids, in the order of the world; none for the organization.
    pub fn ids(&self) -> impl Iterator<Item = Id> + '_ {
        self.places().filter_map(|place| {
            let nodes = self.nodes.as_deref()?;
            match self.kind {
                NodeKind::Organization => None,
                NodeKind::Project => nodes.projects.get(place).map(|id| id.0),
                NodeKind::Instance => nodes.instances.get(place).map(|id| id.0),
                NodeKind::Database | NodeKind::ProductionBranches => {
                    nodes.databases.get(place).map(|id| id.0)
                }
            }
        })
    }

    fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(place, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(place * 64 + bit)
            })
        })
    }
}

impl Snapshot {
    /// The things of one kind on which the principal holds the action. The production branches of databases are a kind
    /// of their own.
    pub fn list(&self, principal: PrincipalIndex, action: Action, kind: NodeKind) -> Allowed {
        let Some(row) = self.rows.get(principal.0 as usize) else { return Allowed::nothing(kind) };
        let (_, count) = self.nodes.range(kind);
        let mut words: Words = smallvec![0; count.div_ceil(64)];
        self.collect(row, action, kind, &mut words);
        if row.limit != principal.0 {
            let mut limit: Words = smallvec![0; words.len()];
            if let Some(owner) = self.rows.get(row.limit as usize) {
                self.collect(owner, action, kind, &mut limit);
            }
            words.iter_mut().zip(&limit).for_each(|(word, limit)| *word &= limit);
        }
        let is_all = self.check(principal, action, NodeIndex(ORGANIZATION));
        Allowed { nodes: Some(Arc::clone(&self.nodes)), kind, is_all, words }
    }

    /// The principal holds the action on the thing or on something inside it.
    pub fn holds_somewhere(
        &self,
        principal: PrincipalIndex,
        action: Action,
        resource: &Resource,
    ) -> bool {
        let Some(node) = self.node(resource) else { return false };
        if self.check(principal, action, node) {
            return true;
        }
        let check = |node| self.check(principal, action, NodeIndex(node));
        match resource {
            Resource::Organization => self.nodes.all().any(check),
            Resource::Project(id) => self.nodes.project_place(id).is_some_and(|project| {
                let nodes = &self.nodes;
                nodes.instances_of(project).iter().any(|place| check(nodes.instance(*place)))
                    || nodes.databases_of(project).iter().any(|place| {
                        check(nodes.database(*place)) || check(nodes.production(*place))
                    })
            }),
            Resource::Database(id) => self
                .nodes
                .database_place(id)
                .is_some_and(|place| check(self.nodes.production(place))),
            Resource::Instance(_) | Resource::Branch { .. } => false,
        }
    }
}
