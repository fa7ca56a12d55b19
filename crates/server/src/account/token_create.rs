//! Mint a personal access token; its secret is in this answer and nowhere else.

use bailiwick_api::{MintedToken, NewToken};
use bailiwick_model::TokenPreset;
use bailiwick_store::tokens::NewToken as Stored;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::secret;

/// Days that a token lasts when nothing is said, and at most.
const USUAL_DAYS: i64 = 90;
const LONGEST_DAYS: i64 = 366;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: NewToken = call.json()?;
    let account = call.account()?.id;
    let expires_at = body.expires_at.unwrap_or_else(|| call.now.plus_seconds(USUAL_DAYS * 86_400));
    if expires_at <= call.now {
        return Err(Error::invalid("expires_at", "this time has passed"));
    }
    if expires_at > call.now.plus_seconds(LONGEST_DAYS * 86_400) {
        return Err(Error::invalid(
            "expires_at",
            format!("a token lasts at most {LONGEST_DAYS} days"),
        ));
    }
    let secret = secret::token(secret::Kind::Personal);
    let new = Stored {
        account,
        name: body.name,
        organization: body.organization,
        preset: body.preset.unwrap_or(TokenPreset::Full),
        hash: secret::hash(&secret),
        last_four: secret::last_four(&secret),
        expires_at: Some(expires_at),
    };
    let mut tx = call.begin().await?;
    let token = bailiwick_store::tokens::create(&mut tx, &call.act(), new).await?;
    tx.commit().await?;
    Answer::created(&MintedToken { token, secret })
}
