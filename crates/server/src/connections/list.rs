//! `connection_list`

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

/// The connections of an instance, without secrets.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let page = page::page(&call)?;
    let mut tx = call.read().await?;
    let found = bailiwick_store::connections::list(
        &mut tx,
        call.path.organization()?,
        call.path.instance()?,
        &page,
    )
    .await?;
    page::answer(&call, found, |stored| super::answer(&call, stored))
}
