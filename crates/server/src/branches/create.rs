//! Make a development branch: a copy of another, or of its schema, as it is at this instant.

use bailiwick_access::{Action, Permit, Resource};
use bailiwick_api::NewBranch;
use bailiwick_model::BranchId;
use bailiwick_store::branches::NewBranch as Stored;

use crate::answer::Answer;
use crate::branches::held;
use crate::call::Call;
use crate::error::Error;
use crate::files::Made;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: NewBranch = call.json()?;
    let (organization, database) = (call.path.organization()?, call.path.database()?);
    let parent = {
        let mut tx = call.read().await?;
        match body.parent {
            Some(parent) => {
                bailiwick_store::branches::get(&mut tx, organization, database, parent).await?
            }
            None => bailiwick_store::branches::default_of(&mut tx, organization, database).await?,
        }
    };
    let parent = parent
        .ok_or_else(|| Error::invalid("parent", "there is no such branch of this database"))?;
    let resource = Resource::Branch { database, is_production: parent.is_production };
    let mut permit = call.decide(Action::BranchesCreate, &resource)?;
    let with_data = with_data(&call, &mut permit, body.data, &resource)?;
    let id = BranchId::from(call.state.ids.fresh());
    let mut made = Made::default();
    made.copy(&call.state.settings, parent.id, id, with_data).await?;
    let mut tx = call.begin().await?;
    let new = Stored { id, database, name: body.name, parent: parent.id };
    let branch = bailiwick_store::branches::create(&mut tx, &call.act_by(&permit), new).await?;
    tx.commit().await?;
    made.keep();
    let version = branch.version;
    Ok(Answer::created(&held(&call, branch)?)?.version(version))
}

/// Copying the rows of production is reading all of them, so it takes the right to connect there. Without it the branch
/// has the schema alone.
fn with_data(
    call: &Call,
    permit: &mut Permit,
    asked: Option<bool>,
    parent: &Resource,
) -> Result<bool, Error> {
    let is_production = matches!(parent, Resource::Branch { is_production: true, .. });
    if asked == Some(false) || !is_production {
        return Ok(asked.unwrap_or(true));
    }
    match call.decide(Action::BranchesConnectProduction, parent) {
        Ok(also) => {
            permit.join(also).map_err(|error| Error::internal(error.to_string()))?;
            Ok(true)
        }
        Err(refused) if asked == Some(true) => Err(refused),
        Err(_) => Ok(false),
    }
}
