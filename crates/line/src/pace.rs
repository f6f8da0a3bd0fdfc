//! How many entries, and bytes of entries, a second are taken from the peer. More are delayed, never
//! refused.

use std::time::{Duration, Instant};

use crate::{ENTRIES_A_SECOND, ENTRY_BYTES_A_SECOND, ENTRY_FRAME_BYTES_MAX};

const COST: Duration = Duration::from_micros(1_000_000 / ENTRIES_A_SECOND as u64);
const CREDIT_MAX: Duration = Duration::from_secs(1);

const _: () = assert!(ENTRY_FRAME_BYTES_MAX <= ENTRY_BYTES_A_SECOND as usize);

/// What an entry of so many bytes costs: its share of a second, by number or by bytes.
fn cost(bytes: usize) -> Duration {
    let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
    let by_bytes = Duration::from_secs(1) * bytes / ENTRY_BYTES_A_SECOND;
    // None costs more than can be saved, or it would never be taken.
    by_bytes.clamp(COST, CREDIT_MAX)
}

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

    /// Whether one more entry, of so many bytes, may be taken now; if so it is paid for.
    pub(crate) fn take(&mut self, now: Instant, bytes: usize) -> bool {
        let passed = now.saturating_duration_since(self.at);
        self.credit = (self.credit + passed).min(CREDIT_MAX);
        self.at = self.at.max(now);
        let Some(rest) = self.credit.checked_sub(cost(bytes)) else {
            return false;
        };
        self.credit = rest;
        true
    }

    /// When the next entry, of so many bytes, may be taken.
    pub(crate) fn ready_at(&self, bytes: usize) -> Instant {
        self.at + cost(bytes).saturating_sub(self.credit)
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
            |pace: &mut Pace, now, tries: u32| (0..tries).filter(|_| pace.take(now, 1)).count();
        let max = ENTRIES_A_SECOND;
        assert_eq!(taken(&mut pace, start, max - 1), max as usize - 1);
        assert_eq!(taken(&mut pace, start, 2), 1);
        assert_eq!(pace.ready_at(1), start + COST);
        assert!(pace.take(start + COST, 1));
        let later = start + Duration::from_secs(3_600);
        assert_eq!(taken(&mut pace, later, max + 1), max as usize);
    }

    #[test]
    fn a_second_holds_its_bytes() {
        let start = Instant::now();
        let longest = 64 * 1024;
        let max = ENTRY_BYTES_A_SECOND as usize / longest;
        for (tries, wanted) in [(max - 1, max - 1), (max, max), (max + 1, max)] {
            let mut pace = Pace::new(start);
            let taken = (0..tries).filter(|_| pace.take(start, longest)).count();
            assert_eq!(taken, wanted, "{tries}");
        }
        // However long it is, it is taken once.
        let mut pace = Pace::new(start);
        assert!(pace.take(start, usize::MAX));
        assert_eq!(pace.ready_at(usize::MAX), start + CREDIT_MAX);
    }
}
