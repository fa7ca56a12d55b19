//! Giving a member what another one has.

use std::collections::BTreeSet;

use bailiwick_access::{Action, GrantDefinition, Principal, Resource, World};
use bailiwick_model::{Member, MemberId, OrganizationId, TeamId};
use serde_json::json;

use crate::act::Act;
use crate::assignments::told;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::grants::{self, Holder, NewGrant};
use crate::tx::Tx;
use crate::{guarded, members};

/// Gives a member the grants and the teams of another, in place of its own. What both hold alike stays as it is.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Version`], [`Error::Refused`]; [`Error::Denied`] when teams would change and the actor
/// may not change teams.
pub async fn copy(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    member: MemberId,
    from: MemberId,
    if_match: Option<u64>,
) -> Result<Member, Error> {
    let organization = act.require(Action::MembersUpdate, &Resource::Organization)?;
    let guarded = guarded::open(tx, act, organization).await?;
    let before = members::held(tx, organization, member, if_match, act.now).await?;
    let source = members::held(tx, organization, from, None, act.now).await?;
    let world = &guarded.before;
    let (own, wanted) = (given(world, member), given(world, from));
    for grant in own.iter().filter(|grant| !wanted.iter().any(|one| is_alike(one, grant))) {
        grants::delete(tx, organization, grant.id).await?;
    }
    for grant in wanted.iter().filter(|grant| !own.iter().any(|one| is_alike(one, grant))) {
        let new = NewGrant::like(grant);
        grants::insert(tx, act, organization, Holder::Member(member), &new).await?;
    }
    let (was_in, will_be_in) = (teams(world, member), teams(world, from));
    if was_in != will_be_in {
        guarded.require(act, Action::TeamsUpdate, &Resource::Organization)?;
    }
    for team in was_in.difference(&will_be_in) {
        take_out(tx, organization, *team, member).await?;
    }
    for team in will_be_in.difference(&was_in) {
        members::put_in(tx, act, organization, *team, member).await?;
    }
    let detail = json!({
        "from": source.id,
        "grants": { "from": told(world, &own), "to": told(world, &wanted) },
        "teams": { "from": was_in, "to": will_be_in },
    });
    let after = members::edited(tx, organization, member, act.now).await?;
    guarded.close(tx, act, &[Principal::Member(member)]).await?;
    let entry = Entry::done("members.copy", "member", member.0, before.display_name.as_str())
        .detail(detail);
    append(tx, act, Home::Of(organization), entry).await?;
    Ok(after)
}

/// What a member was given directly.
fn given(world: &World, member: MemberId) -> Vec<GrantDefinition> {
    let found = world.members.iter().find(|one| one.id == member);
    found.map(|one| one.grants.clone()).unwrap_or_default()
}

fn teams(world: &World, member: MemberId) -> BTreeSet<TeamId> {
    let found = world.teams.iter().filter(|team| team.members.contains(&member));
    found.map(|team| team.id).collect()
}

/// The same but for their ids.
fn is_alike(one: &GrantDefinition, other: &GrantDefinition) -> bool {
    GrantDefinition { id: other.id, ..one.clone() } == *other
}

async fn take_out(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    team: TeamId,
    member: MemberId,
) -> Result<(), Error> {
    sqlx::query("DELETE FROM team_members WHERE organization = $1 AND team = $2 AND member = $3")
        .bind(organization.to_string())
        .bind(team.to_string())
        .bind(member.to_string())
        .execute(tx.connection())
        .await?;
    Ok(())
}
