//! The normal form of a custom role: levels that exist, each area once, parents added, a scope that fits. Whatever a
//! client sent, this is what is stored.

use std::collections::BTreeMap;

use crate::action::{Action, Reach};
use crate::action_set::ActionSet;
use crate::area::{Area, Level, Permission};
use crate::cover::Cover;
use crate::role::{RoleScope, SYSTEM_ONLY, Selection};

/// Why a custom role was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoleProblem {
    /// Nothing in it.
    #[error("a role needs at least one permission")]
    NoPermission,
    /// An area named twice.
    #[error("`{0}` is named twice: the higher level includes the lower")]
    AreaTwice(Area),
    /// A level that the area does not offer.
    #[error("`{area}` offers {offered}, not `{level}`")]
    LevelNotOffered {
        /// The area.
        area: Area,
        /// What was asked for.
        level: Level,
        /// What it offers, each in backticks.
        offered: String,
    },
    /// Projects Manage, or an action of it, on less than everything.
    #[error(
        "`{0}` needs a role for all projects, all instances and production: creating and deleting projects is an act on the organization"
    )]
    NeedsEverything(String),
    /// An action that only system roles hold.
    #[error("`{0}` is held by system roles only")]
    SystemOnly(Action),
    /// Named instances of all projects.
    #[error("a role with named instances names their projects as well")]
    InstancesWithoutProjects,
}

/// A custom role that may be stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NormalRole {
    /// Each area once, in the order of [`Area::ALL`], with its parents.
    pub permissions: Vec<Permission>,
    /// Single actions that no level of `permissions` holds already.
    pub actions: ActionSet,
    /// Where it applies; everything for a role that has only organization-level parts.
    pub scope: RoleScope,
}

/// Adds the parents that each permission requires, at View. Idempotent and monotone.
pub fn close(permissions: &[Permission]) -> Vec<Permission> {
    let mut levels: BTreeMap<Area, Level> = BTreeMap::new();
    for permission in permissions {
        let mut reached = Some((permission.area, permission.level));
        while let Some((area, level)) = reached {
            let held = levels.entry(area).or_insert(level);
            *held = level.max(*held);
            reached = area.parent().map(|parent| (parent, Level::View));
        }
    }
    levels.into_iter().map(|(area, level)| Permission { area, level }).collect()
}

/// The normal form of a custom role, or the first thing that is wrong with it.
pub fn normalise(
    permissions: &[Permission],
    actions: ActionSet,
    scope: RoleScope,
) -> Result<NormalRole, RoleProblem> {
    if permissions.is_empty() && actions.is_empty() {
        return Err(RoleProblem::NoPermission);
    }
    for (place, Permission { area, level }) in permissions.iter().enumerate() {
        if permissions[..place].iter().any(|earlier| earlier.area == *area) {
            return Err(RoleProblem::AreaTwice(*area));
        }
        if !area.levels().contains(level) {
            let offered: Vec<_> = area.levels().iter().map(|level| format!("`{level}`")).collect();
            let offered = offered.join(", ");
            return Err(RoleProblem::LevelNotOffered { area: *area, level: *level, offered });
        }
    }
    if let Some(action) = actions.intersect(SYSTEM_ONLY).iter().next() {
        return Err(RoleProblem::SystemOnly(action));
    }

    let parents = actions
        .iter()
        .filter_map(|action| action.comes_with()?.0.parent())
        .map(|area| Permission { area, level: Level::View });
    let named: Vec<Permission> = permissions.iter().copied().chain(parents).collect();
    let permissions = close(&named);
    let of_areas = permissions
        .iter()
        .fold(ActionSet::EMPTY, |held, permission| held.union(permission.actions()));
    let held = of_areas.union(actions);
    let is_scoped = held.iter().any(|action| {
        action.level_of() != Reach::Organization || action.cover() == Cover::NewProject
    });
    let scope = if is_scoped { scope } else { RoleScope::EVERYTHING };

    let whole = Cover::NewProject.actions().union(Cover::WholeProject.actions());
    if !scope.is_everything() && !held.intersect(whole).is_empty() {
        let by_area = !of_areas.intersect(whole).is_empty();
        let single = held.intersect(whole).iter().next().map(|action| action.to_string());
        let culprit =
            if by_area { "projects: manage".to_owned() } else { single.unwrap_or_default() };
        return Err(RoleProblem::NeedsEverything(culprit));
    }
    if scope.projects.is_all() && matches!(scope.instances, Selection::Only(_)) {
        return Err(RoleProblem::InstancesWithoutProjects);
    }
    Ok(NormalRole { permissions, actions: actions.minus(of_areas), scope })
}
