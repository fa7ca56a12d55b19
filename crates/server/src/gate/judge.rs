//! May the caller do this to that? The path's things are proven to belong together, then the one decision is made.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use bailiwick_access::{
    Action, Denial, Permit, Principal, Refusal, Resource, SystemReason, decide, grants_of,
};
use bailiwick_api::{Besides, Method, Needs, Operation, Target};
use bailiwick_model::{
    BranchId, DatabaseId, InstanceId, OrganizationId, ProjectId, RequestId, Timestamp, TokenPreset,
};

use super::bounds;
use super::identify::Identified;
use crate::access::question::sees;
use crate::access::words::{Words, role_name};
use crate::call::{Caller, Judged, Used};
use crate::error::{Error, Ground};
use crate::parameters::Parameters;
use crate::refusals::Refused;
use crate::snapshots::Folded;
use crate::state::State;

/// A request as far as the gate must know it.
pub(super) struct Question<'a> {
    pub(super) operation: &'static Operation,
    pub(super) path: &'a Parameters,
    pub(super) now: Timestamp,
    pub(super) request_id: RequestId,
    pub(super) address: IpAddr,
}

impl Question<'_> {
    /// The organization that the path names; one that is no id is refused once it is known who asks.
    pub(super) fn organization(&self) -> Option<OrganizationId> {
        self.path.maybe("organization").ok().flatten()
    }
}

pub(super) type Passed = (Permit, Option<Judged>);

/// Decides; the permit is for exactly what was asked.
pub(super) async fn judge(
    state: &Arc<State>,
    identified: Option<&Identified>,
    question: &Question<'_>,
) -> Result<Passed, Error> {
    let (permit, judged) = judge_need(state, identified, question).await?;
    let Some(judged) = judged else { return Ok((permit, None)) };
    let permit = judge_besides(permit, &judged, question)?;
    Ok((permit, Some(judged)))
}

/// What the operation needs whatever is asked, besides its one action.
fn judge_besides(
    mut permit: Permit,
    judged: &Judged,
    question: &Question<'_>,
) -> Result<Permit, Error> {
    for besides in question.operation.besides {
        let Besides::Always(action, target) = *besides else { continue };
        let path = question.path;
        let resource = match target {
            Target::Organization => Resource::Organization,
            Target::Project => Resource::Project(path.project()?),
            Target::Instance => Resource::Instance(path.instance()?),
            Target::Database => Resource::Database(path.database()?),
            Target::Branch => {
                return Err(Error::internal("no operation asks for something besides on a branch"));
            }
        };
        let other = decide_on(judged, action, &resource)?;
        permit.join(other).map_err(|error| Error::internal(error.to_string()))?;
    }
    Ok(permit)
}

async fn judge_need(
    state: &Arc<State>,
    identified: Option<&Identified>,
    question: &Question<'_>,
) -> Result<Passed, Error> {
    let operation = question.operation;
    let caller = identified.map(|identified| &identified.caller);
    match operation.needs {
        Needs::Public => Ok((bailiwick_access::system(None, public_reason(operation)), None)),
        Needs::Account => {
            refuse_weak_token(caller, operation)?;
            Ok((bailiwick_access::system(None, account_reason(operation)), None))
        }
        Needs::Credential => Ok((bailiwick_access::system(None, SystemReason::Account), None)),
        Needs::Member => {
            let (judged, _, _) = place(state, identified, question, Target::Organization).await?;
            if judged.folded.snapshot.principal(&judged.principal).is_none() {
                return Err(Error::not_found());
            }
            refuse_narrowed(caller, operation)?;
            let organization = Some(question.path.organization()?);
            Ok((bailiwick_access::system(organization, SystemReason::Account), Some(judged)))
        }
        Needs::Operator => {
            refuse_unless_operator(state, caller).await?;
            Ok((bailiwick_access::system(None, SystemReason::OperatorAct), None))
        }
        Needs::Action(action, target) => {
            let (judged, resource, _) = place(state, identified, question, target).await?;
            let permit = decide_on(&judged, action, &resource)?;
            Ok((permit, Some(judged)))
        }
        Needs::Somewhere(action, target) => {
            let (judged, resource, _) = place(state, identified, question, target).await?;
            let snapshot = &judged.folded.snapshot;
            let permit =
                bailiwick_access::decide_somewhere(snapshot, &judged.principal, action, &resource);
            let permit = permit.map_err(|denial| refusal(&judged, &denial, &resource))?;
            Ok((permit, Some(judged)))
        }
        Needs::ByProduction { otherwise, production, target } => {
            let (judged, resource, is_production) =
                place(state, identified, question, target).await?;
            let action = if is_production { production } else { otherwise };
            let permit = decide_on(&judged, action, &resource)?;
            Ok((permit, Some(judged)))
        }
    }
}

