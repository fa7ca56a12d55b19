//! Whose the token in use is, and what it can do at this moment.

use bailiwick_access::Principal;
use bailiwick_api::{InspectedOrganization, TokenInspection, TokenOwner};
use bailiwick_model::{DisplayName, OrganizationId, TokenKind};
use bailiwick_store::Tx;

use super::abilities::abilities;
use crate::answer::Answer;
use crate::call::{Call, Judged, Used};
use crate::error::Error;

/// What a session is told: it is nobody's token.
pub(crate) fn no_token() -> Error {
    Error::conflict("no_token", "this is about the token that a request carries, and there is none")
        .hint("send it as `Authorization: Bearer …`")
}

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    let inspection = match &call.caller()?.credential {
        Used::Session(_) => return Err(no_token()),
        Used::Token(token) => {
            let account = call.account()?;
            let mut organizations = Vec::new();
            let all = bailiwick_store::members::of_account(&mut tx, account.id, call.now).await?;
            for (organization, _) in all {
                if token.organization.is_none_or(|only| only == organization.id) {
                    let principal = Principal::PersonalToken(token.id);
                    let (id, name) = (organization.id, organization.name);
                    organizations.extend(look(&call, &mut tx, id, name, principal).await?);
                }
            }
            TokenInspection {
                kind: TokenKind::Personal,
                id: token.id,
                name: token.name.clone(),
                last_four: token.last_four.clone(),
                owner: Some(TokenOwner {
                    id: account.id,
                    email: account.email.clone(),
                    display_name: account.display_name.clone(),
                }),
                preset: Some(token.preset),
                created_at: token.created_at,
                expires_at: token.expires_at,
                last_used_at: token.last_used_at,
                last_address: token.last_address.clone(),
                organizations,
            }
        }
        Used::Service(token) => {
            let organization = bailiwick_store::organizations::get(&mut tx, token.organization)
                .await?
                .ok_or_else(Error::not_found)?;
            let principal = Principal::ServiceToken(token.id);
            let (id, name) = (organization.id, organization.name);
            TokenInspection {
                kind: TokenKind::Service,
                id: token.id,
                name: token.name.clone(),
                last_four: token.last_four.clone(),
                owner: None,
                preset: None,
                created_at: token.created_at,
                expires_at: token.expires_at,
                last_used_at: token.last_used_at,
                last_address: token.last_address.clone(),
                organizations: look(&call, &mut tx, id, name, principal)
                    .await?
                    .into_iter()
                    .collect(),
            }
        }
    };
    Answer::ok(&inspection)
}

async fn look(
    call: &Call,
    tx: &mut Tx<'_>,
    id: OrganizationId,
    name: DisplayName,
    principal: Principal,
) -> Result<Option<InspectedOrganization>, Error> {
    let Some(folded) = call.state.snapshots.of(tx, id, call.now).await? else { return Ok(None) };
    let names = bailiwick_store::places::load(tx, id).await?;
    let is_let_in = call.enter(&folded).is_ok();
    let judged = Judged { folded, principal };
    // What an organization does not let in can do nothing there, and learns nothing of it.
    let abilities = if is_let_in { abilities(&judged, &names) } else { Vec::new() };
    Ok(Some(InspectedOrganization { id, name, abilities }))
}
