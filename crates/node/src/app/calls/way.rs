//! What is known of the way to the other node: whether it stands, and how far what we said has come.
//!
//! Frames arrive in order. Saying again what is still on its way would only make a slow line slower.

use std::time::{Duration, Instant};

use super::{FLOOR_LEAD_MS_MAX, FLOOR_LEAD_MS_MIN, UNHEARD_MAX};

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Way {
    up: bool,
    /// All that was said before has arrived, over the line that is up now.
    through: Option<Instant>,
    round_trip: Option<Duration>,
}

impl Way {
    pub fn is_up(self) -> bool {
        self.up
    }

    /// Gives whether it was up before.
    pub fn comes_up(&mut self) -> bool {
        std::mem::replace(&mut self.up, true)
    }

    pub fn through(&mut self, sent_before: Instant, round_trip: Duration) {
        if self.up {
            self.through = self.through.max(Some(sent_before));
            self.round_trip = Some(round_trip);
        }
    }

    /// How long before the floor opens its moment is told. As short as the way to the other side allows:
    /// people wait for it. A line that got worse since opens later over there.
    pub fn floor_lead_ms(self) -> i64 {
        let Some(round_trip) = self.round_trip else {
            return FLOOR_LEAD_MS_MAX;
        };
        let half_ms = i64::try_from(round_trip.as_millis() / 2).unwrap_or(i64::MAX);
        half_ms
            .saturating_add(FLOOR_LEAD_MS_MIN)
            .min(FLOOR_LEAD_MS_MAX)
    }

    /// When to say again what was said at `said` and isn't answered: so long after it, if it arrived.
    pub fn again_at(self, said: Instant, every: Duration) -> Option<Instant> {
        if !self.up {
            return None;
        }
        let has_arrived = self.through.is_some_and(|through| through >= said);
        Some(said + if has_arrived { every } else { UNHEARD_MAX })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: Duration = Duration::from_secs(1);
    const TICK: Duration = Duration::from_millis(1);
    const ROUND_TRIP: Duration = Duration::from_millis(80);

    #[test]
    fn what_is_on_its_way_is_not_said_again() {
        let said = Instant::now() + EVERY;
        for (through, again) in [
            (None, UNHEARD_MAX),
            (Some(said - TICK), UNHEARD_MAX),
            (Some(said), EVERY),
            (Some(said + TICK), EVERY),
        ] {
            let mut way = Way::default();
            assert_eq!(way.again_at(said, EVERY), None, "there is no line");
            assert!(!way.comes_up());
            if let Some(through) = through {
                way.through(through, ROUND_TRIP);
            }
            assert_eq!(way.again_at(said, EVERY), Some(said + again), "{through:?}");
            assert!(way.comes_up());
        }
    }

    #[test]
    fn an_answer_of_an_earlier_line_says_nothing() {
        let said = Instant::now();
        let mut way = Way::default();
        way.through(said + TICK, ROUND_TRIP);
        way.comes_up();
        assert_eq!(way.again_at(said, EVERY), Some(said + UNHEARD_MAX));
    }

    #[test]
    fn the_floor_is_told_as_early_as_the_way_to_the_other_side_needs() {
        for (round_trip_ms, lead_ms) in [
            (None, FLOOR_LEAD_MS_MAX),
            (Some(0), FLOOR_LEAD_MS_MIN),
            (Some(80), 50),
            (Some(778), 399),
            (Some(780), 400),
            (Some(782), 400),
            (Some(u64::MAX), 400),
        ] {
            let mut way = Way::default();
            way.comes_up();
            if let Some(ms) = round_trip_ms {
                way.through(Instant::now(), Duration::from_millis(ms));
            }
            assert_eq!(way.floor_lead_ms(), lead_ms, "{round_trip_ms:?}");
        }
    }
}
