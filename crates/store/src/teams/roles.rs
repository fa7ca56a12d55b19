//! The roles that a team holds.

use bailiwick_access::{Action, Principal};
use bailiwick_model::TeamId;
use serde_json::json;

use super::held;
use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::grants::{Holder, Wanted};
use crate::tx::Tx;
use crate::{assignments, lock};

/// Gives a team these roles in place of those of before. Its databases stay.
///
/// # Errors
/// [`Error::Version`] when it was changed since; [`Error::Refused`].
pub async fn set_roles(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    team: TeamId,
    wanted: &[Wanted],
    if_match: Option<u64>,
) -> Result<(), Error> {
    let (change, found) = held(tx, act, Action::TeamsUpdate, team).await?;
    lock::version(found.version, if_match)?;
    let organization = change.before.organization;
    let holder = Holder::Team(team);
    let Some(roles) = assignments::replace(tx, act, &change.before, holder, wanted).await? else {
        return Ok(());
    };
    sqlx::query("UPDATE teams SET version = version + 1 WHERE organization = $1 AND id = $2")
        .bind(organization.to_string())
        .bind(team.to_string())
        .execute(tx.connection())
        .await?;
    let entry = Entry::done("team_roles.update", "team", team.0, found.name.as_str())
        .detail(json!({ "roles": roles }));
    append(tx, act, Home::Of(organization), entry).await?;
    change.close(tx, act, &[Principal::Team(team)]).await
}
