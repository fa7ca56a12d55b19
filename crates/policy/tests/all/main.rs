//! The policy as its authors and users meet it.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod document;
mod errors;
mod granted;
mod guide;
mod laws;
mod shop;
mod user;
