//! The laws of changes of access, on random organizations, actors and changes.

use std::collections::BTreeMap;

use crate::changes::{actor, change, peopled};
use crate::worlds::*;
use crate::{changes, judge};
use bailiwick_access::*;
use proptest::prelude::*;

/// As many as proptest would try: `PROPTEST_CASES` asks for more.
fn cases() -> u64 {
    u64::from(ProptestConfig::default().cases)
}

/// Whether something happened so often for every hundred cases, however many are run: else a law says nothing.
#[track_caller]
fn is_seen(count: usize, for_hundred: u64) {
    assert!(count as u64 * 100 >= cases() * for_hundred, "{count} times in {} cases", cases());
}

#[test]
fn the_guard_says_what_the_rules_say() {
    let mut said: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    let mut by_lists = (0, 0);
    for seed in 0..cases() {
        let before = peopled(seed);
        let mut seeded = Seeded::new(seed ^ 0xc4a6e);
        let change = change(&mut seeded, &before, &mut 700);
        let actor = actor(&mut seeded, &before, &change);
        let after = apply(&before, &change);
        let touched: Vec<_> =
            seeded.chance(10).then(|| principals(&before)[0]).into_iter().collect();
        let expected = judge::judge(&before, &after, &actor, &touched, NOW);
        let answer = guard(&before, &after, &actor, &touched, NOW);
        let code = answer.as_ref().err().map(Refusal::code);
        assert_eq!(code, expected, "seed {seed}: {actor:?} makes {change:?}: {answer:?}");
        *said.entry(code).or_default() += 1;
        by_lists.0 += usize::from(matches!(answer, Err(Refusal::GivesAnotherRole { .. })));
        by_lists.1 += usize::from(matches!(answer, Err(Refusal::HoldsAnotherRole { .. })));
    }
    assert!(by_lists.0 > 0 && by_lists.1 > 0, "{by_lists:?}");
    for code in [
        None,
        Some("would_exceed_grantor"),
        Some("target_above_actor"),
        Some("last_owner"),
        Some("production_grant"),
        Some("assigns_by_owner_only"),
    ] {
        assert!(said.get(&code).is_some_and(|count| *count > 0), "{code:?} in {said:?}");
    }
}

#[test]
fn differences_are_those_of_every_cell() {
    let mut counted = (0, 0);
    for seed in 0..cases() {
        let before = peopled(seed);
        let mut seeded = Seeded::new(seed ^ 0xd1ff);
        let mut number = 700;
        let mut after = before.clone();
        for _ in 0..1 + seeded.below(3) {
            let change = change(&mut seeded, &after, &mut number);
            after = apply(&after, &change);
        }
        if seeded.chance(20) {
            // Things that come and go shift every node.
            after.instances.remove(0);
            after.projects.push(WorldProject { id: id(PROJECT, 50) });
        }
        let (old, new) = (Snapshot::fold(&before, NOW), Snapshot::fold(&after, NOW));
        let found = differences(&old, &new);
        let mut everyone = [principals(&before), principals(&after)].concat();
        everyone.sort();
        everyone.dedup();
        let mut things = [resources(&before), resources(&after)].concat();
        things.retain(|one| !matches!(one, Resource::Branch { is_production: false, .. }));
        for principal in everyone {
            for resource in &things {
                let (was, is) =
                    (old.effective(&principal, resource), new.effective(&principal, resource));
                let said: Vec<_> = found
                    .iter()
                    .filter(|one| one.principal == principal && one.resource == *resource)
                    .collect();
                if was == is {
                    assert!(said.is_empty(), "seed {seed}: {said:?}");
                    counted.0 += 1;
                } else {
                    assert_eq!(said.len(), 1, "seed {seed}: {principal:?} on {resource:?}");
                    assert_eq!((said[0].gained, said[0].lost), (is.minus(was), was.minus(is)));
                    counted.1 += 1;
                }
            }
        }
        assert!(found.is_sorted_by_key(|one| one.principal));
    }
    assert!(counted.0 > counted.1, "{counted:?}");
    is_seen(counted.1, 400);
}

/// No role may be given by those who do not hold it, so that every gain is bounded by the actor.
fn plain(seed: u64) -> World {
    let mut world = peopled(seed);
    world.default_role = id(ROLE, 99);
    world.roles.iter_mut().for_each(|role| role.assigns = Assigns::Own);
    world
}

#[test]
fn nobody_gains_at_any_time_what_the_actor_does_not_hold_then() {
    let (mut gains, mut allowed) = (0, 0);
    for seed in 0..cases() {
        let before = plain(seed);
        let mut seeded = Seeded::new(seed ^ 0x6a17);
        let change = change(&mut seeded, &before, &mut 700);
        let actor = actor(&mut seeded, &before, &change);
        let after = apply(&before, &change);
        if guard(&before, &after, &actor, &[], NOW).is_err() {
            continue;
        }
        allowed += 1;
        for at in judge::instants(&before, &after, NOW) {
            let own = Snapshot::fold(&before, at);
            for one in differences(&own, &Snapshot::fold(&after, at)) {
                gains += one.gained.len();
                let held = own.effective(&actor, &one.resource);
                assert!(
                    one.gained.is_subset(held),
                    "seed {seed}: {actor:?} makes {change:?}: {one:?}"
                );
            }
        }
    }
    is_seen(allowed, 20);
    is_seen(gains, 40);
}

