//! Get a request for access.

use super::{find, show_one};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let request = find(&call, &mut tx).await?;
    Answer::ok(&show_one(call.judged()?, &mut tx, request).await?)
}
