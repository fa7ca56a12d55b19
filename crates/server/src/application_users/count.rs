//! `application_user_count`

use bailiwick_api::{ApplicationUserCount, RoleCount};

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// How many users there are, by role, without saying who.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    let mut tx = call.read().await?;
    let (users, by_role) =
        bailiwick_store::application_users::count(&mut tx, organization, instance).await?;
    let mut roles: Vec<RoleCount> =
        by_role.into_iter().map(|(role, users)| RoleCount { role, users }).collect();
    roles.sort_by(|one, other| other.users.cmp(&one.users).then(one.role.cmp(&other.role)));
    Answer::ok(&ApplicationUserCount { users, roles })
}
