//! What a request asks a role to be, checked part by part: every complaint names its field.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use bailiwick_access::{
    Action, ActionSet, Area, Assigns, Permission, RoleDefinition, RoleProblem, RoleScope,
    Selection, SystemRole, is_beyond_lists, normalise,
};
use bailiwick_api::{Chosen, NewAssigns, NewPermission, NewRole as Body, NewRoleScope, RoleChange};
use bailiwick_model::{Description, DisplayName};
use bailiwick_store::roles::{NewRole, Role};

use super::Asked;
use super::show::{sees_instance, sees_project};
use crate::call::Call;
use crate::error::Error;

/// A role to be made.
pub(super) fn new(call: &Call, body: Body) -> Result<Asked, Error> {
    let content = Content {
        name: body.name,
        description: match body.description {
            Some(description) => description,
            None => nothing_said()?,
        },
        permissions: permissions(&body.permissions)?,
        actions: actions(&body.actions)?,
        scope: scope(call, &RoleScope::EVERYTHING, body.scope.unwrap_or_default())?,
        assigns: assigns(call, body.assigns)?,
    };
    content.normal(body.permissions.len(), &Assigns::Own)
}

/// A role to be changed: what the request leaves out stays.
pub(super) fn change(call: &Call, before: &Role, body: RoleChange) -> Result<Asked, Error> {
    let definition = &before.definition;
    let kept = |error: bailiwick_model::InvalidName| Error::internal(error.to_string());
    let (named, count) = match &body.permissions {
        Some(given) => (permissions(given)?, given.len()),
        None => (definition.permissions.clone(), 0),
    };
    let single = match &body.actions {
        Some(given) => actions(given)?,
        None => definition.actions,
    };
    if body.permissions.is_some() {
        refuse_orphans(&definition.permissions, &named, single)?;
    }
    let content = Content {
        name: match body.name {
            Some(name) => name,
            None => definition.name.parse().map_err(kept)?,
        },
        description: match body.description {
            Some(description) => description,
            None => before.description.parse().map_err(kept)?,
        },
        permissions: named,
        actions: single,
        scope: scope(call, &definition.scope, body.scope.unwrap_or_default())?,
        assigns: assigns(call, body.assigns)?,
    };
    content.normal(count, &definition.assigns)
}

/// A role like another, by another name.
pub(super) fn copy(source: &Role, name: DisplayName) -> Result<Asked, Error> {
    let definition = &source.definition;
    let left_out = bailiwick_access::SYSTEM_ONLY.with(Action::OrganizationView);
    // What is said of a role that does more than any custom one may would be untrue of its copy.
    let description = if !definition.actions.intersect(bailiwick_access::SYSTEM_ONLY).is_empty() {
        nothing_said()?
    } else {
        source
            .description
            .parse()
            .map_err(|error: bailiwick_model::InvalidName| Error::internal(error.to_string()))?
    };
    let content = Content {
        name,
        description,
        permissions: definition.permissions.clone(),
        actions: definition.actions.minus(left_out),
        scope: definition.scope.clone(),
        assigns: None,
    };
    content.normal(0, &definition.assigns)
}

fn nothing_said() -> Result<Description, Error> {
    "".parse().map_err(|_| Error::internal("an empty description"))
}

/// What a role is to be, each part read.
struct Content {
    name: DisplayName,
    description: Description,
    permissions: Vec<Permission>,
    actions: ActionSet,
    scope: RoleScope,
    /// What the request says of it.
    assigns: Option<Assigns>,
}

impl Content {
    /// The normal form. `count` permissions were named by the request, for complaints; what the role may give stays as
    /// it was, unless the request says otherwise or the role no longer manages the team.
    fn normal(self, count: usize, kept: &Assigns) -> Result<Asked, Error> {
        let Content { name, description, permissions, actions, scope, assigns } = self;
        refuse_system_name(&name)?;
        let normal = normalise(&permissions, actions, scope)
            .map_err(|problem| complaint(&problem, &permissions[..count.min(permissions.len())]))?;
        let is_given = |permission: &&Permission| {
            !permissions.iter().any(|given| given.area == permission.area)
        };
        let added = normal.permissions.iter().filter(is_given).copied().collect();
        let manages = manages_team(&normal);
        let assigns = match (assigns, manages) {
            (Some(Assigns::Only(_)), false) => {
                let message = "only a role with Manage on Team gives roles to others";
                return Err(Error::invalid("assigns", message));
            }
            (Some(assigns), _) => assigns,
            (None, true) => kept.clone(),
            (None, false) => Assigns::Own,
        };
        Ok(Asked { new: NewRole { name, description, normal, assigns }, added })
    }
}

