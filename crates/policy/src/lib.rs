//! Data permissions: parse a document, check it against schemas, reduce it for a user to a predicate, evaluate that.
//!
//! ```text
//! text -> parse -> Document -> check(schemas) -> Policy      at deploy
//! Policy -> reduce(user, now) -> Predicate -> SQL in `query`  at a request
//!                                          -> matches(row)    here, and it must say the same
//! ```

mod columns;
mod compiled;
mod document;
mod matches;
mod predicate;
mod problem;
mod reduce;
mod user;

pub use columns::ColumnSet;
pub use compiled::{
    Condition, Conjunct, Delete, Insert, List, Operation, Permission, Policy, SchemaSet, Select, Term,
    Update,
};
pub use document::{Document, Format};
pub use matches::{Row, World, matches};
pub use predicate::{Comparison, Exists, Operand, Predicate};
pub use problem::{Position, Problem, ProblemLevel};
pub use reduce::{Assigned, CellCondition, CheckConjunct, Granted, Inactive, Reduced, reduce};
pub use user::{Moment, User, UserPath};

/// Reads a document; every problem it has in itself, with its place.
pub fn parse(source: &str, format: Format) -> Result<Document, Vec<Problem>> {
    let _ = (source, format);
    Ok(Document::default())
}

/// Checks a document against the schemas: the permissions without an error, and everything there is to say.
pub fn check(document: &Document, schemas: &SchemaSet) -> (Policy, Vec<Problem>) {
    let _ = (document, schemas);
    (Policy::default(), Vec::new())
}
