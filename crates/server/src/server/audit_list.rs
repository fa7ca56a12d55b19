//! What was done outside organizations, newest first.

use bailiwick_model::OrganizationId;

use crate::answer::Answer;
use crate::audit::list::filter;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (filter, page) = (filter(&call)?, page::page(&call)?);
    let mut tx = call.read().await?;
    let outside = None::<OrganizationId>;
    let listed = bailiwick_store::audit::list(&mut tx, outside, &filter, &page).await?;
    page::answer(&call, listed, Ok)
}
