//! The organization, project, instances, database and people of the demonstration.

use std::sync::Arc;

use bailiwick_model::{
    AccountId, DatabaseId, Instance, OrganizationId, PolicyFormat, ProjectId,
};
use bailiwick_store::accounts::NewAccount;
use bailiwick_store::client_auth::{self, NewClientAuth, SealedSecret};
use bailiwick_store::instances::NewInstance;
use bailiwick_store::organizations::NewOrganization;
use bailiwick_store::projects::{self, NewProject};
use bailiwick_store::{Tx, policies};

use super::{MARK, act, begin, credentials, database, people, permit};
use crate::error::Error;
use crate::files::Made;
use crate::state::State;
use crate::{client_auth as sealing, plans};

/// What a start needs to know of it.
pub(super) struct World {
    pub(super) organization: OrganizationId,
    pub(super) owner: AccountId,
    pub(super) project: ProjectId,
    pub(super) database: DatabaseId,
    pub(super) development: Instance,
    pub(super) production: Instance,
}

/// Finds what an earlier start made, or makes all of it in one transaction.
pub(super) async fn find_or_make(state: &Arc<State>) -> Result<World, Error> {
    let mut tx = begin(state).await?;
    let mark = bailiwick_store::settings::get(&mut tx, MARK).await?;
    if let Some(mark) = mark {
        return find(&mut tx, &mark).await;
    }
    if !bailiwick_store::settings::is_first_run(&mut tx).await? {
        return Err(Error::internal("this store was not made by `--demo`, so the demonstration leaves it alone: use another `--data` folder"));
    }
    make(state, &mut tx).await?;
    let mark = bailiwick_store::settings::get(&mut tx, MARK).await?.unwrap_or_default();
    let world = find(&mut tx, &mark).await?;
    Ok(world)
}
