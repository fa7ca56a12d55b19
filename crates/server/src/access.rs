//! Questions to the access model: whether, why, who else, and what a change would do.

mod change;
pub(crate) mod check;
pub(crate) mod explain;
pub(crate) mod explanation;
pub(crate) mod fixes;
pub(crate) mod matrix;
pub(crate) mod question;
pub(crate) mod simulate;
pub(crate) mod who_can;
pub(crate) mod words;
