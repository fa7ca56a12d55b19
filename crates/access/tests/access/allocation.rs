//! A check allocates nothing, and neither does looking up who asks and what for.

use crate::worlds::*;
use bailiwick_access::*;

#[test]
fn a_check_allocates_nothing() {
    let world = world(7);
    let snapshot = Snapshot::fold(&world, NOW);
    let principals = principals(&world);
    let resources = resources(&world);
    let mut asked = 0;
    let measured = allocation_counter::measure(|| {
        for principal in &principals {
            let Some(index) = snapshot.principal(principal) else { continue };
            for resource in &resources {
                let Some(node) = snapshot.node(resource) else { continue };
                for action in Action::ALL {
                    asked += 1 + usize::from(snapshot.check(index, *action, node));
                }
                asked += snapshot.held_at(index, node).len();
            }
        }
    });
    assert!(asked > 10_000, "{asked}");
    assert_eq!(measured.count_total, 0, "{measured:?}");
    let control = allocation_counter::measure(|| drop(std::hint::black_box(Box::new(asked))));
    assert_eq!(control.count_total, 1, "the counter counts");
}
