//! Make an organization and own it.

use bailiwick_access::{Principal, Resource};
use bailiwick_api::{Held, NewOrganization};
use bailiwick_model::SignUpMode;
use bailiwick_store::organizations::NewOrganization as Stored;

use crate::answer::Answer;
use crate::call::{Call, Judged};
use crate::error::Error;
use crate::{plans, sign_up};

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: NewOrganization = call.json()?;
    let account = call.account()?;
    // No token carries what an operator may, not even its owner's.
    let is_operator = account.is_operator && call.caller()?.session().is_some();
    let new = Stored { name: body.name, plan: plans::SELF_HOSTED.to_owned() };
    let mut tx = call.begin().await?;
    let mode = sign_up::mode(&call.state.settings, &mut tx).await?;
    if mode == SignUpMode::Closed && !is_operator {
        return Err(Error::forbidden(
            "sign_up_closed",
            "new organizations are made by the operator of this server",
        ));
    }
    let (organization, member) =
        bailiwick_store::organizations::create(&mut tx, &call.act(), new, account.id).await?;
    let folded = call.state.snapshots.unsaved(&mut tx, organization.id, call.now).await?;
    tx.commit().await?;
    let can = Judged { folded, principal: Principal::Member(member) }.can(&Resource::Organization);
    let version = organization.version;
    Ok(Answer::created(&Held { object: organization, can })?.version(version))
}
