//! Choose the roles that a team holds.

use bailiwick_api::RoleAssignments;
use bailiwick_model::TeamId;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::grants;
use crate::teams::detail;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: RoleAssignments = call.json()?;
    let team: TeamId = call.path.id("team")?;
    let wanted = grants::wanted(&call, &body.roles)?;
    let mut tx = call.begin().await?;
    bailiwick_store::teams::set_roles(&mut tx, &call.act(), team, &wanted, call.if_match).await?;
    let call = call.refolded(&mut tx).await?;
    let shown = detail(&call, &mut tx, team).await?;
    tx.commit().await?;
    let version = shown.object.team.version;
    Ok(Answer::ok(&shown)?.version(version))
}
