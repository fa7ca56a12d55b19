//! Instances.

use std::collections::BTreeSet;

use bailiwick_access::{
    Action, Allowed, Principal, Refusal, Resource, Snapshot, SystemReason, World, differences,
    grants_of,
};
use bailiwick_model::{
    DisplayName, Instance, InstanceId, InstanceState, OrganizationId, ProjectId, Timestamp,
};
use serde_json::json;
use sqlx::any::AnyRow;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::page::{Listed, Page};
use crate::row::Columns;
use crate::tx::Tx;
use crate::{lock, projects, world};

/// The version of the data service that a new instance runs.
const SERVICE_VERSION: &str = env!("CARGO_PKG_VERSION");

/// An instance to be made.
#[derive(Clone, Debug)]
pub struct NewInstance {
    /// Its label.
    pub name: DisplayName,
    /// The id of its region.
    pub region: String,
    /// Guarded as production.
    pub is_production: bool,
}

/// What of an instance is to be changed; what is absent stays.
#[derive(Clone, Default, Debug)]
pub struct Change {
    /// Its label.
    pub name: Option<DisplayName>,
    /// The id of its region.
    pub region: Option<String>,
    /// Guarded as production.
    pub is_production: Option<bool>,
}

/// Makes an instance in a project.
///
/// # Errors
/// [`Error::NotFound`] when the project is gone; [`Error::Conflict`] `name_taken`.
pub async fn create(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: ProjectId,
    new: NewInstance,
) -> Result<Instance, Error> {
    let organization = act.require(Action::InstancesCreate, &Resource::Project(project))?;
    lock::permitted(tx, act, organization).await?;
    projects::get(tx, organization, project).await?.ok_or(Error::NotFound("project"))?;
    let instance = insert(tx, act, organization, project, new).await?;
    lock::bump(tx, organization, act.now).await?;
    let entry = Entry::done("instances.create", "instance", instance.id.0, instance.name.as_str())
        .detail(json!({
            "project": project, "region": instance.region, "production": instance.is_production,
        }));
    append(tx, act, Home::Of(organization), entry).await?;
    Ok(instance)
}

pub(crate) async fn insert(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
    project: ProjectId,
    new: NewInstance,
) -> Result<Instance, Error> {
    let instance = Instance {
        id: act.id(),
        organization,
        project,
        name: new.name,
        is_production: new.is_production,
        region: new.region,
        state: InstanceState::Empty,
        state_since: act.now,
        state_reason: None,
        service_version: SERVICE_VERSION.to_owned(),
        deployed_at: None,
        created_at: act.now,
        version: 1,
    };
    refuse_taken(tx, &instance).await?;
    sqlx::query(
        "INSERT INTO instances (organization, id, project, name, name_key, is_production, region, state, state_since,
            service_version, created_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'empty', $8, $9, $8, 1)",
    )
    .bind(organization.to_string())
    .bind(instance.id.to_string())
    .bind(project.to_string())
    .bind(instance.name.as_str())
    .bind(instance.name.as_str().to_lowercase())
    .bind(i64::from(instance.is_production))
    .bind(instance.region.as_str())
    .bind(act.now.0)
    .bind(instance.service_version.as_str())
    .execute(tx.connection())
    .await?;
    Ok(instance)
}

async fn refuse_taken(tx: &mut Tx<'_>, instance: &Instance) -> Result<(), Error> {
    let taken = sqlx::query(
        "SELECT id FROM instances WHERE organization = $1 AND project = $2 AND name_key = $3 AND id <> $4",
    )
    .bind(instance.organization.to_string())
    .bind(instance.project.to_string())
    .bind(instance.name.as_str().to_lowercase())
    .bind(instance.id.to_string())
    .fetch_optional(tx.connection())
    .await?;
    if taken.is_some() { Err(Error::name_taken("instance", &instance.name)) } else { Ok(()) }
}

/// An instance of an organization.
///
/// # Errors
/// When the database fails.
pub async fn get(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
) -> Result<Option<Instance>, Error> {
    let found = find(tx, instance).await?;
    Ok(found.filter(|found| found.organization == organization))
}

/// An instance by its id alone: for the data plane, whose address names no organization.
///
/// # Errors
/// When the database fails.
pub async fn find(tx: &mut Tx<'_>, instance: InstanceId) -> Result<Option<Instance>, Error> {
    let row = sqlx::query("SELECT * FROM instances WHERE id = $1")
        .bind(instance.to_string())
        .fetch_optional(tx.connection())
        .await?;
    row.map(|row| read(&row)).transpose()
}

/// The organization and project of an instance.
///
/// # Errors
/// When the database fails.
pub async fn owner(
    tx: &mut Tx<'_>,
    instance: InstanceId,
) -> Result<Option<(OrganizationId, ProjectId)>, Error> {
    Ok(find(tx, instance).await?.map(|found| (found.organization, found.project)))
}

