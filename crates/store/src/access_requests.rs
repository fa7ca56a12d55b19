//! Requests for access: made by members about themselves, decided by whoever could give it anyway.

use std::collections::BTreeMap;

use bailiwick_access::{Action, Principal, Resource, SystemReason, World};
use bailiwick_model::{
    AccessRequest, AccessRequestId, DatabaseId, GrantId, Id, InstanceId, MemberId, OrganizationId,
    ProjectId, RequestReason, RequestState, Timestamp,
};
use serde_json::json;
use sqlx::any::AnyRow;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::grants::{self, Holder, NewGrant};
use crate::row::{Columns, signed};
use crate::tx::Tx;
use crate::{guarded, lock};

/// Nobody can decide a request that is older, in seconds: seven days.
const OPEN_SECONDS: i64 = 7 * 24 * 3_600;

/// So many may wait for one member.
const MOST_PENDING: usize = 20;

/// Requests, each with whether what its approval gave is still there at the time `$2`.
macro_rules! found {
    () => {
        "SELECT r.*, (SELECT COUNT(*) FROM grants g WHERE g.organization = r.organization AND g.id = r.grant_id
            AND (g.expires_at IS NULL OR g.expires_at > $2)) AS left_of_it FROM access_requests r"
    };
}

/// A request to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewAccessRequest {
    /// Who asks.
    pub member: MemberId,
    /// For what.
    pub action: Action,
    /// On this project.
    pub project: Option<ProjectId>,
    /// On this instance.
    pub instance: Option<InstanceId>,
    /// On this database.
    pub database: Option<DatabaseId>,
    /// What it is needed for.
    pub reason: RequestReason,
    /// For how long.
    pub seconds: u64,
}

/// What becomes of a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decision {
    /// It is given by this grant, which ends so many seconds from now.
    Approve(NewGrant, u64),
    /// It is refused.
    Decline,
}

/// Makes a request.
///
/// # Errors
/// [`Error::Conflict`] when the same is asked for already, or too much is.
pub async fn create(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    new: NewAccessRequest,
) -> Result<AccessRequest, Error> {
    act.permit.require_system(&[SystemReason::Account])?;
    let organization = act.organization()?;
    lock::organization(tx, organization).await?;
    let own = list(tx, organization, Some(new.member), act.now).await?;
    let pending: Vec<&AccessRequest> =
        own.iter().filter(|one| one.state == RequestState::Pending).collect();
    let thing = innermost(new.project, new.instance, new.database);
    let is_same = |one: &&&AccessRequest| {
        one.action == new.action.as_str()
            && innermost(one.project, one.instance, one.database) == thing
    };
    if pending.iter().any(|one| is_same(&one)) {
        let message = format!("you have asked for `{}` there already", new.action);
        return Err(Error::conflict("already_requested", message));
    }
    if pending.len() >= MOST_PENDING {
        let message = format!("{MOST_PENDING} of your requests wait already: withdraw one first");
        return Err(Error::conflict("too_many_pending", message));
    }
    let request = AccessRequest {
        id: act.id(),
        member: new.member,
        action: new.action.as_str().to_owned(),
        project: new.project,
        instance: new.instance,
        database: new.database,
        reason: new.reason,
        seconds: new.seconds,
        state: RequestState::Pending,
        decided_by: None,
        decided_at: None,
        answer: None,
        grant: None,
        created_at: act.now,
        expires_at: act.now.plus_seconds(OPEN_SECONDS),
        version: 1,
    };
    insert(tx, organization, &request).await?;
    note(tx, act, organization, "access_requests.create", &request).await?;
    Ok(request)
}

/// What is asked about: an instance is the same one whether its project was named with it or not.
fn innermost(
    project: Option<ProjectId>,
    instance: Option<InstanceId>,
    database: Option<DatabaseId>,
) -> Option<Id> {
    let wider = instance.map(|id| id.0).or(project.map(|id| id.0));
    database.map(|id| id.0).or(wider)
}

