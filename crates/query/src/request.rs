//! A request as it was written: names are still the caller's, nothing has been looked up.

use bailiwick_policy::Aggregate;
use serde_json::{Map, Value};

use crate::mutation::Mutation;

/// What the caller sent, before anything is read.
#[derive(Debug, Clone, Default)]
pub struct RequestInput<'a> {
    /// `GET`, `HEAD`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: &'a str,
    /// The path segment after `/rest/v1/`, still percent-encoded.
    pub table: &'a str,
    /// What follows the `?`.
    pub query: Option<&'a str>,
    /// Values of the headers `Prefer`, in order.
    pub prefer: Vec<&'a str>,
    /// Header `Accept`.
    pub accept: Option<&'a str>,
    /// Header `Content-Type`.
    pub content_type: Option<&'a str>,
    /// Header `Range`.
    pub range: Option<&'a str>,
    /// Header `Accept-Profile`, read for GET and HEAD.
    pub accept_profile: Option<&'a str>,
    /// Header `Content-Profile`, read for the others.
    pub content_profile: Option<&'a str>,
    /// The body; empty where there is none.
    pub body: &'a [u8],
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Read and answer with the headers only.
    Head,
    /// Insert.
    Post,
    /// Insert or update the one row that the URL names by its primary key.
    Put,
    /// Update.
    Patch,
    /// Delete.
    Delete,
}

/// A parsed request.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What is to be done.
    pub method: Method,
    /// Connection asked for; `main` where the profile names none.
    pub connection: String,
    /// Namespace asked for; the engine's default where the profile names none.
    pub namespace: Option<String>,
    /// Table asked for.
    pub table: String,
    /// Fields, filters, order and window of the table asked for.
    pub node: Node,
    /// `columns=`: the only fields of the body that count.
    pub columns: Option<Vec<String>>,
    /// `on_conflict=`: the key that tells whether a row is there; the primary key where it is not given.
    pub on_conflict: Option<Vec<String>>,
    /// Rows of the body.
    pub rows: Vec<Map<String, Value>>,
    /// Whether the body was a list.
    pub is_bulk: bool,
    /// `Prefer`.
    pub preferences: Preferences,
    /// The rows of the body are texts, to be read as their columns' types.
    pub is_worded: bool,
    /// What `Accept` asks for.
    pub form: Form,
}

/// What is asked of one table: the one of the path, or an embedded one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Node {
    /// `select`; `None` is everything readable.
    pub select: Option<Vec<SelectItem>>,
    /// Conditions that must all hold.
    pub conditions: Vec<Condition>,
    /// `order`.
    pub order: Vec<OrderTerm>,
    /// `limit`.
    pub limit: Option<u64>,
    /// `offset`.
    pub offset: u64,
}

/// One item of `select`.
#[derive(Debug, Clone, PartialEq)]
pub enum SelectItem {
    /// `*`
    Star,
    /// `alias:name::cast`
    Column {
        /// Name in the answer.
        alias: Option<String>,
        /// Name of the column.
        name: String,
        /// `->a->>b`
        path: Option<Path>,
        /// `::cast`
        cast: Option<String>,
    },
    /// `alias:column.sum()::cast`, or `count()`
    Aggregate {
        /// Name in the answer; the function's where there is none.
        alias: Option<String>,
        /// Which.
        function: Aggregate,
        /// Name of the column; `None` for `count()`.
        column: Option<String>,
        /// `::cast`
        cast: Option<String>,
    },
    /// `alias:name!hint!inner(…)`
    Embed(Embed),
}

/// An embedded table.
#[derive(Debug, Clone, PartialEq)]
pub struct Embed {
    /// Name in the answer.
    pub alias: Option<String>,
    /// Name of the other table, or of the column or constraint that leads there.
    pub name: String,
    /// `!hint`: a constraint or column.
    pub hint: Option<String>,
    /// `...`: its fields stand among its parent's.
    pub is_spread: bool,
    /// `!inner`: rows without an embedded row are left out.
    pub is_inner: bool,
    /// What is asked of it.
    pub node: Node,
}

impl Embed {
    /// Its name in the answer and in `name.column=…`.
    pub fn key(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }
}

/// A tree of conditions.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// `column=operator.value`
    Test(Test),
    /// `and=(…)`
    And(Vec<Condition>),
    /// `or=(…)`
    Or(Vec<Condition>),
    /// `not.`
    Not(Box<Condition>),
}

/// A way into the document that a column holds: `->a->0->>b`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// From the document inwards; never empty.
    pub steps: Vec<Step>,
    /// The last arrow was `->>`: what lies there as text.
    pub as_text: bool,
}

/// One step into a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The field of an object.
    Key(String),
    /// The element of a list, from 0; from the end where it is negative.
    Index(i32),
}

/// One condition on a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// Name of the column.
    pub column: String,
    /// Where in the column's document.
    pub path: Option<Path>,
    /// What it must be.
    pub operator: Operator,
}

