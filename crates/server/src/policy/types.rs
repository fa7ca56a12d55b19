//! `policy_types`

use bailiwick_api::PolicyTypes;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Most roles that are asked about at once.
const MOST_ROLES: usize = 100;

/// Types under the policy in force. They tell of columns, as the schema does, so they take the right to see that, too.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let id = call.path.instance()?;
    let roles: Vec<String> = call.query.get("roles").map_or_else(Vec::new, |roles| {
        roles.split(',').map(str::trim).filter(|role| !role.is_empty()).map(str::to_owned).collect()
    });
    if roles.is_empty() || roles.len() > MOST_ROLES {
        let message = format!(
            "name 1 to {MOST_ROLES} application roles, parted by commas: `customer,support`"
        );
        return Err(Error::invalid("roles", message));
    }
    let instance = call.state.hosted.instance(&call.state, id).await?;
    let types = instance.types(&roles).await;
    Answer::ok(&PolicyTypes {
        policy_version: types.policy_version,
        typescript: types.typescript,
        away: types.away,
    })
}