async fn insert(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    request: &AccessRequest,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO access_requests (organization, id, member, action, project, instance, database_id, reason,
            seconds, state, created_at, expires_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)",
    )
    .bind(organization.to_string())
    .bind(request.id.to_string())
    .bind(request.member.to_string())
    .bind(request.action.as_str())
    .bind(request.project.map(|id| id.to_string()))
    .bind(request.instance.map(|id| id.to_string()))
    .bind(request.database.map(|id| id.to_string()))
    .bind(request.reason.as_str())
    .bind(signed(request.seconds))
    .bind(request.state.as_str())
    .bind(request.created_at.0)
    .bind(request.expires_at.0)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// The requests of an organization, or of one member of it, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    member: Option<MemberId>,
    now: Timestamp,
) -> Result<Vec<AccessRequest>, Error> {
    let rows = match member {
        Some(member) => {
            sqlx::query(concat!(
                found!(),
                " WHERE r.organization = $1 AND r.member = $3 ORDER BY r.id DESC"
            ))
            .bind(organization.to_string())
            .bind(now.0)
            .bind(member.to_string())
            .fetch_all(tx.connection())
            .await?
        }
        None => {
            sqlx::query(concat!(found!(), " WHERE r.organization = $1 ORDER BY r.id DESC"))
                .bind(organization.to_string())
                .bind(now.0)
                .fetch_all(tx.connection())
                .await?
        }
    };
    rows.iter().map(|row| read(row, now)).collect()
}

/// The grants that approvals gave a member, each with its request.
///
/// # Errors
/// When the database fails.
pub async fn gave(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    member: MemberId,
) -> Result<BTreeMap<GrantId, AccessRequestId>, Error> {
    let rows = sqlx::query(
        "SELECT grant_id, id FROM access_requests
         WHERE organization = $1 AND member = $2 AND state = $3 AND grant_id IS NOT NULL",
    )
    .bind(organization.to_string())
    .bind(member.to_string())
    .bind(RequestState::Approved.as_str())
    .fetch_all(tx.connection())
    .await?;
    let pair = |row| Ok((Columns(row).parsed("grant_id")?, Columns(row).parsed("id")?));
    rows.iter().map(pair).collect()
}

/// One request.
///
/// # Errors
/// When the database fails.
pub async fn get(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    id: AccessRequestId,
    now: Timestamp,
) -> Result<Option<AccessRequest>, Error> {
    let row = sqlx::query(concat!(found!(), " WHERE r.organization = $1 AND r.id = $3"))
        .bind(organization.to_string())
        .bind(now.0)
        .bind(id.to_string())
        .fetch_optional(tx.connection())
        .await?;
    row.map(|row| read(&row, now)).transpose()
}

/// Decides a request that waits. What it gives is judged like any other grant.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it waits no longer; [`Error::Refused`] when the actor could not give
/// it.
pub async fn decide(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    id: AccessRequestId,
    decision: Decision,
    answer: Option<RequestReason>,
) -> Result<AccessRequest, Error> {
    let organization = act.require(Action::MembersUpdate, &Resource::Organization)?;
    let guarded = guarded::open(tx, act, organization).await?;
    let mut request = pending(tx, act, organization, id).await?;
    request.answer = answer;
    let word = match decision {
        Decision::Approve(new, seconds) => {
            let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
            let new = NewGrant { expires_at: Some(act.now.plus_seconds(seconds)), ..new };
            let holder = Holder::Member(request.member);
            request.grant = Some(grants::insert(tx, act, organization, holder, &new).await?);
            guarded.close(tx, act, &[]).await?;
            request.state = RequestState::Approved;
            "access_requests.approve"
        }
        Decision::Decline => {
            request.state = RequestState::Declined;
            "access_requests.decline"
        }
    };
    decided(act, &mut request);
    update(tx, organization, &mut request).await?;
    note(tx, act, organization, word, &request).await?;
    Ok(request)
}

/// Takes back what an approval gave, before it ends by itself.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when nothing of it is left; [`Error::Refused`] when the actor could not change
/// whoever holds it.
pub async fn revoke(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    id: AccessRequestId,
    answer: Option<RequestReason>,
) -> Result<AccessRequest, Error> {
    let organization = act.require(Action::MembersUpdate, &Resource::Organization)?;
    let guarded = guarded::open(tx, act, organization).await?;
    let found = get(tx, organization, id, act.now).await?;
    let mut request = found.ok_or(Error::NotFound("access request"))?;
    let Some(grant) = given(&guarded.before, &request) else {
        let message = match request.state {
            RequestState::Pending => "this request waits and gave nothing yet: decline it",
            _ => "nothing that this request gave is left",
        };
        return Err(Error::conflict("nothing_given", message));
    };
    grants::delete(tx, organization, grant).await?;
    guarded.close(tx, act, &[]).await?;
    request.state = RequestState::Revoked;
    request.answer = answer.or(request.answer);
    decided(act, &mut request);
    update(tx, organization, &mut request).await?;
    note(tx, act, organization, "access_requests.revoke", &request).await?;
    Ok(request)
}

