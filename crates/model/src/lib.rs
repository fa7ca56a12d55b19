//! The nouns of Bailiwick: ids, names, instants and the shapes of what the store keeps. No input, no output.

mod access_request;
mod audit;
pub mod chain;
mod choice;
mod database;
mod deployed;
mod id;
mod identity;
mod invitation;
mod name;
mod name_key;
mod network;
mod server;
mod service_token;
mod team;
mod tenancy;
mod time;
mod token_text;

pub use access_request::*;
pub use audit::*;
pub use choice::UnknownWord;
pub use database::*;
pub use deployed::*;
pub use id::*;
pub use identity::*;
pub use invitation::*;
pub use name::*;
pub use name_key::{looks_like, name_key};
pub use network::{InvalidNetwork, Network};
pub use server::*;
pub use service_token::*;
pub use team::*;
pub use tenancy::*;
pub use time::{InvalidTimestamp, Timestamp};
pub use token_text::*;
