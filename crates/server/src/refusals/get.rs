//! Why a request was refused. To anybody else than who was refused, and who may explain access there, it is as if
//! there had been no such request.

use std::collections::BTreeMap;

use bailiwick_access::{Action, Principal, Resource, decide};
use bailiwick_api::RefusalAnswer;
use bailiwick_model::{OrganizationId, RequestId};
use bailiwick_store::Tx;

use crate::access::explanation::{Asked, explanation};
use crate::access::question::sees;
use crate::answer::Answer;
use crate::call::{Call, Judged, Used};
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let request: RequestId = call.path.id("request")?;
    let mut tx = call.read().await?;
    // Where the caller is somebody is asked first: a request of elsewhere costs what one costs that never was.
    let epochs = epochs(&call, &mut tx).await?;
    let Some(kept) = call.state.refusals.find(request) else {
        return super::data::answer(&call, &mut tx, &epochs, request).await;
    };
    let judged = judged(&call, &mut tx, &epochs, kept.refused.organization).await?;
    let refused = &kept.refused;
    let own = is_own(&call, &judged, &refused.principal)?;
    let may_explain = decide(
        &judged.folded.snapshot,
        &judged.principal,
        Action::AccessExplain,
        &Resource::Organization,
    );
    if !(own || may_explain.is_ok()) || !sees(&judged, &refused.resource) {
        return Err(Error::not_found());
    }
    let asked = Asked {
        principal: &refused.principal,
        action: refused.action,
        resource: &refused.resource,
    };
    let explanation = explanation(&call.state, &mut tx, &judged, asked, call.now).await?;
    Answer::ok(&RefusalAnswer {
        request,
        at: kept.at,
        operation: Some(kept.operation.to_owned()),
        organization: refused.organization,
        own,
        explanation: Some(explanation),
        data: None,
    })
}

/// The organizations that the caller's credential may work in, and their epochs.
async fn epochs(call: &Call, tx: &mut Tx<'_>) -> Result<BTreeMap<OrganizationId, u64>, Error> {
    let caller = call.caller()?;
    match (&caller.account, &caller.credential) {
        (Some(account), _) => Ok(bailiwick_store::members::epochs_of(tx, account.id).await?),
        (None, Used::Service(token)) => {
            let organization = token.organization;
            let epoch = bailiwick_store::organizations::epoch(tx, organization).await?;
            Ok(epoch.map(|epoch| (organization, epoch)).into_iter().collect())
        }
        (None, _) => Ok(BTreeMap::new()),
    }
}

/// The state of the organization and the caller in it.
pub(super) async fn judged(
    call: &Call,
    tx: &mut Tx<'_>,
    epochs: &BTreeMap<OrganizationId, u64>,
    organization: OrganizationId,
) -> Result<Judged, Error> {
    let epoch = epochs.get(&organization).ok_or_else(Error::not_found)?;
    let folded = call.state.snapshots.at(tx, organization, *epoch, call.now).await?;
    let caller = call.caller()?;
    let principal = crate::gate::principal(caller, &folded, organization);
    // As at the gate: whoever holds nothing here, being suspended perhaps, learns nothing of what is asked of those who do.
    let principal = principal
        .filter(|principal| folded.snapshot.principal(principal).is_some())
        .ok_or_else(Error::not_found)?;
    crate::gate::admit(&folded.settings, &caller.credential, call.address, call.now)?;
    Ok(Judged { folded, principal })
}

/// Whether it was said to the caller: to this very token, or to this person, who may read what its tokens were told.
fn is_own(call: &Call, judged: &Judged, principal: &Principal) -> Result<bool, Error> {
    if judged.principal == *principal {
        return Ok(true);
    }
    let is_person = matches!(call.caller()?.credential, Used::Session(_));
    let Principal::PersonalToken(token) = principal else { return Ok(false) };
    let tokens = &judged.folded.world.personal_tokens;
    let owner = tokens.iter().find(|one| one.id == *token);
    Ok(is_person && owner.is_some_and(|one| judged.principal == Principal::Member(one.member)))
}
