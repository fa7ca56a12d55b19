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
    let found = instance.test(stored.connection.name.as_str()).await.map_err(|error| Error::conflict("connection_unusable", error.to_string()))?;
    Answer::ok(&report::answer(&found))
}
