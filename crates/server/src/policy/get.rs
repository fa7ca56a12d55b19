//! `policy_get`

use bailiwick_api::{Held, Policy};
use bailiwick_store::policies;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// The version in force, and whether something else is being written.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    let mut tx = call.read().await?;
    let deployed = policies::deployed(&mut tx, instance).await?.map(|deployed| deployed.version);
    let draft = policies::draft(&mut tx, organization, instance).await?;
    let object = Policy { deployed, has_draft: draft.is_saved() };
    Answer::ok(&Held { object, can: super::can(&call)? })
}
