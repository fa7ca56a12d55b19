//! Make an operator of an account.

use bailiwick_api::NewOperator;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: NewOperator = call.json()?;
    let mut tx = call.begin().await?;
    let added = bailiwick_store::operators::add(&mut tx, &call.act(), &body.email).await;
    let operator = added.map_err(super::unknown_email)?;
    tx.commit().await?;
    Answer::created(&operator)
}
