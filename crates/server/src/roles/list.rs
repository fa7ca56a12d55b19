//! The roles of an organization.

use super::show::Roles;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let all = Roles::read(&call, &mut tx).await?.all();
    page::answer_all(&call, all, |held| &held.object.name)
}
