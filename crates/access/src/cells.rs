//! What is held on every node at once: a cell is an action on a thing.

use crate::action_set::ActionSet;
use crate::cover::Cover;
use crate::node::Nodes;
use crate::scope::Scope;

/// The actions held on each node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Cells {
    by_node: Vec<ActionSet>,
}

impl Cells {
    /// Nothing anywhere.
    pub(crate) fn none(nodes: &Nodes) -> Self {
        Cells { by_node: vec![ActionSet::EMPTY; nodes.count()] }
    }

    /// Adds actions on one node.
    pub(crate) fn add(&mut self, node: u32, actions: ActionSet) {
        if let Some(held) = self.by_node.get_mut(node as usize) {
            *held = held.union(actions);
        }
    }

    /// Adds what the actions give in a scope.
    pub(crate) fn give(&mut self, nodes: &Nodes, actions: ActionSet, scope: Scope<'_>) {
        let of_cover = Cover::ALL.map(|cover| actions.intersect(cover.actions()));
        scope.each(nodes, &mut |cover, node| self.add(node, of_cover[cover as usize]));
    }

    /// Keeps only what the others hold too.
    pub(crate) fn limit(&mut self, others: &Cells) {
        for (held, other) in self.by_node.iter_mut().zip(&others.by_node) {
            *held = held.intersect(*other);
        }
    }

    /// What is held on the node.
    pub(crate) fn at(&self, node: u32) -> ActionSet {
        self.by_node.get(node as usize).copied().unwrap_or(ActionSet::EMPTY)
    }

    /// The nodes on which the other holds something else.
    pub(crate) fn differs_at<'a>(&'a self, other: &'a Cells) -> impl Iterator<Item = u32> + 'a {
        let pairs = self.by_node.iter().zip(&other.by_node).zip(0..);
        pairs.filter(|((one, other), _)| one != other).map(|(_, node)| node)
    }

    /// The nodes on which anything is held, in order, and what.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, ActionSet)> + '_ {
        let held = self.by_node.iter().enumerate().filter(|(_, held)| !held.is_empty());
        held.map(|(node, held)| (node as u32, *held))
    }
}
