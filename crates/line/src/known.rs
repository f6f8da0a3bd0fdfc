//! The hashes of a log's newest entries, so that duplicates and forks are mostly told without the store.

use domain::{EntryHash, Head};
use std::collections::BTreeMap;

use crate::KNOWN_HASHES_MAX;

/// What is remembered of one log; a bounded number of entries.
#[derive(Debug, Default)]
pub(crate) struct Known(BTreeMap<u64, EntryHash>);

impl Known {
    pub(crate) fn note(&mut self, head: Head) {
        if head.seq == 0 {
            return;
        }
        self.0.insert(head.seq, head.hash);
        while self.0.len() > KNOWN_HASHES_MAX {
            self.0.pop_first();
        }
    }

    /// Whether the entry at `seq` has this hash; `None` where only the store can tell.
    pub(crate) fn agrees(&self, seq: u64, hash: EntryHash) -> Option<bool> {
        if seq == 0 {
            return Some(hash == Head::EMPTY.hash);
        }
        self.0.get(&seq).map(|known| *known == hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::Hash32;

    #[test]
    fn the_oldest_are_forgotten() {
        let max = KNOWN_HASHES_MAX as u64;
        for (count, first_known) in [(max - 1, true), (max, true), (max + 1, false)] {
            let mut known = Known::default();
            for seq in 1..=count {
                known.note(Head {
                    generation: 1,
                    seq,
                    hash: Hash32([7; 32]),
                });
            }
            assert_eq!(known.agrees(1, Hash32([7; 32])).is_some(), first_known);
            assert_eq!(known.agrees(count, Hash32([8; 32])), Some(false));
        }
    }
}
