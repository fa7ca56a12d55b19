//! A policy document as its author wrote it: names unresolved, every part with its place in the source.

use crate::problem::Position;

/// How a document is written. Both have the same schema.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// YAML 1.2.
    Yaml,
    /// JSON.
    Json,
}

/// Something and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Spanned<T> {
    /// What.
    pub value: T,
    /// Where.
    pub at: Position,
}

/// A parsed document, its permissions in the order written.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Document {
    /// In document order.
    pub permissions: Vec<PermissionSource>,
}

/// One permission as written.
#[derive(Clone, PartialEq, Debug)]
pub struct PermissionSource {
    /// The key.
    pub slug: Spanned<String>,
    /// Shown to people.
    pub name: Option<String>,
    /// `connection.table` or `connection.namespace.table`.
    pub table: Spanned<String>,
    /// Application roles.
    pub roles: Vec<Spanned<String>>,
    /// Reading.
    pub select: Option<OperationSource>,
    /// Adding.
    pub insert: Option<OperationSource>,
    /// Changing.
    pub update: Option<OperationSource>,
    /// Removing.
    pub delete: Option<OperationSource>,
}

/// One operation as written; which fields it may have depends on the operation and is settled when it is read.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct OperationSource {
    /// Where the operation's key stands.
    pub at: Position,
    /// None: all columns.
    pub columns: Option<Vec<Spanned<String>>>,
    /// Rows.
    pub filter: Option<ConditionSource>,
    /// Rules, by column.
    pub validate: Vec<FieldSource>,
    /// Values left out by the client.
    pub default: Vec<(Spanned<String>, Spanned<TermSource>)>,
    /// Values that always hold.
    pub overwrite: Vec<(Spanned<String>, Spanned<TermSource>)>,
    /// `check: {…}`, or `check: false` as [`CheckSource::Off`].
    pub check: Option<CheckSource>,
    /// Most rows of one answer.
    pub limit: Option<u64>,
}

/// What follows `check`.
#[derive(Clone, PartialEq, Debug)]
pub enum CheckSource {
    /// More conditions.
    Conditions(ConditionSource),
    /// No check at all, not even the implicit one.
    Off(Position),
}

/// The entries of one mapping of conditions; all must hold.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ConditionSource {
    /// In the order written.
    pub parts: Vec<PartSource>,
}

/// One entry of a condition.
#[derive(Clone, PartialEq, Debug)]
pub enum PartSource {
    /// All of them.
    And(Vec<ConditionSource>),
    /// Any of them.
    Or(Vec<ConditionSource>),
    /// Not it.
    Not(ConditionSource),
    /// A column with its tests, or a relation with a condition on the other table.
    Field(FieldSource),
    /// `$exists: { table, where }`.
    Exists {
        /// Where `$exists` stands.
        at: Position,
        /// Named as in `table`.
        table: Spanned<String>,
        /// On its rows.
        condition: ConditionSource,
    },
}

/// A name with what is asked of it.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldSource {
    /// A column, or a relation.
    pub name: Spanned<String>,
    /// What is asked.
    pub test: FieldTest,
}

/// What is asked of a name.
#[derive(Clone, PartialEq, Debug)]
pub enum FieldTest {
    /// Operators, all of which must hold; a bare value is `$eq`.
    Operators(Vec<OperatorSource>),
    /// A condition on the rows that a relation leads to.
    Related(ConditionSource),
    /// `{}`: a relation that must lead somewhere.
    Empty,
}

/// `$operator: operand`.
#[derive(Clone, PartialEq, Debug)]
pub struct OperatorSource {
    /// With the dollar, as written.
    pub operator: Spanned<String>,
    /// To its right.
    pub operand: Spanned<TermSource>,
}

/// A value as written.
#[derive(Clone, PartialEq, Debug)]
pub enum TermSource {
    /// A literal: null, boolean, number (underscores dropped), or text.
    Literal(serde_json::Value),
    /// `$user.path`.
    User(crate::user::UserPath),
    /// `$now`, or `{ $now: -30d }`, in microseconds.
    Now(i64),
    /// `{ $column: name }`.
    Column(String),
    /// `{ $outer: name }`.
    Outer(String),
    /// A list.
    List(Vec<Spanned<TermSource>>),
}