/// The instances of a project that the caller may see.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    project: ProjectId,
    allowed: &Allowed,
    page: &Page,
) -> Result<Listed<Instance>, Error> {
    let rows = sqlx::query("SELECT * FROM instances WHERE organization = $1 AND project = $2")
        .bind(organization.to_string())
        .bind(project.to_string())
        .fetch_all(tx.connection())
        .await?;
    let mut all = rows.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    all.retain(|instance| allowed.contains_instance(&instance.id));
    Ok(page.cut(all, |instance| instance.name.to_string(), |instance| instance.id.to_string()))
}

/// Changes an instance.
///
/// # Errors
/// [`Error::Version`] when it was changed since; [`Error::Conflict`] `name_taken`, or `region_changed` after the first
/// deploy, or `development_tokens_on` where production would have them.
pub async fn update(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    instance: InstanceId,
    change: Change,
    if_match: Option<u64>,
) -> Result<Instance, Error> {
    let before = held(tx, act, Action::InstancesUpdate, instance, if_match).await?;
    let after = Instance {
        name: change.name.unwrap_or_else(|| before.name.clone()),
        region: change.region.unwrap_or_else(|| before.region.clone()),
        is_production: change.is_production.unwrap_or(before.is_production),
        version: before.version + 1,
        ..before.clone()
    };
    if after.region != before.region && before.deployed_at.is_some() {
        let message =
            format!("the instance was deployed in `{}`, which fixed its region", before.region);
        return Err(Error::conflict("region_changed", message));
    }
    if after.is_production && !before.is_production {
        refuse_development_tokens(tx, &before).await?;
    }
    if before.is_production && !after.is_production {
        refuse_letting_in(tx, act, &after).await?;
    }
    refuse_taken(tx, &after).await?;
    sqlx::query(
        "UPDATE instances SET name = $3, name_key = $4, region = $5, is_production = $6, version = version + 1
         WHERE organization = $1 AND id = $2",
    )
    .bind(after.organization.to_string())
    .bind(instance.to_string())
    .bind(after.name.as_str())
    .bind(after.name.as_str().to_lowercase())
    .bind(after.region.as_str())
    .bind(i64::from(after.is_production))
    .execute(tx.connection())
    .await?;
    if after.is_production != before.is_production {
        lock::bump(tx, after.organization, act.now).await?;
    }
    let entry = Entry::done("instances.update", "instance", instance.0, after.name.as_str())
        .detail(json!({
            "name": { "from": before.name, "to": after.name },
            "region": { "from": before.region, "to": after.region },
            "production": { "from": before.is_production, "to": after.is_production },
        }));
    append(tx, act, Home::Of(after.organization), entry).await?;
    Ok(after)
}

/// What is no longer production lets everybody in whose grants leave production out. Nobody lets others, or themselves,
/// in where they hold less, or for longer than they hold it.
async fn refuse_letting_in(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    instance: &Instance,
) -> Result<(), Error> {
    let Some(actor) = act.permit.principal() else { return Ok(()) };
    let before = world::load(tx, instance.organization).await?;
    let mut after = before.clone();
    let changed = after.instances.iter_mut().filter(|one| one.id == instance.id);
    changed.for_each(|one| one.production = false);
    let resource = Resource::Instance(instance.id);
    for at in lessening(&before, actor, act.now) {
        let (before, after) = (Snapshot::fold(&before, at), Snapshot::fold(&after, at));
        let own = before.effective(actor, &resource);
        for difference in differences(&before, &after) {
            let missing = difference.gained.minus(own);
            if let Some(action) = missing.iter().next() {
                return Err(Error::Refused(Refusal::WouldExceedGrantor {
                    principal: difference.principal,
                    action,
                    resource,
                    missing,
                    is_known: true,
                }));
            }
        }
    }
    Ok(())
}

/// Now, and whenever the actor holds less than before. In between others only lose what they have for a while.
fn lessening(world: &World, actor: &Principal, now: Timestamp) -> BTreeSet<Timestamp> {
    let carried =
        world.personal_tokens.iter().filter(|one| Principal::PersonalToken(one.id) == *actor);
    let carried = carried.filter_map(|one| one.grants.as_ref()).flatten();
    let held = grants_of(world, actor).into_iter().map(|(_, grant)| grant);
    let ends = held.chain(carried).filter_map(|grant| grant.expires_at).filter(|end| *end > now);
    ends.chain([now]).collect()
}

