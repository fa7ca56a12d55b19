//! Look at the program that shows a code, before letting it in.

use bailiwick_api::DeviceSignIn;

use super::{TOKEN_DAYS, forgive, tried};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let hash = tried(&call)?;
    let mut tx = call.read().await?;
    let waiting = bailiwick_store::device_sign_ins::waiting(&mut tx, &hash, call.now).await?;
    forgive(&call)?;
    Answer::ok(&DeviceSignIn {
        client: waiting.client.to_string(),
        address: waiting.address,
        created_at: waiting.created_at,
        expires_at: waiting.expires_at,
        token_days: TOKEN_DAYS,
    })
}
