//! `revocation_list`

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

/// The revocations, the newest first.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let page = page::page(&call)?;
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    let mut tx = call.read().await?;
    let found = bailiwick_store::revocations::list(&mut tx, organization, instance, &page).await?;
    page::answer(&call, found, |stored| Ok(super::answer(stored)))
}
