//! The whole product: tests that start the binary as people do.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod admin;
mod audit;
mod commands;
mod connections;
mod crash;
mod demonstration;
mod log;
mod login;
mod policies;
mod roles;
mod running;
mod secrets;
mod shell;
mod stopping;
