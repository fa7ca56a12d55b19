//! What service tokens are given. Bounds are judged by the state that a change leaves, as for anybody.

use bailiwick_access::{Action, Gives, GrantDefinition, GrantScope, Principal, Resource};
use bailiwick_model::{GrantId, ServiceToken, Timestamp, TokenId};
use serde_json::{Value, json};

use super::get;
use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::grants::{self, Holder, NewGrant};
use crate::guarded::{self, Guarded};
use crate::tx::Tx;

/// A token holds so many grants at most: more are a mistake of a program.
const MOST: usize = 200;

/// Gives a token something.
///
/// # Errors
/// [`Error::Refused`] when the actor does not hold it, or may not open production to a token.
pub async fn give(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    token: TokenId,
    new: NewGrant,
) -> Result<GrantDefinition, Error> {
    let (guarded, token, held) = held(tx, act, token).await?;
    if held.len() >= MOST {
        let message = format!("a token holds at most {MOST} grants: take some away first");
        return Err(Error::conflict("too_many_grants", message));
    }
    let holder = Holder::ServiceToken(token.id);
    let id = grants::insert(tx, act, token.organization, holder, &new).await?;
    let grant = GrantDefinition {
        id,
        gives: new.gives,
        scope: new.scope,
        production: new.production,
        expires_at: new.expires_at,
    };
    record(tx, act, "service_token_grants.create", &token, &grant).await?;
    guarded.close(tx, act, &[Principal::ServiceToken(token.id)]).await?;
    Ok(grant)
}

/// Takes a grant from a token.
///
/// # Errors
/// [`Error::NotFound`] when it is not the token's; [`Error::Refused`] when the token holds what the actor does not.
pub async fn take(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    token: TokenId,
    grant: GrantId,
) -> Result<(), Error> {
    let (guarded, token, held) = held(tx, act, token).await?;
    let grant = held.into_iter().find(|one| one.id == grant).ok_or(Error::NotFound("grant"))?;
    grants::delete(tx, token.organization, grant.id).await?;
    record(tx, act, "service_token_grants.delete", &token, &grant).await?;
    guarded.close(tx, act, &[Principal::ServiceToken(token.id)]).await
}

async fn held(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    token: TokenId,
) -> Result<(Guarded, ServiceToken, Vec<GrantDefinition>), Error> {
    let organization = act.require(Action::ServiceTokenGrantsUpdate, &Resource::Organization)?;
    let guarded = guarded::open(tx, act, organization).await?;
    let token = get(tx, organization, token).await?.ok_or(Error::NotFound("service token"))?;
    let held = grants::of(tx, organization, Holder::ServiceToken(token.id)).await?;
    Ok((guarded, token, held))
}

async fn record(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    action: &str,
    token: &ServiceToken,
    grant: &GrantDefinition,
) -> Result<(), Error> {
    let mut detail = described(&grant.gives, &grant.scope, grant.production, grant.expires_at);
    detail["grant"] = json!(grant.id);
    let entry =
        Entry::done(action, "service_token", token.id.0, token.name.as_str()).detail(detail);
    append(tx, act, Home::Of(token.organization), entry).await
}

/// What a grant gives, as the audit log keeps it.
pub(crate) fn described(
    gives: &Gives,
    scope: &GrantScope,
    production: bool,
    expires_at: Option<Timestamp>,
) -> Value {
    let (role, actions) = match gives {
        Gives::Role(role) => (Some(role), None),
        Gives::Actions(actions) => (None, Some(actions)),
    };
    let scope = match scope {
        GrantScope::Organization => json!("organization"),
        GrantScope::Projects(projects) => json!({ "projects": projects }),
        GrantScope::Instance(instance) => json!({ "instance": instance }),
        GrantScope::Database(database) => json!({ "database": database }),
    };
    json!({
        "role": role, "actions": actions, "scope": scope, "production": production, "expires_at": expires_at,
    })
}
