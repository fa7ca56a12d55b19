//! `policy_promote`

use bailiwick_api::{Held, NewPolicyPromotion, PolicyPromotion, PolicyPromotionPreview};
use bailiwick_store::policies::{self, Promotion};

use super::promotion::{answer, looked_at, sides};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Takes over what is asked for, with one entry in the log. A policy becomes a draft; to deploy it is another act.
pub(crate) async fn handle(mut call: Call) -> Result<Answer, Error> {
    let (project, instance) = (call.path.project()?, call.path.instance()?);
    let NewPolicyPromotion { from, policy, client_auth, basis } = call.json()?;
    let asked = PolicyPromotionPreview { from, policy, client_auth };
    let mut tx = call.begin().await?;
    let sides = sides(&mut call, &mut tx, &asked).await?;
    let promotion = Promotion {
        from,
        basis: looked_at(basis),
        policy: sides.policy.as_ref().map(|(new, _)| (new.source.clone(), new.format)),
        client_auth: sides.client_auth.as_ref().map(|(new, _)| new.clone()),
    };
    // What was read here is what was looked at; the store looks again under its lock.
    promotion.require_unchanged(sides.basis)?;
    // What cannot be compared is not taken over.
    let answer = answer(&sides)?;
    let act = call.act();
    let draft =
        policies::promote(&mut tx, &act, project, instance, promotion, call.if_match).await?;
    tx.commit().await?;
    if sides.client_auth.is_some() {
        call.state.hosted.refresh(&call.state, instance).await;
    }
    let version = draft.revision;
    let can = super::can(&call)?;
    let draft = sides.policy.is_some().then_some(Held { object: draft, can });
    Ok(Answer::ok(&PolicyPromotion { draft, ..answer })?.version(version))
}
