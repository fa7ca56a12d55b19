//! What a scope must hold for an action to be held somewhere: the one list of such demands. [`crate::scope`] turns
//! each into a bitmap over nodes.

use crate::action::{Action, Reach};
use crate::action_set::ActionSet;

/// The demand an action makes on a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cover {
    /// Given by grants for the whole organization, whatever the scope of the role.
    Organization,
    /// Needs every project, every instance, production included; held on the organization.
    NewProject,
    /// As `NewProject`, held on the organization and each project.
    WholeProject,
    /// The projects in scope, and the project of a database in scope: its name.
    ProjectName,
    /// The projects in scope.
    Project,
    /// The projects in scope, when every instance of them is.
    NewInstance,
    /// As `NewInstance`, production included.
    NewProductionInstance,
    /// The instances in scope.
    Instance,
    /// The databases in scope, both sides.
    Database,
    /// The databases in scope, never their production branches.
    Development,
    /// The databases in scope, when production is included.
    Production,
}

impl Cover {
    pub(crate) const ALL: [Cover; 11] = [
        Cover::Organization,
        Cover::NewProject,
        Cover::WholeProject,
        Cover::ProjectName,
        Cover::Project,
        Cover::NewInstance,
        Cover::NewProductionInstance,
        Cover::Instance,
        Cover::Database,
        Cover::Development,
        Cover::Production,
    ];

    pub(crate) const fn reach(self) -> Reach {
        match self {
            Cover::Organization | Cover::NewProject => Reach::Organization,
            Cover::WholeProject
            | Cover::ProjectName
            | Cover::Project
            | Cover::NewInstance
            | Cover::NewProductionInstance => Reach::Project,
            Cover::Instance => Reach::Instance,
            Cover::Database | Cover::Development | Cover::Production => Reach::Database,
        }
    }

    /// The actions that make this demand.
    pub(crate) const fn actions(self) -> ActionSet {
        SETS[self as usize]
    }
}

const SETS: [ActionSet; 11] = {
    let mut sets = [ActionSet::EMPTY; 11];
    let mut place = 0;
    while place < Action::ALL.len() {
        let action = Action::ALL[place];
        let cover = action.cover() as usize;
        sets[cover] = sets[cover].with(action);
        place += 1;
    }
    sets
};
