//! The roles of an organization.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::{page, roles};

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let all = roles::all(&call)?;
    page::answer_all(&call, all, |held| &held.object.name)
}
