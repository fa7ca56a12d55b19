//! Change an organization's settings.

use std::net::IpAddr;
use std::ops::RangeInclusive;

use bailiwick_access::SystemRole;
use bailiwick_api::OrganizationSettingsChange;
use bailiwick_model::Network;
use bailiwick_store::organization_settings::Change;

use super::held;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

const HOURS: RangeInclusive<u64> = 1..=8_760;
const TOKEN_DAYS: RangeInclusive<u64> = 1..=3_650;
/// A month at least: whoever may change settings must not be able to make the log forget what they did last week.
const AUDIT_DAYS: RangeInclusive<u64> = 30..=36_500;
const MOST_NETWORKS: usize = 100;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: OrganizationSettingsChange = call.json()?;
    within("session_hours", body.session_hours, &HOURS)?;
    within("token_days", body.token_days, &TOKEN_DAYS)?;
    within("audit_days", body.audit_days, &AUDIT_DAYS)?;
    if let Some(Some(networks)) = &body.addresses {
        judge(networks, call.address)?;
    }
    let roles = &call.judged()?.folded.world.roles;
    if body.default_role.is_some_and(|id| !roles.iter().any(|role| role.id == id)) {
        return Err(Error::absent("default_role", "role"));
    }
    if body.default_role == Some(SystemRole::Owner.id()) {
        let message = "owners are made one by one: newcomers get another role";
        return Err(Error::invalid("default_role", message));
    }
    let change = Change {
        name: body.name,
        default_role: body.default_role,
        session_hours: body.session_hours,
        token_days: body.token_days,
        addresses: body.addresses,
        audit_days: body.audit_days,
    };
    let mut tx = call.begin().await?;
    let settings =
        bailiwick_store::organization_settings::update(&mut tx, &call.act(), change, call.if_match)
            .await?;
    tx.commit().await?;
    let version = settings.version;
    Ok(Answer::ok(&held(&call, settings)?)?.version(version))
}

fn within(
    field: &str,
    given: Option<Option<u64>>,
    range: &RangeInclusive<u64>,
) -> Result<(), Error> {
    match given.flatten() {
        Some(number) if !range.contains(&number) => {
            let (least, most) = (range.start(), range.end());
            Err(Error::invalid(field, format!("it should be from {least} to {most}, or null")))
        }
        _ => Ok(()),
    }
}

/// A list that shuts its author out would shut out whoever could take it back.
fn judge(networks: &[Network], address: IpAddr) -> Result<(), Error> {
    if networks.len() > MOST_NETWORKS {
        return Err(Error::invalid("addresses", format!("at most {MOST_NETWORKS} networks")));
    }
    if networks.iter().any(|network| network.contains(address)) {
        return Ok(());
    }
    let message = format!("your own address `{address}` is in none of these networks");
    Err(Error::invalid("addresses", message)
        .hint("add it, or give null to let everybody in from anywhere"))
}
