//! Who runs the server.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let listed = bailiwick_store::operators::list(&mut tx, &page::page(&call)?).await?;
    page::answer(&call, listed, Ok)
}
