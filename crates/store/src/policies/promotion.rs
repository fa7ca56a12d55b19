//! What an instance takes over from another one.

use bailiwick_access::Action;
use bailiwick_model::{InstanceId, OrganizationId, PolicyDraft, PolicyFormat, ProjectId};
use serde_json::json;

use super::{drafts, versions};
use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::client_auth::{self, NewClientAuth};
use crate::error::Error;
use crate::tx::Tx;
use crate::{instances, lock};

/// What an instance is, as far as others take it over. Equal numbers mean equal documents.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Side {
    /// The revision of its draft; 0 before anything was saved or deployed.
    pub draft_revision: u64,
    /// The version in force; 0 before the first deploy.
    pub policy_version: u64,
    /// The version of its client auth; 0 where none was set.
    pub client_auth_version: u64,
}

/// What both instances are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Basis {
    /// Where it comes from.
    pub source: Side,
    /// Where it goes to.
    pub target: Side,
}

/// What is taken over.
#[derive(Clone, Debug)]
pub struct Promotion {
    /// Where it comes from.
    pub from: InstanceId,
    /// What both were when whoever promotes looked at them.
    pub basis: Basis,
    /// Becomes the draft.
    pub policy: Option<(String, PolicyFormat)>,
    /// Becomes the client auth.
    pub client_auth: Option<NewClientAuth>,
}

impl Promotion {
    /// Refuses what is no longer what was looked at, and says what that is. Only what is taken over counts.
    ///
    /// # Errors
    /// [`Error::Conflict`] `preview_outdated`.
    pub fn require_unchanged(&self, now: Basis) -> Result<(), Error> {
        let sides = [
            ("the instance that it comes from", self.basis.source, now.source),
            ("this instance", self.basis.target, now.target),
        ];
        let mut changed = Vec::new();
        for (name, before, now) in sides {
            let is_same_policy = before.draft_revision == now.draft_revision
                && before.policy_version == now.policy_version;
            if self.policy.is_some() && !is_same_policy {
                changed.push(format!("the policy of {name}"));
            }
            let is_same_client_auth = before.client_auth_version == now.client_auth_version;
            if self.client_auth.is_some() && !is_same_client_auth {
                changed.push(format!("the client auth of {name}"));
            }
        }
        if changed.is_empty() {
            return Ok(());
        }
        let sentence = format!(
            "{} changed since the preview: preview again, and look at what it would do now",
            changed.join(" and ")
        );
        Err(Error::conflict("preview_outdated", sentence))
    }
}

/// What both instances are now.
///
/// # Errors
/// When the database fails.
pub async fn basis(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    from: InstanceId,
    to: InstanceId,
) -> Result<Basis, Error> {
    Ok(Basis {
        source: side(tx, organization, from).await?,
        target: side(tx, organization, to).await?,
    })
}

async fn side(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
) -> Result<Side, Error> {
    let draft = drafts::draft(tx, organization, instance).await?;
    let deployed = versions::deployed(tx, instance).await?;
    let client_auth = client_auth::get(tx, organization, instance).await?;
    Ok(Side {
        draft_revision: draft.revision,
        policy_version: deployed.map_or(0, |deployed| deployed.version.version),
        client_auth_version: client_auth.map_or(0, |stored| stored.version),
    })
}

/// Takes over a policy as a draft, and client auth; both or neither, with one entry in the log. Answers the draft.
///
/// # Errors
/// [`Error::Version`] when the draft has another revision than `if_match`; [`Error::Conflict`] when either instance was
/// changed since it was looked at, and when a production instance would have development tokens.
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
    // Under the lock of the organization neither instance changes any more.
    let now = basis(tx, instance.organization, promotion.from, instance.id).await?;
    promotion.require_unchanged(now)?;
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
