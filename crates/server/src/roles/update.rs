//! Change a custom role.

use super::{answer, edit, named, refuse_system, saved};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let role = named(&call)?;
    refuse_system(role)?;
    let mut tx = call.begin().await?;
    let before = bailiwick_store::roles::get(&mut tx, call.path.organization()?, role)
        .await?
        .ok_or_else(Error::not_found)?;
    if call.if_match.is_some_and(|read| read != before.version) {
        return Err(Error::outdated());
    }
    let asked = edit::change(&call, &before, call.json()?)?;
    let (act, new) = (call.act(), asked.new);
    bailiwick_store::roles::update(&mut tx, &act, role, before.version, new).await?;
    let call = call.refolded(&mut tx).await?;
    let changed = saved(&call, &mut tx, role, &asked.added).await?;
    tx.commit().await?;
    answer(&changed, false)
}
