//! The control plane over HTTP: a real server on a store of its own for each test.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

mod http {
    mod administrators;
    mod answers;
    mod audit_erasure;
    mod audit_export;
    mod audit_refusals;
    mod audit_retention;
    mod audit_sight;
    mod bad_input;
    mod body_swap;
    mod branches;
    mod bulk;
    mod cast;
    mod client_auth;
    mod connections;
    mod credentials;
    mod custom_roles;
    mod denials;
    mod device;
    mod engines;
    mod faults;
    mod first_run;
    mod giving;
    mod hiding;
    mod human_resources;
    mod identity;
    mod invitations;
    mod lists;
    mod member_attacks;
    mod members;
    mod metrics;
    mod model;
    mod noninterference;
    mod operators;
    mod organization_settings;
    mod owner_races;
    mod paths;
    mod place;
    mod policies;
    mod postgres;
    mod published;
    mod rank_attacks;
    mod removed;
    mod role_attacks;
    mod role_bodies;
    mod roles;
    mod rooms;
    mod service_tokens;
    mod simulations;
    mod sites;
    mod stops;
    mod teams;
    mod tenancy;
    mod token_attacks;
    mod tokens;
    mod versions;
}
