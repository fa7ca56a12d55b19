//! The contract: every operation declared once, with its types and its action. Router, gate, `openapi.json`, command
//! line and the tests that hold them together read the same list.

mod access;
mod access_matrix;
mod access_requests;
mod access_simulation;
mod accounts;
mod administrators;
mod answer;
mod application_users;
mod audit;
mod client_auth;
mod connections;
mod data;
mod databases;
mod device;
mod facts;
mod grants;
mod instance_health;
mod instances;
mod invitations;
mod matrix;
mod members;
mod openapi;
mod operation;
mod organizations;
mod policies;
mod policy_differences;
mod policy_explanations;
mod policy_promotions;
mod policy_roles;
mod policy_types;
mod projects;
mod refusals;
mod roles;
mod server;
mod service_tokens;
mod settings;
mod signing_keys;
mod teams;
mod tokens;

use std::sync::LazyLock;

pub use access::*;
pub use access_matrix::*;
pub use access_requests::*;
pub use access_simulation::*;
pub use accounts::*;
pub use answer::*;
pub use application_users::*;
pub use audit::*;
pub use client_auth::*;
pub use connections::*;
pub use data::*;
pub use databases::*;
pub use device::*;
pub use facts::*;
pub use grants::*;
pub use instance_health::*;
pub use instances::*;
pub use invitations::*;
pub use matrix::matrix;
pub use members::*;
pub use openapi::openapi;
pub use operation::*;
pub use organizations::*;
pub use policies::*;
pub use policy_differences::*;
pub use policy_explanations::*;
pub use policy_promotions::*;
pub use policy_roles::*;
pub use policy_types::*;
pub use projects::*;
pub use refusals::*;
pub use roles::*;
pub use server::*;
pub use service_tokens::*;
pub use settings::*;
pub use signing_keys::*;
pub use teams::*;
pub use tokens::*;

static OPERATIONS: LazyLock<Vec<&'static Operation>> = LazyLock::new(|| {
    [
        accounts::OPERATIONS,
        tokens::OPERATIONS,
        device::OPERATIONS,
        facts::OPERATIONS,
        organizations::OPERATIONS,
        roles::OPERATIONS,
        settings::OPERATIONS,
        teams::OPERATIONS,
        members::OPERATIONS,
        invitations::OPERATIONS,
        service_tokens::OPERATIONS,
        projects::OPERATIONS,
        instances::OPERATIONS,
        connections::OPERATIONS,
        data::OPERATIONS,
        client_auth::OPERATIONS,
        signing_keys::OPERATIONS,
        application_users::OPERATIONS,
        policies::OPERATIONS,
        policy_differences::OPERATIONS,
        policy_explanations::OPERATIONS,
        policy_promotions::OPERATIONS,
        policy_roles::OPERATIONS,
        policy_types::OPERATIONS,
        instance_health::OPERATIONS,
        databases::OPERATIONS,
        administrators::OPERATIONS,
        audit::OPERATIONS,
        access::OPERATIONS,
        access_matrix::OPERATIONS,
        access_simulation::OPERATIONS,
        access_requests::OPERATIONS,
        refusals::OPERATIONS,
        server::OPERATIONS,
    ]
    .into_iter()
    .flatten()
    .collect()
});

/// Every operation, in the order of the documentation.
pub fn operations() -> &'static [&'static Operation] {
    &OPERATIONS
}

#[cfg(test)]
mod tests;
