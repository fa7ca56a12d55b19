//! Data permissions: parse a document, check it against schemas, reduce it for a user to a predicate, evaluate that.
//!
//! ```text
//! text -> parse -> Document -> check(schemas) -> Policy      at deploy
//! Policy -> reduce(user, now) -> Predicate -> SQL in `query`  at a request
//!                                          -> matches(row)    here, and it must say the same
//! ```

mod action;
mod address;
mod aggregate;
mod check;
mod columns;
mod compiled;
mod condition;
mod difference;
mod document;
mod expand;
mod explain;
mod json;
mod json_schema;
mod keys;
mod mask;
mod matches;
mod node;
mod operations;
mod overview;
mod parse;
mod predicate;
mod problem;
mod read;
mod read_test;
mod reduce;
mod resolve;
mod scope;
mod term;
mod trial;
mod typing;
mod user;
mod views;
mod writes;
mod written;
mod yaml;

pub use action::{
    Action, ActionCall, ActionStatement, ActionTerm, ActionValue, ActsAs, Answered, Guarded,
    GuardedCondition, GuardedKind, GuardedTest, Input, InputError, Meets, MissingValue, OwnerBind,
    OwnerStatement, WebCall,
};
pub use address::check_address;
pub use aggregate::{Aggregate, Aggregates};
pub use check::{check, table_named};
pub use columns::ColumnSet;
pub use compiled::{
    Condition, Conjunct, Delete, Insert, List, Operation, Permission, Policy, SchemaSet, Select,
    Term, Update,
};
pub use difference::{
    ActionDifference, Change, ChangeKind, Difference, Effect, PermissionDifference, TestDifference,
    difference,
};
pub use document::{Document, Format};
pub use explain::{Explained, Standing, explain};
pub use json_schema::json_schema;
pub use mask::Mask;
pub use matches::{Row, World, matches};
pub use overview::{ActionReach, OperationReach, Reach, RoleReach, TableReach, overview};
pub use parse::parse;
pub use predicate::{Comparison, Exists, Operand, Predicate};
pub use problem::{Position, Problem, ProblemLevel};
pub use reduce::{
    Assigned, Cell, CellCondition, CheckConjunct, Granted, Inactive, Reduced, reduce,
};
pub use trial::{Expectation, Trial};
pub use user::{Moment, User, UserPath};
