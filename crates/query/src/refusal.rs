//! Why a request is refused, in PostgREST's error shape, so that its clients read it.

use bailiwick_schema::Engine;
use serde_json::json;

/// An answer that is not the one asked for. `message` names only what the caller typed or may see.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// PostgREST's (`PGRST…`) or Postgres' (`42501`) code.
    pub code: &'static str,
    /// One sentence.
    pub message: String,
    /// More about it.
    pub details: Option<String>,
    /// What would help.
    pub hint: Option<String>,
    /// The rule of the policy that a written row breaks. It is no part of the answer: it may be more than the caller may
    /// know.
    pub rule: Option<Box<BrokenRule>>,
}

/// A rule of the policy that a written row breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenRule {
    /// The slug of the permission that it is in.
    pub permission: String,
    /// `validate` or `check`.
    pub part: &'static str,
    /// The column that it is about, where it is about one.
    pub column: Option<String>,
    /// What it asks for, as SQL for people; absent where several were looked at together.
    pub condition: Option<String>,
}

impl Refusal {
    /// A refusal without details and hint.
    pub fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), details: None, hint: None, rule: None }
    }

    /// The same with details.
    #[must_use]
    pub fn details(mut self, details: impl Into<String>) -> Self {
        self.details = Some(details.into());
        self
    }

    /// The same with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with the rule that was broken.
    #[must_use]
    pub(crate) fn of_rule(mut self, rule: BrokenRule) -> Self {
        self.rule = Some(Box::new(rule));
        self
    }

    /// The JSON body: `{"code","message","details","hint"}`.
    pub fn body(&self) -> Vec<u8> {
        json!({
            "code": self.code,
            "message": self.message,
            "details": self.details,
            "hint": self.hint,
        })
        .to_string()
        .into_bytes()
    }

    /// A query string that does not follow the dialect: 400 `PGRST100`.
    pub(crate) fn syntax(message: impl Into<String>) -> Self {
        Self::new(400, "PGRST100", message)
    }

    /// A body that is not what the method takes: 400 `PGRST102`.
    pub(crate) fn body_syntax(message: impl Into<String>) -> Self {
        Self::new(400, "PGRST102", message)
    }

    /// A request beyond a limit: 400 `PGRST120`, naming the limit.
    pub(crate) fn limit(message: impl Into<String>) -> Self {
        Self::new(400, "PGRST120", message)
    }

    /// A part of PostgREST's dialect that is not offered: 406 `PGRST127`.
    pub(crate) fn not_offered(what: &str) -> Self {
        Self::new(406, "PGRST127", format!("{what} is not offered"))
    }

    /// What other engines have and this one does not: 400 `0A000`, naming it.
    pub(crate) fn engine_lacks(engine: Engine, what: &str) -> Self {
        let name = match engine {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "Postgres",
            Engine::Mysql => "MariaDB",
        };
        Self::new(400, "0A000", format!("{what} is not offered on {name}"))
    }

    /// A table that does not exist or that the caller may not know of: 404 `PGRST205`.
    pub(crate) fn table(namespace: &str, name: &str) -> Self {
        Self::new(404, "PGRST205", format!("could not find the table `{namespace}.{name}`"))
    }

    /// A column that does not exist or that the caller may not read: 400 `42703`.
    pub(crate) fn column(table: &str, column: &str) -> Self {
        Self::new(400, "42703", format!("column `{table}.{column}` does not exist"))
    }

    /// A field of a body that is no column the caller may know of: 400 `PGRST204`.
    pub(crate) fn field(table: &str, column: &str) -> Self {
        Self::new(400, "PGRST204", format!("could not find the column `{column}` of `{table}`"))
    }

    /// An embed that leads nowhere the caller may go: 400 `PGRST200`.
    pub(crate) fn relation(table: &str, name: &str) -> Self {
        Self::new(
            400,
            "PGRST200",
            format!("could not find a relation between `{table}` and `{name}`"),
        )
    }

    /// A visible table or column without the right to do this with it: 403 `42501`.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(403, "42501", message)
    }

    /// A row whose key another row has: 409 `23505`, in the words of the database's own conflict, for which it may stand.
    pub(crate) fn unique_conflict() -> Self {
        Self::new(409, "23505", "a row with the same unique key exists")
    }

    /// A value that does not fit its column: 400 `22P02`.
    pub(crate) fn value(message: impl Into<String>) -> Self {
        Self::new(400, "22P02", message)
    }
}
