//! Choose the roles that a member holds.

use bailiwick_api::RoleAssignments;
use bailiwick_model::MemberId;
use bailiwick_store::members;

use super::changed;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::grants;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: RoleAssignments = call.json()?;
    let member: MemberId = call.path.id("member")?;
    let wanted = grants::wanted(&call, &body.roles)?;
    let mut tx = call.begin().await?;
    members::set_roles(&mut tx, &call.act(), member, &wanted, call.if_match).await?;
    changed(call, tx, member).await
}
