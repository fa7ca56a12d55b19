//! The data API in PostgREST's dialect: request to plan to statement, for SQLite, Postgres and MariaDB, guarded by a policy.
//!
//! ```text
//! parse      URL, headers, body -> Request        rejects bad syntax
//! plan       Request + Schema + Policy -> Plan    rejects unknown or hidden names, too deep, too wide
//! statement  Plan -> SQL text + binds             cannot fail
//! ```

mod answer;
mod builder;
mod compare;
mod csv;
mod describe;
mod json;
mod limits;
mod mask;
mod mutation;
mod parse;
mod pattern;
mod plan;
mod predicate;
mod refusal;
mod request;
mod session;
mod source;
mod spread;
mod sql;
mod statement;
mod write;

pub use answer::{Answer, Rows, read_answer};
pub use builder::{Alias, Builder};
pub use describe::describe;
pub use limits::Limits;
#[doc(hidden)]
pub use mutation::Mutation;
pub use parse::{parse, profile};
pub use plan::{Context, Plan, ReadPlan, ReadShape, WritePlan, condition_of, missing_table, plan};
pub use predicate::emit;
pub use refusal::Refusal;
pub use request::{
    Condition, Embed, Form, Is, Method, Missing, Node, Operator, OrderTerm, Preferences, Request,
    RequestInput, Resolution, Return, SelectItem, Test,
};
pub use session::{SessionFacts, SessionQuery};
#[doc(hidden)]
pub use sql::mutated_read_statement;
pub use sql::read_statement;
pub use statement::Statement;
pub use write::{Outcome, Step, Write};
