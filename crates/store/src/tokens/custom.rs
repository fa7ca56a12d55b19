//! Personal access tokens that carry a part of their owner's authority.

use bailiwick_access::{GrantDefinition, Principal, WorldTeam, guard};
use bailiwick_model::{OrganizationId, TeamId, Token, TokenPreset};
use serde_json::Value;

use crate::act::Act;
use crate::error::Error;
use crate::grants::{self, Holder, NewGrant};
use crate::service_tokens;
use crate::tx::Tx;
use crate::{lock, world};

/// What a custom token carries; nothing of its own for others.
///
/// # Errors
/// When the database fails.
pub async fn grants_of(tx: &mut Tx<'_>, token: &Token) -> Result<Vec<GrantDefinition>, Error> {
    match token.organization {
        Some(organization) if token.preset == TokenPreset::Custom => {
            grants::of(tx, organization, Holder::PersonalToken(token.id)).await
        }
        _ => Ok(Vec::new()),
    }
}

/// Use is bounded by what the owner holds then, so more would not be power; but it would lie in wait for it. What the
/// token is to carry is judged as if the owner gave it to others: to a team of nobody.
pub(super) async fn refuse_beyond_owner(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
    token: &Token,
    new: &[NewGrant],
) -> Result<(), Error> {
    lock::organization(tx, organization).await?;
    let before = world::load(tx, organization).await?;
    let owner = before.members.iter().find(|member| member.account == token.account);
    let owner = Principal::Member(owner.ok_or(Error::NotFound("organization"))?.id);
    let mut after = before.clone();
    let grants = new.iter().map(|grant| GrantDefinition {
        expires_at: grant.expires_at.into_iter().chain(token.expires_at).min(),
        ..definition(act, grant)
    });
    let team = WorldTeam { id: TeamId(token.id.0), members: Vec::new(), grants: grants.collect() };
    after.teams.push(team);
    guard(&before, &after, &owner, &[], act.now).map_err(Error::Refused)
}

fn definition(act: &Act<'_>, new: &NewGrant) -> GrantDefinition {
    GrantDefinition {
        id: act.id(),
        gives: new.gives.clone(),
        scope: new.scope.clone(),
        production: new.production,
        expires_at: new.expires_at,
    }
}

/// A grant as the audit log keeps it; its id is the token's.
pub(super) fn described(new: &NewGrant) -> Value {
    service_tokens::described(&new.gives, &new.scope, new.production, new.expires_at)
}
