//! The token in use, whichever kind it is: what it says of itself, and its end.

pub(crate) mod abilities;
pub(crate) mod inspect;
pub(crate) mod revoke;
