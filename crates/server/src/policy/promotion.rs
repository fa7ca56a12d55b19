//! What an instance takes over from another one, and what that changes.

use bailiwick_access::{Action, Resource};
use bailiwick_api::{
    PolicyPromotion, PolicyPromotionPreview, PromotionBasis, PromotionSide, SettingDifference,
};
use bailiwick_model::{InstanceId, PolicyDraft};
use bailiwick_policy::difference;
use bailiwick_store::Tx;
use bailiwick_store::client_auth::{self, NewClientAuth, StoredClientAuth, StoredSupabase};
use bailiwick_store::policies::{Basis, Side};
use bailiwick_store::{connections, policies};
use serde_json::{Value, json};

use super::{diff, problems};
use crate::access::question::sees;
use crate::call::Call;
use crate::error::Error;

/// Both sides of what is asked.
pub(super) struct Sides {
    pub(super) from: InstanceId,
    /// What they are.
    pub(super) basis: Basis,
    /// What becomes the draft, and what that is now.
    pub(super) policy: Option<(PolicyDraft, PolicyDraft)>,
    /// What becomes the client auth, and what that is now.
    pub(super) client_auth: Option<(NewClientAuth, StoredClientAuth)>,
}

/// Reads both sides, as far as the caller may.
pub(super) async fn sides(
    call: &mut Call,
    tx: &mut Tx<'_>,
    asked: &PolicyPromotionPreview,
) -> Result<Sides, Error> {
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    let takes_policy = asked.policy.unwrap_or(true);
    if !takes_policy && !asked.client_auth {
        return Err(Error::invalid(
            "policy",
            "nothing is taken over: neither policy nor client auth",
        ));
    }
    let source = Resource::Instance(asked.from);
    if asked.from == instance {
        return Err(Error::invalid("from", "it is this very instance"));
    }
    // What is not of this organization is nothing that anybody here sees.
    if !sees(call.judged()?, &source) {
        return Err(Error::absent("from", "instance"));
    }
    call.require(Action::PolicyView, &source)?;
    // Read before the documents: what changes in between is found under the lock, and refused.
    let basis = policies::basis(tx, organization, asked.from, instance).await?;
    let policy = if takes_policy {
        let new = policies::draft(tx, organization, asked.from).await?;
        if !new.is_saved() && new.source.is_empty() {
            return Err(Error::conflict("no_draft", "that instance has no policy yet")
                .hint("save one there first"));
        }
        let document = problems::read(&new.source, new.format)?;
        problems::require_key(call, tx, &document).await?;
        Some((new, policies::draft(tx, organization, instance).await?))
    } else {
        None
    };
    let client_auth = if asked.client_auth {
        // Who decides who comes in decides who reads.
        call.require(Action::DataView, &Resource::Instance(instance))?;
        let theirs = client_auth::get(tx, organization, asked.from).await?.unwrap_or_default();
        let own = client_auth::get(tx, organization, instance).await?.unwrap_or_default();
        let is_production = call.judged()?.folded.is_production(instance);
        let new = without_secrets(theirs.document, &own.document, is_production);
        if let Some(session) = &new.session {
            has_connection(tx, instance, &session.connection).await?;
        }
        // Their keys beside one's own secrets are judged like what is typed.
        crate::client_auth::check(&call.state.vault, organization, instance, &new)?;
        Some((new, own))
    } else {
        None
    };
    Ok(Sides { from: asked.from, basis, policy, client_auth })
}

/// Where the session query could not run, nobody would come in.
async fn has_connection(tx: &mut Tx<'_>, instance: InstanceId, name: &str) -> Result<(), Error> {
    let known = connections::all(tx, instance).await?;
    if known.iter().any(|known| known.connection.name.as_str() == name) {
        return Ok(());
    }
    let sentence = format!(
        "its session query runs on the connection `{}`, which this instance does not have",
        name.escape_debug()
    );
    Err(Error::conflict("no_connection", sentence).hint("make a connection of that name first"))
}

/// Their settings with one's own secrets.
fn without_secrets(
    theirs: NewClientAuth,
    own: &NewClientAuth,
    is_production: bool,
) -> NewClientAuth {
    let legacy_secret = |url: &str| {
        let own = own.supabase.as_ref().filter(|own| own.url == url)?;
        own.sealed_legacy_secret.clone()
    };
    NewClientAuth {
        development_tokens: theirs.development_tokens && !is_production,
        secrets: own.secrets.clone(),
        supabase: theirs.supabase.map(|StoredSupabase { url, .. }| StoredSupabase {
            sealed_legacy_secret: legacy_secret(&url),
            url,
        }),
        ..theirs
    }
}

/// What changes, before it does.
pub(super) fn answer(sides: &Sides) -> Result<PolicyPromotion, Error> {
    let policy = match &sides.policy {
        Some((new, now)) => {
            let after = problems::read(&new.source, new.format)?;
            // A draft here that cannot be read is no reason to keep it.
            let before = problems::read(&now.source, now.format).unwrap_or_default();
            let difference = difference(&before, &after);
            Some(diff::answer("draft".to_owned(), sides.from.to_string(), &difference))
        }
        None => None,
    };
    let client_auth = sides.client_auth.as_ref().map(|(new, now)| settings(new, now));
    let basis = told(sides.basis);
    Ok(PolicyPromotion { from: sides.from, basis, policy, client_auth, draft: None })
}

fn told(Basis { source, target }: Basis) -> PromotionBasis {
    let side = |side: Side| PromotionSide {
        draft_revision: side.draft_revision,
        policy_version: side.policy_version,
        client_auth_version: side.client_auth_version,
    };
    PromotionBasis { source: side(source), target: side(target) }
}

/// What the caller looked at.
pub(super) fn looked_at(PromotionBasis { source, target }: PromotionBasis) -> Basis {
    let side = |side: PromotionSide| Side {
        draft_revision: side.draft_revision,
        policy_version: side.policy_version,
        client_auth_version: side.client_auth_version,
    };
    Basis { source: side(source), target: side(target) }
}

fn settings(new: &NewClientAuth, now: &StoredClientAuth) -> Vec<SettingDifference> {
    let now = &now.document;
    let supabase = |auth: &NewClientAuth| json!(auth.supabase.as_ref().map(|one| &one.url));
    let pairs: [(&str, Value, Value); 12] = [
        ("jwks", json!(now.jwks), json!(new.jwks)),
        ("jwks_uri", json!(now.jwks_uri), json!(new.jwks_uri)),
        ("key_issuers", json!(now.key_issuers), json!(new.key_issuers)),
        ("supabase", supabase(now), supabase(new)),
        ("audiences", json!(now.audiences), json!(new.audiences)),
        ("issuers", json!(now.issuers), json!(new.issuers)),
        ("leeway_seconds", json!(now.leeway_seconds), json!(new.leeway_seconds)),
        ("roles_claim", json!(now.roles_claim), json!(new.roles_claim)),
        ("development_tokens", json!(now.development_tokens), json!(new.development_tokens)),
        ("anonymous", json!(now.anonymous), json!(new.anonymous)),
        ("origins", json!(now.origins), json!(new.origins)),
        ("session", json!(now.session), json!(new.session)),
    ];
    pairs
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(field, before, after)| SettingDifference { field: field.to_owned(), before, after })
        .collect()
}
