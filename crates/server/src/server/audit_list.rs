//! What was done outside organizations, newest first.

use crate::answer::Answer;
use crate::audit::filter;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (filter, page) = (filter(&call)?, page::page(&call)?);
    let mut tx = call.read().await?;
    let listed = bailiwick_store::audit::list_server(&mut tx, &filter, &page).await?;
    page::answer(&call, listed, Ok)
}
