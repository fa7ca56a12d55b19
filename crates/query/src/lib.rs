//! The data API in PostgREST's dialect: request to plan to statement, for SQLite, Postgres and MariaDB, guarded by a policy.
//!
//! ```text
//! parse      URL, headers, body -> Request        rejects bad syntax
//! plan       Request + Schema + Policy -> Plan    rejects unknown or hidden names, too deep, too wide
//! statement  Plan -> SQL text + binds             cannot fail
//! ```

mod limits;
mod parse;
mod refusal;
mod request;

pub use limits::Limits;
pub use parse::parse;
pub use refusal::Refusal;
pub use request::{
    Condition, Embed, Is, Method, Missing, Node, Operator, OrderTerm, Preferences, Request,
    RequestInput, Return, SelectItem, Test,
};
