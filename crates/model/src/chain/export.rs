//! An export, line by line. What is kept in memory does not grow with the file, and whatever the file holds, the answer
//! is a sentence.

use std::io::{BufRead, Read};

use super::GENESIS;
use super::line::{Unreadable, header, link};
use super::link::Mark;
use super::verifier::{Verified, Verifier};

/// Bytes of a line; an entry has a few hundred.
const LONGEST_LINE: u64 = 16 * 1_024 * 1_024;

/// What somebody kept of an earlier export.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Remembered {
    /// The hash of an entry.
    pub head: Option<String>,
    /// Its place.
    pub entries: Option<u64>,
}

/// An export that holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// Whose log it is: an organization's id, or `server`.
    pub chain: String,
    /// What it says.
    pub verified: Verified,
}

/// Why there is no good report, in a sentence.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Failure {
    /// The log does not hold.
    #[error("{0}")]
    Broken(String),
    /// It could not be judged.
    #[error("{0}")]
    Undecided(String),
}

/// Judges a whole export.
///
/// # Errors
/// When it does not hold, or cannot be judged.
pub fn verify(mut file: impl BufRead, remembered: &Remembered) -> Result<Report, Failure> {
    let mut line = Vec::new();
    let is_there = next(&mut file, &mut line, 1);
    if !is_there.map_err(|failure| Failure::Undecided(failure.to_string()))? {
        return Err(Failure::Undecided("the file is empty".to_owned()));
    }
    let header = header(&line).map_err(|error| match error {
        Unreadable::Spelling => Failure::Broken(format!("line 1 was changed: {error}")),
        other => Failure::Undecided(other.to_string()),
    })?;
    let Some((after, head)) = header.whole() else {
        return Err(Failure::Undecided(
            "the export holds a part of the log, chosen by filters or by what its reader may see: only an \
             unfiltered one by somebody who sees everything can be verified"
                .to_owned(),
        ));
    };
    let mut verifier = Verifier::new(header.chain.clone(), after.clone());
    let mut memory = Memory { remembered, is_met: false };
    memory.meet(after)?;
    let mut number = 1;
    loop {
        number += 1;
        if !next(&mut file, &mut line, number)? {
            break;
        }
        let link =
            link(&line).map_err(|error| Failure::Broken(format!("line {number}: {error}")))?;
        verifier.follow(&link).map_err(|broken| Failure::Broken(broken.to_string()))?;
        memory.meet(verifier.last())?;
    }
    let verified = verifier.end(head).map_err(|broken| Failure::Broken(broken.to_string()))?;
    memory.end(&verified)?;
    Ok(Report { chain: header.chain, verified })
}

/// Reads a line without its end; `false` when there is none.
fn next(file: &mut impl BufRead, line: &mut Vec<u8>, number: u64) -> Result<bool, Failure> {
    line.clear();
    let read = file.take(LONGEST_LINE).read_until(b'\n', line);
    read.map_err(|error| Failure::Undecided(format!("cannot read the file: {error}")))?;
    if line.is_empty() {
        return Ok(false);
    }
    if line.pop() == Some(b'\n') {
        return Ok(true);
    }
    let what = if line.len() as u64 + 1 == LONGEST_LINE { "is too long" } else { "is cut off" };
    Err(Failure::Broken(format!("line {number} {what}")))
}

/// Compares what somebody remembered with what goes by.
struct Memory<'a> {
    remembered: &'a Remembered,
    is_met: bool,
}

impl Memory<'_> {
    fn meet(&mut self, mark: &Mark) -> Result<(), Failure> {
        let is_head = self.remembered.head.as_ref().map(|head| *head == mark.hash);
        match (self.remembered.entries, is_head) {
            (Some(entries), Some(is_head)) if entries == mark.entries => {
                if !is_head {
                    return Err(Failure::Broken(format!(
                        "entry {entries} is not the one that you remembered: the log was written anew"
                    )));
                }
                self.is_met = true;
            }
            (None, Some(true)) => self.is_met = true,
            (Some(entries), None) if entries == mark.entries => self.is_met = true,
            _ => {}
        }
        Ok(())
    }

    fn end(&self, verified: &Verified) -> Result<(), Failure> {
        let nothing = self.remembered.head.is_none() && self.remembered.entries.is_none();
        let is_genesis = self.remembered.head.as_deref() == Some(GENESIS);
        if nothing || self.is_met || (is_genesis && self.remembered.entries.is_none()) {
            return Ok(());
        }
        let (first, last) = (verified.first, verified.head.entries);
        match self.remembered.entries {
            Some(entries) if entries > last => Err(Failure::Broken(format!(
                "you remembered {entries} entries, and it ends at entry {last}: its end was cut off"
            ))),
            Some(entries) => Err(Failure::Undecided(format!(
                "entry {entries}, which you remembered, was pruned since: the log begins with entry {first}"
            ))),
            None if first > 1 => Err(Failure::Undecided(format!(
                "no entry has the hash that you remembered; it may be one of the {} that were pruned",
                first - 1
            ))),
            None => Err(Failure::Broken(
                "no entry has the hash that you remembered: the log was written anew, or its end was cut off"
                    .to_owned(),
            )),
        }
    }
}
