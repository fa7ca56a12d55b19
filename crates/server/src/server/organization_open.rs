//! Take an organization's rules of entry away.

use bailiwick_store::{organization_settings, server_organizations};

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let organization = call.path.organization()?;
    let mut tx = call.begin().await?;
    organization_settings::open_to_all(&mut tx, &call.act(), organization).await?;
    let after = server_organizations::get(&mut tx, organization).await?;
    tx.commit().await?;
    Answer::ok(&after)
}
