//! Whether the own node is reached, when it counts as lost, and when another way to it is tried.
//! Without socket and clock: the drive brings the time, does what it is told and tells what came of it.

use std::time::{Duration, Instant};

/// A call that has been without its node for so long is over.
pub const WITHOUT_NODE_MAX: Duration = Duration::from_secs(30);
/// Without a single packet of the node for so long the way to it is lost. The node answers two checks a
/// second, so that five in a row were in vain; in a call that is heard it is over a hundred packets.
pub const NODE_SILENT_AFTER: Duration = Duration::from_millis(2_500);
/// After so long without a packet it is looked at whether this machine has another address by now.
pub const QUIET_AFTER: Duration = Duration::from_millis(700);
/// And then again and again.
pub const ROUTE_EVERY: Duration = Duration::from_millis(250);
/// So long may a new way take from the node's answer until the node is reached; then comes the next.
pub const ATTEMPT_MAX: Duration = Duration::from_secs(4);
/// Where no way could even be offered, as without any address, the next follows after this.
pub const ATTEMPT_AGAIN: Duration = Duration::from_millis(250);

const _: () = assert!(QUIET_AFTER.as_millis() < NODE_SILENT_AFTER.as_millis());
const _: () = assert!(NODE_SILENT_AFTER.as_millis() < WITHOUT_NODE_MAX.as_millis());
const _: () = assert!(ATTEMPT_MAX.as_millis() < WITHOUT_NODE_MAX.as_millis());

/// What the drive is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Say that the node is lost, and offer it a new way. `moved`: this machine has another address.
    Lost { moved: bool },
    /// Offer another new way in place of the last.
    Again,
    /// The call is over.
    GiveUp,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// The first offer waits for its answer. How long is for others to say.
    Offered,
    /// Answered, and not reached yet.
    Opening { since: Instant },
    Up {
        heard: Instant,
        /// Where this machine's address is looked at next.
        look: Instant,
    },
    Away {
        heard: Instant,
        noticed: Instant,
        look: Instant,
        /// When the way offered last is given up; it is waited for while nothing answers it.
        next: Option<Instant>,
    },
}

#[derive(Debug)]
pub(super) struct Reach {
    state: State,
}

impl Reach {
    pub fn new() -> Self {
        Self {
            state: State::Offered,
        }
    }

    /// The node's answer was taken.
    pub fn answered(&mut self, now: Instant) {
        match &mut self.state {
            State::Offered => self.state = State::Opening { since: now },
            State::Away { next, .. } => *next = Some(now + ATTEMPT_MAX),
            State::Opening { .. } | State::Up { .. } => {}
        }
    }

    /// A packet of the node came.
    pub fn heard(&mut self, now: Instant) {
        if let State::Up { heard, look } = &mut self.state {
            *heard = now;
            *look = now + QUIET_AFTER;
        }
    }

    /// The node is there, and proven. How long it was away, if it had been there before.
    pub fn connected(&mut self, now: Instant) -> Option<Duration> {
        let away = match self.state {
            State::Away { heard, .. } => Some(now.saturating_duration_since(heard)),
            State::Offered | State::Opening { .. } | State::Up { .. } => None,
        };
        self.state = State::Up {
            heard: now,
            look: now + QUIET_AFTER,
        };
        away
    }

    pub fn is_away(&self) -> bool {
        matches!(self.state, State::Away { .. })
    }

    /// WebRTC, or whoever speaks to the node besides, says that this way leads nowhere.
    pub fn lost(&mut self, now: Instant, has_moved: impl FnOnce() -> bool) -> Option<Step> {
        match &mut self.state {
            State::Up { heard, .. } | State::Opening { since: heard } => {
                let heard = *heard;
                Some(self.leave(now, heard, has_moved()))
            }
            State::Offered | State::Away { .. } => None,
        }
    }

