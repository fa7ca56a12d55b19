//! Grants between the contract and the store: roles as they are asked for, and grants as the caller may see them.

use std::collections::BTreeSet;

use bailiwick_access::{Action, Allowed, Gives, GrantDefinition, GrantScope, NodeKind};
use bailiwick_api::{Choice, GrantAnswer, GrantScopeAnswer, Projects, RoleAssignment};
use bailiwick_model::{ProjectId, RoleReference, Timestamp};
use bailiwick_store::Tx;
use bailiwick_store::grants::{NewGrant, Wanted};

use crate::access::words::Words;
use crate::call::Call;
use crate::error::Error;

/// Most roles that one principal is given at once.
const MOST: usize = 50;

/// The grants that these assignments ask for. A role or a project of elsewhere answers like one that is not there.
pub(crate) fn wanted(call: &Call, roles: &[RoleAssignment]) -> Result<Vec<Wanted>, Error> {
    if roles.len() > MOST {
        return Err(Error::invalid("roles", format!("at most {MOST} roles")));
    }
    let mut wanted: Vec<Wanted> = Vec::with_capacity(roles.len());
    for (place, role) in roles.iter().enumerate() {
        let new = one(call, role, &format!("roles[{place}]"))?;
        let is_same = |other: &Wanted| other.new.gives == new.gives && other.new.scope == new.scope;
        if wanted.iter().any(is_same) {
            return Err(Error::invalid(&format!("roles[{place}]"), "this role is given twice"));
        }
        wanted.push(Wanted { new, keeps_end: role.keeps_end });
    }
    Ok(wanted)
}

/// The grants that these assignments would make in place of those held now.
pub(crate) fn settled(
    call: &Call,
    roles: &[RoleAssignment],
    held: &[GrantDefinition],
) -> Result<Vec<NewGrant>, Error> {
    let wanted = wanted(call, roles)?;
    Ok(wanted.into_iter().map(|wanted| wanted.settle(held, call.now)).collect())
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

/// Which grants the caller may know of: those that give something now, in a place that it may know of.
pub(crate) struct Sight {
    now: Timestamp,
    projects: Allowed,
    instances: Allowed,
    databases: Allowed,
}

impl Sight {
    pub(crate) fn of(call: &Call) -> Result<Self, Error> {
        Ok(Sight {
            now: call.now,
            projects: call.allowed(Action::ProjectsView, NodeKind::Project)?,
            instances: call.allowed(Action::InstancesView, NodeKind::Instance)?,
            databases: call.allowed(Action::DatabasesView, NodeKind::Database)?,
        })
    }

    /// Whether the grant may be known, by a part of its place if not by all.
    pub(crate) fn knows(&self, grant: &GrantDefinition) -> bool {
        grant.is_live(self.now) && self.knows_place(&grant.scope)
    }

    fn knows_place(&self, scope: &GrantScope) -> bool {
        match scope {
            GrantScope::Organization => true,
            GrantScope::Projects(named) => {
                named.is_empty() || named.iter().any(|id| self.projects.contains_project(id))
            }
            GrantScope::Instance(id) => self.instances.contains_instance(id),
            GrantScope::Database(id) => self.databases.contains_database(id),
        }
    }
}

/// The grants that give something now, as the caller may see them: without projects, instances and databases that it may
/// not know of.
pub(crate) async fn shown(
    call: &Call,
    tx: &mut Tx<'_>,
    grants: &[GrantDefinition],
) -> Result<Vec<GrantAnswer>, Error> {
    let sight = Sight::of(call)?;
    let grants: Vec<&GrantDefinition> = grants.iter().filter(|grant| sight.knows(grant)).collect();
    let mut words = Words::of(call.judged()?);
    grants.iter().for_each(|grant| words.want_scope(grant));
    words.look_up(tx).await?;
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
                let seen = named.iter().copied().filter(|id| sight.projects.contains_project(id));
                scope.projects = Some(Choice::Only(seen.collect()));
            }
            GrantScope::Instance(id) => scope.instance = Some(*id),
            GrantScope::Database(id) => scope.database = Some(*id),
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
    Ok(grants.into_iter().filter_map(show).collect())
}