/// Operators and their operands, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operator {
    /// `eq`
    Eq(String),
    /// `neq`
    Neq(String),
    /// `gt`
    Gt(String),
    /// `gte`
    Gte(String),
    /// `lt`
    Lt(String),
    /// `lte`
    Lte(String),
    /// `isdistinct`
    IsDistinct(String),
    /// `like`; `*` has become `%`.
    Like(String),
    /// `ilike`; `*` has become `%`.
    Ilike(String),
    /// `in`
    In(Vec<String>),
    /// `is`
    Is(Is),
    /// An operator that only Postgres has.
    Native(Native, String),
    /// `fts(config).query`
    Search(Search),
}

/// Operators of Postgres alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Native {
    /// `match`
    Match,
    /// `imatch`
    Imatch,
    /// `cs`
    Contains,
    /// `cd`
    ContainedBy,
    /// `ov`
    Overlaps,
    /// `sl`
    StrictlyLeft,
    /// `sr`
    StrictlyRight,
    /// `nxr`
    NotRight,
    /// `nxl`
    NotLeft,
    /// `adj`
    Adjacent,
}

impl Native {
    /// Every one with its name in the dialect.
    pub(crate) const ALL: [(&'static str, Self); 10] = [
        ("match", Self::Match),
        ("imatch", Self::Imatch),
        ("cs", Self::Contains),
        ("cd", Self::ContainedBy),
        ("ov", Self::Overlaps),
        ("sl", Self::StrictlyLeft),
        ("sr", Self::StrictlyRight),
        ("nxr", Self::NotRight),
        ("nxl", Self::NotLeft),
        ("adj", Self::Adjacent),
    ];

    pub(crate) fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, native)| *native == self).map_or("", |(name, _)| name)
    }

    /// Regular expressions.
    pub(crate) fn is_pattern(self) -> bool {
        matches!(self, Self::Match | Self::Imatch)
    }
}

/// A full text search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// How the query is read.
    pub words: Words,
    /// `fts(config)`: the language; the database's own where there is none.
    pub config: Option<String>,
    /// What is searched for.
    pub query: String,
}

/// How the query of a full text search is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// `fts`: `cat & !dog`
    Query,
    /// `plfts`: all of the words
    Plain,
    /// `phfts`: the words one after the other
    Phrase,
    /// `wfts`: as in a search box
    Web,
}

impl Words {
    /// Every one with its name in the dialect.
    pub(crate) const ALL: [(&'static str, Self); 4] = [
        ("fts", Self::Query),
        ("plfts", Self::Plain),
        ("phfts", Self::Phrase),
        ("wfts", Self::Web),
    ];

    pub(crate) fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, words)| *words == self).map_or("", |(name, _)| name)
    }
}

/// Operands of `is`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Is {
    /// `is.null`
    Null,
    /// `is.not_null`
    NotNull,
    /// `is.true`
    True,
    /// `is.false`
    False,
    /// `is.unknown`
    Unknown,
}

/// One term of `order`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderTerm {
    /// The embed whose column it is: `customers(name)`.
    pub embed: Option<String>,
    /// Name of the column.
    pub column: String,
    /// Where in the column's document.
    pub path: Option<Path>,
    /// `desc`
    pub descending: bool,
    /// `nullsfirst` is true, `nullslast` false; else as the database does.
    pub nulls_first: Option<bool>,
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// A list of objects.
    #[default]
    List,
    /// One object instead of a list.
    Single,
    /// Comma-separated values, the names of the fields first.
    Csv,
}

/// What `Prefer: return=` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Return {
    /// Nothing.
    #[default]
    Minimal,
    /// Nothing but headers.
    HeadersOnly,
    /// The written rows.
    Representation,
}

/// What becomes of a field that a row of a bulk insert leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Missing {
    /// Null.
    #[default]
    Null,
    /// The column's default.
    Default,
}

/// What becomes of an inserted row whose key is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// The row that is there is updated.
    Merge,
    /// The row that is there stays as it is.
    Ignore,
}

/// `Prefer`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    /// `return=`; `None` where the caller has not said.
    pub returns: Option<Return>,
    /// `count=`: whether the total is asked for. It is always exact.
    pub count: bool,
    /// `missing=`
    pub missing: Missing,
    /// `resolution=`; `None` where a key that is there already is a conflict.
    pub resolution: Option<Resolution>,
    /// `tx=rollback`: do everything and keep nothing.
    pub rollback: bool,
    /// `max-affected=`
    pub max_affected: Option<u64>,
    /// `masked`: say which cells are masked.
    pub masked: bool,
    /// What was understood, for `Preference-Applied`.
    pub applied: Vec<String>,
    /// A planted mistake: no header asks for one.
    #[doc(hidden)]
    pub mutation: Option<Mutation>,
}

impl Request {
    pub(crate) fn is(&self, mutation: Mutation) -> bool {
        self.preferences.mutation == Some(mutation)
    }
}
