//! Who calls, and the organizations it belongs to.

use bailiwick_access::{Principal, Resource};
use bailiwick_api::{Me, MyOrganization};
use bailiwick_model::{Account, SessionId, Token};
use bailiwick_store::Tx;

use crate::answer::Answer;
use crate::call::{Call, Judged};
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (caller, account) = (call.caller()?, call.account()?);
    let session = caller.session().map(|session| session.id);
    let mut tx = call.read().await?;
    let me = me(&mut tx, &call, account, session, caller.personal_token()).await?;
    Ok(Answer::ok(&me)?.version(account.version))
}

/// The account as it sees itself. A token limited to one organization sees that one.
pub(crate) async fn me(
    tx: &mut Tx<'_>,
    call: &Call,
    account: &Account,
    session: Option<SessionId>,
    token: Option<&Token>,
) -> Result<Me, Error> {
    let only = token.and_then(|token| token.organization);
    let mut organizations = Vec::new();
    for (organization, member) in bailiwick_store::members::of_account(tx, account.id).await? {
        if only.is_some_and(|only| only != organization.id) {
            continue;
        }
        let Some(folded) = call.state.snapshots.of(tx, organization.id, call.now).await? else {
            continue;
        };
        let principal =
            token.map_or(Principal::Member(member.id), |token| Principal::PersonalToken(token.id));
        let can = Judged { folded, principal }.can(&Resource::Organization);
        organizations.push(MyOrganization {
            id: organization.id,
            name: organization.name,
            member: member.id,
            roles: member.roles,
            can,
        });
    }
    Ok(Me {
        account: account.clone(),
        organizations,
        is_operator: account.is_operator,
        sign_up: crate::sign_up::mode(&call.state.settings, tx).await?,
        session,
    })
}
