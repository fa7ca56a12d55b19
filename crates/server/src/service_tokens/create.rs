//! Make a service token; its secret is in this answer and nowhere else.

use bailiwick_api::{MintedServiceToken, NewServiceToken};
use bailiwick_model::{TokenKind, last_four};
use bailiwick_store::service_tokens::NewServiceToken as Stored;

use super::{Surroundings, end, show};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::secret;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: NewServiceToken = call.json()?;
    let organization = call.path.organization()?;
    let secret = secret::token(TokenKind::Service);
    let mut tx = call.begin().await?;
    let new = Stored {
        name: body.name,
        hash: secret::hash(&secret),
        last_four: last_four(&secret),
        expires_at: end(&call, body.expires_at)?,
    };
    let token = bailiwick_store::service_tokens::create(&mut tx, &call.act(), new).await?;
    let around = Surroundings::load(&mut tx, organization).await?;
    let call = call.refolded(&mut tx).await?;
    tx.commit().await?;
    let version = token.version;
    let token = show(&call, &around, token)?;
    Ok(Answer::created(&MintedServiceToken { token, secret })?.version(version))
}
