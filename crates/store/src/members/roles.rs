//! The roles of a member.

use bailiwick_access::{Action, Principal, Resource};
use bailiwick_model::{Member, MemberId};
use serde_json::json;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::grants::{Holder, Wanted};
use crate::tx::Tx;
use crate::{assignments, guarded, members};

/// Gives a member these roles in place of those that it holds for the whole organization or for projects. What it was
/// given for one database or one instance stays.
///
/// # Errors
/// [`Error::NotFound`] for a member, a role or a project that is not of the organization; [`Error::Version`];
/// [`Error::Refused`] when it is more than the actor may give or take.
pub async fn set_roles(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    member: MemberId,
    wanted: &[Wanted],
    if_match: Option<u64>,
) -> Result<Member, Error> {
    let organization = act.require(Action::MembersUpdate, &Resource::Organization)?;
    let guarded = guarded::open(tx, act, organization).await?;
    let before = members::held(tx, organization, member, if_match, act.now).await?;
    let holder = Holder::Member(member);
    let told = assignments::replace(tx, act, &guarded.before, holder, wanted).await?;
    let after = members::edited(tx, organization, member, act.now).await?;
    guarded.close(tx, act, &[Principal::Member(member)]).await?;
    let entry =
        Entry::done("members.update_roles", "member", member.0, before.display_name.as_str())
            .detail(json!({ "roles": told }));
    append(tx, act, Home::Of(organization), entry).await?;
    Ok(after)
}