fn decide_on(judged: &Judged, action: Action, resource: &Resource) -> Result<Permit, Error> {
    decide(&judged.folded.snapshot, &judged.principal, action, resource)
        .map_err(|denial| refusal(judged, &denial, resource))
}

/// What a caller reads of a denial: nothing where it may not know of the thing.
pub(crate) fn refusal(judged: &Judged, denial: &Denial, resource: &Resource) -> Error {
    if !denial.is_visible {
        return Error::not_found();
    }
    let mut error = Error::forbidden("forbidden", denial.to_string()).hint(held(judged));
    error.action = Some(denial.action);
    error.ground = Some(Box::new(Ground::Judged(Refused::of(judged, denial.action, resource))));
    error
}

/// The same, where the thing that was judged is not at hand.
pub(crate) fn denied(denial: &Denial) -> Error {
    if !denial.is_visible {
        return Error::not_found();
    }
    let mut error = Error::forbidden("forbidden", denial.to_string());
    error.action = Some(denial.action);
    error.ground = Some(Box::new(Ground::Denied(denial.clone())));
    error
}

/// The roles that a caller holds anywhere.
fn held(judged: &Judged) -> String {
    let world = &judged.folded.world;
    let now = judged.folded.snapshot.folded_at();
    let grants = grants_of(world, &judged.principal);
    let live = grants.iter().filter(|(_, grant)| grant.is_live(now));
    let roles: BTreeSet<String> = live
        .map(|(source, _)| match source.role {
            Some(role) => role_name(world, role),
            None => "single actions".to_owned(),
        })
        .collect();
    let roles: Vec<String> = roles.into_iter().collect();
    match (&judged.principal, roles.as_slice()) {
        (_, []) => "you hold no role here".to_owned(),
        (Principal::PersonalToken(_), [role]) => {
            format!("the token's owner holds {role}, and the token no more than that")
        }
        (Principal::PersonalToken(_), roles) => {
            format!("the token's owner holds {}, and the token no more than that", roles.join(", "))
        }
        (_, [role]) => format!("you hold {role}"),
        (_, roles) => format!("you hold {}", roles.join(", ")),
    }
}

/// What a caller reads of a change that would give or take more than it may; the refusal itself names no thing that the
/// caller may not see.
pub(crate) fn exceeded(refusal: &Refusal) -> Error {
    let message = refusal.to_string();
    let error = match refusal {
        Refusal::LastOwner => Error::conflict(refusal.code(), message),
        _ => Error::forbidden(refusal.code(), message),
    };
    // The sentence names one right; whoever asks for many wants to know all that are missing.
    let hint = match refusal {
        Refusal::WouldExceedGrantor { missing, .. } if missing.len() > 1 => {
            let names: Vec<&str> = missing.iter().map(Action::as_str).collect();
            format!("you lack {} there; {}", names.join(", "), refusal.hint())
        }
        _ => refusal.hint().to_owned(),
    };
    let mut error = error.hint(hint);
    error.action = refusal.action();
    error.ground = Some(Box::new(Ground::Exceeded(refusal.clone())));
    error
}

