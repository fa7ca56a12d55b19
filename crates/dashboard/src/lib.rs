//! The built dashboard, embedded; or a page that says how to build it.

mod page;
mod serve;

pub use serve::{router, serve};
