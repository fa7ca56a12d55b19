//! Who administers a database, directly or through a team.

use crate::administrators::held;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (organization, database) = (call.path.organization()?, call.path.database()?);
    let page = page::page(&call)?;
    let mut tx = call.read().await?;
    let listed =
        bailiwick_store::administrators::list(&mut tx, organization, database, call.now, &page)
            .await?;
    page::answer(&call, listed, |one| held(&call, database, one))
}
