//! The lines of an export: a header, then an entry a line, each JSON in one spelling.

use std::io::Write;

use serde::{Deserialize, Serialize};

use super::SERVER;
use super::link::{Link, Mark};
use crate::Id;

/// The version of the export's shape.
pub const FORMAT: u64 = 1;

/// The first line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// [`FORMAT`].
    pub bailiwick_audit: u64,
    /// Whose log: an organization's id, or `server`.
    pub chain: String,
    /// After which entry the export begins: what is before was pruned. Absent in a part.
    pub after: Option<Mark>,
    /// With which entry it ends. Absent in a part.
    pub head: Option<Mark>,
}

impl Header {
    /// A whole log can be verified; a part, chosen by filters or by what its reader may see, cannot.
    pub fn whole(&self) -> Option<(&Mark, &Mark)> {
        self.after.as_ref().zip(self.head.as_ref())
    }
}

/// Why a line is none of an export's.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unreadable {
    /// The first line is something else.
    #[error("the first line is not the header of an audit export: {0}")]
    Header(String),
    /// A newer version made it.
    #[error("the export has format {0}, which this version does not know: use a newer `bailiwick`")]
    Format(u64),
    /// A line is no entry.
    #[error("it is not an entry: {0}")]
    Entry(String),
    /// A line says the same as one that an export writes, in other bytes.
    #[error("it is not spelled as an export spells it, so it was changed")]
    Spelling,
}

/// A line, with its end.
pub fn line<T: Serialize>(value: &T) -> String {
    let mut text = serde_json::to_string(value).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads the first line, without its end.
///
/// # Errors
/// When it is not a header as an export writes it.
pub fn header(bytes: &[u8]) -> Result<Header, Unreadable> {
    let header: Header =
        serde_json::from_slice(bytes).map_err(|error| Unreadable::Header(plain(&error)))?;
    if header.bailiwick_audit != FORMAT {
        return Err(Unreadable::Format(header.bailiwick_audit));
    }
    if header.chain != SERVER && header.chain.parse::<Id>().is_err() {
        return Err(Unreadable::Header("its `chain` is neither an id nor `server`".to_owned()));
    }
    is_spelled(&header, bytes).then_some(header).ok_or(Unreadable::Spelling)
}

/// Reads the line of an entry, without its end.
///
/// # Errors
/// When it is not an entry as an export writes it.
pub fn link(bytes: &[u8]) -> Result<Link<'_>, Unreadable> {
    let link: Link<'_> =
        serde_json::from_slice(bytes).map_err(|error| Unreadable::Entry(plain(&error)))?;
    is_spelled(&link, bytes).then_some(link).ok_or(Unreadable::Spelling)
}

/// A sentence that a terminal may be shown: it may repeat what a hostile file holds.
fn plain(error: &serde_json::Error) -> String {
    error.to_string().replace(char::is_control, "\u{fffd}")
}

/// Whether the bytes are how an export writes the value: JSON has many spellings, an export one.
fn is_spelled<T: Serialize>(value: &T, bytes: &[u8]) -> bool {
    let mut rest = Rest(bytes);
    serde_json::to_writer(&mut rest, value).is_ok() && rest.0.is_empty()
}

/// What is still expected; whatever else is written is an error.
struct Rest<'a>(&'a [u8]);

impl Write for Rest<'_> {
    fn write(&mut self, written: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.strip_prefix(written).ok_or(std::io::ErrorKind::InvalidData)?;
        Ok(written.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The mark that a JSON object, as text, holds under two names.
pub fn within(detail: &str, entries: &str, hash: &str) -> Option<Mark> {
    let detail: serde_json::Value = serde_json::from_str(detail).ok()?;
    Some(Mark { entries: detail[entries].as_u64()?, hash: detail[hash].as_str()?.to_owned() })
}
