//! Rename an instance, move it before its first deploy, or change whether it is production.

use bailiwick_access::{Action, Resource};
use bailiwick_api::InstanceChange;
use bailiwick_store::instances::Change;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::instances::{region, show};

pub(crate) async fn handle(mut call: Call) -> Result<Answer, Error> {
    let body: InstanceChange = call.json()?;
    let (project, id) = (call.path.project()?, call.path.instance()?);
    if body.production.is_some() {
        call.require(Action::InstancesCreateProduction, &Resource::Project(project))?;
    }
    let change = Change {
        name: body.name,
        region: body.region.map(|given| region(Some(given))).transpose()?,
        is_production: body.production,
    };
    let mut tx = call.begin().await?;
    let instance =
        bailiwick_store::instances::update(&mut tx, &call.act(), id, change, call.if_match).await?;
    let call = call.refolded(&mut tx).await?;
    tx.commit().await?;
    call.state.hosted.refresh(&call.state, id).await;
    let version = instance.version;
    Ok(Answer::ok(&show(&call, instance)?)?.version(version))
}
