//! Let a service token do something.

use bailiwick_api::NewTokenGrant;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::token_grants;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: NewTokenGrant = call.json()?;
    let organization = call.path.organization()?;
    let token = call.path.id("token")?;
    let new = token_grants::parse(call.judged()?, call.now, "", body)?;
    let mut tx = call.begin().await?;
    let grant = bailiwick_store::service_tokens::give(&mut tx, &call.act(), token, new).await?;
    let names = bailiwick_store::places::load(&mut tx, organization).await?;
    tx.commit().await?;
    Answer::created(&token_grants::show(call.judged()?, &names, &grant))
}