/// The same with what the caller holds, and the name of the thing instead of its id, kept to be explained.
pub(crate) async fn placed(state: &State, judged: &Judged, mut error: Error) -> Error {
    let refusal = match error.ground.as_deref().cloned() {
        Some(Ground::Exceeded(refusal)) => refusal,
        Some(Ground::Denied(denial)) => {
            let refused = Refused::of(judged, denial.action, &denial.resource);
            error.ground = Some(Box::new(Ground::Judged(refused)));
            return error.hint(held(judged));
        }
        _ => return error,
    };
    error.ground = None;
    if refusal != Refusal::LastOwner {
        let hint = error.hint.take().unwrap_or_default();
        error.hint = Some(format!("{}; {hint}", held(judged)));
    }
    // What a list says is no action that one could lack: then the roles alone say why.
    let place = place_of(&refusal);
    let Some(action) = refusal.action().filter(|_| sees(judged, place)) else { return error };
    error.ground = Some(Box::new(Ground::Judged(Refused::of(judged, action, place))));
    let mut words = Words::of(judged);
    words.want_path(place);
    if let Ok(mut tx) = state.store.read().await
        && words.look_up(&mut tx).await.is_ok()
    {
        let place = words.place(place);
        error.message = error.message.replace(&place.id.to_string(), &place.name);
    }
    error
}

fn place_of(refusal: &Refusal) -> &Resource {
    match refusal {
        Refusal::WouldExceedGrantor { resource, .. }
        | Refusal::TargetAboveActor { resource, .. }
        | Refusal::RoleAboveActor { resource, .. } => resource,
        _ => &Resource::Organization,
    }
}

/// The organization's state, the caller in it, and the thing that the path names.
///
/// Nothing is read of an organization that the credential has no part in: it costs what one costs that is not there.
async fn place(
    state: &Arc<State>,
    identified: Option<&Identified>,
    question: &Question<'_>,
    target: Target,
) -> Result<(Judged, Resource, bool), Error> {
    let identified = identified.ok_or_else(Error::unauthenticated)?;
    let (caller, path) = (&identified.caller, question.path);
    let organization = path.organization()?;
    let epoch = identified.epoch.ok_or_else(Error::not_found)?;
    let folded = match state.snapshots.kept_at(organization, epoch, question.now) {
        Some(folded) => folded,
        None => fold(state, organization, question.now).await?,
    };
    let principal = principal(caller, &folded, organization).ok_or_else(Error::not_found)?;
    // Whoever holds nothing here learns nothing of what is asked of those who do.
    if folded.snapshot.principal(&principal).is_some() {
        bounds::admit(&folded.settings, &caller.credential, question.address, question.now)?;
    }
    let (resource, is_production) = resource(state, &folded, path, organization, target).await?;
    Ok((Judged { folded, principal }, resource, is_production))
}

/// The organization's state as the store holds it now, which is at least as new as the epoch that was read before.
async fn fold(
    state: &Arc<State>,
    organization: OrganizationId,
    now: Timestamp,
) -> Result<Arc<Folded>, Error> {
    let mut tx = state.store.read().await?;
    state.snapshots.of(&mut tx, organization, now).await?.ok_or_else(Error::not_found)
}

/// Who the caller is in an organization; nobody where its credential does not work there.
pub(crate) fn principal(
    caller: &Caller,
    folded: &Folded,
    organization: OrganizationId,
) -> Option<Principal> {
    let member = || folded.member(caller.account.as_ref()?.id);
    match &caller.credential {
        Used::Session(_) => member(),
        Used::Token(token) if token.organization.is_some_and(|only| only != organization) => None,
        Used::Token(token) => member().map(|_| Principal::PersonalToken(token.id)),
        Used::Service(token) if token.organization != organization => None,
        Used::Service(token) => Some(Principal::ServiceToken(token.id)),
    }
}

