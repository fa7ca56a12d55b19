//! The branches of a database.

use crate::answer::Answer;
use crate::branches::held;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let listed = bailiwick_store::branches::list(
        &mut tx,
        call.path.organization()?,
        call.path.database()?,
        &page::page(&call)?,
    )
    .await?;
    page::answer(&call, listed, |branch| held(&call, branch))
}
