//! Roles: a set of actions with a scope.

use std::collections::BTreeSet;

use bailiwick_model::{InstanceId, ProjectId, RoleId};

use crate::action::{Action, Reach};
use crate::action_set::ActionSet;
use crate::area::Permission;
use crate::system_role::SystemRole;

/// Everything of a kind, present and future, or what is named. Nothing named means nothing.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Selection<T> {
    /// All, present and future.
    All,
    /// These.
    Only(BTreeSet<T>),
}

impl<T: Ord> Selection<T> {
    /// Holds the one asked for.
    pub fn contains(&self, one: &T) -> bool {
        match self {
            Selection::All => true,
            Selection::Only(named) => named.contains(one),
        }
    }

    /// Holds all, present and future.
    pub fn is_all(&self) -> bool {
        matches!(self, Selection::All)
    }
}

/// Where the project-level part of a role applies. Its organization-level part knows no scope.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RoleScope {
    /// In which projects.
    pub projects: Selection<ProjectId>,
    /// On which of their instances.
    pub instances: Selection<InstanceId>,
    /// Production too; `false` narrows to what is not production.
    pub production: bool,
}

impl RoleScope {
    /// Every project, every instance, production included.
    pub const EVERYTHING: RoleScope =
        RoleScope { projects: Selection::All, instances: Selection::All, production: true };

    /// Leaves nothing out.
    pub fn is_everything(&self) -> bool {
        self.projects.is_all() && self.instances.is_all() && self.production
    }

    /// Names a set of which nothing is in it.
    pub fn is_empty(&self) -> bool {
        matches!(&self.projects, Selection::Only(named) if named.is_empty())
    }
}

impl Default for RoleScope {
    fn default() -> Self {
        RoleScope::EVERYTHING
    }
}

/// Which roles the holder of a role that changes people may give to others, beside the organization's default role, and
/// so whom it may change: those all of whose roles it could give them.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub enum Assigns {
    /// Those within its own authority.
    #[default]
    Own,
    /// These, however much they hold, and no others, however little: an owner said so.
    Only(BTreeSet<RoleId>),
}

/// A role as it is evaluated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoleDefinition {
    /// Its id.
    pub id: RoleId,
    /// What people call it.
    pub name: String,
    /// Which system role it is, if one. Its actions come from code then, whatever else is said here.
    pub system: Option<SystemRole>,
    /// Levels of areas.
    pub permissions: Vec<Permission>,
    /// Single actions beside them.
    pub actions: ActionSet,
    /// Where it applies.
    pub scope: RoleScope,
    /// Which roles its holder may give to others, when it has Team Manage.
    pub assigns: Assigns,
}

/// What no custom role holds, by area or by name.
pub const SYSTEM_ONLY: ActionSet = ActionSet::of(&[
    Action::OrganizationDelete,
    Action::OwnersManage,
    Action::DataReadRaw,
    Action::DataWriteRaw,
    // Who opens production to tokens is an administrator.
    Action::ServiceTokenGrantsCreateProduction,
]);

impl RoleDefinition {
    /// A system role.
    pub fn of_system(system: SystemRole) -> Self {
        RoleDefinition {
            id: system.id(),
            name: system.name().to_owned(),
            system: Some(system),
            permissions: system.permissions(),
            actions: system.actions(),
            scope: RoleScope::EVERYTHING,
            assigns: Assigns::Own,
        }
    }

    /// Every action that the role gives somewhere. Whoever holds a custom role may see the organization, unless the
    /// role gives nothing anywhere.
    pub fn held(&self) -> ActionSet {
        match self.system {
            Some(system) => system.actions(),
            None => custom(&self.permissions, self.actions, &self.scope),
        }
    }
}

/// Every action that a custom role gives somewhere.
pub(crate) fn custom(
    permissions: &[Permission],
    actions: ActionSet,
    scope: &RoleScope,
) -> ActionSet {
    let of_areas = permissions
        .iter()
        .fold(ActionSet::EMPTY, |held, permission| held.union(permission.actions()));
    let held = of_areas.union(actions.minus(SYSTEM_ONLY));
    let is_felt = held
        .iter()
        .any(|action| action.level_of() == Reach::Organization && action != Action::ProjectsCreate)
        || !scope.is_empty();
    if held.is_empty() || !is_felt { held } else { held.with(Action::OrganizationView) }
}
