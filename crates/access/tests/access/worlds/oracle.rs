//! What 03-access.md says, asked one grant and one thing at a time, without sets of nodes: slow, and written apart
//! from the engine. Actions are told apart by their names.

use bailiwick_access::*;
use bailiwick_model::*;

use super::NOW;

/// Which part of the scope a name asks about.
#[derive(PartialEq, Clone, Copy, Debug)]
pub enum Part {
    Organization,
    Project,
    Instance,
    Database,
}

pub fn part(action: Action) -> Part {
    let name = action.as_str();
    match name {
        "projects.create" => return Part::Organization,
        "instances.create" | "instances.create_production" | "databases.create" => {
            return Part::Project;
        }
        _ => {}
    }
    match name.split('.').next().unwrap_or("") {
        "projects" => Part::Project,
        "instances" | "connections" | "sync" | "instance_logs" | "alert_rules"
        | "notification_rules" | "policy" | "data" => Part::Instance,
        "databases" | "database_members" | "query_statistics" | "branches" | "deploy_requests"
        | "backups" => Part::Database,
        _ => Part::Organization,
    }
}

/// Touches production whatever branch it is judged on.
fn is_production_act(name: &str) -> bool {
    name.ends_with("_production")
        || matches!(
            name,
            "databases.delete"
                | "databases.import"
                | "databases.update_billing"
                | "database_members.update"
                | "branches.promote"
                | "branches.demote"
                | "branches.protect"
        )
}

/// Has a counterpart for production and never does its work.
fn is_development_act(name: &str) -> bool {
    matches!(name, "branches.delete" | "branches.connect" | "backups.restore" | "backups.delete")
}

/// A world and the names that each of its roles holds.
pub struct Oracle<'w> {
    world: &'w World,
    roles: Vec<Vec<&'static str>>,
}

impl<'w> Oracle<'w> {
    pub fn of(world: &'w World) -> Self {
        Oracle { world, roles: world.roles.iter().map(role_actions).collect() }
    }

    pub fn allows(&self, principal: &Principal, action: Action, resource: &Resource) -> bool {
        allows(self, principal, action, resource)
    }
}

fn allows(oracle: &Oracle<'_>, principal: &Principal, action: Action, resource: &Resource) -> bool {
    let world = oracle.world;
    match principal {
        Principal::Member(member) => of_member(oracle, *member, action, resource),
        Principal::Team(team) => world
            .teams
            .iter()
            .any(|one| one.id == *team && any(oracle, &one.grants, action, resource)),
        Principal::ServiceToken(token) => world.service_tokens.iter().any(|one| {
            one.id == *token && !one.suspended && any(oracle, &one.grants, action, resource)
        }),
        Principal::Invitation(invitation) => world
            .invitations
            .iter()
            .any(|one| one.id == *invitation && any(oracle, &one.grants, action, resource)),
        Principal::PersonalToken(token) => world.personal_tokens.iter().any(|one| {
            one.id == *token
                && of_member(oracle, one.member, action, resource)
                && one.grants.as_ref().is_none_or(|grants| any(oracle, grants, action, resource))
        }),
    }
}

fn of_member(oracle: &Oracle<'_>, member: MemberId, action: Action, resource: &Resource) -> bool {
    let world = oracle.world;
    let Some(found) = world.members.iter().find(|one| one.id == member) else { return false };
    if found.suspended {
        return false;
    }
    any(oracle, &found.grants, action, resource)
        || world.teams.iter().any(|team| {
            team.members.contains(&member) && any(oracle, &team.grants, action, resource)
        })
}

fn any(
    oracle: &Oracle<'_>,
    grants: &[GrantDefinition],
    action: Action,
    resource: &Resource,
) -> bool {
    grants.iter().any(|grant| one(oracle, grant, action, resource))
}

fn role_actions(role: &RoleDefinition) -> Vec<&'static str> {
    let mut names = Vec::new();
    for permission in &role.permissions {
        for action in Action::ALL {
            if let Some((area, level)) = action.comes_with()
                && area == permission.area
                && level <= permission.level
            {
                names.push(action.as_str());
            }
        }
    }
    let reserved = [
        "organization.delete",
        "owners.manage",
        "data.read_raw",
        "data.write_raw",
        "service_token_grants.create_production",
    ];
    names.extend(role.actions.iter().map(Action::as_str).filter(|name| !reserved.contains(name)));
    let names_some_project = match &role.scope.projects {
        Selection::All => true,
        Selection::Only(set) => !set.is_empty(),
    };
    let is_organizational = |name: &&str| {
        **name != *"projects.create"
            && name.parse().is_ok_and(|action| part(action) == Part::Organization)
    };
    if !names.is_empty() && (names_some_project || names.iter().any(is_organizational)) {
        names.push("organization.view");
    }
    names
}

