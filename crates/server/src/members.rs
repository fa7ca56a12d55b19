//! Members of organizations.

pub(crate) mod compare;
pub(crate) mod copy;
pub(crate) mod get;
pub(crate) mod leave;
pub(crate) mod list;
pub(crate) mod remove;
pub(crate) mod role_update;
pub(crate) mod update;

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_access::{Action, Gives, GrantDefinition, GrantScope, Principal, Resource, Standing};
use bailiwick_api::{GrantAnswer, MemberAnswer, MemberGrant, Ruled};
use bailiwick_model::{AccessRequestId, GrantId, MemberId, RoleId, RoleReference, TeamReference};
use bailiwick_store::Tx;
use bailiwick_store::members::TokensOfMember;

use crate::answer::Answer;
use crate::call::{Call, Judged};
use crate::error::Error;
use crate::grants::{self, Sight};

/// How the caller stands to these members.
fn standing(call: &Call, members: &[MemberId]) -> Result<Standing, Error> {
    let judged = call.judged()?;
    let others: Vec<Principal> = members.iter().copied().map(Principal::Member).collect();
    Ok(Standing::of(&judged.folded.world, &judged.principal, &others, call.now))
}

/// An object that stands for a member, with what the caller may do to that very member.
fn ruled<T>(call: &Call, standing: &Standing, id: MemberId, object: T) -> Result<Ruled<T>, Error> {
    let judged = call.judged()?;
    let held = judged.folded.snapshot.effective(&judged.principal, &Resource::Organization);
    let verdicts = [
        (Action::MembersView, Ok(())),
        (Action::MembersUpdate, standing.touch(Principal::Member(id))),
        (Action::MembersRemove, standing.remove(id)),
    ];
    let (mut can, mut cannot) = (Vec::new(), BTreeMap::new());
    for (action, verdict) in verdicts.into_iter().filter(|(action, _)| held.contains(*action)) {
        match verdict {
            Ok(()) => can.push(action.as_str()),
            Err(refusal) => drop(cannot.insert(action.as_str().to_owned(), refusal.to_string())),
        }
    }
    Ok(Ruled { object, can, cannot })
}

/// The member of a path and everything that it was given, as far as the caller may see it.
pub(crate) async fn detail(
    call: &Call,
    tx: &mut Tx<'_>,
    id: MemberId,
) -> Result<Ruled<MemberAnswer>, Error> {
    let organization = call.path.organization()?;
    let member = bailiwick_store::members::get(tx, organization, id, call.now).await?;
    let member = member.ok_or_else(Error::not_found)?;
    let teams = bailiwick_store::members::teams_of(tx, organization, id).await?;
    let world = &call.judged()?.folded.world;
    let own = world.members.iter().find(|one| one.id == id);
    let requests = bailiwick_store::access_requests::gave(tx, organization, id).await?;
    let own = own.map_or(&[][..], |one| one.grants.as_slice());
    let sight = Sight::of(call)?;
    let roles_in_part = in_part(call.judged()?, own.iter().filter(|grant| sight.knows(grant)));
    let mut grants = given(call, tx, own, None, &requests).await?;
    for team in world.teams.iter().filter(|team| team.members.contains(&id)) {
        let named = teams.iter().find(|one| one.id == team.id);
        grants.extend(given(call, tx, &team.grants, named, &requests).await?);
    }
    ruled(call, &standing(call, &[id])?, id, MemberAnswer { member, roles_in_part, teams, grants })
}

/// The roles that these grants give, and not for the whole organization.
fn in_part<'g>(
    judged: &Judged,
    grants: impl Iterator<Item = &'g GrantDefinition>,
) -> Vec<RoleReference> {
    let held: BTreeSet<RoleId> = grants
        .filter(|grant| grant.scope != GrantScope::Organization)
        .filter_map(|grant| match grant.gives {
            Gives::Role(role) => Some(role),
            Gives::Actions(_) => None,
        })
        .collect();
    let roles = judged.folded.world.roles.iter().filter(|role| held.contains(&role.id));
    roles.map(|role| RoleReference { id: role.id, name: role.name.clone() }).collect()
}

async fn given(
    call: &Call,
    tx: &mut Tx<'_>,
    grants: &[GrantDefinition],
    team: Option<&TeamReference>,
    requests: &BTreeMap<GrantId, AccessRequestId>,
) -> Result<Vec<MemberGrant>, Error> {
    let shown = grants::shown(call, tx, grants).await?.into_iter();
    let one = |grant: GrantAnswer| {
        let request = requests.get(&grant.id).copied();
        MemberGrant { grant, team: team.cloned(), request }
    };
    Ok(shown.map(one).collect())
}

/// Answers a change of a member with what it is now.
async fn changed(call: Call, mut tx: Tx<'_>, id: MemberId) -> Result<Answer, Error> {
    let call = call.refolded(&mut tx).await?;
    let shown = detail(&call, &mut tx, id).await?;
    tx.commit().await?;
    let version = shown.object.member.version;
    Ok(Answer::ok(&shown)?.version(version))
}

/// What the caller said of the service tokens that the member made.
fn tokens(call: &Call) -> Result<TokensOfMember, Error> {
    match call.query.get("tokens") {
        None => Ok(TokensOfMember::Ask),
        Some("keep") => Ok(TokensOfMember::Keep),
        Some("revoke") => Ok(TokensOfMember::Revoke),
        Some(_) => Err(Error::invalid("tokens", "it should be `keep` or `revoke`")),
    }
}
