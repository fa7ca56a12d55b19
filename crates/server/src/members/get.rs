//! Get a member and everything that it was given.

use super::detail;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let shown = detail(&call, &mut tx, call.path.id("member")?).await?;
    let version = shown.object.member.version;
    Ok(Answer::ok(&shown)?.version(version))
}
