//! What `engine` runs: one SQL text and its values.

use bailiwick_schema::Value;

/// One statement for a user's database. Every value is a bind, never text.
#[derive(Clone, PartialEq, Debug)]
pub struct Statement {
    /// The SQL, with the engine's placeholders.
    pub text: String,
    /// The values, in the order of the placeholders.
    pub binds: Vec<Value>,
}
