//! Name an owner of an organization that nobody owns who can sign in.

use bailiwick_api::NamedOwner;
use bailiwick_store::server_organizations;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: NamedOwner = call.json()?;
    let organization = call.path.organization()?;
    let mut tx = call.begin().await?;
    let act = call.act();
    let named = server_organizations::add_owner(&mut tx, &act, organization, &body.email).await;
    let after = named.map_err(super::unknown_email)?;
    tx.commit().await?;
    Answer::created(&after)
}
