//! Roles given to somebody in place of those of before.

use std::collections::BTreeMap;

use bailiwick_access::{Action, Gives, GrantDefinition, GrantScope, NodeKind, Snapshot, World};
use bailiwick_model::{ProjectId, RoleId, Timestamp};
use serde_json::{Value, json};

use crate::access_requests;
use crate::act::Act;
use crate::error::Error;
use crate::grants::{self, Holder, NewGrant, Wanted};
use crate::tx::Tx;

/// Gives these roles in place of those held for the whole organization or for projects. What was given for one database
/// or one instance, single actions, what an approved request gave, and what was given on projects that the actor does not
/// see, stay. A grant that is wanted as it is keeps its id. Gives what the audit log says of it; nothing when nothing
/// changed.
pub(crate) async fn replace(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    world: &World,
    holder: Holder,
    wanted: &[Wanted],
) -> Result<Option<Value>, Error> {
    let organization = world.organization;
    grants::known(world, wanted.iter().map(|wanted| &wanted.new))?;
    let all = grants::of(tx, organization, holder).await?;
    let wanted: Vec<NewGrant> =
        wanted.iter().cloned().map(|wanted| wanted.settle(&all, act.now)).collect();
    let by_requests = match holder {
        Holder::Member(member) => access_requests::gave(tx, organization, member).await?,
        _ => BTreeMap::new(),
    };
    let (approved, held): (Vec<GrantDefinition>, Vec<GrantDefinition>) = all
        .into_iter()
        .filter(GrantDefinition::is_assignment)
        .partition(|grant| by_requests.contains_key(&grant.id));
    let wanted = grants::besides(&approved, wanted);
    let wanted = grants::with_unseen(&held, wanted, seen(world, act));
    let mut missing: Vec<&NewGrant> = wanted.iter().collect();
    let mut unwanted = Vec::new();
    for grant in &held {
        match missing.iter().position(|new| new.is_like(grant)) {
            Some(place) => drop(missing.swap_remove(place)),
            None => unwanted.push(grant),
        }
    }
    if missing.is_empty() && unwanted.is_empty() {
        return Ok(None);
    }
    for grant in unwanted {
        grants::delete(tx, organization, grant.id).await?;
    }
    for new in missing {
        grants::insert(tx, act, organization, holder, new).await?;
    }
    let to: Vec<Value> = wanted
        .iter()
        .map(|one| described(world, &one.gives, &one.scope, one.production, one.expires_at))
        .collect();
    Ok(Some(json!({ "from": told(world, &held), "to": to })))
}

/// Which projects the actor sees, under the lock; the server's own acts see all.
fn seen(world: &World, act: &Act<'_>) -> impl Fn(&ProjectId) -> bool {
    let seen = act.permit.principal().map(|principal| {
        let snapshot = Snapshot::fold(world, act.now);
        let index = snapshot.principal(principal);
        index.map(|index| snapshot.list(index, Action::ProjectsView, NodeKind::Project))
    });
    move |project| match &seen {
        None => true,
        Some(allowed) => allowed.as_ref().is_some_and(|allowed| allowed.contains_project(project)),
    }
}

/// A grant as the audit log tells it: by ids, and by the role's name as it was then.
fn described(
    world: &World,
    gives: &Gives,
    scope: &GrantScope,
    production: bool,
    expires_at: Option<Timestamp>,
) -> Value {
    let mut told = match gives {
        Gives::Role(role) => json!({ "role": role, "name": role_name(world, *role) }),
        Gives::Actions(actions) => json!({ "actions": grants::list_of(*actions) }),
    };
    match scope {
        GrantScope::Organization => {}
        GrantScope::Projects(projects) => told["projects"] = json!(projects),
        GrantScope::Instance(instance) => told["instance"] = json!(instance),
        GrantScope::Database(database) => told["database"] = json!(database),
    }
    if !production {
        told["production"] = json!(false);
    }
    if let Some(end) = expires_at {
        told["expires_at"] = json!(end);
    }
    told
}

/// What a role is called; absent when it is gone.
pub(crate) fn role_name(world: &World, role: RoleId) -> Option<&str> {
    world.roles.iter().find(|one| one.id == role).map(|one| one.name.as_str())
}

/// What the audit log says of everything that somebody held and loses.
pub(crate) fn told(world: &World, grants: &[GrantDefinition]) -> Vec<Value> {
    let one = |one: &GrantDefinition| {
        described(world, &one.gives, &one.scope, one.production, one.expires_at)
    };
    grants.iter().map(one).collect()
}
