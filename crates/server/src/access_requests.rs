//! Asking for access, and answering.

pub(crate) mod approve;
pub(crate) mod create;
pub(crate) mod decline;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod revoke;
pub(crate) mod withdraw;

use std::collections::BTreeMap;

use bailiwick_access::{Action, Principal, Resource, is_visible};
use bailiwick_api::{AccessRequestAnswer, Held};
use bailiwick_model::{AccessRequest, AccessRequestId, MemberId, RequestState};
use bailiwick_store::Tx;

use crate::access::question::{Things, sees};
use crate::access::words::Words;
use crate::call::{Call, Judged, Used};
use crate::error::Error;

/// Shortest and longest time that may be asked for, in seconds: five minutes and ninety days.
const SECONDS: std::ops::RangeInclusive<u64> = 300..=7_776_000;

/// A time that may be asked for.
fn seconds(given: u64) -> Result<u64, Error> {
    if SECONDS.contains(&given) {
        return Ok(given);
    }
    let (least, most) = (SECONDS.start(), SECONDS.end());
    Err(Error::invalid("seconds", format!("it should be from {least} to {most}")))
}

/// The member who calls, by session or by token.
pub(crate) fn own_member(judged: &Judged) -> Option<MemberId> {
    match judged.principal {
        Principal::Member(id) => Some(id),
        _ => Words::of(judged).owner(&judged.principal),
    }
}

/// The thing that a request is about.
fn resource(request: &AccessRequest) -> Resource {
    let (project, instance, database) = (request.project, request.instance, request.database);
    Things { project, instance, database }.resource()
}

fn may_decide(judged: &Judged) -> bool {
    let held = judged.folded.snapshot.effective(&judged.principal, &Resource::Organization);
    held.contains(Action::MembersUpdate)
}

/// Its own requests anyone may see; those of others who could decide them, and may know of the thing.
fn is_shown(judged: &Judged, request: &AccessRequest) -> bool {
    own_member(judged) == Some(request.member)
        || (may_decide(judged) && sees(judged, &resource(request)))
}

/// The request that the path names.
async fn find(call: &Call, tx: &mut Tx<'_>) -> Result<AccessRequest, Error> {
    find_one(call, tx, call.path.id("access_request")?).await
}

/// A request that the caller may see.
pub(crate) async fn find_one(
    call: &Call,
    tx: &mut Tx<'_>,
    id: AccessRequestId,
) -> Result<AccessRequest, Error> {
    let organization = call.path.organization()?;
    let found = bailiwick_store::access_requests::get(tx, organization, id, call.now).await?;
    let judged = call.judged()?;
    found.filter(|request| is_shown(judged, request)).ok_or_else(Error::not_found)
}

/// Nobody decides what they asked for themselves, nor does a program that they made; they withdraw it.
pub(crate) fn refuse_own(call: &Call, request: &AccessRequest) -> Result<(), Error> {
    let judged = call.judged()?;
    let maker = match &call.caller()?.credential {
        Used::Service(token) => token.creator,
        Used::Session(_) | Used::Token(_) => None,
    };
    let members = &judged.folded.world.members;
    let is_made_by_asker = members
        .iter()
        .any(|one| one.id == request.member && maker.is_some_and(|maker| maker == one.account));
    if own_member(judged) != Some(request.member) && !is_made_by_asker {
        return Ok(());
    }
    let message = "nobody decides what they asked for themselves";
    Err(Error::forbidden("own_request", message)
        .hint("ask somebody else who may change members, or withdraw it"))
}

/// So many who may decide are named.
const NAMED: usize = 5;

/// Who sees a request and may decide it.
fn deciders(judged: &Judged, request: &AccessRequest) -> Vec<MemberId> {
    let (folded, thing) = (&judged.folded, resource(request));
    let snapshot = &folded.snapshot;
    let may = |one: &Principal| {
        snapshot.effective(one, &Resource::Organization).contains(Action::MembersUpdate)
            && snapshot.principal(one).is_some_and(|index| is_visible(snapshot, index, &thing))
    };
    let others = folded.world.members.iter().map(|one| one.id).filter(|id| *id != request.member);
    others.filter(|id| may(&Principal::Member(*id))).collect()
}

/// Requests as their reader sees them.
async fn show(
    judged: &Judged,
    tx: &mut Tx<'_>,
    requests: Vec<AccessRequest>,
) -> Result<Vec<Held<AccessRequestAnswer>>, Error> {
    let world = &judged.folded.world;
    let decider_of = |request: &AccessRequest| {
        let id = request.decided_by?;
        let member = world.members.iter().find(|one| one.account.0 == id);
        let token = || world.service_tokens.iter().find(|one| one.id.0 == id);
        let member = member.map(|one| Principal::Member(one.id));
        member.or_else(|| token().map(|one| Principal::ServiceToken(one.id)))
    };
    let own = own_member(judged);
    let held = judged.folded.snapshot.effective(&judged.principal, &Resource::Organization);
    let waits = |one: &AccessRequest| own == Some(one.member) && one.state == RequestState::Pending;
    let mut words = Words::of(judged);
    let mut may_decide_it: BTreeMap<AccessRequestId, Vec<MemberId>> = BTreeMap::new();
    for request in requests.iter().filter(|one| waits(one)) {
        let found = deciders(judged, request);
        found.iter().take(NAMED).for_each(|id| words.want(&Principal::Member(*id)));
        may_decide_it.insert(request.id, found);
    }
    for request in &requests {
        words.want(&Principal::Member(request.member));
        words.want_path(&resource(request));
        if let Some(decider) = decider_of(request) {
            words.want(&decider);
        }
    }
    words.look_up(tx).await?;
    let shown = requests.into_iter().map(|request| {
        let is_own = own == Some(request.member);
        let grant = request.grant.and_then(|id| {
            let all = world.members.iter().flat_map(|one| &one.grants);
            all.into_iter().find(|grant| grant.id == id)
        });
        let is_undecided = match request.state {
            RequestState::Pending => true,
            // What it gave can be taken back as long as it is there.
            RequestState::Approved => grant.is_some(),
            _ => false,
        };
        let can_decide = is_undecided && !is_own && may_decide(judged);
        let thing = resource(&request);
        let deciders = may_decide_it.remove(&request.id).unwrap_or_default();
        let deciders_total = deciders.len() as u64;
        let named = if held.contains(Action::MembersView) { NAMED } else { 0 };
        let action: Result<Action, _> = request.action.parse();
        let object = AccessRequestAnswer {
            asker: words.member(request.member),
            description: action.map(Action::description).unwrap_or_default().to_owned(),
            path: if sees(judged, &thing) { words.path(&thing) } else { Vec::new() },
            decider: decider_of(&request).and_then(|one| words.holder(&one)).map(|one| one.name),
            own: is_own,
            deciders: deciders.into_iter().take(named).map(|id| words.member(id)).collect(),
            deciders_total,
            granted_until: grant.and_then(|grant| grant.expires_at),
            request,
        };
        let can = can_decide.then(|| Action::MembersUpdate.as_str());
        Held { object, can: can.into_iter().collect() }
    });
    Ok(shown.collect())
}

/// One request as its reader sees it.
async fn show_one(
    judged: &Judged,
    tx: &mut Tx<'_>,
    request: AccessRequest,
) -> Result<Held<AccessRequestAnswer>, Error> {
    let shown = show(judged, tx, vec![request]).await?;
    shown.into_iter().next().ok_or_else(Error::not_found)
}
