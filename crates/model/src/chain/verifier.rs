//! Whether a log is what was written, entry by entry.

use super::line::within;
use super::link::{Link, Mark};
use super::{ERASED, GENESIS, PRUNED, VERSION};

/// A log that holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verified {
    /// The first entry that is there: 1, unless the beginning was pruned.
    pub first: u64,
    /// Where it ends: keep it elsewhere, and neither can the end be cut off nor the whole be written anew unseen.
    pub head: Mark,
    /// How many parts of entries lost their personal data, as the log itself says.
    pub erased: u64,
}

/// Where a log does not hold.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Broken {
    /// An entry is not there.
    #[error("entry {0} is missing")]
    Missing(u64),
    /// An entry, its place or the one before it was changed.
    #[error("entry {0} was changed, or is not the one that followed the entry before it")]
    Changed(u64),
    /// A name or address beside an entry was changed.
    #[error("the personal data of entry {0} was changed")]
    Personal(u64),
    /// The end was cut off, or something was added.
    #[error("the log ends at entry {entries}, but should end at entry {head}")]
    End {
        /// What is there.
        entries: u64,
        /// What the head says.
        head: u64,
    },
    /// The last entry is not the one that the head names.
    #[error("entry {0} is the last, but has another hash than the log's head")]
    Head(u64),
    /// The log does not begin with its first entry, and does not say that it was pruned.
    #[error("entries 1 to {0} are missing, and no entry says that they were pruned")]
    Beginning(u64),
    /// Personal data is gone that nobody erased.
    #[error(
        "personal data is missing in {missing} places, but the log tells of {erased} erased ones only"
    )]
    Erased {
        /// Parts of entries without personal data.
        missing: u64,
        /// What the entries about erasure sum up to.
        erased: u64,
    },
}

/// Walks a log from its beginning. What it remembers does not grow with the log.
#[derive(Clone, Debug)]
pub struct Verifier {
    chain: String,
    after: Mark,
    last: Mark,
    is_beginning_told: bool,
    missing: u64,
    erased: u64,
}

impl Verifier {
    /// Begins after the entries that were pruned; after none, that is 0 and [`GENESIS`].
    pub fn new(chain: String, after: Mark) -> Self {
        let is_whole = after.entries == 0 && after.hash == GENESIS;
        let last = after.clone();
        Verifier { chain, after, last, is_beginning_told: is_whole, missing: 0, erased: 0 }
    }

    /// The next entry.
    ///
    /// # Errors
    /// When it does not continue the log.
    pub fn follow(&mut self, link: &Link<'_>) -> Result<(), Broken> {
        let sequence = self.last.entries.saturating_add(1);
        if link.sequence > sequence {
            return Err(Broken::Missing(sequence));
        }
        let is_known = (1..=VERSION).contains(&link.version);
        // What the first version does not encode must not be there, or it could be changed unseen.
        let has_shape = (link.version == 1) == link.target_hash.is_none()
            && (link.version > 1 || link.place.is_none());
        let hash = link.hashed(&self.chain, &self.last.hash);
        if link.sequence < sequence || !is_known || !has_shape || hash != link.hash {
            return Err(Broken::Changed(sequence));
        }
        self.missing += link.erased().ok_or(Broken::Personal(sequence))?;
        self.hear(link);
        self.last = Mark { entries: sequence, hash };
        Ok(())
    }

    /// Some entries speak of the log itself.
    fn hear(&mut self, link: &Link<'_>) {
        if link.outcome != "ok" {
            return;
        }
        if link.action == PRUNED
            && within(&link.detail, "through", "hash") == Some(self.after.clone())
        {
            self.is_beginning_told = true;
        }
        if link.action == ERASED {
            let detail: serde_json::Value = serde_json::from_str(&link.detail).unwrap_or_default();
            self.erased = self.erased.saturating_add(detail["erased"].as_u64().unwrap_or(0));
        }
    }

    /// Where it is now.
    pub fn last(&self) -> &Mark {
        &self.last
    }

    /// There is nothing more.
    ///
    /// # Errors
    /// When this is not where the log should end, or what the log says of itself is not so.
    pub fn end(self, head: &Mark) -> Result<Verified, Broken> {
        if self.last.entries != head.entries {
            return Err(Broken::End { entries: self.last.entries, head: head.entries });
        }
        if self.last.hash != head.hash {
            return Err(Broken::Head(head.entries));
        }
        if !self.is_beginning_told {
            return Err(Broken::Beginning(self.after.entries));
        }
        if self.missing > self.erased {
            return Err(Broken::Erased { missing: self.missing, erased: self.erased });
        }
        Ok(Verified {
            first: self.after.entries.saturating_add(1),
            head: self.last,
            erased: self.missing,
        })
    }
}
