//! Who calls, and the organizations it belongs to.

use bailiwick_access::{Principal, Resource};
use bailiwick_api::{Me, MyOrganization};
use bailiwick_model::Account;
use bailiwick_store::Tx;

use crate::answer::Answer;
use crate::call::{Call, Judged, Used};
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let account = call.account()?;
    let mut tx = call.read().await?;
    let me = me(&mut tx, &call, account, &call.caller()?.credential).await?;
    Ok(Answer::ok(&me)?.version(account.version))
}

/// The account as it sees itself through a credential. A token limited to one organization sees that one.
pub(crate) async fn me(
    tx: &mut Tx<'_>,
    call: &Call,
    account: &Account,
    used: &Used,
) -> Result<Me, Error> {
    let (session, token) = match used {
        Used::Session(session) => (Some(session.id), None),
        Used::Token(token) => (None, Some(token)),
        Used::Service(_) => return Err(Error::unauthenticated()),
    };
    let only = token.and_then(|token| token.organization);
    let mut organizations = Vec::new();
    for (organization, member) in
        bailiwick_store::members::of_account(tx, account.id, call.now).await?
    {
        if only.is_some_and(|only| only != organization.id) {
            continue;
        }
        let Some(folded) = call.state.snapshots.of(tx, organization.id, call.now).await? else {
            continue;
        };
        let principal =
            token.map_or(Principal::Member(member.id), |token| Principal::PersonalToken(token.id));
        let closed = crate::gate::admit(&folded.settings, used, call.address, call.now).err();
        let can = match &closed {
            None => Judged { folded, principal }.can(&Resource::Organization),
            Some(_) => Vec::new(),
        };
        organizations.push(MyOrganization {
            id: organization.id,
            name: organization.name,
            member: member.id,
            roles: member.roles,
            closed: closed.map(|refusal| refusal.code.to_owned()),
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
