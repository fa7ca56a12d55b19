//! The roles of an organization.

pub(crate) mod get;
pub(crate) mod list;

use std::collections::BTreeMap;

use bailiwick_access::{Gives, Resource, RoleDefinition, Selection, SystemRole};
use bailiwick_api::{Choice, Held, PermissionAnswer, RoleAnswer, RoleScopeAnswer};
use bailiwick_model::RoleId;

use crate::call::Call;
use crate::error::Error;

/// Every role of the call's organization, system roles first.
pub(crate) fn all(call: &Call) -> Result<Vec<Held<RoleAnswer>>, Error> {
    let judged = call.judged()?;
    let world = &judged.folded.world;
    let mut holders: BTreeMap<RoleId, u64> = BTreeMap::new();
    for grant in world.members.iter().flat_map(|member| &member.grants) {
        if let Gives::Role(role) = &grant.gives {
            *holders.entry(*role).or_default() += 1;
        }
    }
    let can: Vec<String> = judged
        .can(&Resource::Organization)
        .into_iter()
        .filter(|action| action.starts_with("roles."))
        .collect();
    let system = SystemRole::ALL.iter().map(|role| RoleDefinition::of_system(*role));
    let custom = world.roles.iter().filter(|role| role.system.is_none()).cloned();
    let shown = system.chain(custom).map(|role| {
        let count = holders.get(&role.id).copied().unwrap_or(0);
        let can = if role.system.is_some() { vec!["roles.view".to_owned()] } else { can.clone() };
        Held { object: show(role, count), can }
    });
    Ok(shown.collect())
}

fn show(role: RoleDefinition, holders: u64) -> RoleAnswer {
    let permission = |permission: &bailiwick_access::Permission| PermissionAnswer {
        area: permission.area.as_str().to_owned(),
        level: permission.level.as_str().to_owned(),
    };
    RoleAnswer {
        id: role.id,
        description: role.system.map(|system| system.description().to_owned()).unwrap_or_default(),
        is_system: role.system.is_some(),
        permissions: role.permissions.iter().map(permission).collect(),
        actions: role.actions.iter().map(|action| action.as_str().to_owned()).collect(),
        scope: RoleScopeAnswer {
            projects: choice(role.scope.projects),
            instances: choice(role.scope.instances),
            production: role.scope.production,
        },
        assigns: None,
        holders,
        version: 1,
        name: role.name,
    }
}

fn choice<T: Ord>(selection: Selection<T>) -> Choice<T> {
    match selection {
        Selection::All => Choice::Word("all"),
        Selection::Only(ids) => Choice::Only(ids.into_iter().collect()),
    }
}
