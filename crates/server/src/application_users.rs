//! Application users: whom an instance has seen.

pub(crate) mod count;
pub(crate) mod list;
mod write;

pub(crate) use write::run;
