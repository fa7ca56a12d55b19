//! The laws of changes of access, on random organizations, actors and changes.
#![allow(missing_docs, unreachable_pub, dead_code, reason = "worlds are shared between test files")]

#[path = "worlds/changes.rs"]
mod changes;
#[path = "worlds/judge.rs"]
mod judge;
mod worlds;
pub use worlds::*;

use std::collections::BTreeMap;

use bailiwick_access::*;
use changes::{actor, change, peopled};
use proptest::prelude::*;

/// As many as proptest would try: `PROPTEST_CASES` asks for more.
fn cases() -> u64 {
    u64::from(ProptestConfig::default().cases)
}

#[test]
fn the_guard_says_what_the_rules_say() {
    let mut said: BTreeMap<Option<&str>, usize> = BTreeMap::new();
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
    }
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
    assert!(counted.0 > counted.1 && counted.1 > 1_000, "{counted:?}");
}
