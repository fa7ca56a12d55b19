//! Make a custom role like another role.

use bailiwick_api::RoleDuplicate;

use super::show::Roles;
use super::{answer, edit, named, saved};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: RoleDuplicate = call.json()?;
    let source = named(&call)?;
    let mut tx = call.begin().await?;
    let asked = {
        let roles = Roles::read(&call, &mut tx).await?;
        let source = roles.find(source).ok_or_else(Error::not_found)?;
        if source.is_newer {
            let message = "it was made by a later version of this program, which knows more of it";
            return Err(Error::conflict("role_is_newer", message));
        }
        edit::copy(source, body.name)?
    };
    let role = bailiwick_store::roles::create(&mut tx, &call.act(), asked.new).await?;
    let call = call.refolded(&mut tx).await?;
    let made = saved(&call, &mut tx, role.definition.id, &asked.added).await?;
    tx.commit().await?;
    answer(&made, true)
}