    /// The way that was offered last can't be: the next is due soon.
    pub fn failed(&mut self, now: Instant) {
        if let State::Away { next, .. } = &mut self.state {
            *next = Some(now + ATTEMPT_AGAIN);
        }
    }

    /// `has_moved` looks at whether this machine has another address than the way's.
    pub fn handle_timeout(
        &mut self,
        now: Instant,
        has_moved: impl FnOnce() -> bool,
    ) -> Option<Step> {
        match &mut self.state {
            State::Offered => None,
            State::Opening { since } => {
                let waited = now.saturating_duration_since(*since);
                (waited >= WITHOUT_NODE_MAX).then_some(Step::GiveUp)
            }
            State::Up { heard, look } => {
                let heard = *heard;
                if now.saturating_duration_since(heard) >= NODE_SILENT_AFTER {
                    return Some(self.leave(now, heard, has_moved()));
                }
                if *look > now {
                    return None;
                }
                *look = now + ROUTE_EVERY;
                has_moved().then(|| self.leave(now, heard, true))
            }
            State::Away {
                noticed,
                look,
                next,
                ..
            } => {
                if now.saturating_duration_since(*noticed) >= WITHOUT_NODE_MAX {
                    return Some(Step::GiveUp);
                }
                let mut again = next.is_some_and(|at| at <= now);
                if *look <= now {
                    *look = now + ROUTE_EVERY;
                    again |= has_moved();
                }
                if again {
                    *next = None;
                }
                again.then_some(Step::Again)
            }
        }
    }

    /// When [`Self::handle_timeout`] is due.
    pub fn poll_timeout(&self) -> Option<Instant> {
        match self.state {
            State::Offered => None,
            State::Opening { since } => Some(since + WITHOUT_NODE_MAX),
            State::Up { heard, look } => Some(look.min(heard + NODE_SILENT_AFTER)),
            State::Away {
                noticed,
                look,
                next,
                ..
            } => {
                let due = look.min(noticed + WITHOUT_NODE_MAX);
                Some(next.map_or(due, |next| next.min(due)))
            }
        }
    }

