//! The schema of an instance's connections.

pub(crate) mod get;
