//! Every organization, and whether somebody owns it who can sign in.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let only = call.query.parsed::<bool>("has_owner")?;
    let page = page::page(&call)?;
    let mut tx = call.read().await?;
    let listed = bailiwick_store::server_organizations::list(&mut tx, only, &page).await?;
    page::answer(&call, listed, Ok)
}
