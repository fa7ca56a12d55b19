//! Rename, suspend or resume a service token.

use bailiwick_access::Principal;
use bailiwick_api::ServiceTokenChange;
use bailiwick_store::service_tokens::ServiceTokenChange as Stored;

use super::{Surroundings, show};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: ServiceTokenChange = call.json()?;
    let organization = call.path.organization()?;
    if body.name.is_none() && body.suspended.is_none() {
        return Err(Error::invalid("name", "give a `name`, or say whether it is `suspended`"));
    }
    let change = Stored { name: body.name, is_suspended: body.suspended };
    let token = call.path.id("token")?;
    let mut tx = call.begin().await?;
    let token =
        bailiwick_store::service_tokens::update(&mut tx, &call.act(), token, change, call.if_match)
            .await?;
    if token.is_suspended && call.judged()?.principal == Principal::ServiceToken(token.id) {
        let message = "no token suspends itself: its answer could not be read";
        return Err(Error::invalid("suspended", message));
    }
    let around = Surroundings::load(&mut tx, organization).await?;
    let call = call.refolded(&mut tx).await?;
    tx.commit().await?;
    let version = token.version;
    Ok(Answer::ok(&show(&call, &around, token)?)?.version(version))
}
