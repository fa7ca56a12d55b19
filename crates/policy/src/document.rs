//! A policy document as its author wrote it: names unresolved, every part with its place in the source.

use serde_json::Value as Json;

use crate::action::{ActsAs, WebCall};
use crate::aggregate::Aggregates;
use crate::compiled::Operation;
use crate::mask::Mask;
use crate::problem::Position;
use crate::user::User;

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
pub(crate) struct Spanned<T> {
    /// What.
    pub(crate) value: T,
    /// Where.
    pub(crate) at: Position,
}

/// A parsed document, its permissions in the order written.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Document {
    /// In document order; every `$use` is replaced by what it stands for.
    pub(crate) permissions: Vec<PermissionSource>,
    /// Predicates that no permission uses.
    pub(crate) unused: Vec<Spanned<String>>,
    /// In document order.
    pub(crate) tests: Vec<TestSource>,
    /// In document order.
    pub(crate) actions: Vec<ActionSource>,
}

impl Document {
    /// Where an action first says that it calls an address, which takes a key to sign with; none where none does.
    pub fn first_call(&self) -> Option<Position> {
        self.actions.iter().filter_map(|action| Some(action.call.as_ref()?.at)).min()
    }
}

/// An action as written.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct ActionSource {
    /// The key.
    pub(crate) name: Spanned<String>,
    /// Shown to people.
    pub(crate) title: Option<String>,
    /// Application roles.
    pub(crate) roles: Vec<Spanned<String>>,
    /// By whose authority; none where that is not said.
    pub(crate) acts_as: Option<ActsAs>,
    /// All that it may touch.
    pub(crate) tables: Vec<Spanned<String>>,
    /// JSON Schema of what its caller sends.
    pub(crate) input: Option<Spanned<Json>>,
    /// SQL statements.
    pub(crate) run: Vec<Spanned<String>>,
    /// What it tells the outside afterwards.
    pub(crate) call: Option<CallSource>,
}

/// The call of an action as written.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct CallSource {
    /// Where the key stands.
    pub(crate) at: Position,
    /// What it says.
    pub(crate) call: WebCall,
}

/// A test as written.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct TestSource {
    /// Shown to people.
    pub(crate) name: Spanned<String>,
    /// Who asks.
    pub(crate) user: User,
    /// What is done.
    pub(crate) operation: Operation,
    /// To which table, named as in a permission.
    pub(crate) table: Spanned<String>,
    /// Which rows are asked for.
    pub(crate) filter: Option<ConditionSource>,
    /// What is written.
    pub(crate) values: Vec<(Spanned<String>, Json)>,
    /// How many rows come, or are written.
    pub(crate) count: Option<u64>,
    /// What holds for every row.
    pub(crate) every: Option<ConditionSource>,
    /// What holds for some row.
    pub(crate) some: Option<ConditionSource>,
    /// The columns that can be read, all of them.
    pub(crate) columns: Option<Vec<Spanned<String>>>,
    /// Columns that cannot be read, or are null in every row.
    pub(crate) hidden: Vec<Spanned<String>>,
    /// Whether it is refused.
    pub(crate) is_denied: Option<bool>,
}

/// A named condition, for `$use`.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct PredicateSource {
    /// The key.
    pub(crate) name: Spanned<String>,
    /// What it stands for.
    pub(crate) condition: ConditionSource,
}

/// One permission as written.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct PermissionSource {
    /// The key.
    pub(crate) slug: Spanned<String>,
    /// Shown to people.
    pub(crate) name: Option<String>,
    /// `connection.table` or `connection.namespace.table`.
    pub(crate) table: Spanned<String>,
    /// Application roles.
    pub(crate) roles: Vec<Spanned<String>>,
    /// Reading.
    pub(crate) select: Option<OperationSource>,
    /// Adding.
    pub(crate) insert: Option<OperationSource>,
    /// Changing.
    pub(crate) update: Option<OperationSource>,
    /// Removing.
    pub(crate) delete: Option<OperationSource>,
}

/// One operation as written; which fields it may have depends on the operation and is settled when it is read.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct OperationSource {
    /// Where the operation's key stands.
    pub(crate) at: Position,
    /// None: all columns.
    pub(crate) columns: Option<Vec<Spanned<String>>>,
    /// Rows.
    pub(crate) filter: Option<ConditionSource>,
    /// Rules, by column.
    pub(crate) validate: Vec<FieldSource>,
    /// Values left out by the client.
    pub(crate) default: Vec<(Spanned<String>, Spanned<TermSource>)>,
    /// Values that always hold.
    pub(crate) overwrite: Vec<(Spanned<String>, Spanned<TermSource>)>,
    /// `check: {…}`, or `check: false` as [`CheckSource::Off`].
    pub(crate) check: Option<CheckSource>,
    /// Most rows of one answer.
    pub(crate) limit: Option<u64>,
    /// Columns that show in part.
    pub(crate) mask: Vec<(Spanned<String>, Mask)>,
    /// Functions over many rows, besides `count`.
    pub(crate) aggregate: Aggregates,
}

/// What follows `check`.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum CheckSource {
    /// More conditions.
    Conditions(ConditionSource),
    /// No check at all, not even the implicit one.
    Off(Position),
}

/// The entries of one mapping of conditions; all must hold.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct ConditionSource {
    /// In the order written.
    pub(crate) parts: Vec<PartSource>,
}

/// One entry of a condition.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum PartSource {
    /// All of them.
    And(Vec<ConditionSource>),
    /// Any of them.
    Or(Vec<ConditionSource>),
    /// Not it.
    Not(ConditionSource),
    /// A column with its tests, or a relation with a condition on the other table.
    Field(FieldSource),
    /// `$use: name`, or a list of names: gone once the document is read.
    Use(Vec<Spanned<String>>),
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
pub(crate) struct FieldSource {
    /// A column, or a relation.
    pub(crate) name: Spanned<String>,
    /// What is asked.
    pub(crate) test: FieldTest,
}

/// What is asked of a name.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum FieldTest {
    /// Operators, all of which must hold; a bare value is `$eq`.
    Operators(Vec<OperatorSource>),
    /// A condition on the rows that a relation leads to.
    Related(ConditionSource),
    /// `{}`: a relation that must lead somewhere.
    Empty,
}

/// `$operator: operand`.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct OperatorSource {
    /// With the dollar, as written.
    pub(crate) operator: Spanned<String>,
    /// To its right.
    pub(crate) operand: Spanned<TermSource>,
}

/// A value as written.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum TermSource {
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
