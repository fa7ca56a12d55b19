//! What is wrong with a policy document, and where.

use serde::{Deserialize, Serialize};

/// Whether a problem closes the permission it stands in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProblemLevel {
    /// The permission does not count until it is mended.
    Error,
    /// The permission counts; somebody should look.
    Warning,
}

/// A place in the source, both numbers from 1, columns in characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One thing to tell the author of a document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// Error or warning.
    pub level: ProblemLevel,
    /// A sentence, lowercase, the author's words in backticks.
    pub message: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl Problem {
    /// A problem that closes the permission.
    pub fn error(at: Position, message: impl Into<String>) -> Self {
        Self::new(ProblemLevel::Error, at, message)
    }

    /// A problem that does not.
    pub fn warning(at: Position, message: impl Into<String>) -> Self {
        Self::new(ProblemLevel::Warning, at, message)
    }

    fn new(level: ProblemLevel, at: Position, message: impl Into<String>) -> Self {
        Self { level, message: message.into(), line: at.line, column: at.column }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let level = match self.level {
            ProblemLevel::Error => "error",
            ProblemLevel::Warning => "warning",
        };
        write!(formatter, "{}:{}: {level}: {}", self.line, self.column, self.message)
    }
}
