//! The policy as its authors and users meet it.

mod calls;
mod corpus;
mod differences;
mod document;
mod errors;
mod examples;
mod granted;
mod guide;
mod inputs;
mod laws;
mod overview;
mod shop;
mod user;
mod views;
