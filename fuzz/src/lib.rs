//! What is asked of arbitrary bytes, here by the fuzzer and, for the committed corpus, by `crates/query/tests/corpus.rs`.

pub mod policy;
pub mod request;
#[path = "../../crates/query/tests/support/shop.rs"]
#[allow(dead_code, reason = "the tests of `query` use all of it")]
pub mod shop;
pub mod world;
