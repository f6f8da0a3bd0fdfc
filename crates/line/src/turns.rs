//! Own devices first: while they write, the other side's entries wait for a pause, and for their turn where
//! none comes. Each of them costs the node work, and its disk a sync for which an own device would wait.

use std::time::Instant;

use crate::{ENTRIES_WAIT_MAX, OWN_FIRST, TURN_ENTRIES};

#[derive(Debug, Default)]
pub(crate) struct Turns {
    own_wrote_at: Option<Instant>,
    waits_since: Option<Instant>,
    /// Entries of the present turn that may still be taken.
    left: usize,
}

impl Turns {
    pub(crate) fn own_wrote(&mut self, now: Instant) {
        self.own_wrote_at = Some(now);
    }

    /// Whether one more entry of the peer may be taken now.
    pub(crate) fn may_take(&mut self, now: Instant) -> bool {
        if self.pause_at().is_none_or(|at| now >= at) {
            self.waits_since = None;
            self.left = 0;
            return true;
        }
        if self.left > 0 {
            return true;
        }
        let since = *self.waits_since.get_or_insert(now);
        if now < since + ENTRIES_WAIT_MAX {
            return false;
        }
        self.waits_since = None;
        self.left = TURN_ENTRIES;
        true
    }

    pub(crate) fn taken(&mut self) {
        self.left = self.left.saturating_sub(1);
    }

    /// When the next entry may be taken if nothing else is written; `None`: at once.
    pub(crate) fn ready_at(&self) -> Option<Instant> {
        let pause = self.pause_at().filter(|_| self.left == 0)?;
        let turn = self.waits_since.map(|since| since + ENTRIES_WAIT_MAX);
        Some(turn.map_or(pause, |turn| turn.min(pause)))
    }

    /// Own devices have paused by then.
    fn pause_at(&self) -> Option<Instant> {
        self.own_wrote_at.map(|at| at + OWN_FIRST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const TICK: Duration = Duration::from_millis(1);

    fn taken(turns: &mut Turns, now: Instant, tries: usize) -> usize {
        let mut taken = 0;
        while taken < tries && turns.may_take(now) {
            turns.taken();
            taken += 1;
        }
        taken
    }

    #[test]
    fn entries_wait_for_a_pause_of_own_devices() {
        let start = Instant::now();
        let mut turns = Turns::default();
        assert_eq!(taken(&mut turns, start, 100), 100, "nobody writes");
        turns.own_wrote(start);
        assert_eq!(turns.ready_at(), Some(start + OWN_FIRST));
        for (at, expected) in [
            (start, 0),
            (start + OWN_FIRST - TICK, 0),
            (start + OWN_FIRST, 100),
            (start + OWN_FIRST + TICK, 100),
        ] {
            assert_eq!(taken(&mut turns, at, 100), expected, "{:?}", at - start);
        }
    }

    #[test]
    fn without_a_pause_they_have_their_turn() {
        let start = Instant::now();
        let mut turns = Turns::default();
        turns.own_wrote(start);
        assert!(!turns.may_take(start));
        let turn = start + ENTRIES_WAIT_MAX;
        for (at, tries, expected) in [
            (turn - TICK, 1, 0),
            (turn, TURN_ENTRIES - 1, TURN_ENTRIES - 1),
            (turn, 2, 1),
            (turn + TICK, 1, 0),
            // The next one is as long after the first refusal.
            (turn + ENTRIES_WAIT_MAX - TICK, 1, 0),
            (turn + ENTRIES_WAIT_MAX, TURN_ENTRIES + 1, TURN_ENTRIES),
        ] {
            turns.own_wrote(at);
            let got = taken(&mut turns, at, tries);
            assert_eq!(got, expected, "{tries} after {:?}", at - start);
        }
    }
}
