//! The engine: what it decides, lists, explains and lets through, on worlds that are made up and on random ones.
#![expect(clippy::unwrap_used, reason = "a test may panic")]
#![expect(unreachable_pub, reason = "the modules of a test have no outside")]

mod worlds;
use worlds::*;

#[path = "worlds/changes.rs"]
mod changes;
#[path = "worlds/judge.rs"]
mod judge;
#[path = "worlds/lists.rs"]
mod lists;
#[path = "worlds/oracle.rs"]
mod naive;
#[path = "worlds/people.rs"]
mod people;
#[path = "worlds/touched.rs"]
mod touched;

mod allocation;
mod assignments;
mod attacks;
mod behaviour;
mod fixes;
mod golden;
mod guard;
mod holdings;
mod laid_out;
mod laws;
mod obstacles;
mod oracle;
mod own_tokens;
mod owners;
mod permits;
mod published;
mod standing;
