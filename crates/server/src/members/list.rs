//! The members of an organization.

use bailiwick_access::Resource;
use bailiwick_api::Held;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let can: Vec<String> = call
        .can(&Resource::Organization)?
        .into_iter()
        .filter(|action| action.starts_with("members."))
        .collect();
    let mut tx = call.read().await?;
    let listed =
        bailiwick_store::members::list(&mut tx, call.path.organization()?, &page::page(&call)?)
            .await?;
    page::answer(&call, listed, |member| Ok(Held { object: member, can: can.clone() }))
}
