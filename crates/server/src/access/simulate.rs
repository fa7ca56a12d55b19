//! What a change would give and take: the world with it beside the world without it. Nothing is saved.

use std::collections::HashSet;

use axum::http::StatusCode;
use bailiwick_access::{
    Change, Difference, Gives, GrantDefinition, Principal, Refusal, Resource, RoleDefinition,
    Snapshot, World, apply, changes_owners, decide, differences, guard, role_is_within,
};
use bailiwick_api::{AccessConsequences, AccessSimulation, Consequence, Named, Refused};
use bailiwick_model::name_key;

use super::change::{Asked, Simulated, read};
use super::fixes::{show_refusal, things};
use super::question::sees;
use super::words::Words;
use crate::access_requests::own_member;
use crate::answer::Answer;
use crate::call::{Call, Judged};
use crate::error::Error;

/// So many are listed.
const LISTED: usize = 200;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: AccessSimulation = call.json()?;
    let judged = call.judged()?;
    let asked = match read(&call, body.change).await {
        Ok(asked) => asked,
        // Half of a role is no role yet: somebody is still building it.
        Err(Simulated::Incomplete(error)) if error.status == StatusCode::UNPROCESSABLE_ENTITY => {
            return Answer::ok(&nothing(refused(&error)));
        }
        Err(Simulated::Impossible(error)) => return Answer::ok(&nothing(refused(&error))),
        Err(Simulated::Incomplete(error) | Simulated::Wrong(error)) => return Err(error),
    };
    let world = &judged.folded.world;
    let after = apply(world, &asked.change);
    let refusal = needed(judged, &asked).or_else(|| {
        guard(world, &after, &judged.principal, &touched(&asked), call.now)
            .and_then(|()| role_is_kept_within(&call, judged, &asked.change))
            .err()
            .map(|found| show_refusal(&found))
    });
    let refusal = refusal.or_else(|| beyond_the_law(&call, judged, &asked, &after));
    let new = Snapshot::fold(&after, call.now);
    let found = seen(judged, differences(&judged.folded.snapshot, &new));
    let shown = show(&call, judged, found, refusal).await?;
    Answer::ok(&shown)
}

/// Whom the save acts on, for the most part also where it leaves everything as it is.
fn touched(asked: &Asked) -> Vec<Principal> {
    if asked.is_idle {
        return Vec::new();
    }
    match &asked.change {
        Change::SetMemberGrants { member, .. }
        | Change::SetMemberState { member, .. }
        | Change::RemoveMember(member) => vec![Principal::Member(*member)],
        Change::PutTeam(team) => vec![Principal::Team(team.id)],
        Change::RemoveTeam(team) => vec![Principal::Team(*team)],
        Change::SetServiceTokenGrants { token, .. } => vec![Principal::ServiceToken(*token)],
        Change::PutRole(_) | Change::RemoveRole(_) | Change::Invite(_) => Vec::new(),
    }
}

/// A role that gives more than its editor holds is not theirs to change, whatever they change of it.
fn role_is_kept_within(call: &Call, judged: &Judged, change: &Change) -> Result<(), Refusal> {
    let role = match change {
        Change::PutRole(role) => role.id,
        Change::RemoveRole(role) => *role,
        _ => return Ok(()),
    };
    let world = &judged.folded.world;
    if !world.roles.iter().any(|one| one.id == role) {
        return Ok(());
    }
    role_is_within(world, &judged.principal, role, call.now)
}

