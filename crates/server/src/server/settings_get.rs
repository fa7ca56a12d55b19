//! Get what operators set, and what the server was started with.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let kept = bailiwick_store::server_settings::get(&mut tx).await?;
    super::settings(&call, kept)
}
