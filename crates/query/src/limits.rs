//! How much one request may ask for.

/// Limits of one instance's data API. The body's size is the caller's to enforce (413).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Rows of an answer and of every embedded list.
    pub rows: u64,
    /// Rows of a bulk insert, and rows that an update or delete may reach.
    pub written_rows: u64,
    /// Levels of embeds below the table asked for.
    pub embed_depth: usize,
    /// Levels of `and(…)`, `or(…)` and `not.…(…)`.
    pub filter_nesting: usize,
    /// Conditions of the whole request, embeds included.
    pub conditions: usize,
    /// Values of one `in.(…)`.
    pub list_values: usize,
    /// Fields and embeds of the whole `select`.
    pub selected: usize,
    /// Embedded tables of the whole request: each is a query of its own for every row.
    pub embeds: usize,
    /// Characters of one `like` pattern, regular expression or full text search.
    pub pattern: usize,
    /// Steps of one path into a document.
    pub path_steps: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rows: 1_000,
            written_rows: 1_000,
            embed_depth: 3,
            filter_nesting: 5,
            conditions: 50,
            list_values: 1_000,
            selected: 500,
            embeds: 20,
            pattern: 1_000,
            path_steps: 10,
        }
    }
}
