//! The data API in PostgREST's dialect: request to plan to statement, for SQLite, Postgres and MariaDB, guarded by a policy.
//!
//! ```text
//! parse      URL, headers, body -> Request        rejects bad syntax
//! plan       Request + Schema + Policy -> Plan    rejects unknown or hidden names, too deep, too wide
//! statement  Plan -> SQL text + binds             cannot fail
//! ```

mod action;
mod answer;
mod builder;
mod compare;
mod csv;
mod describe;
mod inside;
mod json;
mod limits;
mod mask;
mod mutation;
mod native;
mod parse;
mod pattern;
mod plan;
mod predicate;
mod probe;
mod refusal;
mod request;
mod session;
mod shown;
mod source;
mod spread;
mod sql;
mod statement;
mod typescript;
mod write;

pub use action::{
    Call, Came, action_answer, guarded_request, missing_action, owner_statement, parse_call,
};
// Whoever dials what a policy names reads addresses as it does.
pub use bailiwick_policy::check_address;

pub use answer::{Answer, Rows, read_answer};
pub use builder::{Alias, Builder};
pub use describe::describe;
pub use limits::Limits;
#[doc(hidden)]
pub use mutation::Mutation;
pub use parse::{parse, profile};
pub use plan::{Context, Plan, ReadPlan, ReadShape, WritePlan, condition_of, missing_table, plan};
pub use predicate::emit;
pub use probe::Probe;
pub use refusal::{BrokenRule, Refusal};
pub use request::{
    Condition, Embed, Form, Is, Method, Missing, Native, Node, Operator, OrderTerm, Path,
    Preferences, Request, RequestInput, Resolution, Return, Search, SelectItem, Step as PathStep,
    Test, Words,
};
pub use session::{SessionFacts, SessionQuery};
pub use shown::shown;
#[doc(hidden)]
pub use sql::mutated_read_statement;
pub use sql::read_statement;
pub use statement::Statement;
pub use typescript::typescript;
pub use write::{Outcome, Step, Write};
