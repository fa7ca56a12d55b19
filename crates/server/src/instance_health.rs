//! How an instance is, and what application users asked of it lately; both as the node knows it that answers.

pub(crate) mod get;
pub(crate) mod requests;
