//! The audit log, to be read.

pub(crate) mod list;
