//! `policy_rollback`

use bailiwick_store::policies;

use super::{deploy, version};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Puts an earlier version in force again, as a new version, judged against the schema as it is now.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let earlier = version::find(&call).await?;
    // Its tests are not asked: going back is what helps when something is wrong, with the tests too.
    deploy::valid(&call, &earlier.source, earlier.format).await?;
    let identities = deploy::identities(&call).await?;
    let (project, instance) = (call.path.project()?, call.path.instance()?);
    let mut tx = call.begin().await?;
    let version =
        policies::rollback(&mut tx, &call.act(), project, instance, earlier.version, &identities)
            .await?;
    tx.commit().await?;
    call.state.hosted.refresh(&call.state, instance).await;
    Answer::created(&version)
}
