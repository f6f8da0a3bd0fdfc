//! One log as folded so far: its people, and what its writer is known to have seen when.

use identity::Charter;
use std::collections::VecDeque;

use crate::{EntryHash, Head, LogEntry, People, sight::LogSight};

/// One log as folded so far.
#[derive(Debug, Clone)]
pub(super) struct OneLog {
    pub charter: Charter,
    pub head: Head,
    pub other_seen: Head,
    pub people: People,
    /// Of its entries, by seq from 1.
    hashes: Vec<EntryHash>,
    /// Each entry's node time, and the latest up to there.
    times: Vec<(i64, i64)>,
    /// How much of the other log each entry's writer had seen, as far as the other log tells yet.
    seen: Vec<u64>,
    /// What the entries after those say of a part of the other log that isn't here.
    unproved: VecDeque<Head>,
}

impl OneLog {
    pub fn new(charter: Charter) -> Self {
        Self {
            charter,
            head: Head::EMPTY,
            other_seen: Head::EMPTY,
            people: People::default(),
            hashes: Vec::new(),
            times: Vec::new(),
            seen: Vec::new(),
            unproved: VecDeque::new(),
        }
    }

    /// Takes an entry that follows; gives the latest time that the log has reached with it.
    pub fn follow(&mut self, head: Head, entry: &LogEntry) -> i64 {
        self.head = head;
        self.other_seen = entry.other_seen;
        self.hashes.push(head.hash);
        self.unproved.push_back(entry.other_seen);
        self.people.reach(entry.node_unix_ms);
        let reached = self.people.reached(entry.node_unix_ms);
        self.times.push((entry.node_unix_ms, reached));
        reached
    }

    pub fn sight(&self) -> LogSight<'_> {
        LogSight {
            seen: &self.seen,
            times: &self.times,
        }
    }

    /// Whether all that matters to entry `seq` is known.
    pub fn is_proved(&self, seq: u64) -> bool {
        self.seen.len() as u64 >= seq
    }

    /// Compares what each log's entries say they saw with what the other log holds.
    pub fn prove_two(one: &mut Self, other: &mut Self) {
        one.prove(&other.hashes);
        other.prove(&one.hashes);
    }

    /// Claims never go back, so the first that can't be told yet ends it.
    fn prove(&mut self, other: &[EntryHash]) {
        while let Some(claim) = self.unproved.front().copied() {
            if claim.seq > other.len() as u64 {
                return;
            }
            self.unproved.pop_front();
            let place = usize::try_from(claim.seq).ok();
            let right = match place.and_then(|seq| seq.checked_sub(1)) {
                None => true,
                Some(place) => other.get(place) == Some(&claim.hash),
            };
            let before = self.seen.last().copied().unwrap_or(0);
            self.seen.push(if right { claim.seq } else { before });
        }
    }
}
