//! Make a team.

use bailiwick_api::NewTeam;
use bailiwick_model::Description;
use bailiwick_store::teams::NewTeam as Stored;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::teams::detail;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: NewTeam = call.json()?;
    let description = body.description.unwrap_or_else(Description::none);
    let new = Stored { name: body.name, description };
    let mut tx = call.begin().await?;
    let team = bailiwick_store::teams::create(&mut tx, &call.act(), new).await?;
    let call = call.refolded(&mut tx).await?;
    let shown = detail(&call, &mut tx, team.id).await?;
    tx.commit().await?;
    Ok(Answer::created(&shown)?.version(team.version))
}
