//! The members of an organization.

pub(crate) mod list;
