//! Where an instance may run.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::{page, plans};

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    page::answer_all(&call, plans::regions(), |region| &region.name)
}
