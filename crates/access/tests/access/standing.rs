//! What somebody may do to others, told from a part of the world, is what the law says of the whole.

use std::collections::BTreeMap;

use crate::changes::peopled;
use crate::people::*;
use crate::worlds::*;
use bailiwick_access::*;
use proptest::prelude::*;

/// Changes that take something away, and everybody whom they bear on.
fn takings(world: &World) -> Vec<(Change, Vec<Principal>, Vec<Principal>)> {
    let mut found = Vec::new();
    for team in &world.teams {
        let touched = vec![Principal::Team(team.id)];
        let everybody = team.members.iter().map(|id| Principal::Member(*id));
        let asked: Vec<_> = touched.iter().copied().chain(everybody).collect();
        found.push((Change::RemoveTeam(team.id), asked, touched.clone()));
        if let Some(member) = team.members.first() {
            let mut without = team.clone();
            without.members.remove(0);
            let asked = vec![Principal::Team(team.id), Principal::Member(*member)];
            found.push((Change::PutTeam(without), asked, touched));
        }
    }
    for member in world.members.iter().filter(|member| !member.grants.is_empty()) {
        let one = vec![Principal::Member(member.id)];
        let grants = member.grants[1..].to_vec();
        let change = Change::SetMemberGrants { member: member.id, grants };
        found.push((change, one.clone(), one));
    }
    found
}

#[test]
fn a_part_of_the_world_tells_what_the_whole_tells() {
    let mut said: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for seed in 0..u64::from(ProptestConfig::default().cases / 4).max(64) {
        let world = peopled(seed);
        let mut seeded = Seeded::new(seed ^ 0x57a4);
        let everyone = principals(&world);
        let actor = everyone[seeded.below(everyone.len() as u64) as usize];
        for (change, asked, touched) in takings(&world) {
            let whole = guard(&world, &apply(&world, &change), &actor, &touched, NOW);
            let part = Standing::of(&world, &actor, &asked, NOW).change(&change, &touched);
            let code = |answer: &Result<(), Refusal>| answer.as_ref().err().map(Refusal::code);
            assert_eq!(code(&part), code(&whole), "seed {seed}: {actor:?} makes {change:?}");
            *said.entry(code(&part)).or_default() += 1;
        }
        for other in everyone {
            let whole = guard(&world, &world, &actor, &[other], NOW);
            let part = Standing::of(&world, &actor, &[other], NOW).touch(other);
            assert_eq!(part.is_ok(), whole.is_ok(), "seed {seed}: {actor:?} touches {other:?}");
            let Principal::Member(member) = other else { continue };
            let without = apply(&world, &Change::RemoveMember(member));
            let whole = guard(&world, &without, &actor, &[other], NOW);
            let part = Standing::of(&world, &actor, &[other], NOW).remove(member);
            assert_eq!(part.is_ok(), whole.is_ok(), "seed {seed}: {actor:?} removes {other:?}");
        }
    }
    for code in [None, Some("target_above_actor"), Some("last_owner")] {
        assert!(said.get(&code).is_some_and(|count| *count > 0), "{code:?} in {said:?}");
    }
}

/// The last owner of those asked about is not the last of all, and the last of all is.
#[test]
fn owners_who_are_not_asked_about_count() {
    let mut world = organization();
    let one = id(MEMBER, OWNER);
    let remove = |world: &World| {
        let asked = [Principal::Member(one)];
        Standing::of(world, &member(OWNER), &asked, NOW).remove(one)
    };
    assert_eq!(remove(&world), Err(Refusal::LastOwner));
    world.teams.push(team(1, &[ADMIN], vec![everywhere(of(SystemRole::Developer))]));
    assert_eq!(remove(&world), Err(Refusal::LastOwner));
    world.teams[0].grants = vec![everywhere(of(SystemRole::Owner))];
    assert_eq!(remove(&world), Ok(()));
    world.teams.clear();
    join(&mut world, 5, vec![everywhere(of(SystemRole::Owner))]);
    assert_eq!(remove(&world), Ok(()));
}

#[test]
fn a_role_that_may_be_given_is_told_before_it_is() {
    let world = organization();
    for (actor, given, expected) in [
        (OWNER, SystemRole::Owner.id(), true),
        (ATTACKER, id(ROLE, TEAM_LEAD), true),
        (ATTACKER, SystemRole::OrganizationAdministrator.id(), false),
        (ACCOMPLICE, id(ROLE, TEAM_LEAD), false),
    ] {
        let said = Standing::of(&world, &member(actor), &[], NOW).give(given);
        assert_eq!(said.is_ok(), expected, "{actor} {given:?}: {said:?}");
    }
}
