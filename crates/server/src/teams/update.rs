//! Rename or describe a team.

use bailiwick_api::TeamChange;
use bailiwick_store::teams::Change;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::teams::detail;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: TeamChange = call.json()?;
    let team = call.path.id("team")?;
    let change = Change { name: body.name, description: body.description };
    let mut tx = call.begin().await?;
    bailiwick_store::teams::update(&mut tx, &call.act(), team, change, call.if_match).await?;
    let call = call.refolded(&mut tx).await?;
    let shown = detail(&call, &mut tx, team).await?;
    tx.commit().await?;
    let version = shown.object.team.version;
    Ok(Answer::ok(&shown)?.version(version))
}
