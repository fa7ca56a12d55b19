//! Rows as an application user sees them, for the dashboard's data browser.

pub(crate) mod list;