fn manages_team(normal: &bailiwick_access::NormalRole) -> bool {
    let definition = RoleDefinition {
        id: SystemRole::Owner.id(),
        name: String::new(),
        system: None,
        permissions: normal.permissions.clone(),
        actions: normal.actions,
        scope: normal.scope.clone(),
        assigns: Assigns::Own,
    };
    definition.held().contains(Action::MembersUpdate)
}

fn refuse_system_name(name: &DisplayName) -> Result<(), Error> {
    let Some(system) = SystemRole::that_looks_like(name.as_str()) else { return Ok(()) };
    let message = format!(
        "it looks like the name of the role `{system}`, which is part of the product: choose another"
    );
    Err(Error::invalid("name", message))
}

fn permissions(given: &[NewPermission]) -> Result<Vec<Permission>, Error> {
    let read = |(place, given): (usize, &NewPermission)| {
        let field = |part| format!("permissions[{place}].{part}");
        let area = given.area.parse().map_err(|error| Error::invalid(&field("area"), error))?;
        let level = given.level.parse().map_err(|error| Error::invalid(&field("level"), error))?;
        Ok(Permission { area, level })
    };
    given.iter().enumerate().map(read).collect()
}

fn actions(given: &[String]) -> Result<ActionSet, Error> {
    let mut found = ActionSet::EMPTY;
    for (place, name) in given.iter().enumerate() {
        let field = format!("actions[{place}]");
        let action: Action = name
            .parse()
            .map_err(|error: bailiwick_access::UnknownAction| Error::invalid(&field, error))?;
        if bailiwick_access::SYSTEM_ONLY.contains(action) {
            return Err(Error::invalid(&field, RoleProblem::SystemOnly(action)));
        }
        if found.contains(action) {
            return Err(Error::invalid(&field, format!("`{action}` is named twice")));
        }
        found = found.with(action);
    }
    Ok(found)
}

/// Where: what is left out stays as before. What the caller may not see of before stays too, because it cannot have
/// meant to take it away; what it may not see and names anew is not there. Nobody makes a role of no project or of no
/// instance: only the deletion of those that it names leaves one, and that may be saved as it is.
fn scope(call: &Call, before: &RoleScope, given: NewRoleScope) -> Result<RoleScope, Error> {
    let judged = call.judged()?;
    let projects = match given.projects {
        None => before.projects.clone(),
        Some(Chosen::All) => Selection::All,
        Some(Chosen::Only(ids)) => {
            // Also of those that it has: whether it has them is not for everyone to know.
            if let Some(id) = ids.iter().find(|id| !sees_project(judged, **id)) {
                let message = format!("there is no project `{id}`");
                return Err(Error::invalid("scope.projects", message));
            }
            let projects = named(ids, &before.projects, |id| sees_project(judged, *id));
            if is_of_none(&projects) && !is_of_none(&before.projects) {
                let message = "name at least one project, or give `\"all\"`";
                return Err(Error::invalid("scope.projects", message));
            }
            projects
        }
    };
    let instances = match given.instances {
        None => before.instances.clone(),
        Some(Chosen::All) => Selection::All,
        Some(Chosen::Only(ids)) => {
            if let Some(id) = ids.iter().find(|id| !sees_instance(judged, **id)) {
                let message = format!("there is no instance `{id}`");
                return Err(Error::invalid("scope.instances", message));
            }
            let is_outside = |id| {
                let project = judged.folded.project_of_instance(id);
                project.is_some_and(|project| !projects.contains(&project))
            };
            if let Some(id) = ids.iter().find(|id| is_outside(**id)) {
                let message =
                    format!("the instance `{id}` is in a project that `scope.projects` leaves out");
                return Err(Error::invalid("scope.instances", message));
            }
            let instances = named(ids, &before.instances, |id| sees_instance(judged, *id));
            if is_of_none(&instances) && !is_of_none(&before.instances) {
                let message = "name at least one instance, or give `\"all\"`";
                return Err(Error::invalid("scope.instances", message));
            }
            instances
        }
    };
    let production = given.production.unwrap_or(before.production);
    Ok(RoleScope { projects, instances, production })
}

