//! Change what operators set.

use bailiwick_api::ServerSettingsChange;
use bailiwick_store::server_settings;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::sign_up;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: ServerSettingsChange = call.json()?;
    let Some(mode) = body.sign_up else {
        return Err(Error::invalid("sign_up", "there is nothing else to change"));
    };
    sign_up::refuse_wider(&call.state.settings, mode)?;
    let mut tx = call.begin().await?;
    let kept = server_settings::set_sign_up(&mut tx, &call.act(), mode, call.if_match).await?;
    tx.commit().await?;
    super::settings(&call, kept)
}
