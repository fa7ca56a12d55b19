//! The plans of this server.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::{page, plans};

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    page::answer_all(&call, plans::plans(), |plan| &plan.name)
}