fn is_of_none<T>(selection: &Selection<T>) -> bool {
    matches!(selection, Selection::Only(ids) if ids.is_empty())
}

/// What is named, and what was there and hidden from whoever names it.
fn named<T: Copy + Ord>(
    ids: Vec<T>,
    before: &Selection<T>,
    sees: impl Fn(&T) -> bool,
) -> Selection<T> {
    let mut named: BTreeSet<T> = ids.into_iter().collect();
    if let Selection::Only(was) = before {
        named.extend(was.iter().copied().filter(|id| !sees(id)));
    }
    Selection::Only(named)
}

fn assigns(call: &Call, given: Option<NewAssigns>) -> Result<Option<Assigns>, Error> {
    let ids = match given {
        None => return Ok(None),
        Some(NewAssigns::Own) => return Ok(Some(Assigns::Own)),
        Some(NewAssigns::Only(ids)) => ids,
    };
    let world = &call.judged()?.folded.world;
    for id in &ids {
        let (name, is_beyond) = match SystemRole::from_id(*id) {
            Some(role) => (role.name(), is_beyond_lists(role.actions(), &Assigns::Own)),
            None => match world.roles.iter().find(|role| role.id == *id) {
                Some(role) => (role.name.as_str(), is_beyond_lists(role.held(), &role.assigns)),
                None => return Err(Error::invalid("assigns", format!("there is no role `{id}`"))),
            },
        };
        if is_beyond {
            let message = format!(
                "`{name}` changes people and no list says whom, so that a list cannot give it: leave it out"
            );
            return Err(Error::invalid("assigns", message));
        }
    }
    Ok(Some(Assigns::Only(ids.into_iter().collect())))
}

/// A permission that the role had and the request leaves out, although another one of the request requires it: adding
/// it again unasked would hide that it was meant to go.
fn refuse_orphans(
    before: &[Permission],
    named: &[Permission],
    actions: ActionSet,
) -> Result<(), Error> {
    let has = |permissions: &[Permission], area: Area| {
        permissions.iter().any(|permission| permission.area == area)
    };
    let of_areas = named.iter().map(|permission| (permission.area.to_string(), permission.area));
    let single =
        actions.iter().filter_map(|action| Some((action.to_string(), action.comes_with()?.0)));
    for (child, area) in of_areas.chain(single) {
        let mut required = area.parent();
        while let Some(parent) = required {
            if has(before, parent) && !has(named, parent) {
                let message = format!(
                    "`permissions`: `{parent}` cannot be removed while `{child}` requires it"
                );
                return Err(Error::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "parent_required",
                    message,
                )
                .hint(format!("remove `{child}` as well, or keep `{parent}` at `view`")));
            }
            required = parent.parent();
        }
    }
    Ok(())
}

/// What is wrong with a role, at the field that says it.
fn complaint(problem: &RoleProblem, given: &[Permission]) -> Error {
    let at = |area: Area, is_last: bool, part: &str| {
        let is_it = |permission: &Permission| permission.area == area;
        let place =
            if is_last { given.iter().rposition(is_it) } else { given.iter().position(is_it) };
        place.map_or("permissions".to_owned(), |place| format!("permissions[{place}].{part}"))
    };
    let field = match problem {
        RoleProblem::NoPermission => "permissions".to_owned(),
        RoleProblem::AreaTwice(area) => at(*area, true, "area"),
        RoleProblem::LevelNotOffered { area, .. } => at(*area, false, "level"),
        RoleProblem::NeedsEverything(_) => "scope".to_owned(),
        RoleProblem::SystemOnly(_) => "actions".to_owned(),
        RoleProblem::InstancesWithoutProjects => "scope.instances".to_owned(),
    };
    Error::invalid(&field, problem)
}