/// What some people hold together.
fn together(
    world: &World,
    people: &[Principal],
    at: bailiwick_model::Timestamp,
) -> Vec<(Resource, ActionSet)> {
    let snapshot = Snapshot::fold(world, at);
    let held = |resource: &Resource| {
        let each = people.iter().map(|one| snapshot.effective(one, resource));
        each.fold(ActionSet::EMPTY, ActionSet::union)
    };
    resources(world).into_iter().map(|resource| (resource.clone(), held(&resource))).collect()
}

/// The same world after a while: a project more, and in each project an instance of each kind and a database more.
fn grown(world: &World) -> World {
    let mut world = world.clone();
    world.projects.push(WorldProject { id: id(PROJECT, 40) });
    for (place, project) in (0..).zip([0, 1, 2, 40]) {
        for production in [false, true] {
            let number = 40 + 2 * place + u64::from(production);
            world.instances.push(WorldInstance {
                id: id(INSTANCE, number),
                project: id(PROJECT, project),
                production,
            });
        }
        world.databases.push(WorldDatabase {
            id: id(DATABASE, 40 + place),
            project: id(PROJECT, project),
            maker: None,
        });
    }
    world
}

#[test]
fn those_who_collude_never_hold_more_together_not_even_of_what_comes_later() {
    let mut changes = 0;
    for seed in 0..cases() / 2 {
        let first = plain(seed);
        let mut seeded = Seeded::new(seed ^ 0xc011);
        let people = [
            Principal::Member(id(MEMBER, 2 + seeded.below(3))),
            Principal::Member(id(MEMBER, 5)),
            Principal::ServiceToken(id(TOKEN, 0)),
            Principal::PersonalToken(id(TOKEN, 10)),
        ];
        let (mut world, mut number) = (first.clone(), 700);
        for _ in 0..12 {
            if world.members.is_empty() {
                break;
            }
            let change = change(&mut seeded, &world, &mut number);
            let actor = &people[seeded.below(4) as usize];
            let after = apply(&world, &change);
            // Who is resumed or whose token is resumed by others than they is no accomplice's doing: they asked.
            if guard(&world, &after, actor, &[], NOW).is_ok() {
                changes += usize::from(World { epoch: world.epoch, ..after.clone() } != world);
                world = after;
            }
        }
        let (first, last) = (grown(&first), grown(&world));
        for at in judge::instants(&first, &last, NOW) {
            let was = together(&first, &people, at);
            for ((resource, was), (_, is)) in was.into_iter().zip(together(&last, &people, at)) {
                assert!(is.is_subset(was), "seed {seed}: {:?} on {resource:?}", is.minus(was));
            }
        }
    }
    is_seen(changes, 40);
}

#[test]
fn an_organization_keeps_its_last_owner_whatever_is_tried() {
    let mut changes = 0;
    for seed in 0..cases() {
        let mut world = peopled(seed);
        world.members[0].suspended = false;
        world.members[0].can_sign_in = true;
        world.members[0].grants.push(changes::whole(
            Gives::Role(SystemRole::Owner.id()),
            600,
            None,
        ));
        let mut seeded = Seeded::new(seed ^ 0x0e4);
        let mut number = 700;
        for _ in 0..20 {
            let change = change(&mut seeded, &world, &mut number);
            let actor = actor(&mut seeded, &world, &change);
            let after = apply(&world, &change);
            if guard(&world, &after, &actor, &[], NOW).is_ok() {
                changes += 1;
                world = after;
            }
            assert!(judge::owners(&world) > 0, "seed {seed}: {actor:?} makes {change:?}");
        }
    }
    is_seen(changes, 400);
}

#[test]
fn an_owner_does_and_undoes_everything_but_leave_nobody() {
    for seed in 0..cases() {
        let mut before = peopled(seed);
        let owner = changes::whole(Gives::Role(SystemRole::Owner.id()), 600, None);
        before.members.push(WorldMember {
            id: id(MEMBER, 50),
            account: id(MEMBER, 150),
            suspended: false,
            can_sign_in: true,
            grants: vec![owner],
        });
        let owner = Principal::Member(id(MEMBER, 50));
        let mut seeded = Seeded::new(seed ^ 0x0d0);
        let change = change(&mut seeded, &before, &mut 700);
        let after = apply(&before, &change);
        if matches!(change, Change::SetMemberState { member, .. } | Change::RemoveMember(member) | Change::SetMemberGrants { member, .. } if Principal::Member(member) == owner)
        {
            continue;
        }
        assert_eq!(guard(&before, &after, &owner, &[], NOW), Ok(()), "seed {seed}: {change:?}");
        assert_eq!(
            guard(&after, &before, &owner, &[], NOW),
            Ok(()),
            "seed {seed}: {change:?} undone"
        );
        let (old, new) = (Snapshot::fold(&before, NOW), Snapshot::fold(&after, NOW));
        let mirrored = differences(&new, &old).into_iter().map(|one| Difference {
            gained: one.lost,
            lost: one.gained,
            ..one
        });
        assert_eq!(differences(&old, &new), mirrored.collect::<Vec<_>>());
        for actor in principals(&before) {
            assert_eq!(guard(&before, &before, &actor, &[], NOW), Ok(()), "nothing is changed");
        }
    }
}