    fn leave(&mut self, now: Instant, heard: Instant, moved: bool) -> Step {
        self.state = State::Away {
            heard,
            noticed: now,
            look: now + ROUTE_EVERY,
            next: None,
        };
        Step::Lost { moved }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn up(now: Instant) -> Reach {
        let mut reach = Reach::new();
        assert_eq!(reach.poll_timeout(), None);
        reach.answered(now);
        assert_eq!(reach.connected(now), None);
        reach
    }

    #[test]
    fn the_node_is_lost_after_two_and_a_half_seconds_of_silence() {
        let start = Instant::now();
        for (after, expected) in [
            (NODE_SILENT_AFTER - MS, None),
            (NODE_SILENT_AFTER, Some(Step::Lost { moved: false })),
            (NODE_SILENT_AFTER + MS, Some(Step::Lost { moved: false })),
        ] {
            let mut reach = up(start);
            reach.heard(start + 40 * MS);
            let now = start + 40 * MS + after;
            assert_eq!(reach.handle_timeout(now, || false), expected, "{after:?}");
            assert_eq!(reach.is_away(), expected.is_some());
        }
    }

    #[test]
    fn while_packets_come_nobody_asks_for_addresses() {
        let start = Instant::now();
        let mut reach = up(start);
        for n in 1..500 {
            let now = start + n * 20 * MS;
            assert_eq!(reach.handle_timeout(now, || panic!("asked")), None);
            reach.heard(now);
            assert_eq!(reach.poll_timeout(), Some(now + QUIET_AFTER));
        }
    }

    #[test]
    fn another_address_is_noticed_in_under_a_second() {
        let start = Instant::now();
        for (moved_at, noticed) in [
            (Duration::ZERO, QUIET_AFTER),
            (QUIET_AFTER - MS, QUIET_AFTER),
            (QUIET_AFTER + MS, QUIET_AFTER + ROUTE_EVERY),
        ] {
            let mut reach = up(start);
            let lost = loop {
                let due = reach.poll_timeout().unwrap();
                let has_moved = || due >= start + moved_at;
                if let Some(step) = reach.handle_timeout(due, has_moved) {
                    assert_eq!(step, Step::Lost { moved: true });
                    break due - start;
                }
            };
            assert_eq!(lost, noticed);
        }
    }

    /// What is to be done from now on, and when, until `until`.
    fn steps(
        reach: &mut Reach,
        until: Instant,
        has_moved: impl Fn(Instant) -> bool,
    ) -> Vec<(Instant, Step)> {
        let mut told = Vec::new();
        loop {
            let due = reach.poll_timeout().unwrap();
            if due > until {
                return told;
            }
            let step = reach.handle_timeout(due, || has_moved(due));
            told.extend(step.map(|step| (due, step)));
            if step == Some(Step::GiveUp) {
                return told;
            }
        }
    }

    #[test]
    fn an_answered_way_that_leads_nowhere_is_followed_by_another() {
        let start = Instant::now();
        let mut reach = up(start);
        assert!(reach.lost(start, || false).is_some());
        let (answered, hour) = (start + 90 * MS, Duration::from_secs(3_600));
        reach.answered(answered);
        let told = steps(&mut reach, answered + ATTEMPT_MAX, |_| false);
        assert_eq!(told, [(answered + ATTEMPT_MAX, Step::Again)]);
        // Nobody answers: the offer stands, until the call is over.
        let told = steps(&mut reach, start + hour, |_| false);
        assert_eq!(told, [(start + WITHOUT_NODE_MAX, Step::GiveUp)]);
    }

    #[test]
    fn who_moves_while_away_offers_another_way_soon() {
        let start = Instant::now();
        let mut reach = up(start);
        assert!(reach.lost(start, || false).is_some());
        let moved_at = start + 3 * ROUTE_EVERY - MS;
        let told = steps(&mut reach, start + 5 * ROUTE_EVERY, |now| {
            (moved_at..moved_at + ROUTE_EVERY).contains(&now)
        });
        assert_eq!(told, [(start + 3 * ROUTE_EVERY, Step::Again)]);
    }

    #[test]
    fn a_way_that_cannot_be_is_followed_at_once() {
        let start = Instant::now();
        let mut reach = up(start);
        let told = reach.lost(start, || true);
        assert_eq!(told, Some(Step::Lost { moved: true }));
        assert_eq!(reach.lost(start, || true), None, "told once");
        reach.failed(start);
        let told = steps(&mut reach, start + ATTEMPT_MAX, |_| false);
        assert_eq!(told, [(start + ATTEMPT_AGAIN, Step::Again)]);
    }

    #[test]
    fn who_is_back_knows_how_long_it_was_away() {
        let start = Instant::now();
        let mut reach = up(start);
        reach.heard(start + 1_000 * MS);
        let lost = reach.handle_timeout(start + 3_500 * MS, || false);
        assert_eq!(lost, Some(Step::Lost { moved: false }));
        // What still comes over the old way proves nothing of the new one.
        reach.heard(start + 3_600 * MS);
        assert!(reach.is_away());
        let back = reach.connected(start + 4_200 * MS);
        assert_eq!(back, Some(3_200 * MS));
        // And it may be lost again.
        let lost = reach.handle_timeout(start + 4_200 * MS + NODE_SILENT_AFTER, || false);
        assert_eq!(lost, Some(Step::Lost { moved: false }));
    }

    #[test]
    fn a_node_that_is_never_reached_is_given_up() {
        let start = Instant::now();
        for (after, expected) in [
            (WITHOUT_NODE_MAX - MS, None),
            (WITHOUT_NODE_MAX, Some(Step::GiveUp)),
        ] {
            let mut reach = Reach::new();
            assert_eq!(reach.handle_timeout(start, || false), None);
            reach.answered(start);
            assert_eq!(reach.handle_timeout(start + after, || false), expected);
        }
    }
}
