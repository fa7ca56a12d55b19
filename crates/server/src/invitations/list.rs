//! The invitations of an organization.

use bailiwick_model::{InvitationId, InvitationState};

use super::{ruled, standing};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (organization, page) = (call.path.organization()?, page::page(&call)?);
    let state = call.query.get("state").map(str::parse::<InvitationState>).transpose();
    let state = state.map_err(|unknown| Error::invalid("state", unknown))?;
    let mut tx = call.read().await?;
    let listed =
        bailiwick_store::invitations::list(&mut tx, organization, state, call.now, &page).await?;
    let shown: Vec<InvitationId> = listed.items.iter().map(|one| one.id).collect();
    let standing = standing(&call, &shown)?;
    page::answer(&call, listed, |one| ruled(&call, &standing, &one.clone(), one))
}