/// By whom, and when.
fn decided(act: &Act<'_>, request: &mut AccessRequest) {
    request.decided_by = act.permit.actor().id();
    request.decided_at = Some(act.now);
}

/// The grant of an approval, while it is there.
fn given(before: &World, request: &AccessRequest) -> Option<GrantId> {
    let holder = before.members.iter().find(|one| one.id == request.member)?;
    let is_there = |id: &GrantId| holder.grants.iter().any(|grant| grant.id == *id);
    request.grant.filter(|id| request.state == RequestState::Approved && is_there(id))
}

/// Takes back what the member asked for, and what it gave.
///
/// # Errors
/// [`Error::NotFound`] when the member has no such request; [`Error::Conflict`] when it neither waits nor gives anything.
pub async fn withdraw(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    member: MemberId,
    id: AccessRequestId,
) -> Result<AccessRequest, Error> {
    act.permit.require_system(&[SystemReason::Account])?;
    let organization = act.organization()?;
    let guarded = guarded::open(tx, act, organization).await?;
    let found = get(tx, organization, id, act.now).await?;
    let found = found.filter(|request| request.member == member);
    let mut request = found.ok_or(Error::NotFound("access request"))?;
    if let Some(grant) = given(&guarded.before, &request) {
        grants::delete(tx, organization, grant).await?;
        guarded.close_as(tx, act, Principal::Member(member), &[]).await?;
    } else {
        request = pending(tx, act, organization, id).await?;
    }
    request.state = RequestState::Withdrawn;
    request.decided_at = Some(act.now);
    update(tx, organization, &mut request).await?;
    note(tx, act, organization, "access_requests.withdraw", &request).await?;
    Ok(request)
}

async fn pending(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
    id: AccessRequestId,
) -> Result<AccessRequest, Error> {
    let found = get(tx, organization, id, act.now).await?;
    let request = found.ok_or(Error::NotFound("access request"))?;
    if request.state == RequestState::Pending {
        return Ok(request);
    }
    let message = format!("this request is {} and waits no longer", request.state);
    Err(Error::conflict("request_over", message))
}

async fn update(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    request: &mut AccessRequest,
) -> Result<(), Error> {
    request.version += 1;
    sqlx::query(
        "UPDATE access_requests SET state = $3, decided_by = $4, decided_at = $5, answer = $6, grant_id = $7, version = $8
         WHERE organization = $1 AND id = $2",
    )
    .bind(organization.to_string())
    .bind(request.id.to_string())
    .bind(request.state.as_str())
    .bind(request.decided_by.map(|id| id.to_string()))
    .bind(request.decided_at.map(|time| time.0))
    .bind(request.answer.as_ref().map(|answer| answer.as_str().to_owned()))
    .bind(request.grant.map(|id| id.to_string()))
    .bind(signed(request.version))
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// What people wrote to each other stays out of the log.
async fn note(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
    word: &str,
    request: &AccessRequest,
) -> Result<(), Error> {
    let grant: Option<GrantId> = request.grant;
    let entry = Entry::done(word, "access_request", request.id.0, &request.action).detail(json!({
        "member": request.member, "action": request.action, "project": request.project,
        "instance": request.instance, "database": request.database, "seconds": request.seconds,
        "grant": grant,
    }));
    append(tx, act, Home::Of(organization), entry).await
}

fn read(row: &AnyRow, now: Timestamp) -> Result<AccessRequest, Error> {
    let columns = Columns(row);
    let state: RequestState = columns.parsed("state")?;
    let expires_at = columns.time("expires_at")?;
    let state = match state {
        RequestState::Pending if expires_at <= now => RequestState::Expired,
        RequestState::Approved if columns.number("left_of_it")? == 0 => RequestState::Ended,
        other => other,
    };
    Ok(AccessRequest {
        id: columns.parsed("id")?,
        member: columns.parsed("member")?,
        action: columns.text("action")?,
        project: columns.parsed_or_null("project")?,
        instance: columns.parsed_or_null("instance")?,
        database: columns.parsed_or_null("database_id")?,
        reason: columns.parsed("reason")?,
        seconds: columns.number("seconds")?,
        state,
        decided_by: columns.parsed_or_null("decided_by")?,
        decided_at: columns.time_or_null("decided_at")?,
        answer: columns.parsed_or_null("answer")?,
        grant: columns.parsed_or_null("grant_id")?,
        created_at: columns.time("created_at")?,
        expires_at,
        version: columns.number("version")?,
    })
}
