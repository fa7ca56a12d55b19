//! Questions to the access model.

pub(crate) mod check;
mod words;
