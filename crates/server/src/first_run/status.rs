//! Whether the first account is still to be made.

use bailiwick_api::FirstRunStatus;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    Answer::ok(&FirstRunStatus {
        is_needed: bailiwick_store::settings::is_first_run(&mut tx).await?,
        sign_up: crate::sign_up::mode(&call.state.settings, &mut tx).await?,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}
