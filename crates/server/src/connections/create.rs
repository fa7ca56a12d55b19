//! `connection_create`

use bailiwick_access::{Action, Resource};
use bailiwick_api::{NewConnection, Secret};
use bailiwick_model::{BranchId, ConnectionId};
use bailiwick_store::Tx;
use bailiwick_store::connections::{self, NewTarget};

use super::{sealed, target};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Stores a connection; the instance uses it from its next request on.
pub(crate) async fn handle(mut call: Call) -> Result<Answer, Error> {
    let new: NewConnection = call.json()?;
    if new.name.as_str() == "test" {
        return Err(Error::invalid("name", "`test` is taken: it is the path of a test"));
    }
    let id: ConnectionId = call.state.ids.fresh().into();
    let mut tx = call.begin().await?;
    let leads_to = lead(&mut call, &mut tx, id, &new).await?;
    let made = connections::NewConnection {
        id,
        project: call.path.project()?,
        instance: call.path.instance()?,
        name: new.name,
        target: leads_to,
    };
    let stored = connections::create(&mut tx, &call.act(), made).await?;
    tx.commit().await?;
    call.state.hosted.refresh(&call.state, call.path.instance()?).await;
    let version = stored.connection.version;
    Ok(Answer::created(&super::answer(&call, stored)?)?.version(version))
}

async fn lead(
    call: &mut Call,
    tx: &mut Tx<'_>,
    id: ConnectionId,
    new: &NewConnection,
) -> Result<NewTarget, Error> {
    let Some(branch) = new.branch else {
        return elsewhere(call, id, new);
    };
    if new.url.is_some() || new.fields.is_some() || new.tls.is_some() {
        return Err(Error::invalid("branch", "give exactly one of `url`, `fields` and `branch`"));
    }
    to_branch(call, tx, branch).await
}

/// A connection to a branch needs the right to connect to that branch, which is another one in production.
pub(super) async fn to_branch(
    call: &mut Call,
    tx: &mut Tx<'_>,
    branch: BranchId,
) -> Result<NewTarget, Error> {
    let unknown = || {
        Error::invalid("branch", "there is no such branch in this project that you can connect to")
    };
    let (organization, project) = (call.path.organization()?, call.path.project()?);
    let found = bailiwick_store::branches::find(tx, organization, project, branch)
        .await?
        .ok_or_else(unknown)?;
    let action = if found.is_production {
        Action::BranchesConnectProduction
    } else {
        Action::BranchesConnect
    };
    let resource =
        Resource::Branch { database: found.database, is_production: found.is_production };
    call.require(action, &resource)
        .map_err(|error| if error.action.is_some() { error } else { unknown() })?;
    Ok(NewTarget::Branch { database: found.database, branch })
}

fn elsewhere(call: &Call, id: ConnectionId, new: &NewConnection) -> Result<NewTarget, Error> {
    let files = target::file_rules(&call.state.settings, call.path.organization()?);
    let entered = target::enter(new.url.as_ref(), new.fields.as_ref(), new.tls.as_ref(), &files)?;
    stored_target(call, id, entered)
}

/// What is stored of a database elsewhere: the secret sealed to this connection, the rest to be shown.
pub(super) fn stored_target(
    call: &Call,
    id: ConnectionId,
    entered: target::Entered,
) -> Result<NewTarget, Error> {
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    let sealed = sealed::seal(&call.state.vault, organization, instance, id, &entered.secret)?;
    Ok(NewTarget::Url {
        engine: entered.engine,
        address: entered.address,
        sealed,
        tls: entered.tls.map(str::to_owned),
    })
}

/// Whether a password was given at all.
pub(super) fn has_password(secret: Option<&Secret>) -> bool {
    secret.is_some_and(|secret| !secret.reveal().is_empty())
}
