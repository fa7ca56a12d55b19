//! The corpus of the fuzzers, replayed: what `fuzz/` found worth keeping is asked again in every run, on stable.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
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

/// Letters that mean something to one of the readers.
const SIGNS: &[u8] = b"(),.:*\"'{}[]&=?-><\\%\n 019ae!";

/// Changes of the corpus, made blindly: what a fuzzer does that does not see which branches are taken. Two seconds each in
/// the suite; `BAILIWICK_FUZZ_SECONDS` and `BAILIWICK_FUZZ_SEED` widen it.
fn change_blindly(name: &str, check: impl Fn(&[u8])) -> usize {
    let setting = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seconds = setting("BAILIWICK_FUZZ_SECONDS").unwrap_or(2);
    let seed = setting("BAILIWICK_FUZZ_SEED").unwrap_or(20_261_129);
    let seeds: Vec<Vec<u8>> = corpus(name).into_values().collect();
    let mut state = seed;
    let mut below = move |count: usize| {
        // SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % count.max(1) as u64) as usize
    };
    let began = std::time::Instant::now();
    let mut tried = 0;
    while began.elapsed().as_secs() < seconds {
        let mut bytes = seeds[below(seeds.len())].clone();
        for _ in 0..1 + below(5) {
            let at = below(bytes.len() + 1);
            match below(5) {
                0 if at < bytes.len() => bytes[at] = 32 + below(95) as u8,
                1 if at < bytes.len() => {
                    drop(bytes.drain(at..(at + 1 + below(8)).min(bytes.len())))
                }
                2 => bytes.insert(at, SIGNS[below(SIGNS.len())]),
                3 => {
                    // A piece of the same text again, elsewhere.
                    let from = below(bytes.len() + 1);
                    let piece = bytes[from..(from + 1 + below(24)).min(bytes.len())].to_vec();
                    bytes.splice(at..at, piece);
                }
                _ => {
                    // A piece of another text.
                    let other = &seeds[below(seeds.len())];
                    let from = below(other.len() + 1);
                    let piece = other[from..(from + 1 + below(24)).min(other.len())].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        let shown = String::from_utf8_lossy(&bytes).into_owned();
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| check(&bytes)));
        assert!(outcome.is_ok(), "seed {seed}, change {tried}: {shown:?}");
        tried += 1;
    }
    println!("{name}: {tried} changes, seed {seed}");
    tried
}

#[test]
fn changed_requests_keep_the_policy() {
    assert!(
        change_blindly("request", |bytes| {
            fuzz::request::check(bytes);
        }) > 100
    );
}

#[test]
fn changed_policies_say_in_sql_what_they_say_in_rust() {
    assert!(
        change_blindly("policy", |bytes| {
            fuzz::policy::check(bytes);
        }) > 20
    );
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
