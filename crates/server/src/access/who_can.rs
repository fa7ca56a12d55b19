//! Who may do something: members, teams and tokens, each with the grants that allow it.

use bailiwick_access::{Action, Principal, Resource, Verdict, World, grants_of, verdict};
use bailiwick_api::{AccessWhoCan, AllowedHolder, Holder, List};

use super::question::{self, Things};
use super::words::Words;
use crate::answer::Answer;
use crate::call::{Call, Judged};
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: AccessWhoCan = call.json()?;
    let action = question::action(&body.action)?;
    let judged = call.judged()?;
    let things = Things { project: body.project, instance: body.instance, database: body.database };
    if !things.are_known(judged) {
        return Err(Error::not_found());
    }
    let resource = things.resource();
    let snapshot = &judged.folded.snapshot;
    let Some(node) = snapshot.node(&resource) else { return Err(Error::not_found()) };
    let holds = |one: &Principal, action| {
        snapshot.principal(one).is_some_and(|index| snapshot.check(index, action, node))
    };
    let may: Vec<Principal> =
        everyone(&judged.folded.world).filter(|one| holds(one, action)).collect();

    let mut tx = call.read().await?;
    let mut names = Words::of(judged);
    names.want_every_member();
    may.iter().for_each(|one| names.want(one));
    names.look_up(&mut tx).await?;
    let mut found: Vec<(Holder, Principal)> =
        may.iter().filter_map(|one| Some((names.holder(one)?, *one))).collect();
    found.sort_by_cached_key(|(holder, _)| (holder.name.to_lowercase(), holder.id));
    let listed = page::cut(&call, found, |(holder, _)| {
        format!("{} {}", holder.name, holder.email.as_deref().unwrap_or_default())
    })?;

    let mut words = Words::of(judged);
    listed.items.iter().for_each(|(_, one)| words.want_grants_of(one));
    words.look_up(&mut tx).await?;
    let items = listed.items.into_iter().map(|(holder, one)| {
        let because = because(judged, &words, &one, action, &resource);
        // Who decides what a policy shows is kept from nothing by it.
        let every_row = action == Action::DataView && holds(&one, Action::PolicyDeploy);
        AllowedHolder { holder, because, every_row }
    });
    Answer::ok(&List {
        items: items.collect(),
        next_cursor: listed.next_cursor,
        total: listed.total,
    })
}

/// Whoever may hold authority and use it, or lend it to its members.
fn everyone(world: &World) -> impl Iterator<Item = Principal> + '_ {
    let members = world.members.iter().map(|one| Principal::Member(one.id));
    let teams = world.teams.iter().map(|one| Principal::Team(one.id));
    let services = world.service_tokens.iter().map(|one| Principal::ServiceToken(one.id));
    let personal = world.personal_tokens.iter().map(|one| Principal::PersonalToken(one.id));
    members.chain(teams).chain(services).chain(personal)
}

fn because(
    judged: &Judged,
    words: &Words<'_>,
    principal: &Principal,
    action: Action,
    resource: &Resource,
) -> Vec<bailiwick_api::Because> {
    let (snapshot, world) = (&judged.folded.snapshot, &judged.folded.world);
    grants_of(world, principal)
        .into_iter()
        .filter(|(_, grant)| verdict(snapshot, world, grant, action, resource) == Verdict::Granted)
        .map(|(source, _)| words.because(&source))
        .collect()
}
