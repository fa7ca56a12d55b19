//! `application_user_list`

use std::collections::HashSet;

use bailiwick_api::ApplicationUser;
use bailiwick_store::application_users::{self, Filter};

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

/// The users by subject. Who they are is data, so it needs `data.view`.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let page = page::page(&call)?;
    let filter = Filter { role: call.query.get("role").map(str::to_owned) };
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    let mut tx = call.read().await?;
    let revoked = bailiwick_store::revocations::all(&mut tx, organization, instance).await?;
    let revoked: HashSet<String> = revoked
        .into_iter()
        .filter(|revocation| revocation.revoked.token_id.is_none())
        .filter_map(|revocation| revocation.revoked.subject)
        .collect();
    let found = application_users::list(&mut tx, organization, instance, &filter, &page).await?;
    page::answer(&call, found, |seen| {
        Ok(ApplicationUser {
            revoked: revoked.contains(&seen.subject),
            subject: seen.subject,
            roles: seen.roles,
            first_seen_at: seen.first_at,
            last_seen_at: seen.last_at,
            requests: seen.requests,
        })
    })
}