async fn resource(
    state: &State,
    folded: &Folded,
    path: &Parameters,
    organization: OrganizationId,
    target: Target,
) -> Result<(Resource, bool), Error> {
    let project: Option<ProjectId> = path.maybe("project")?;
    let instance: Option<InstanceId> = path.maybe("instance")?;
    let database: Option<DatabaseId> = path.maybe("database")?;
    let branch: Option<BranchId> = path.maybe("branch")?;
    let is_together = project.is_none_or(|project| folded.has_project(project))
        && instance.is_none_or(|instance| {
            folded
                .project_of_instance(instance)
                .is_some_and(|owner| project.is_none_or(|project| project == owner))
        })
        && database.is_none_or(|database| {
            folded
                .project_of_database(database)
                .is_some_and(|owner| project.is_none_or(|project| project == owner))
        });
    if !is_together {
        return Err(Error::not_found());
    }
    let mut is_production = instance.is_some_and(|instance| folded.is_production(instance));
    let mut found_branch = None;
    if let (Some(database), Some(branch)) = (database, branch) {
        let mut tx = state.store.read().await?;
        let found = bailiwick_store::branches::get(&mut tx, organization, database, branch)
            .await?
            .ok_or_else(Error::not_found)?;
        is_production = found.is_production;
        found_branch = Some(Resource::Branch { database, is_production });
    }
    let resource = match target {
        Target::Organization => Some(Resource::Organization),
        Target::Project => project.map(Resource::Project),
        Target::Instance => instance.map(Resource::Instance),
        Target::Database => database.map(Resource::Database),
        Target::Branch => found_branch,
    };
    let resource =
        resource.ok_or_else(|| Error::internal("the operation's path does not name its target"))?;
    Ok((resource, is_production))
}

/// A service token has no account. A personal one that is narrowed to one organization, or that only reads, changes
/// nothing of the account.
fn refuse_weak_token(caller: Option<&Caller>, operation: &Operation) -> Result<(), Error> {
    let token = match caller.map(|caller| &caller.credential) {
        Some(Used::Service(_)) => {
            return Err(Error::forbidden(
                "person_required",
                "a service token works in its organization: it has no account",
            ));
        }
        Some(Used::Token(token)) => token,
        Some(Used::Session(_)) | None => return Ok(()),
    };
    let is_weak = token.organization.is_some() || token.preset != TokenPreset::Full;
    // Where its owner is signed in, and by which other tokens, is no part of what it carries.
    let is_private = matches!(operation.id, "account_session_list" | "account_token_list");
    if is_weak && (operation.method != Method::Get || is_private) {
        let message =
            "this token only reads, or works in one organization: it has no part in the account";
        return Err(Error::forbidden("token_too_narrow", message));
    }
    Ok(())
}

/// Running the server is what a person does who signed in: no token carries it. The account is read again, for the body
/// may have taken its time.
async fn refuse_unless_operator(state: &State, caller: Option<&Caller>) -> Result<(), Error> {
    let Some(caller) = caller else { return Err(Error::unauthenticated()) };
    let (Used::Session(_), Some(account)) = (&caller.credential, &caller.account) else {
        return Err(super::not_interactive("interactive_session_required")
            .hint("sign in on the dashboard, or run `bailiwick admin` on the server's machine"));
    };
    let mut tx = state.store.read().await?;
    let found = bailiwick_store::accounts::get(&mut tx, account.id).await?;
    if found.is_some_and(|account| account.is_operator) {
        Ok(())
    } else {
        Err(Error::not_operator())
    }
}

/// What is a member's own affair is done by the member, or by a token that carries all of its owner.
fn refuse_narrowed(caller: Option<&Caller>, operation: &Operation) -> Result<(), Error> {
    match caller.map(|caller| &caller.credential) {
        Some(Used::Service(_)) if operation.audited => Err(Error::forbidden(
            "person_required",
            "this is for members: a service token is nobody's",
        )),
        Some(Used::Token(token)) if operation.audited && token.preset != TokenPreset::Full => {
            let message = "this token carries a part of its owner's authority: it cannot do this";
            Err(Error::forbidden("token_too_narrow", message))
        }
        _ => Ok(()),
    }
}

fn public_reason(operation: &Operation) -> SystemReason {
    match operation.id {
        "first_run_complete" | "first_run_status" => SystemReason::FirstRun,
        "sign_up" => SystemReason::SignUp,
        "invitation_look" | "invitation_accept" | "invitation_decline" => SystemReason::Invitation,
        _ => SystemReason::SignIn,
    }
}

fn account_reason(operation: &Operation) -> SystemReason {
    match operation.id {
        "sign_out" => SystemReason::SignOut,
        _ => SystemReason::Account,
    }
}
