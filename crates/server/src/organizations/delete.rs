//! Delete an organization in which no project lives, for whoever types its name.

use bailiwick_api::OrganizationDeletion;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: OrganizationDeletion = call.json()?;
    let organization = call.path.organization()?;
    let mut tx = call.begin().await?;
    let found = bailiwick_store::organizations::get(&mut tx, organization).await?;
    let name = found.ok_or_else(Error::not_found)?.name;
    if body.name != name.as_str() {
        return Err(Error::invalid("name", format!("type the organization's name: `{name}`")));
    }
    bailiwick_store::organizations::delete(&mut tx, &call.act(), organization, call.if_match)
        .await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
