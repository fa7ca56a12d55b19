//! Changes of access: what an edit of a role, a grant and a removal would do, and whether they may be made.

use std::hint::black_box;

use bailiwick_access::{
    Action, Change, Gives, Principal, RoleDefinition, Snapshot, SystemRole, World, apply,
    differences, guard,
};

use super::organization::NOW;
use super::{Times, line, one_by_one};

/// In nanoseconds: judging an edit and telling what it gives and takes, in memory; reading the store and writing the answer
/// come on top.
const SIMULATE_TARGET: f64 = 100_000_000.0;

/// How many roles are edited.
const EDITS: usize = 40;

/// Times each change, made by an administrator of the organization; whether the target was met.
pub(super) fn run(world: &World) -> anyhow::Result<bool> {
    let mut world = world.clone();
    let Some(first) = world.members.first_mut() else { anyhow::bail!("nobody is there") };
    first.grants.truncate(1);
    first
        .grants
        .iter_mut()
        .for_each(|grant| grant.gives = Gives::Role(SystemRole::OrganizationAdministrator.id()));
    let actor = Principal::Member(first.id);
    let edits: Vec<Change> =
        world.roles.iter().take(EDITS).map(|role| Change::PutRole(edited(role))).collect();

    let (mut found, mut refused) = (0, 0);
    let times = one_by_one(&edits, |change| {
        let after = apply(&world, change);
        let (old, new) = (Snapshot::fold(&world, NOW), Snapshot::fold(&after, NOW));
        found += black_box(differences(&old, &new)).len();
        refused += usize::from(guard(&world, &after, &actor, &[], NOW).is_err());
    });
    let is_met =
        line("simulate an edit of a role, whole", &times, Some(("target", SIMULATE_TARGET)));
    anyhow::ensure!(refused == 0, "an administrator may edit custom roles");
    timed(&world, &actor, "  of it, whether it may be made", &edits);
    let removals: Vec<Change> =
        world.members.iter().skip(1).take(EDITS).map(|one| Change::RemoveMember(one.id)).collect();
    timed(&world, &actor, "whether a member may be removed", &removals);
    println!("{:<58} {} differences in each\n", "", found / EDITS);
    Ok(is_met)
}

fn timed(world: &World, actor: &Principal, what: &str, changes: &[Change]) {
    let pairs: Vec<World> = changes.iter().map(|change| apply(world, change)).collect();
    let times: Times = one_by_one(&pairs, |after| {
        black_box(guard(world, after, actor, &[], NOW).is_ok());
    });
    line(what, &times, None);
}

/// The role with an action more and one less.
fn edited(role: &RoleDefinition) -> RoleDefinition {
    let mut role = role.clone();
    role.actions = role.actions.with(Action::InstancesDelete);
    role.permissions.pop();
    role
}
