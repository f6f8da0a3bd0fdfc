//! Token bucket of one stream: a second's worth of packets or bytes at once after a stall, then the
//! rate.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

const CAPACITY: Duration = Duration::from_secs(1);

#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    cost: Duration,
    /// Time saved up; a packet costs its share of a second.
    saved: Duration,
    filled_at: Instant,
}

impl Bucket {
    pub fn new(now: Instant, per_s_max: NonZeroU32) -> Self {
        Self {
            cost: CAPACITY / per_s_max.get(),
            saved: CAPACITY,
            filled_at: now,
        }
    }

    /// True if one more packet is within the rate.
    pub fn take(&mut self, now: Instant) -> bool {
        self.take_many(now, 1)
    }

    /// True if so many more are within the rate; nothing is taken otherwise.
    pub fn take_many(&mut self, now: Instant, count: u32) -> bool {
        let passed = now.saturating_duration_since(self.filled_at);
        self.filled_at = self.filled_at.max(now);
        self.saved = self.saved.saturating_add(passed).min(CAPACITY);
        match self.saved.checked_sub(self.cost * count) {
            Some(left) => {
                self.saved = left;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(now: Instant, rate: u32) -> Bucket {
        Bucket::new(now, NonZeroU32::new(rate).unwrap())
    }

    #[test]
    fn one_second_of_packets_at_once_and_not_one_more() {
        for rate in [1, 50, 60] {
            let now = Instant::now();
            let mut bucket = bucket(now, rate);
            let taken = (0..rate + 5).filter(|_| bucket.take(now)).count();
            assert_eq!(taken, rate as usize);
        }
    }

    #[test]
    fn many_are_taken_together_or_not_at_all() {
        let now = Instant::now();
        for (count, taken) in [(999, true), (1_000, true), (1_001, false)] {
            let mut bucket = bucket(now, 1_000);
            assert_eq!(bucket.take_many(now, count), taken, "{count}");
            assert_eq!(bucket.take(now), count != 1_000, "{count}");
        }
    }

    #[test]
    fn a_steady_rate_passes_and_a_higher_one_is_cut_to_it() {
        for (sent_per_s, passed_per_s) in [(49, 49), (50, 50), (60, 60), (61, 60), (600, 60)] {
            let start = Instant::now();
            let mut bucket = bucket(start, 60);
            let seconds = 100;
            let taken = (0..sent_per_s * seconds)
                .filter(|n| bucket.take(start + Duration::from_secs(1) / sent_per_s * *n))
                .count();
            // The saved-up second passes once.
            let most = (passed_per_s * seconds + 60) as usize;
            let least = (passed_per_s * seconds) as usize;
            assert!((least..=most).contains(&taken), "{sent_per_s}: {taken}");
        }
    }

    #[test]
    fn a_clock_that_steps_back_gives_nothing() {
        let now = Instant::now();
        let mut bucket = bucket(now + CAPACITY, 1);
        assert!(bucket.take(now + CAPACITY));
        assert!(!bucket.take(now));
        assert!(!bucket.take(now + CAPACITY));
    }
}
