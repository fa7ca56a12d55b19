//! Make an instance. Production asks for an action of its own.

use bailiwick_access::{Action, Resource};
use bailiwick_api::NewInstance;
use bailiwick_store::instances::NewInstance as Stored;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::instances::{region, show};

pub(crate) async fn handle(mut call: Call) -> Result<Answer, Error> {
    let body: NewInstance = call.json()?;
    let project = call.path.project()?;
    if body.production {
        call.require(Action::InstancesCreateProduction, &Resource::Project(project))?;
    }
    let new =
        Stored { name: body.name, region: region(body.region)?, is_production: body.production };
    let mut tx = call.begin().await?;
    let instance = bailiwick_store::instances::create(&mut tx, &call.act(), project, new).await?;
    let call = call.refolded(&mut tx).await?;
    tx.commit().await?;
    let version = instance.version;
    Ok(Answer::created(&show(&call, instance)?)?.version(version))
}
