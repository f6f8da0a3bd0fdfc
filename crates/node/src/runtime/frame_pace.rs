//! How many frames of the other node are taken in a second, and how many bytes of them, over all its
//! connections together. More wait in its own buffers: each costs the core a turn, whatever it says.

use std::time::{Duration, Instant};

/// Twice what entries and receipts at their quotas need.
pub(super) const FRAMES_A_SECOND: u32 = 4_000;
pub(super) const FRAME_BYTES_A_SECOND: u32 = 16 * 1024 * 1024;

const COST: Duration = Duration::from_micros(1_000_000 / FRAMES_A_SECOND as u64);
/// As much as a quarter of a second allows may come at once.
const SAVED_MAX: Duration = Duration::from_millis(250);

const _: () = assert!(FRAMES_A_SECOND >= 2 * line::ENTRIES_A_SECOND);
const _: () = assert!(FRAME_BYTES_A_SECOND >= 2 * line::ENTRY_BYTES_A_SECOND);

fn cost(bytes: usize) -> Duration {
    let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
    COST.max(Duration::from_secs(1) * bytes / FRAME_BYTES_A_SECOND)
}

/// The moment at which everything that was taken is paid off.
#[derive(Debug, Default)]
pub(super) struct FramePace(Option<Instant>);

impl FramePace {
    /// Counts a frame of so many bytes; gives how long it has to wait.
    pub fn take(&mut self, now: Instant, bytes: usize) -> Duration {
        let paid_at = self.0.unwrap_or(now).max(now) + cost(bytes);
        self.0 = Some(paid_at);
        (paid_at - now).saturating_sub(SAVED_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(tries: u32, bytes: usize) -> Vec<Duration> {
        let now = Instant::now();
        let mut pace = FramePace::default();
        (0..tries).map(|_| pace.take(now, bytes)).collect()
    }

    #[test]
    fn frames_above_the_pace_wait() {
        let at_once = FRAMES_A_SECOND / 4;
        for (tries, longest) in [
            (at_once - 1, Duration::ZERO),
            (at_once, Duration::ZERO),
            (at_once + 1, COST),
            (at_once + FRAMES_A_SECOND, Duration::from_secs(1)),
        ] {
            let waits = waits(tries, 10);
            assert_eq!(waits.last(), Some(&longest), "{tries}");
            assert!(waits.is_sorted());
        }
    }

    #[test]
    fn bytes_above_the_pace_wait() {
        let longest = line::FRAME_BYTES_MAX;
        let at_once = FRAME_BYTES_A_SECOND / 4 / longest as u32;
        for (tries, waiting) in [(at_once - 1, 0), (at_once, 0), (at_once + 1, 1)] {
            let waits = waits(tries, longest);
            let late = waits.iter().filter(|wait| !wait.is_zero());
            assert_eq!(late.count(), waiting, "{tries}");
        }
        // However long it says it is, it is taken in the end.
        assert!(waits(1, usize::MAX)[0] < Duration::from_secs(257));
    }

    #[test]
    fn what_was_paid_off_may_come_at_once_again() {
        let begin = Instant::now();
        let mut pace = FramePace::default();
        for _ in 0..FRAMES_A_SECOND {
            pace.take(begin, 10);
        }
        let later = begin + Duration::from_secs(1);
        assert_eq!(pace.take(later, 10), Duration::ZERO);
        assert_eq!(pace.take(later, line::FRAME_BYTES_MAX), Duration::ZERO);
    }
}
