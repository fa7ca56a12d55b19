//! Give what somebody asked for: exactly that, or a role that holds it, at the narrowest scope that does.

use std::collections::BTreeSet;

use bailiwick_access::{
    Action, ActionSet, Change, Gives, GrantDefinition, GrantScope, Principal, Reach, Resource,
    SYSTEM_ONLY, Snapshot, SystemRole, apply,
};
use bailiwick_api::AccessApproval;
use bailiwick_model::{AccessRequest, GrantId, RoleId};
use bailiwick_store::Ids;
use bailiwick_store::access_requests::Decision;
use bailiwick_store::grants::NewGrant;

use super::{find, refuse_own, resource, seconds, show_one};
use crate::access::question;
use crate::access::words::project_of;
use crate::answer::Answer;
use crate::call::{Call, Judged};
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: AccessApproval =
        if call.body.is_empty() { AccessApproval::default() } else { call.json()? };
    let mut tx = call.begin().await?;
    let request = find(&call, &mut tx).await?;
    let new = given(&call, call.judged()?, &request, body.role)?;
    let seconds = seconds(body.seconds.unwrap_or(request.seconds))?;
    let decision = Decision::Approve(new, seconds);
    let decided = bailiwick_store::access_requests::decide(
        &mut tx,
        &call.act(),
        request.id,
        decision,
        body.answer,
    )
    .await?;
    let call = call.refolded(&mut tx).await?;
    let shown = show_one(call.judged()?, &mut tx, decided).await?;
    tx.commit().await?;
    Answer::ok(&shown)
}

/// What an approval of the caller's gives: a role, or exactly the action.
pub(crate) fn given(
    call: &Call,
    judged: &Judged,
    request: &AccessRequest,
    role: Option<RoleId>,
) -> Result<NewGrant, Error> {
    refuse_own(call, request)?;
    let action = question::action(&request.action)?;
    let thing = resource(request);
    let gives = match role {
        None => Gives::Actions(with_sight(action, &thing)),
        Some(role) if is_there(judged, role) => Gives::Role(role),
        Some(_) => return Err(Error::invalid("role", "there is no such role")),
    };
    if SYSTEM_ONLY.contains(action) {
        return Err(Error::invalid("action", format!("`{action}` is held by system roles only")));
    }
    for scope in narrowest(judged, &thing) {
        let new = NewGrant { gives: gives.clone(), scope, production: true, expires_at: None };
        if allows(call, judged, request, &new, action, &thing) {
            return Ok(new);
        }
    }
    let field = if role.is_some() { "role" } else { "action" };
    Err(Error::invalid(field, format!("it does not allow `{action}` there")))
}

/// An action is of no use to who cannot see the thing.
fn with_sight(action: Action, thing: &Resource) -> ActionSet {
    let sight = match thing {
        Resource::Organization => ActionSet::of(&[Action::OrganizationView]),
        // What is done to a project's instances is of no use to who sees none of them.
        Resource::Project(_) if action.level_of() == Reach::Instance => {
            ActionSet::of(&[Action::ProjectsView, Action::InstancesView])
        }
        Resource::Project(_) if action.level_of() == Reach::Database => {
            ActionSet::of(&[Action::ProjectsView, Action::DatabasesView])
        }
        Resource::Project(_) => ActionSet::of(&[Action::ProjectsView]),
        Resource::Instance(_) => ActionSet::of(&[Action::ProjectsView, Action::InstancesView]),
        Resource::Database(_) | Resource::Branch { .. } => {
            ActionSet::of(&[Action::ProjectsView, Action::DatabasesView])
        }
    };
    sight.with(action)
}

fn is_there(judged: &Judged, role: RoleId) -> bool {
    SystemRole::from_id(role).is_some()
        || judged.folded.world.roles.iter().any(|one| one.id == role)
}

/// The scopes that reach the thing and little more, the narrowest first. What was asked for one thing is never given for
/// all.
pub(super) fn narrowest(judged: &Judged, thing: &Resource) -> Vec<GrantScope> {
    if *thing == Resource::Organization {
        return vec![GrantScope::Organization];
    }
    let own = match thing {
        Resource::Instance(id) => Some(GrantScope::Instance(*id)),
        Resource::Database(id) | Resource::Branch { database: id, .. } => {
            Some(GrantScope::Database(*id))
        }
        Resource::Organization | Resource::Project(_) => None,
    };
    let project = project_of(judged, thing).map(|id| GrantScope::Projects(BTreeSet::from([id])));
    own.into_iter().chain(project).collect()
}

fn allows(
    call: &Call,
    judged: &Judged,
    request: &AccessRequest,
    new: &NewGrant,
    action: Action,
    thing: &Resource,
) -> bool {
    let world = &judged.folded.world;
    let Some(member) = world.members.iter().find(|one| one.id == request.member) else {
        return false;
    };
    let mut grants = member.grants.clone();
    grants.push(GrantDefinition {
        id: GrantId(call.state.ids.id()),
        gives: new.gives.clone(),
        scope: new.scope.clone(),
        production: new.production,
        expires_at: None,
    });
    let mut after = apply(world, &Change::SetMemberGrants { member: member.id, grants });
    // Whether it would be of use is asked of the member as if it were not suspended.
    after.members.iter_mut().for_each(|one| one.suspended = false);
    let snapshot = Snapshot::fold(&after, call.now);
    snapshot.effective(&Principal::Member(request.member), thing).contains(action)
}
