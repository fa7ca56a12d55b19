//! Make an organization and own it.

use bailiwick_access::{Principal, Resource};
use bailiwick_api::{Held, NewOrganization};
use bailiwick_store::organizations::NewOrganization as Stored;

use crate::answer::Answer;
use crate::call::{Call, Judged};
use crate::error::Error;
use crate::{plans, settings};

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: NewOrganization = call.json()?;
    let account = call.account()?;
    if call.state.settings.sign_up == settings::SignUp::Closed && !account.is_operator {
        return Err(Error::forbidden(
            "sign_up_closed",
            "new organizations are made by the operator of this server",
        ));
    }
    let new = Stored { name: body.name, plan: plans::SELF_HOSTED.to_owned() };
    let mut tx = call.begin().await?;
    let (organization, member) =
        bailiwick_store::organizations::create(&mut tx, &call.act(), new, account.id).await?;
    let folded = call.state.snapshots.unsaved(&mut tx, organization.id, call.now).await?;
    tx.commit().await?;
    let can = Judged { folded, principal: Principal::Member(member) }.can(&Resource::Organization);
    let version = organization.version;
    Ok(Answer::created(&Held { object: organization, can })?.version(version))
}
