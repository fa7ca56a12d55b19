//! Text -> document.

use crate::document::{Document, Format};
use crate::node::MAXIMUM_BYTES;
use crate::problem::{Position, Problem};
use crate::{json, read, yaml};

/// Reads a document. The error holds every problem that the document has in itself, in the order of the source.
pub fn parse(source: &str, format: Format) -> Result<Document, Vec<Problem>> {
    if source.len() > MAXIMUM_BYTES {
        let start = Position { line: 1, column: 1 };
        return Err(vec![Problem::error(start, "the document is larger than 1 MiB")]);
    }
    let root = match format {
        Format::Yaml => yaml::read(source),
        Format::Json => json::read(source),
    }
    .map_err(|problem| vec![problem])?;
    let (document, mut problems) = read::read(&root);
    if problems.is_empty() {
        return Ok(document);
    }
    problems.sort_by_key(|problem| (problem.line, problem.column));
    Err(problems)
}
