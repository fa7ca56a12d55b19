//! Suspending members, and letting them act again.

use bailiwick_access::{Action, Principal, Resource};
use bailiwick_model::{Member, MemberId, MemberState};
use serde_json::json;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::tx::Tx;
use crate::{guarded, members};

/// Suspends a member, or lets it act again with what it was given.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Version`], [`Error::Refused`].
pub async fn set_state(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    member: MemberId,
    state: MemberState,
    if_match: Option<u64>,
) -> Result<Member, Error> {
    let organization = act.require(Action::MembersUpdate, &Resource::Organization)?;
    let guarded = guarded::open(tx, act, organization).await?;
    let before = members::held(tx, organization, member, if_match, act.now).await?;
    sqlx::query("UPDATE members SET state = $3 WHERE organization = $1 AND id = $2")
        .bind(organization.to_string())
        .bind(member.to_string())
        .bind(state.as_str())
        .execute(tx.connection())
        .await?;
    let after = members::edited(tx, organization, member, act.now).await?;
    guarded.close(tx, act, &[Principal::Member(member)]).await?;
    let action = match state {
        MemberState::Suspended => "members.suspend",
        MemberState::Active => "members.resume",
    };
    let entry = Entry::done(action, "member", member.0, before.display_name.as_str())
        .detail(json!({ "state": { "from": before.state, "to": state } }));
    append(tx, act, Home::Of(organization), entry).await?;
    Ok(after)
}
