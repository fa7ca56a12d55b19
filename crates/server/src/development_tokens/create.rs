//! `development_token_create`

use bailiwick_api::{DevelopmentToken, NewDevelopmentToken};
use bailiwick_model::Timestamp;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

const AN_HOUR: u64 = 3_600;

/// Mints a token. Whoever may act as any application user sees rows, so it needs `data.view` too.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let new: NewDevelopmentToken = call.json()?;
    let id = call.path.instance()?;
    let instance = call.state.hosted.instance(&call.state, id).await?;
    let seconds = new.expires_in_seconds.unwrap_or(AN_HOUR);
    let minted = instance
        .mint_development_token(
            &new.subject,
            &new.roles,
            new.claims,
            i64::try_from(seconds).unwrap_or(i64::MAX),
        )
        .map_err(|error| Error::conflict("no_development_token", error.to_string()))?;
    let mut tx = call.begin().await?;
    bailiwick_store::client_auth::note_development_token(
        &mut tx,
        &call.act(),
        call.path.project()?,
        id,
        &new.subject,
        &new.roles,
    )
    .await?;
    tx.commit().await?;
    let expires_at = Timestamp(0).plus_seconds(minted.expires_at_seconds);
    Answer::created(&DevelopmentToken { token: minted.token, expires_at })
}
