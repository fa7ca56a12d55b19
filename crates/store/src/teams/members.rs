//! Who is in a team.

use bailiwick_access::{Action, Principal};
use bailiwick_model::{MemberId, OrganizationId, TeamId, TeamMember};
use serde_json::json;
use sqlx::any::AnyRow;

use super::held;
use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::members;
use crate::page::{Listed, Page};
use crate::row::Columns;
use crate::tx::Tx;

macro_rules! selected {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.state, a.email, a.display_name, t.added_at FROM team_members t
             JOIN members m ON m.organization = t.organization AND m.id = t.member
             JOIN accounts a ON a.id = m.account WHERE t.organization = $1 AND t.team = $2",
            $rest
        )
    };
}

/// The members of a team.
///
/// # Errors
/// [`Error::NotFound`] when there is no such team.
pub async fn list_members(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    team: TeamId,
    page: &Page,
) -> Result<Listed<TeamMember>, Error> {
    super::find(tx, organization, team).await?.ok_or(Error::NotFound("team"))?;
    let rows = sqlx::query(selected!(""))
        .bind(organization.to_string())
        .bind(team.to_string())
        .fetch_all(tx.connection())
        .await?;
    let all = rows.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    let name = |member: &TeamMember| format!("{} {}", member.display_name, member.email);
    Ok(page.cut(all, name, |member| member.id.to_string()))
}

/// Puts a member into a team, and so gives it all that the team holds. One who is in it stays in it.
///
/// # Errors
/// [`Error::NotFound`] when team or member are not of the organization; [`Error::Refused`].
pub async fn add_member(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    team: TeamId,
    member: MemberId,
) -> Result<TeamMember, Error> {
    let (change, found) = held(tx, act, Action::TeamsUpdate, team).await?;
    let organization = change.before.organization;
    if !change.before.members.iter().any(|one| one.id == member) {
        return Err(Error::NotFound("member"));
    }
    if let Some(already) = get(tx, organization, team, member).await? {
        return Ok(already);
    }
    members::put_in(tx, act, organization, team, member).await?;
    let entry = Entry::done("team_members.add", "team", team.0, found.name.as_str())
        .detail(json!({ "member": member }));
    append(tx, act, Home::Of(organization), entry).await?;
    change.close(tx, act, &[Principal::Team(team)]).await?;
    get(tx, organization, team, member).await?.ok_or(Error::NotFound("member"))
}

/// Takes a member out of a team; it keeps nothing of what it held through it.
///
/// # Errors
/// [`Error::NotFound`] when it is not in the team; [`Error::Refused`].
pub async fn remove_member(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    team: TeamId,
    member: MemberId,
) -> Result<(), Error> {
    let (change, found) = held(tx, act, Action::TeamsUpdate, team).await?;
    let organization = change.before.organization;
    get(tx, organization, team, member).await?.ok_or(Error::NotFound("member"))?;
    sqlx::query("DELETE FROM team_members WHERE organization = $1 AND team = $2 AND member = $3")
        .bind(organization.to_string())
        .bind(team.to_string())
        .bind(member.to_string())
        .execute(tx.connection())
        .await?;
    let entry = Entry::done("team_members.remove", "team", team.0, found.name.as_str())
        .detail(json!({ "member": member }));
    append(tx, act, Home::Of(organization), entry).await?;
    change.close(tx, act, &[Principal::Team(team)]).await
}

async fn get(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    team: TeamId,
    member: MemberId,
) -> Result<Option<TeamMember>, Error> {
    let row = sqlx::query(selected!(" AND t.member = $3"))
        .bind(organization.to_string())
        .bind(team.to_string())
        .bind(member.to_string())
        .fetch_optional(tx.connection())
        .await?;
    row.map(|row| read(&row)).transpose()
}

fn read(row: &AnyRow) -> Result<TeamMember, Error> {
    let columns = Columns(row);
    Ok(TeamMember {
        id: columns.parsed("id")?,
        email: columns.parsed("email")?,
        display_name: columns.parsed("display_name")?,
        state: columns.parsed("state")?,
        added_at: columns.time("added_at")?,
    })
}
