//! The service tokens of an organization.

use super::{Surroundings, show};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let organization = call.path.organization()?;
    let mut tx = call.read().await?;
    let listed =
        bailiwick_store::service_tokens::list(&mut tx, organization, &page::page(&call)?).await?;
    let around = Surroundings::load(&mut tx, organization).await?;
    page::answer(&call, listed, |token| show(&call, &around, token))
}
