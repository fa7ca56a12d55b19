//! The end of a membership: somebody is removed, or leaves.

use bailiwick_access::{Action, Principal, Resource, Snapshot, Standing, SystemReason, decide};
use bailiwick_model::{Account, Member, MemberId, OrganizationId, TokenId};
use serde_json::json;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::guarded::{self, Guarded};
use crate::members;
use crate::row::Columns;
use crate::tx::Tx;

/// What becomes of the service tokens that a member made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokensOfMember {
    /// Nothing was said: where there are any, it is asked.
    Ask,
    /// They stay, as the organization's.
    Keep,
    /// They end.
    Revoke,
}

/// Takes a member out of an organization: its grants, its teams and its tokens of this organization end.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Version`], [`Error::Refused`]; [`Error::Conflict`] `tokens_undecided`.
pub async fn remove(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    member: MemberId,
    tokens: TokensOfMember,
    if_match: Option<u64>,
) -> Result<(), Error> {
    let organization = act.require(Action::MembersRemove, &Resource::Organization)?;
    let guarded = guarded::open(tx, act, organization).await?;
    let actor = *act.permit.principal().unwrap_or(&Principal::Member(member));
    let gone = members::held(tx, organization, member, if_match, act.now).await?;
    let ended = end(tx, act, &guarded, actor, &gone, tokens).await?;
    guarded.close(tx, act, &[Principal::Member(member)]).await?;
    let entry = Entry::done("members.remove", "member", member.0, gone.display_name.as_str())
        .detail(ended.told(&gone));
    append(tx, act, Home::Of(organization), entry).await
}

/// Ends the account's own membership. What it may not do to service tokens as a member, it may not do by leaving.
///
/// # Errors
/// As [`remove`].
pub async fn leave(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    account: &Account,
    tokens: TokensOfMember,
) -> Result<(), Error> {
    act.permit.require_system(&[SystemReason::Account])?;
    let organization = act.organization()?;
    let guarded = guarded::open(tx, act, organization).await?;
    let own = guarded.before.members.iter().find(|one| one.account == account.id && !one.suspended);
    let member = own.map(|one| one.id).ok_or(Error::NotFound("member"))?;
    let gone = members::held(tx, organization, member, None, act.now).await?;
    let actor = Principal::Member(member);
    let ended = end(tx, act, &guarded, actor, &gone, tokens).await?;
    guarded.close_as(tx, act, actor, &[]).await?;
    let entry = Entry::done("members.leave", "member", member.0, gone.display_name.as_str())
        .detail(ended.told(&gone))
        .by(account);
    append(tx, act, Home::Of(organization), entry).await
}

/// What ended with a membership.
struct Ended {
    service_tokens: Vec<TokenId>,
    kept_tokens: Vec<TokenId>,
    personal_tokens: u64,
}

impl Ended {
    fn told(&self, gone: &Member) -> serde_json::Value {
        json!({
            "account": gone.account, "roles": gone.roles, "revoked_service_tokens": self.service_tokens,
            "kept_service_tokens": self.kept_tokens, "revoked_personal_tokens": self.personal_tokens,
        })
    }
}

async fn end(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    guarded: &Guarded,
    actor: Principal,
    gone: &Member,
    tokens: TokensOfMember,
) -> Result<Ended, Error> {
    let organization = guarded.before.organization;
    let made = service_tokens(tx, organization, gone).await?;
    let may = |action| {
        let snapshot = Snapshot::fold(&guarded.before, act.now);
        decide(&snapshot, &actor, action, &Resource::Organization).map(drop)
    };
    let mut ended =
        Ended { service_tokens: Vec::new(), kept_tokens: Vec::new(), personal_tokens: 0 };
    let ids: Vec<TokenId> = made.iter().map(|(id, _)| *id).collect();
    match tokens {
        _ if made.is_empty() => {}
        TokensOfMember::Ask => {
            // Whoever could not remove the member learns that, and nothing of its tokens.
            let target = [Principal::Member(gone.id)];
            let standing = Standing::of(&guarded.before, &actor, &target, act.now);
            standing.remove(gone.id).map_err(Error::Refused)?;
            return Err(undecided(&made, may(Action::ServiceTokensView).is_ok()));
        }
        TokensOfMember::Keep => ended.kept_tokens = ids,
        TokensOfMember::Revoke => {
            may(Action::ServiceTokensDelete).map_err(Error::Denied)?;
            for token in &ids {
                sqlx::query("DELETE FROM service_tokens WHERE organization = $1 AND id = $2")
                    .bind(organization.to_string())
                    .bind(token.to_string())
                    .execute(tx.connection())
                    .await?;
            }
            ended.service_tokens = ids;
        }
    }
    let revoked = sqlx::query("DELETE FROM tokens WHERE organization = $1 AND account = $2")
        .bind(organization.to_string())
        .bind(gone.account.to_string())
        .execute(tx.connection())
        .await?;
    ended.personal_tokens = revoked.rows_affected();
    // Grants, teams and requests of the member go with its row.
    sqlx::query("DELETE FROM members WHERE organization = $1 AND id = $2")
        .bind(organization.to_string())
        .bind(gone.id.to_string())
        .execute(tx.connection())
        .await?;
    Ok(ended)
}

/// The service tokens that the member made, by name.
async fn service_tokens(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    member: &Member,
) -> Result<Vec<(TokenId, String)>, Error> {
    let rows = sqlx::query(
        "SELECT id, name FROM service_tokens WHERE organization = $1 AND creator = $2 ORDER BY name, id",
    )
    .bind(organization.to_string())
    .bind(member.account.to_string())
    .fetch_all(tx.connection())
    .await?;
    rows.iter().map(|row| Ok((Columns(row).parsed("id")?, Columns(row).text("name")?))).collect()
}

fn undecided(made: &[(TokenId, String)], may_see: bool) -> Error {
    let which = if may_see {
        let names: Vec<&str> = made.iter().take(20).map(|(_, name)| name.as_str()).collect();
        let more = made.len().saturating_sub(names.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("`{}`{more}", names.join("`, `"))
    } else {
        made.len().to_string()
    };
    let message = format!(
        "this member made service tokens: {which}; say `tokens=keep` to leave them to the organization or \
         `tokens=revoke` to end them"
    );
    Error::conflict("tokens_undecided", message)
}
