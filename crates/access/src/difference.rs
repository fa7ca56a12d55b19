//! What a change gives and takes: two snapshots compared. Rows that hold the same bindings are not looked at cell by
//! cell, and of the others only the nodes where their bindings differ.

use std::collections::HashMap;
use std::rc::Rc;

use crate::action_set::ActionSet;
use crate::cells::Cells;
use crate::cover::Cover;
use crate::node::{NodeIndex, Resource};
use crate::quick_map::QuickMap;
use crate::snapshot::{Binding, Principal, PrincipalIndex, Row, Snapshot};

/// What one principal gained and lost on one thing; not both nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Who.
    pub principal: Principal,
    /// On what. [`Resource::Branch`] stands for the production branches of a database.
    pub resource: Resource,
    /// Held after and not before.
    pub gained: ActionSet,
    /// Held before and not after.
    pub lost: ActionSet,
}

impl Difference {
    fn of(
        principal: Principal,
        resource: Resource,
        old: ActionSet,
        new: ActionSet,
    ) -> Option<Self> {
        let (gained, lost) = (new.minus(old), old.minus(new));
        (old != new).then_some(Difference { principal, resource, gained, lost })
    }
}

/// Every difference between two snapshots of one organization, over every principal and thing of either, in the order
/// of principals. An edit of a role that thousands hold everywhere has millions: count what is shown.
pub fn differences(before: &Snapshot, after: &Snapshot) -> Vec<Difference> {
    let mut principals: Vec<Principal> = before.principals().chain(after.principals()).collect();
    principals.sort_unstable();
    principals.dedup();
    if before.nodes.is_laid_out_as(&after.nodes) {
        let mut comparison = Comparison::of(before, after);
        return principals.into_iter().flat_map(|one| comparison.differences(one)).collect();
    }
    let mut resources: Vec<Resource> = before.resources().collect();
    resources.extend(after.resources().filter(|resource| before.node(resource).is_none()));
    let on_each = |principal| {
        resources.iter().filter_map(move |resource| {
            let held = |snapshot: &Snapshot| snapshot.effective(&principal, resource);
            Difference::of(principal, resource.clone(), held(before), held(after))
        })
    };
    principals.into_iter().flat_map(on_each).collect()
}

/// The class of a binding: equal in both snapshots when it gives the same cells.
type Class = u32;

/// What only the old row, and only the new row, is made of.
type Replaced = (Vec<Class>, Vec<Class>);

/// Two snapshots with the same nodes.
struct Comparison<'s> {
    before: Side<'s>,
    after: Side<'s>,
    /// Where rows differ that differ in these bindings alone.
    nodes_of: HashMap<Replaced, Rc<[u32]>>,
}

struct Side<'s> {
    snapshot: &'s Snapshot,
    /// By place of the binding.
    classes: Vec<Class>,
    /// Some binding of each class that the snapshot has.
    bindings: QuickMap<Class, &'s Binding>,
}

impl<'s> Comparison<'s> {
    fn of(before: &'s Snapshot, after: &'s Snapshot) -> Self {
        let mut known = QuickMap::default();
        Comparison {
            before: Side::of(before, &mut known),
            after: Side::of(after, &mut known),
            nodes_of: HashMap::new(),
        }
    }

    fn differences(&mut self, principal: Principal) -> Vec<Difference> {
        let old = self.before.snapshot.principal(&principal);
        let new = self.after.snapshot.principal(&principal);
        let mut nodes = self.nodes(self.before.row(old), self.after.row(new)).to_vec();
        if self.before.is_limited(old) || self.after.is_limited(new) {
            let (old, new) = (self.before.limit(old), self.after.limit(new));
            nodes.extend_from_slice(&self.nodes(old, new));
            nodes.sort_unstable();
            nodes.dedup();
        }
        let on_node = |node: u32| {
            let resource = self.before.snapshot.nodes.resource(node)?;
            let (old, new) = (self.before.held(old, node), self.after.held(new, node));
            Difference::of(principal, resource, old, new)
        };
        nodes.into_iter().filter_map(on_node).collect()
    }

