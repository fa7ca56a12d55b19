//! Make a custom role.

use super::{answer, edit, saved};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let asked = edit::new(&call, call.json()?)?;
    let mut tx = call.begin().await?;
    let role = bailiwick_store::roles::create(&mut tx, &call.act(), asked.new).await?;
    let call = call.refolded(&mut tx).await?;
    let made = saved(&call, &mut tx, role.definition.id, &asked.added).await?;
    tx.commit().await?;
    answer(&made, true)
}
