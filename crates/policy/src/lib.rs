//! Data permissions: parse, check, reduce to a predicate, matches, explain
