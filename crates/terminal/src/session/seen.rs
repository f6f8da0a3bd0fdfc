//! Tells packets seen for the first time from repetitions, by sender, key and counter, in bounded
//! memory. It only counts: refusing replays is the encryption's work.

use super::SenderId;
use std::collections::{BTreeMap, BTreeSet};

/// Counters remembered per key; older ones count as seen.
const COUNTERS_MAX: usize = 1_024;
/// Keys remembered; the one unused for longest is forgotten first. A key is replaced every few
/// minutes and its predecessor used no longer than seconds.
const KEYS_MAX: usize = 256;

#[derive(Debug, Default)]
pub(super) struct SeenCounters {
    by_key: BTreeMap<(SenderId, u64), Counters>,
    noted: u64,
}

#[derive(Debug, Default)]
struct Counters {
    seen: BTreeSet<u64>,
    /// This counter and all below it count as seen.
    forgotten_to: Option<u64>,
    last_noted: u64,
}

impl SeenCounters {
    /// Notes a packet; `true` the first time.
    pub fn note(&mut self, sender: SenderId, key_id: u64, counter: u64) -> bool {
        self.noted += 1;
        if !self.by_key.contains_key(&(sender, key_id)) && self.by_key.len() >= KEYS_MAX {
            let oldest = self.by_key.iter().min_by_key(|(_, of)| of.last_noted);
            if let Some(key) = oldest.map(|(key, _)| *key) {
                self.by_key.remove(&key);
            }
        }
        let counters = self.by_key.entry((sender, key_id)).or_default();
        counters.last_noted = self.noted;
        if counters.forgotten_to.is_some_and(|to| counter <= to) {
            return false;
        }
        let first = counters.seen.insert(counter);
        if counters.seen.len() > COUNTERS_MAX {
            counters.forgotten_to = counters.seen.pop_first();
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: SenderId = SenderId(1);

    #[test]
    fn each_counter_of_each_key_is_new_once() {
        let mut seen = SeenCounters::default();
        assert!(seen.note(ONE, 5, 0));
        assert!(!seen.note(ONE, 5, 0));
        assert!(seen.note(ONE, 6, 0));
        assert!(seen.note(SenderId(2), 5, 0));
        assert!(seen.note(ONE, 5, u64::MAX));
        assert!(seen.note(ONE, 5, 3));
        assert!(!seen.note(ONE, 5, u64::MAX));
    }

    #[test]
    fn counters_beyond_the_window_count_as_seen() {
        for (newer, expected) in [
            (COUNTERS_MAX - 1, true),
            (COUNTERS_MAX, true),
            (COUNTERS_MAX + 1, false),
        ] {
            let mut seen = SeenCounters::default();
            for counter in 1..=newer as u64 {
                assert!(seen.note(ONE, 0, 10 + counter));
            }
            assert_eq!(seen.note(ONE, 0, 10), expected, "{newer}");
        }
    }

    #[test]
    fn keys_are_limited_and_the_longest_unused_is_forgotten() {
        let mut seen = SeenCounters::default();
        for key in 0..KEYS_MAX as u64 {
            assert!(seen.note(ONE, key, 1));
        }
        assert!(!seen.note(ONE, 0, 1));
        assert!(seen.note(ONE, KEYS_MAX as u64, 1));
        assert_eq!(seen.by_key.len(), KEYS_MAX);
        assert!(!seen.note(ONE, 0, 1));
        // Key 1 was the one unused for longest, and is new again.
        assert!(seen.note(ONE, 1, 1));
    }
}
