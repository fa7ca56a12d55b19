//! Grants between the contract and the store: roles as they are asked for, and grants as the caller may see them.

use std::collections::BTreeSet;

use bailiwick_access::{Action, Gives, GrantDefinition, GrantScope, NodeKind};
use bailiwick_api::{Choice, GrantAnswer, GrantScopeAnswer, Projects, RoleAssignment};
use bailiwick_model::{ProjectId, RoleReference, Timestamp};
use bailiwick_store::Tx;
use bailiwick_store::grants::NewGrant;

use crate::access::words::Words;
use crate::call::Call;
use crate::error::Error;

/// Most roles that one principal is given at once.
const MOST: usize = 50;

/// The grants that these assignments ask for. A role or a project of elsewhere answers like one that is not there.
/// Where no end is said, that of the same role in the same place stays; `held` is what they would replace.
pub(crate) fn wanted(
    call: &Call,
    roles: &[RoleAssignment],
    held: &[GrantDefinition],
) -> Result<Vec<NewGrant>, Error> {
    if roles.len() > MOST {
        return Err(Error::invalid("roles", format!("at most {MOST} roles")));
    }
    let mut wanted: Vec<NewGrant> = Vec::with_capacity(roles.len());
    for (place, role) in roles.iter().enumerate() {
        let mut new = one(call, role, &format!("roles[{place}]"))?;
        if role.keeps_end {
            new.expires_at = end_of(held, &new, call.now);
        }
        if wanted.iter().any(|other| other.gives == new.gives && other.scope == new.scope) {
            return Err(Error::invalid(&format!("roles[{place}]"), "this role is given twice"));
        }
        wanted.push(new);
    }
    Ok(wanted)
}

/// The end with which this is held there; absent where it is held for good, or not at all any more.
fn end_of(held: &[GrantDefinition], new: &NewGrant, now: Timestamp) -> Option<Timestamp> {
    let is_live = |end: &Option<Timestamp>| end.is_none_or(|end| end > now);
    let there = held.iter().filter(|grant| new.is_within(grant));
    let ends: Vec<Option<Timestamp>> =
        there.map(|grant| grant.expires_at).filter(is_live).collect();
    if ends.contains(&None) { None } else { ends.into_iter().flatten().max() }
}

fn one(call: &Call, role: &RoleAssignment, field: &str) -> Result<NewGrant, Error> {
    let world = &call.judged()?.folded.world;
    if !world.roles.iter().any(|known| known.id == role.id) {
        return Err(Error::absent(field, "role"));
    }
    let scope = match &role.scope.projects {
        Projects::All => GrantScope::Organization,
        Projects::Only(named) => GrantScope::Projects(seen(call, named, field)?),
    };
    if role.expires_at.is_some_and(|end| end <= call.now) {
        return Err(Error::invalid(&format!("{field}.expires_at"), "this time is over"));
    }
    let production = role.scope.production;
    Ok(NewGrant { gives: Gives::Role(role.id), scope, production, expires_at: role.expires_at })
}

fn seen(call: &Call, named: &[ProjectId], field: &str) -> Result<BTreeSet<ProjectId>, Error> {
    let field = format!("{field}.scope.projects");
    if named.is_empty() {
        return Err(Error::invalid(&field, "name at least one project, or give `\"all\"`"));
    }
    let allowed = call.allowed(Action::ProjectsView, NodeKind::Project)?;
    match named.iter().position(|id| !allowed.contains_project(id)) {
        Some(place) => Err(Error::absent(&format!("{field}[{place}]"), "project")),
        None => Ok(named.iter().copied().collect()),
    }
}

/// The grants as the caller may see them: without projects, instances and databases that it may not know of.
pub(crate) async fn shown(
    call: &Call,
    tx: &mut Tx<'_>,
    grants: &[GrantDefinition],
) -> Result<Vec<GrantAnswer>, Error> {
    let mut words = Words::of(call.judged()?);
    grants.iter().for_each(|grant| words.want_scope(grant));
    words.look_up(tx).await?;
    let projects = call.allowed(Action::ProjectsView, NodeKind::Project)?;
    let instances = call.allowed(Action::InstancesView, NodeKind::Instance)?;
    let databases = call.allowed(Action::DatabasesView, NodeKind::Database)?;
    let roles = &call.judged()?.folded.world.roles;
    let show = |grant: &GrantDefinition| {
        let mut scope = GrantScopeAnswer {
            projects: None,
            instance: None,
            database: None,
            production: grant.production,
        };
        match &grant.scope {
            GrantScope::Organization => scope.projects = Some(Choice::Word("all")),
            GrantScope::Projects(named) => {
                let seen: Vec<ProjectId> =
                    named.iter().copied().filter(|id| projects.contains_project(id)).collect();
                if seen.is_empty() && !named.is_empty() {
                    return None;
                }
                scope.projects = Some(Choice::Only(seen));
            }
            GrantScope::Instance(id) if instances.contains_instance(id) => {
                scope.instance = Some(*id);
            }
            GrantScope::Database(id) if databases.contains_database(id) => {
                scope.database = Some(*id);
            }
            GrantScope::Instance(_) | GrantScope::Database(_) => return None,
        }
        let (role, actions) = match &grant.gives {
            Gives::Role(id) => {
                let name = roles.iter().find(|role| role.id == *id)?.name.clone();
                (Some(RoleReference { id: *id, name }), None)
            }
            Gives::Actions(actions) => {
                (None, Some(actions.iter().map(|action| action.as_str().to_owned()).collect()))
            }
        };
        let scope_in_words = words.scope(grant);
        let (id, expires_at) = (grant.id, grant.expires_at);
        Some(GrantAnswer { id, role, actions, scope, scope_in_words, expires_at })
    };
    Ok(grants.iter().filter_map(show).collect())
}
