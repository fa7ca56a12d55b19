//! A service token.

use bailiwick_model::TokenId;

use super::{Surroundings, show};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let organization = call.path.organization()?;
    let token: TokenId = call.path.id("token")?;
    let mut tx = call.read().await?;
    let token = bailiwick_store::service_tokens::get(&mut tx, organization, token)
        .await?
        .ok_or_else(Error::not_found)?;
    let around = Surroundings::load(&mut tx, organization).await?;
    let version = token.version;
    Ok(Answer::ok(&show(&call, &around, token)?)?.version(version))
}
