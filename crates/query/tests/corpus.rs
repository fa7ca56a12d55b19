//! The corpus of the fuzzers, replayed: what `fuzz/` found worth keeping is asked again in every run, on stable.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    unreachable_pub,
    missing_docs,
    reason = "a test may panic and says what it asks; the fuzzers' own crate offers the rest"
)]

#[path = "../../../fuzz/src/lib.rs"]
mod fuzz;

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::path::Path;

/// Every file of a corpus, by its name.
fn corpus(name: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap())
        })
        .collect()
}

#[test]
fn every_request_of_the_corpus_keeps_the_policy() {
    use fuzz::request::Fate;

    let mut fates = BTreeMap::<Fate, usize>::new();
    for (name, bytes) in corpus("request") {
        println!("{name}");
        *fates.entry(fuzz::request::check(&bytes)).or_default() += 1;
    }
    println!("{fates:?}");
    for fate in [Fate::Refused, Fate::Read, Fate::Written] {
        assert!(fates.get(&fate).is_some_and(|count| *count >= 20), "{fates:?}");
    }
}

#[test]
fn every_policy_of_the_corpus_says_in_sql_what_it_says_in_rust() {
    let mut granting = 0;
    for (name, bytes) in corpus("policy") {
        println!("{name}");
        granting += usize::from(fuzz::policy::check(&bytes));
    }
    assert!(granting >= 20, "{granting} policies grant something");
}

/// The oracle of requests is not asleep: a policy that shows a hidden cell, or a write past the policy, makes it fail.
#[test]
fn the_oracles_notice_what_is_wrong() {
    let other = fuzz::world::World::new("update orders set secret = 'other'");
    let plain = fuzz::world::World::new("");
    let statement = bailiwick_query::Statement {
        text: "select secret from orders order by id".into(),
        binds: Vec::new(),
    };
    assert_ne!(plain.query(&statement), other.query(&statement));
    let writes =
        bailiwick_query::Statement { text: "delete from orders".into(), binds: Vec::new() };
    std::panic::catch_unwind(AssertUnwindSafe(|| plain.query(&writes).is_ok())).unwrap_err();
    let broken = bailiwick_query::Statement { text: "select 1 from".into(), binds: Vec::new() };
    std::panic::catch_unwind(AssertUnwindSafe(|| other.query(&broken).is_ok())).unwrap_err();
}