fn one(oracle: &Oracle<'_>, grant: &GrantDefinition, action: Action, resource: &Resource) -> bool {
    if grant.expires_at.is_some_and(|end| end <= NOW) {
        return false;
    }
    let everything = RoleScope::EVERYTHING;
    let (holds, scope) = match &grant.gives {
        Gives::Actions(actions) => (actions.contains(action), &everything),
        Gives::Role(role) => match SystemRole::from_id(*role) {
            Some(system) => (system.actions().contains(action), &everything),
            None => match oracle.world.roles.iter().position(|one| one.id == *role) {
                Some(place) => (
                    oracle.roles[place].contains(&action.as_str()),
                    &oracle.world.roles[place].scope,
                ),
                None => return false,
            },
        },
    };
    holds && reaches(oracle.world, grant, scope, action, resource)
}

fn reaches(
    world: &World,
    grant: &GrantDefinition,
    scope: &RoleScope,
    action: Action,
    resource: &Resource,
) -> bool {
    let name = action.as_str();
    let part = part(action);
    let production = grant.production && scope.production;
    let is_organization_wide = grant.scope == GrantScope::Organization;
    let all_projects = is_organization_wide && scope.projects == Selection::All;
    let all_instances = scope.instances == Selection::All;
    let is_whole = all_projects && all_instances && production;

    if part == Part::Organization && name != "projects.create" {
        return *resource == Resource::Organization && is_organization_wide;
    }
    if matches!(name, "projects.create" | "projects.update" | "projects.delete") {
        let is_place = match resource {
            Resource::Organization => true,
            Resource::Project(id) => {
                name != "projects.create" && world.projects.iter().any(|one| one.id == *id)
            }
            _ => false,
        };
        return is_place && is_whole;
    }

    // From here on: is the thing in the scope, and is what the action needs of it?
    let project_in_scope = |project: &ProjectId| {
        world.projects.iter().any(|one| one.id == *project)
            && scope.projects.contains(project)
            && match &grant.scope {
                GrantScope::Organization => true,
                GrantScope::Projects(set) => set.contains(project),
                GrantScope::Database(_) | GrantScope::Instance(_) => false,
            }
    };
    let whole_container = || match part {
        Part::Instance => all_instances && production,
        Part::Database => is_development_act(name) || production,
        Part::Project => match name {
            "instances.create" => all_instances,
            "instances.create_production" => all_instances && production,
            _ => true,
        },
        Part::Organization => false,
    };
    match resource {
        Resource::Organization => all_projects && whole_container(),
        Resource::Project(project) => {
            let by_database = name == "projects.view"
                && matches!(&grant.scope, GrantScope::Database(id)
                    if world.databases.iter().any(|one| one.id == *id && one.project == *project)
                        && scope.projects.contains(project));
            let by_instance = name == "projects.view"
                && matches!(&grant.scope, GrantScope::Instance(id)
                    if world.instances.iter().any(|one| one.id == *id && one.project == *project)
                        && scope.projects.contains(project));
            by_database || by_instance || (project_in_scope(project) && whole_container())
        }
        Resource::Instance(id) => world.instances.iter().any(|one| {
            one.id == *id
                && part == Part::Instance
                && (project_in_scope(&one.project)
                    || (grant.scope == GrantScope::Instance(*id)
                        && scope.projects.contains(&one.project)))
                && scope.instances.contains(id)
                && (production || !one.production)
        }),
        Resource::Database(id) | Resource::Branch { database: id, .. } => {
            let is_production = matches!(resource, Resource::Branch { is_production: true, .. });
            world.databases.iter().any(|one| {
                one.id == *id
                    && part == Part::Database
                    && (project_in_scope(&one.project)
                        || (grant.scope == GrantScope::Database(*id)
                            && scope.projects.contains(&one.project)))
                    && !(is_production && is_development_act(name))
                    && (production || !(is_production || is_production_act(name)))
            })
        }
    }
}