    /// The nodes on which the two rows give something else.
    fn nodes(&mut self, old: Option<&Row>, new: Option<&Row>) -> Rc<[u32]> {
        let (mut gone, mut come) = (self.before.classes_of(old), self.after.classes_of(new));
        let common: Vec<Class> =
            gone.iter().copied().filter(|class| come.binary_search(class).is_ok()).collect();
        let is_common = |class: &Class| common.binary_search(class).is_ok();
        gone.retain(|class| !is_common(class));
        come.retain(|class| !is_common(class));
        let mut points = (self.before.points(old), self.after.points(new));
        let is_pointless = points.0 == points.1;
        if is_pointless {
            // They may hide a difference of bindings in this row, but not in the next that is replaced alike.
            points = (&[], &[]);
        }
        if is_pointless && gone.is_empty() && come.is_empty() {
            return Rc::new([]);
        }
        let key = (gone, come);
        if let Some(known) = self.nodes_of.get(&key).filter(|_| is_pointless) {
            return Rc::clone(known);
        }
        let (old, new) = (self.before.cells(&key.0, points.0), self.after.cells(&key.1, points.1));
        let nodes: Rc<[u32]> = old.differs_at(&new).collect();
        if is_pointless {
            self.nodes_of.insert(key, Rc::clone(&nodes));
        }
        nodes
    }
}

impl<'s> Side<'s> {
    fn of(snapshot: &'s Snapshot, known: &mut QuickMap<(ActionSet, &'s [u64]), Class>) -> Self {
        let mut bindings = QuickMap::default();
        let mut classes = Vec::with_capacity(snapshot.bindings.len());
        for binding in &snapshot.bindings {
            let next = known.len() as Class;
            let class = *known.entry((binding.actions, snapshot.words_of(binding))).or_insert(next);
            classes.push(class);
            bindings.insert(class, binding);
        }
        Side { snapshot, classes, bindings }
    }

    fn row(&self, principal: Option<PrincipalIndex>) -> Option<&'s Row> {
        self.snapshot.rows.get(principal?.0 as usize)
    }

    /// Has an owner that it does not exceed.
    fn is_limited(&self, principal: Option<PrincipalIndex>) -> bool {
        let limit = self.row(principal).map(|row| row.limit);
        limit.is_some() && limit != principal.map(|principal| principal.0)
    }

    /// The row of the owner that a personal access token does not exceed.
    fn limit(&self, principal: Option<PrincipalIndex>) -> Option<&'s Row> {
        let row = self.row(principal)?;
        self.snapshot.rows.get(row.limit as usize)
    }

    /// Sorted, each once.
    fn classes_of(&self, row: Option<&Row>) -> Vec<Class> {
        let held = row.map_or(&[][..], |row| self.snapshot.held_by(row));
        let mut classes: Vec<Class> =
            held.iter().filter_map(|place| self.classes.get(*place as usize)).copied().collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    }

    fn points(&self, row: Option<&Row>) -> &'s [(u32, ActionSet)] {
        row.map_or(&[], |row| self.snapshot.points_of(row))
    }

    fn held(&self, principal: Option<PrincipalIndex>, node: u32) -> ActionSet {
        let held = |index| self.snapshot.held_at(index, NodeIndex(node));
        principal.map_or(ActionSet::EMPTY, held)
    }

    fn cells(&self, classes: &[Class], points: &[(u32, ActionSet)]) -> Cells {
        let mut cells = Cells::none(&self.snapshot.nodes);
        for binding in classes.iter().filter_map(|class| self.bindings.get(class)) {
            self.snapshot.add_cells(binding, &mut cells);
        }
        points.iter().for_each(|(node, actions)| cells.add(*node, *actions));
        cells
    }
}

impl Snapshot {
    /// The bitmaps of a binding, one for each [`Cover`].
    fn words_of(&self, binding: &Binding) -> &[u64] {
        let end = binding.first_word + self.nodes.word_count() * Cover::ALL.len();
        self.words.get(binding.first_word..end).unwrap_or(&[])
    }

    /// Adds all that a binding gives.
    pub(crate) fn add_cells(&self, binding: &Binding, cells: &mut Cells) {
        let bitmaps = self.words_of(binding).chunks_exact(self.nodes.word_count());
        for (cover, bitmap) in Cover::ALL.into_iter().zip(bitmaps) {
            let actions = binding.actions.intersect(cover.actions());
            if !actions.is_empty() {
                ones(bitmap).for_each(|node| cells.add(node, actions));
            }
        }
    }
}

/// The places of the bits that are set.
fn ones(words: &[u64]) -> impl Iterator<Item = u32> + '_ {
    words.iter().zip(0_u32..).flat_map(|(word, place)| {
        let mut left = *word;
        std::iter::from_fn(move || {
            let bit = (left != 0).then(|| left.trailing_zeros())?;
            left &= left - 1;
            Some(place * 64 + bit)
        })
    })
}
