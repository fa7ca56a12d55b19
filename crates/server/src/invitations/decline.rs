//! Decline an invitation.

use super::{behind, gone_meanwhile, person, refuse_others};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let account = person(&call)?;
    let mut tx = call.begin().await?;
    let (organization, invitation) = behind(&call, &mut tx).await?;
    if let Some(account) = account {
        refuse_others(account, &invitation)?;
    }
    let act = call.act();
    bailiwick_store::invitations::decline(&mut tx, &act, &organization, &invitation, account)
        .await
        .map_err(gone_meanwhile)?;
    tx.commit().await?;
    Ok(Answer::empty())
}
