//! The policy as its authors and users meet it.

mod calls;
mod differences;
mod document;
mod errors;
mod granted;
mod guide;
mod laws;
mod overview;
mod shop;
mod user;
