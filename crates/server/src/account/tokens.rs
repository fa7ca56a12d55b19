//! What the operations on personal access tokens share.

use bailiwick_access::Principal;
use bailiwick_api::TokenAnswer;
use bailiwick_model::{OrganizationId, Timestamp, Token, TokenPreset};
use bailiwick_store::Tx;

use crate::call::{Call, Judged};
use crate::error::Error;
use crate::token_grants;

/// Days that a token lasts when nothing is said, and at most.
const USUAL_DAYS: u64 = 90;
const LONGEST_DAYS: u64 = 366;

/// A token and what it carries, as its owner may see it.
pub(crate) async fn show(call: &Call, tx: &mut Tx<'_>, token: Token) -> Result<TokenAnswer, Error> {
    let mut grants = Vec::new();
    if token.preset == TokenPreset::Custom
        && let Some(organization) = token.organization
        && let Some(judged) = judged(call, tx, organization).await?
        && call.enter(&judged.folded).is_ok()
    {
        let names = bailiwick_store::places::load(tx, organization).await?;
        for grant in bailiwick_store::tokens::grants_of(tx, &token).await? {
            grants.push(token_grants::show(&judged, &names, &grant));
        }
    }
    Ok(TokenAnswer { token, grants })
}

/// The caller as a member; nobody where the account is no active one.
pub(crate) async fn judged(
    call: &Call,
    tx: &mut Tx<'_>,
    organization: OrganizationId,
) -> Result<Option<Judged>, Error> {
    let folded = call.state.snapshots.of(tx, organization, call.now).await?;
    let account = call.account()?.id;
    Ok(folded.and_then(|folded| {
        let principal: Principal = folded.member(account)?;
        folded.snapshot.principal(&principal)?;
        Some(Judged { folded, principal })
    }))
}

/// When a token ends: what is given, within what is usual here and what its organization allows.
pub(crate) async fn end(
    call: &Call,
    tx: &mut Tx<'_>,
    organization: Option<OrganizationId>,
    given: Option<Timestamp>,
) -> Result<Timestamp, Error> {
    let allowed = match organization {
        Some(organization) => match judged(call, tx, organization).await? {
            Some(judged) => {
                call.enter(&judged.folded)?;
                judged.folded.settings.token_days
            }
            None => return Err(Error::not_found()),
        },
        None => None,
    };
    let longest = allowed.unwrap_or(LONGEST_DAYS).min(LONGEST_DAYS);
    let after = |days: u64| call.now.plus_seconds(i64::try_from(days * 86_400).unwrap_or(i64::MAX));
    let end = given.unwrap_or_else(|| after(USUAL_DAYS.min(longest)));
    if end <= call.now {
        return Err(Error::invalid("expires_at", "this time has passed"));
    }
    if end > after(longest) {
        let message = format!("a token lasts at most {longest} days");
        return Err(Error::invalid("expires_at", message));
    }
    Ok(end)
}
