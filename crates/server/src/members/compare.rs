//! What one member may do and another may not.

use bailiwick_access::{Action, ActionSet, NodeKind, Principal, Resource};
use bailiwick_api::{MemberComparison, MemberDifference};
use bailiwick_model::MemberId;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Most things on which a difference is told.
const TOLD: usize = 500;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let organization = call.path.organization()?;
    let ids: [MemberId; 2] = [call.path.id("member")?, call.path.id("other")?];
    let mut tx = call.read().await?;
    let mut found = Vec::with_capacity(2);
    for id in ids {
        let member = bailiwick_store::members::get(&mut tx, organization, id, call.now).await?;
        let teams = bailiwick_store::members::teams_of(&mut tx, organization, id).await?;
        found.push((member.ok_or_else(Error::not_found)?.roles, teams));
    }
    let [first, second] = &found[..] else { return Err(Error::not_found()) };
    let (roles_of_both, roles_of_first, roles_of_second) = split(&first.0, &second.0);
    let (teams_of_both, teams_of_first, teams_of_second) = split(&first.1, &second.1);
    let mut differences = differences(&call, ids)?;
    let total = differences.len() as u64;
    differences.truncate(TOLD);
    Answer::ok(&MemberComparison {
        roles_of_both,
        roles_of_first,
        roles_of_second,
        teams_of_both,
        teams_of_first,
        teams_of_second,
        differences,
        total,
    })
}

/// What is in both, in the first alone and in the second alone.
fn split<T: PartialEq + Clone>(first: &[T], second: &[T]) -> (Vec<T>, Vec<T>, Vec<T>) {
    let (both, only_first) = first.iter().cloned().partition(|one| second.contains(one));
    let only_second = second.iter().filter(|one| !first.contains(one)).cloned().collect();
    (both, only_first, only_second)
}

/// The things that the caller may see and on which the two hold something different.
fn differences(call: &Call, ids: [MemberId; 2]) -> Result<Vec<MemberDifference>, Error> {
    let snapshot = &call.judged()?.folded.snapshot;
    let [first, second] = ids.map(Principal::Member);
    let mut found = Vec::new();
    for (resource, place) in things(call)? {
        let (first, second) =
            (snapshot.effective(&first, &resource), snapshot.effective(&second, &resource));
        if first != second {
            let names = |actions: ActionSet| {
                actions.iter().map(|action| action.as_str().to_owned()).collect()
            };
            found.push(MemberDifference {
                first: names(first.minus(second)),
                second: names(second.minus(first)),
                ..place
            });
        }
    }
    Ok(found)
}

/// Everything that the caller may see, and how an answer names it.
fn things(call: &Call) -> Result<Vec<(Resource, MemberDifference)>, Error> {
    let world = &call.judged()?.folded.world;
    let projects = call.allowed(Action::ProjectsView, NodeKind::Project)?;
    let instances = call.allowed(Action::InstancesView, NodeKind::Instance)?;
    let databases = call.allowed(Action::DatabasesView, NodeKind::Database)?;
    let nowhere = MemberDifference {
        project: None,
        instance: None,
        database: None,
        is_production: false,
        first: Vec::new(),
        second: Vec::new(),
    };
    let mut found = vec![(Resource::Organization, nowhere.clone())];
    for one in world.projects.iter().filter(|one| projects.contains_project(&one.id)) {
        let place = MemberDifference { project: Some(one.id), ..nowhere.clone() };
        found.push((Resource::Project(one.id), place));
    }
    for one in world.instances.iter().filter(|one| instances.contains_instance(&one.id)) {
        let (project, instance) = (Some(one.project), Some(one.id));
        let place = MemberDifference { project, instance, ..nowhere.clone() };
        found.push((Resource::Instance(one.id), place));
    }
    for one in world.databases.iter().filter(|one| databases.contains_database(&one.id)) {
        let (project, database) = (Some(one.project), Some(one.id));
        let place = MemberDifference { project, database, ..nowhere.clone() };
        let production = Resource::Branch { database: one.id, is_production: true };
        found.push((Resource::Database(one.id), place.clone()));
        found.push((production, MemberDifference { is_production: true, ..place }));
    }
    Ok(found)
}
