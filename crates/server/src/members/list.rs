//! The members of an organization.

use bailiwick_model::{MemberId, MemberState};
use bailiwick_store::members::MemberFilter;

use super::{ruled, standing};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (organization, page) = (call.path.organization()?, page::page(&call)?);
    let state = call.query.get("state").map(str::parse::<MemberState>).transpose();
    let state = state.map_err(|unknown| Error::invalid("state", unknown))?;
    let filter = MemberFilter { state, role: call.query.parsed("role")? };
    let mut tx = call.read().await?;
    let listed = bailiwick_store::members::list_only(&mut tx, organization, filter, &page).await?;
    let shown: Vec<MemberId> = listed.items.iter().map(|member| member.id).collect();
    let standing = standing(&call, &shown)?;
    page::answer(&call, listed, |member| ruled(&call, &standing, member.id, member))
}
