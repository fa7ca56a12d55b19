//! What a service token was given.

use bailiwick_model::TokenId;
use bailiwick_store::grants::Holder;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::{page, token_grants};

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let organization = call.path.organization()?;
    let token: TokenId = call.path.id("token")?;
    let mut tx = call.read().await?;
    let token = bailiwick_store::service_tokens::get(&mut tx, organization, token)
        .await?
        .ok_or_else(Error::not_found)?;
    let holder = Holder::ServiceToken(token.id);
    let held = bailiwick_store::grants::of(&mut tx, organization, holder).await?;
    let names = bailiwick_store::places::load(&mut tx, organization).await?;
    let judged = call.judged()?;
    let shown = held.iter().map(|grant| token_grants::show(judged, &names, grant)).collect();
    page::answer_all(&call, shown, |grant| &grant.sentence)
}
