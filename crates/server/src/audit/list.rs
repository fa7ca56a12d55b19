//! What was done, newest first, as far as the caller may know of it.

use super::{filter, sight};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (filter, sight) = (filter(&call)?, sight(call.judged.as_ref())?);
    let mut tx = call.read().await?;
    let listed = bailiwick_store::audit::list(
        &mut tx,
        call.path.organization()?,
        &sight,
        &filter,
        &page::page(&call)?,
    )
    .await?;
    page::answer(&call, listed, Ok)
}
