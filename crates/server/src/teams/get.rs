//! Get a team and what it was given.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::teams::detail;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let shown = detail(&call, &mut tx, call.path.id("team")?).await?;
    let version = shown.object.team.version;
    Ok(Answer::ok(&shown)?.version(version))
}
