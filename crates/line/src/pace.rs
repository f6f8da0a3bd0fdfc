//! How many entries a second are taken from the peer. More are delayed, never refused.

use std::time::{Duration, Instant};

use crate::ENTRIES_A_SECOND;

const COST: Duration = Duration::from_micros(1_000_000 / ENTRIES_A_SECOND as u64);
const CREDIT_MAX: Duration = Duration::from_secs(1);

/// Time saved up: each entry costs its share of a second, at most one second is saved.
#[derive(Debug)]
pub(crate) struct Pace {
    credit: Duration,
    at: Instant,
}

impl Pace {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            credit: CREDIT_MAX,
            at: now,
        }
    }

    /// Whether one more entry may be taken now; if so it is paid for.
    pub(crate) fn take(&mut self, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.at);
        self.credit = (self.credit + passed).min(CREDIT_MAX);
        self.at = self.at.max(now);
        let Some(rest) = self.credit.checked_sub(COST) else {
            return false;
        };
        self.credit = rest;
        true
    }

    /// When the next entry may be taken.
    pub(crate) fn ready_at(&self) -> Instant {
        self.at + COST.saturating_sub(self.credit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holds_its_number_of_entries() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        let taken =
            |pace: &mut Pace, now, tries: u32| (0..tries).filter(|_| pace.take(now)).count();
        let max = ENTRIES_A_SECOND;
        assert_eq!(taken(&mut pace, start, max - 1), max as usize - 1);
        assert_eq!(taken(&mut pace, start, 2), 1);
        assert_eq!(pace.ready_at(), start + COST);
        assert!(pace.take(start + COST));
        let later = start + Duration::from_secs(3_600);
        assert_eq!(taken(&mut pace, later, max + 1), max as usize);
    }
}
