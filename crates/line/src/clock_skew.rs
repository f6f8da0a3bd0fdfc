//! How far the other node's clock is from ours, from pings. Clocks order nothing; people are warned,
//! and far apart nothing new is agreed, because both sides' expiries would differ.

use domain::{CLOCK_SKEW_MS_MAX, CLOCK_SKEW_WARN_MS};
use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use crate::PINGS_OUTSTANDING_MAX;

/// Samples among which the one with the shortest round trip counts.
const SAMPLES: usize = 5;

/// How bad a skew is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkewLevel {
    /// Below [`CLOCK_SKEW_WARN_MS`].
    Fine,
    /// People are told.
    Warn,
    /// Above [`CLOCK_SKEW_MS_MAX`]: nothing new is agreed.
    Blocks,
}

impl SkewLevel {
    fn of(skew_ms: i64) -> Self {
        let distance = skew_ms.saturating_abs();
        if distance > CLOCK_SKEW_MS_MAX {
            Self::Blocks
        } else if distance >= CLOCK_SKEW_WARN_MS {
            Self::Warn
        } else {
            Self::Fine
        }
    }
}

/// The estimate: their clock minus ours, in milliseconds.
#[derive(Debug, Default)]
pub(crate) struct ClockSkew {
    /// Round trip and skew.
    samples: VecDeque<(Duration, i64)>,
    pings: VecDeque<(i64, Instant)>,
}

impl ClockSkew {
    /// A new connection; the greeting's clock counts until a ping was answered.
    pub(crate) fn greeted(&mut self, their_ms: i64, own_ms: i64) {
        self.pings.clear();
        self.samples.clear();
        self.samples
            .push_back((Duration::MAX, their_ms.saturating_sub(own_ms)));
    }

    pub(crate) fn pinged(&mut self, now: Instant, sent_ms: i64) {
        if self.pings.len() == PINGS_OUTSTANDING_MAX {
            self.pings.pop_front();
        }
        self.pings.push_back((sent_ms, now));
    }

    /// An answer to a ping of this connection; any other one (late, twice, invented) changes nothing.
    /// Gives when the ping left.
    pub(crate) fn answered(&mut self, now: Instant, sent_ms: i64, at_ms: i64) -> Option<Instant> {
        let index = self.pings.iter().position(|(sent, _)| *sent == sent_ms)?;
        let (_, pinged_at) = self.pings.remove(index)?;
        let round_trip = now.saturating_duration_since(pinged_at);
        let half_ms = i64::try_from(round_trip.as_millis() / 2).unwrap_or(i64::MAX);
        let skew_ms = at_ms.saturating_sub(sent_ms).saturating_sub(half_ms);
        if self.samples.len() == SAMPLES {
            self.samples.pop_front();
        }
        self.samples.push_back((round_trip, skew_ms));
        Some(pinged_at)
    }

    /// 0 before anything is known.
    pub(crate) fn skew_ms(&self) -> i64 {
        let best = self
            .samples
            .iter()
            .min_by_key(|(round_trip, _)| *round_trip);
        best.map_or(0, |(_, skew_ms)| *skew_ms)
    }

    pub(crate) fn level(&self) -> SkewLevel {
        SkewLevel::of(self.skew_ms())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_change_at_their_limits() {
        for (skew_ms, level) in [
            (CLOCK_SKEW_WARN_MS - 1, SkewLevel::Fine),
            (CLOCK_SKEW_WARN_MS, SkewLevel::Warn),
            (CLOCK_SKEW_WARN_MS + 1, SkewLevel::Warn),
            (CLOCK_SKEW_MS_MAX - 1, SkewLevel::Warn),
            (CLOCK_SKEW_MS_MAX, SkewLevel::Warn),
            (CLOCK_SKEW_MS_MAX + 1, SkewLevel::Blocks),
            (i64::MAX, SkewLevel::Blocks),
        ] {
            assert_eq!(SkewLevel::of(skew_ms), level, "{skew_ms}");
            assert_eq!(SkewLevel::of(-skew_ms), level, "{skew_ms}");
        }
        assert_eq!(SkewLevel::of(i64::MIN), SkewLevel::Blocks);
    }

    #[test]
    fn the_shortest_round_trip_counts_and_strangers_pongs_do_not() {
        let start = Instant::now();
        let mut skew = ClockSkew::default();
        skew.greeted(10_900, 10_000);
        assert_eq!(skew.skew_ms(), 900);
        skew.pinged(start, 10_000);
        skew.answered(start + Duration::from_millis(100), 10_000, 10_550);
        assert_eq!(skew.skew_ms(), 500);
        skew.answered(start + Duration::from_millis(100), 10_000, 99_999);
        skew.answered(start + Duration::from_millis(100), 77, 99_999);
        assert_eq!(skew.skew_ms(), 500);
        skew.pinged(start, 20_000);
        skew.answered(start + Duration::from_millis(900), 20_000, 29_000);
        assert_eq!(skew.skew_ms(), 500);
        skew.greeted(i64::MAX, i64::MIN);
        skew.pinged(start, i64::MIN);
        skew.answered(start + Duration::from_secs(1), i64::MIN, i64::MAX);
        assert_eq!(skew.level(), SkewLevel::Blocks);
    }

    #[test]
    fn pings_without_answer_are_counted() {
        let start = Instant::now();
        for (later, kept) in [
            (PINGS_OUTSTANDING_MAX - 2, true),
            (PINGS_OUTSTANDING_MAX - 1, true),
            (PINGS_OUTSTANDING_MAX, false),
        ] {
            let mut skew = ClockSkew::default();
            skew.pinged(start, 1);
            (0..later).for_each(|number| skew.pinged(start, 100 + number as i64));
            skew.answered(start, 1, 43);
            assert_eq!(skew.skew_ms() == 42, kept, "{later} pings later");
        }
    }
}
