//! What is known of the way to the other node: whether it stands, and how far what we said has come.
//!
//! Frames arrive in order. Saying again what is still on its way would only make a slow line slower.

use std::time::{Duration, Instant};

use super::UNHEARD_MAX;

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Way {
    up: bool,
    /// All that was said before has arrived, over the line that is up now.
    through: Option<Instant>,
}

impl Way {
    pub fn is_up(self) -> bool {
        self.up
    }

    /// Gives whether it was up before.
    pub fn comes_up(&mut self) -> bool {
        std::mem::replace(&mut self.up, true)
    }

    pub fn through(&mut self, sent_before: Instant) {
        if self.up {
            self.through = self.through.max(Some(sent_before));
        }
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
            through.into_iter().for_each(|through| way.through(through));
            assert_eq!(way.again_at(said, EVERY), Some(said + again), "{through:?}");
            assert!(way.comes_up());
        }
    }

    #[test]
    fn an_answer_of_an_earlier_line_says_nothing() {
        let said = Instant::now();
        let mut way = Way::default();
        way.through(said + TICK);
        way.comes_up();
        assert_eq!(way.again_at(said, EVERY), Some(said + UNHEARD_MAX));
    }
}
