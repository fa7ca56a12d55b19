//! What an instance takes over from another one.

use bailiwick_access::Action;
use bailiwick_model::{InstanceId, PolicyDraft, PolicyFormat, ProjectId};
use serde_json::json;

use super::drafts;
use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::client_auth::{self, NewClientAuth};
use crate::error::Error;
use crate::tx::Tx;
use crate::{instances, lock};

/// What is taken over.
#[derive(Clone, Debug)]
pub struct Promotion {
    /// Where it comes from, for the log.
    pub from: InstanceId,
    /// Becomes the draft.
    pub policy: Option<(String, PolicyFormat)>,
    /// Becomes the client auth.
    pub client_auth: Option<NewClientAuth>,
}

/// Takes over a policy as a draft, and client auth; both or neither, with one entry in the log. Answers the draft.
///
/// # Errors
/// [`Error::Version`] when the draft was changed since; [`Error::Conflict`] when a production instance would have
/// development tokens.
pub async fn promote(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: ProjectId,
    instance: InstanceId,
    promotion: Promotion,
    if_match: Option<u64>,
) -> Result<PolicyDraft, Error> {
    let instance = instances::held_in(tx, act, Action::PolicyDeploy, project, instance).await?;
    let before = drafts::draft(tx, instance.organization, instance.id).await?;
    lock::version(before.revision, if_match)?;
    let has_policy = promotion.policy.is_some();
    if let Some((source, format)) = promotion.policy {
        drafts::write(tx, act, &instance, source, format).await?;
    }
    let mut taken = None;
    if let Some(new) = &promotion.client_auth {
        let before = client_auth::get(tx, instance.organization, instance.id).await?;
        taken = Some(client_auth::told(&before.unwrap_or_default().document, new));
        client_auth::write(tx, &instance, new).await?;
    }
    let after = drafts::draft(tx, instance.organization, instance.id).await?;
    let entry = Entry::done("policy.promote", "instance", instance.id.0, instance.name.as_str())
        .detail(json!({
            "from": promotion.from, "revision": has_policy.then_some(after.revision), "client_auth": taken,
        }));
    append(tx, act, Home::Of(instance.organization), entry).await?;
    Ok(after)
}