async fn refuse_development_tokens(tx: &mut Tx<'_>, instance: &Instance) -> Result<(), Error> {
    let auth = crate::client_auth::get(tx, instance.organization, instance.id).await?;
    if auth.is_some_and(|auth| auth.document.development_tokens) {
        let message = "switch development tokens off first: production has none";
        return Err(Error::conflict("development_tokens_on", message));
    }
    Ok(())
}

/// Takes an instance down and keeps its settings.
///
/// # Errors
/// [`Error::Conflict`] when it is down already.
pub async fn deprovision(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    instance: InstanceId,
) -> Result<Instance, Error> {
    let before = held(tx, act, Action::InstancesDeprovision, instance, None).await?;
    if before.state == InstanceState::Deprovisioned {
        return Err(Error::conflict(
            "already_deprovisioned",
            "the instance is deprovisioned already",
        ));
    }
    set_state(tx, &before, InstanceState::Deprovisioned, None, act).await?;
    let entry = Entry::done("instances.deprovision", "instance", instance.0, before.name.as_str())
        .detail(json!({ "from": before.state }));
    append(tx, act, Home::Of(before.organization), entry).await?;
    get(tx, before.organization, instance).await?.ok_or(Error::NotFound("instance"))
}

/// Notes that a deployed instance cannot answer, or can again. Nobody's act, so no entry; an instance that is empty or
/// deprovisioned stays so.
///
/// # Errors
/// [`Error::NotFound`] when it is gone.
pub async fn mark(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    instance: InstanceId,
    failure: Option<&str>,
) -> Result<(), Error> {
    act.permit.require_system(&[SystemReason::Job])?;
    let before = find(tx, instance).await?.ok_or(Error::NotFound("instance"))?;
    let state = if failure.is_some() { InstanceState::Failed } else { InstanceState::Running };
    let is_deployed = matches!(before.state, InstanceState::Running | InstanceState::Failed);
    if !is_deployed || (before.state == state && before.state_reason.as_deref() == failure) {
        return Ok(());
    }
    set_state(tx, &before, state, failure, act).await
}

pub(crate) async fn set_state(
    tx: &mut Tx<'_>,
    instance: &Instance,
    state: InstanceState,
    reason: Option<&str>,
    act: &Act<'_>,
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE instances SET state = $3, state_since = $4, state_reason = $5, version = version + 1
         WHERE organization = $1 AND id = $2",
    )
    .bind(instance.organization.to_string())
    .bind(instance.id.to_string())
    .bind(state.as_str())
    .bind(if state == instance.state { instance.state_since.0 } else { act.now.0 })
    .bind(reason)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Deletes an instance with its connections, client auth and policy.
///
/// # Errors
/// [`Error::Version`] when it was changed since.
pub async fn delete(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    instance: InstanceId,
    if_match: Option<u64>,
) -> Result<(), Error> {
    let before = held(tx, act, Action::InstancesDelete, instance, if_match).await?;
    sqlx::query("DELETE FROM instances WHERE organization = $1 AND id = $2")
        .bind(before.organization.to_string())
        .bind(instance.to_string())
        .execute(tx.connection())
        .await?;
    lock::bump(tx, before.organization, act.now).await?;
    let entry = Entry::done("instances.delete", "instance", instance.0, before.name.as_str())
        .detail(json!({ "project": before.project }));
    append(tx, act, Home::Of(before.organization), entry).await
}

/// Checks the permit, takes the lock, and checks the version.
pub(crate) async fn held(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    action: Action,
    instance: InstanceId,
    if_match: Option<u64>,
) -> Result<Instance, Error> {
    let organization = act.require(action, &Resource::Instance(instance))?;
    lock::permitted(tx, act, organization).await?;
    let found = get(tx, organization, instance).await?.ok_or(Error::NotFound("instance"))?;
    lock::version(found.version, if_match)?;
    Ok(found)
}

/// The same for what belongs to an instance of a project, and has a version of its own or none.
pub(crate) async fn held_in(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    action: Action,
    project: ProjectId,
    instance: InstanceId,
) -> Result<Instance, Error> {
    let found = held(tx, act, action, instance, None).await?;
    if found.project == project { Ok(found) } else { Err(Error::NotFound("instance")) }
}

fn read(row: &AnyRow) -> Result<Instance, Error> {
    let columns = Columns(row);
    Ok(Instance {
        id: columns.parsed("id")?,
        organization: columns.parsed("organization")?,
        project: columns.parsed("project")?,
        name: columns.parsed("name")?,
        is_production: columns.flag("is_production")?,
        region: columns.text("region")?,
        state: columns.parsed("state")?,
        state_since: columns.time("state_since")?,
        state_reason: columns.text_or_null("state_reason")?,
        service_version: columns.text("service_version")?,
        deployed_at: columns.time_or_null("deployed_at")?,
        created_at: columns.time("created_at")?,
        version: columns.number("version")?,
    })
}