/// What a save asks beside the law of changes: a person who signed in lately for owners, a name that is free, a role that
/// nobody holds, and that nobody suspends themselves.
fn beyond_the_law(call: &Call, judged: &Judged, asked: &Asked, after: &World) -> Option<Refused> {
    let world = &judged.folded.world;
    if changes_owners(world, after) {
        let credential = &call.caller().ok()?.credential;
        return crate::gate::interactive(credential, call.now).err().as_ref().map(refused);
    }
    let role = match &asked.change {
        Change::RemoveRole(role) => role,
        Change::PutRole(role) if asked.names => {
            return name_taken(world, role).map(|error| refused(&error));
        }
        Change::SetMemberState { member, suspended: true } => {
            let is_own = own_member(judged) == Some(*member);
            return is_own.then(|| refused(&crate::members::update::suspends_oneself()));
        }
        _ => return None,
    };
    let gives = |grant: &GrantDefinition| {
        let is_live = grant.is_live(call.now);
        is_live && grant.gives == Gives::Role(*role)
    };
    let holders = (world.members.iter().map(|one| &one.grants))
        .chain(world.teams.iter().map(|one| &one.grants))
        .chain(world.invitations.iter().map(|one| &one.grants));
    let is_held = world.default_role == *role || holders.flatten().any(gives);
    is_held.then(|| {
        let message = "the role is held, or what newcomers are given: name another in `reassign`";
        refused(&Error::conflict("role_in_use", message))
    })
}

fn name_taken(world: &World, role: &RoleDefinition) -> Option<Error> {
    let key = name_key(&role.name);
    let other = world.roles.iter().find(|one| one.id != role.id && name_key(&one.name) == key)?;
    Some(bailiwick_store::roles::name_taken(&other.name).into())
}

fn nothing(refused: Refused) -> AccessConsequences {
    let members = Vec::new();
    AccessConsequences {
        gained: 0,
        lost: 0,
        affected: 0,
        members,
        total: 0,
        refused: Some(refused),
    }
}

fn refused(error: &Error) -> Refused {
    Refused {
        code: error.code.to_owned(),
        message: error.message.clone(),
        action: error.action.map(|action| action.to_string()),
    }
}

/// The right that the change itself asks for, where it is missing.
fn needed(judged: &Judged, asked: &Asked) -> Option<Refused> {
    let found = decide(&judged.folded.snapshot, &judged.principal, asked.needs, &asked.at).err()?;
    Some(Refused {
        code: "forbidden".to_owned(),
        message: found.to_string(),
        action: Some(found.action.to_string()),
    })
}

/// Of those who act for themselves, and on things that the asker may see.
fn seen(judged: &Judged, found: Vec<Difference>) -> Vec<Difference> {
    let known: HashSet<Resource> =
        things(&judged.folded.world).filter(|thing| sees(judged, thing)).collect();
    let acts = |one: &Principal| matches!(one, Principal::Member(_) | Principal::ServiceToken(_));
    found.into_iter().filter(|one| acts(&one.principal) && known.contains(&one.resource)).collect()
}

async fn show(
    call: &Call,
    judged: &Judged,
    found: Vec<Difference>,
    refused: Option<Refused>,
) -> Result<AccessConsequences, Error> {
    let mut words = Words::of(judged);
    for one in found.iter().take(LISTED) {
        words.want(&one.principal);
        words.want_path(&one.resource);
    }
    words.look_up(&mut call.read().await?).await?;
    let named = |actions: bailiwick_access::ActionSet| {
        actions.iter().map(|action| action.to_string()).collect::<Vec<String>>()
    };
    let members = found.iter().take(LISTED).filter_map(|one| {
        let project = words.project_of(&one.resource).map(|id| {
            let place = words.place(&Resource::Project(id));
            Named { id: place.id, name: place.name }
        });
        Some(Consequence {
            member: words.holder(&one.principal)?,
            project,
            resource: words.place(&one.resource),
            gained: named(one.gained),
            lost: named(one.lost),
        })
    });
    let count = |of: fn(&Difference) -> usize| found.iter().map(|one| of(one) as u64).sum();
    let affected: HashSet<Principal> = found.iter().map(|one| one.principal).collect();
    Ok(AccessConsequences {
        gained: count(|one| one.gained.len()),
        lost: count(|one| one.lost.len()),
        affected: affected.len() as u64,
        members: members.collect(),
        total: found.len() as u64,
        refused,
    })
}
