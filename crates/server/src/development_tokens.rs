//! Tokens for application users that exist only in development.

pub(crate) mod create;
