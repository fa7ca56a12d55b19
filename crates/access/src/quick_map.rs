//! Maps keyed by ids. Ids are made by the server, never by a caller, so their hash need not withstand chosen keys, and
//! the usual one would be most of the cost of a refold.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

pub(crate) type QuickMap<K, V> = HashMap<K, V, BuildHasherDefault<QuickHasher>>;

#[derive(Default, Clone)]
pub(crate) struct QuickHasher(u64);

/// An odd number without pattern: 2^64 divided by the golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl QuickHasher {
    fn add(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * u128::from(SPREAD);
        self.0 = (product as u64) ^ ((product >> 64) as u64);
    }
}

impl Hasher for QuickHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.add(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.add(word);
    }

    fn write_usize(&mut self, word: usize) {
        self.add(word as u64);
    }

    fn write_u8(&mut self, word: u8) {
        self.add(u64::from(word));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn hashed(write: impl Fn(&mut QuickHasher)) -> u64 {
        let mut hasher = QuickHasher::default();
        write(&mut hasher);
        hasher.finish()
    }

    /// Keys that differ in few bits, as ids of one moment do, spread over every part of the hash.
    #[test]
    fn keys_that_are_close_do_not_meet() {
        for shift in [0, 8, 32, 56] {
            let all: BTreeSet<u64> =
                (0..256).map(|key: u64| hashed(|hasher| hasher.write_u64(key << shift))).collect();
            let low: BTreeSet<u64> = all.iter().map(|hash| hash & 0xff).collect();
            let high: BTreeSet<u64> = all.iter().map(|hash| hash >> 57).collect();
            assert_eq!(all.len(), 256, "{shift}");
            assert!(low.len() > 120 && high.len() > 60, "{shift}: {} {}", low.len(), high.len());
        }
    }

    #[test]
    fn all_that_is_written_counts_in_its_order() {
        let all = [
            hashed(|_| ()),
            hashed(|hasher| hasher.write(b"one")),
            hashed(|hasher| hasher.write(b"two")),
            hashed(|hasher| hasher.write(b"one and two")),
            hashed(|hasher| hasher.write_u64(7)),
            hashed(|hasher| hasher.write_usize(8)),
            hashed(|hasher| hasher.write_u8(9)),
            hashed(|hasher| (hasher.write_u64(7), hasher.write_usize(8)).0),
            hashed(|hasher| (hasher.write_usize(8), hasher.write_u64(7)).0),
        ];
        assert_eq!(BTreeSet::from(all).len(), all.len(), "{all:?}");
    }
}
