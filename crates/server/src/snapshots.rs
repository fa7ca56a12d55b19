//! Who may do what, per organization: folded from the store, kept until the store's epoch moves or a grant expires.
//!
//! The epoch is read from the store in every request, so no node ever answers from an older state than the last write.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bailiwick_access::{ActionSet, Gives, Principal, Resource, Snapshot, SystemRole, World};
use bailiwick_model::{
    AccountId, DatabaseId, InstanceId, MemberId, OrganizationId, OrganizationSettings, ProjectId,
    Timestamp,
};
use bailiwick_store::Tx;

use crate::error::Error;

/// Organizations kept in memory; beyond it the least used leave.
const KEPT: usize = 1_000;

/// One organization's access at one epoch.
pub(crate) struct Folded {
    /// What decisions are made by.
    pub(crate) snapshot: Snapshot,
    /// What it was folded from, for explanations.
    pub(crate) world: World,
    /// What the organization asks of whoever enters it.
    pub(crate) settings: OrganizationSettings,
    members: HashMap<AccountId, MemberId>,
    instances: HashMap<InstanceId, (ProjectId, bool)>,
    databases: HashMap<DatabaseId, ProjectId>,
}

impl Folded {
    fn new(world: World, settings: OrganizationSettings, now: Timestamp) -> Self {
        Folded {
            settings,
            snapshot: Snapshot::fold(&world, now),
            members: world.members.iter().map(|member| (member.account, member.id)).collect(),
            instances: world
                .instances
                .iter()
                .map(|instance| (instance.id, (instance.project, instance.production)))
                .collect(),
            databases: world
                .databases
                .iter()
                .map(|database| (database.id, database.project))
                .collect(),
            world,
        }
    }

    /// An account's membership, suspended or not: the snapshot knows what it holds.
    pub(crate) fn member(&self, account: AccountId) -> Option<Principal> {
        self.members.get(&account).map(|member| Principal::Member(*member))
    }

    /// Whether a project is one of the organization's.
    pub(crate) fn has_project(&self, project: ProjectId) -> bool {
        self.snapshot.node(&Resource::Project(project)).is_some()
    }

    /// The project that an instance of the organization is in.
    pub(crate) fn project_of_instance(&self, instance: InstanceId) -> Option<ProjectId> {
        self.instances.get(&instance).map(|(project, _)| *project)
    }

    /// Whether an instance is production now.
    pub(crate) fn is_production(&self, instance: InstanceId) -> bool {
        self.instances.get(&instance).is_some_and(|(_, is_production)| *is_production)
    }

    /// The project that a database of the organization is in.
    pub(crate) fn project_of_database(&self, database: DatabaseId) -> Option<ProjectId> {
        self.databases.get(&database).copied()
    }
}

/// The folded organizations.
#[derive(Default)]
pub(crate) struct Snapshots {
    kept: Mutex<HashMap<OrganizationId, Arc<Folded>>>,
    narrowed: Mutex<HashMap<AccountId, ActionSet>>,
}

impl Snapshots {
    /// The state of an organization as `tx` sees it; absent when there is no such organization. A state that cannot be
    /// loaded is an error: nothing is ever decided by an old one.
    pub(crate) async fn of(
        &self,
        tx: &mut Tx<'_>,
        organization: OrganizationId,
        now: Timestamp,
    ) -> Result<Option<Arc<Folded>>, Error> {
        let epoch = bailiwick_store::organizations::epoch(tx, organization).await?;
        match epoch {
            Some(epoch) => self.at(tx, organization, epoch, now).await.map(Some),
            None => Ok(None),
        }
    }

    /// The same at an epoch that `tx` has read.
    pub(crate) async fn at(
        &self,
        tx: &mut Tx<'_>,
        organization: OrganizationId,
        epoch: u64,
        now: Timestamp,
    ) -> Result<Arc<Folded>, Error> {
        if let Some(folded) = self.kept_at(organization, epoch, now) {
            return Ok(folded);
        }
        let folded = self.unsaved(tx, organization, now).await?;
        if !tx.is_reading() {
            // It may be a state that is rolled back: kept, it would answer for whatever gets its epoch instead.
            return Ok(folded);
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT && !kept.contains_key(&organization) {
            kept.clear();
        }
        // Also in place of a higher epoch: the store was put back, or a request that began earlier ends later, and then the
        // next one folds anew.
        kept.insert(organization, folded.clone());
        Ok(folded)
    }

    /// The state as a transaction that is not committed sees it; not kept, because the transaction may fail.
    pub(crate) async fn unsaved(
        &self,
        tx: &mut Tx<'_>,
        organization: OrganizationId,
        now: Timestamp,
    ) -> Result<Arc<Folded>, Error> {
        let mut world = bailiwick_store::world::load(tx, organization).await?;
        self.narrow_members(&mut world);
        let settings = bailiwick_store::organization_settings::get(tx, organization).await?;
        let settings = settings.ok_or_else(Error::not_found)?;
        Ok(Arc::new(Folded::new(world, settings, now)))
    }

    /// From now on a member holds these single actions instead of what the store grants; for tests that take one
    /// action away. It can only take away: the rest stays bounded by what the store grants.
    pub(crate) fn narrow(&self, account: AccountId, actions: ActionSet) {
        self.narrowed.lock().unwrap_or_else(PoisonError::into_inner).insert(account, actions);
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn narrow_members(&self, world: &mut World) {
        let narrowed = self.narrowed.lock().unwrap_or_else(PoisonError::into_inner);
        for member in &mut world.members {
            let Some(actions) = narrowed.get(&member.account) else { continue };
            for grant in &mut member.grants {
                let Gives::Role(role) = grant.gives else { continue };
                let held = SystemRole::from_id(role).map_or(ActionSet::EMPTY, SystemRole::actions);
                grant.gives = Gives::Actions(held.intersect(*actions));
            }
        }
    }

    /// The state that is kept, where it is of this epoch and nothing in it has expired since.
    pub(crate) fn kept_at(
        &self,
        organization: OrganizationId,
        epoch: u64,
        now: Timestamp,
    ) -> Option<Arc<Folded>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&organization).filter(|folded| is_current(folded, epoch, now)).cloned()
    }
}

fn is_current(folded: &Folded, epoch: u64, now: Timestamp) -> bool {
    folded.snapshot.epoch() == epoch
        && folded.snapshot.next_expiry().is_none_or(|expiry| now < expiry)
}
