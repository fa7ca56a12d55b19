//! `connection_test`

use super::{get, report};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Tests a stored connection, stage by stage.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let stored = get::find(&call, &mut tx).await?;
    drop(tx);
    let instance = call.state.hosted.instance(&call.state, call.path.instance()?).await?;
    let found = instance.test(stored.connection.name.as_str()).await;
    let found = found.ok_or_else(|| {
        Error::conflict("connection_unusable", "the connection cannot be used: save it again")
    })?;
    Answer::ok(&report::answer(&found))
}
