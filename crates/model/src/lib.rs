//! The nouns of Bailiwick: ids, names, instants and the shapes of what the store keeps. No input, no output.

mod id;
mod name;
mod time;

pub use id::*;
pub use name::*;
pub use time::{InvalidTimestamp, Timestamp};
