//! Service tokens: programs as principals of an organization.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod grant_create;
pub(crate) mod grant_delete;
pub(crate) mod grant_list;
pub(crate) mod list;
pub(crate) mod rotate;
pub(crate) mod update;

use std::collections::BTreeMap;

use bailiwick_access::{Action, Principal, Resource};
use bailiwick_api::{Expiry, Ruled, ServiceTokenAnswer};
use bailiwick_model::{
    AccountId, MemberReference, MemberState, OrganizationId, ServiceToken, Timestamp,
};
use bailiwick_store::Tx;
use bailiwick_store::places::Places;

use crate::call::Call;
use crate::error::Error;
use crate::rulings::{Ruling, ruled};
use crate::token_grants::words;

/// Days that a token lasts when nothing is said.
const USUAL_DAYS: u64 = 90;

/// A token that is rotated goes on working with the secret until now for so many seconds at most: 7 days.
const LONGEST_OVERLAP: u64 = 7 * 86_400;

/// What may be done to a token, and is refused for one that stands above the caller.
const CHANGES: [Action; 3] =
    [Action::ServiceTokensUpdate, Action::ServiceTokensDelete, Action::ServiceTokenGrantsUpdate];

/// What is known of tokens besides themselves.
pub(crate) struct Surroundings {
    names: Places,
    creators: BTreeMap<AccountId, MemberReference>,
}

impl Surroundings {
    pub(crate) async fn load(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Self, Error> {
        Ok(Surroundings {
            names: bailiwick_store::places::load(tx, organization).await?,
            creators: bailiwick_store::service_tokens::creators(tx, organization).await?,
        })
    }
}

/// A token as the caller may see it, with what the caller may do to this very one.
pub(crate) fn show(
    call: &Call,
    around: &Surroundings,
    token: ServiceToken,
) -> Result<Ruled<ServiceTokenAnswer>, Error> {
    let judged = call.judged()?;
    let held = judged.folded.snapshot.effective(&judged.principal, &Resource::Organization);
    let creator = token.creator.and_then(|account| around.creators.get(&account));
    let holds = held.contains(Action::ServiceTokenGrantsView).then(|| {
        let all = judged.folded.world.service_tokens.iter().filter(|one| one.id == token.id);
        all.flat_map(|one| &one.grants)
            .map(|grant| {
                let mut grant = grant.clone();
                grant.expires_at = grant.expires_at.filter(|end| Some(*end) != token.expires_at);
                words::grant(judged, &around.names, &grant)
            })
            .collect()
    });
    let touched = [Principal::ServiceToken(token.id)];
    let object = ServiceTokenAnswer {
        is_orphaned: creator.is_none_or(|creator| creator.state != MemberState::Active),
        created_by: creator.filter(|_| held.contains(Action::MembersView)).cloned(),
        holds,
        token,
    };
    let reads = [Action::ServiceTokensView, Action::ServiceTokenGrantsView];
    let rulings = CHANGES.map(|action| Ruling { action, change: None, touched: &touched });
    ruled(call, object, &Resource::Organization, &reads, &rulings)
}

/// When a token ends: what is given, within what the organization allows.
pub(crate) fn end(call: &Call, given: Option<Expiry>) -> Result<Option<Timestamp>, Error> {
    let (now, longest_days) = (call.now, call.judged()?.folded.settings.token_days);
    let after = |days: u64| now.plus_seconds(i64::try_from(days * 86_400).unwrap_or(i64::MAX));
    let longest = longest_days.map(after);
    let end = match given {
        None => Some(after(longest_days.unwrap_or(USUAL_DAYS).min(USUAL_DAYS))),
        Some(Expiry::Never) => None,
        Some(Expiry::At(end)) if end <= now => {
            return Err(Error::invalid("expires_at", "this time has passed"));
        }
        Some(Expiry::At(end)) => Some(end),
    };
    match (end, longest, longest_days) {
        (end, Some(longest), Some(days)) if end.is_none_or(|end| end > longest) => {
            let message = format!("a token of this organization lasts at most {days} days");
            Err(Error::invalid("expires_at", message))
        }
        _ => Ok(end),
    }
}

/// How long the secret until now works after a rotation.
pub(crate) fn overlap(now: Timestamp, seconds: Option<u64>) -> Result<Option<Timestamp>, Error> {
    match seconds {
        None | Some(0) => Ok(None),
        Some(seconds) if seconds > LONGEST_OVERLAP => {
            let message = format!("at most {LONGEST_OVERLAP} seconds, which are 7 days");
            Err(Error::invalid("overlap_seconds", message))
        }
        Some(seconds) => Ok(Some(now.plus_seconds(i64::try_from(seconds).unwrap_or(i64::MAX)))),
    }
}
