//! The control plane over HTTP: a real server on a store of its own for each test.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

mod http {
    mod branches;
    mod connections;
    mod credentials;
    mod engines;
    mod first_run;
    mod identity;
    mod lists;
    mod metrics;
    mod paths;
    mod place;
    mod policies;
    mod postgres;
    mod removed;
    mod roles;
    mod rooms;
    mod sites;
    mod stops;
    mod tenancy;
    mod tokens;
    mod versions;
}
