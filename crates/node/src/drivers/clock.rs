//! The node's clock: the machine's, or a demo's that starts at a chosen instant and can jump ahead.
//!
//! A demo clock makes signed times that never were; only a `danger_` flag of the demo gives one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// How long a wait on the machine's clock trusts it: somebody may set it meanwhile.
const REAL_RECHECK_MS: u64 = 10_000;
/// How long one wait on a demo clock lasts at most. A jump ends it anyway.
const DEMO_RECHECK_MS: u64 = 24 * 60 * 60 * 1_000;

/// Tells the time. Clones tell the same time, and jump together.
#[derive(Clone, Debug)]
pub struct Clock {
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    Real,
    Demo(Arc<watch::Sender<Anchor>>),
}

/// One instant of demo time and the real one it stands at. From there both run alike.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    demo: Timestamp,
    real: Instant,
}

impl Anchor {
    fn demo_at(&self, real: Instant) -> Timestamp {
        let elapsed = real.saturating_duration_since(self.real);
        SignedDuration::try_from(elapsed)
            .ok()
            .and_then(|elapsed| self.demo.checked_add(elapsed).ok())
            .unwrap_or(Timestamp::MAX)
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdvanceError {
    #[error("the machine's clock cannot be advanced; start a demo, which has its own")]
    RealClock,
    #[error("{to} is not later than {now}, and time does not go back; name a later instant")]
    NotLater { now: Timestamp, to: Timestamp },
}

impl Clock {
    /// The machine's clock.
    pub fn real() -> Self {
        Self {
            source: Source::Real,
        }
    }

    /// A clock that shows `start` now and runs on as fast as real time does.
    pub fn danger_demo(start: Timestamp) -> Self {
        let anchor = Anchor {
            demo: start,
            real: Instant::now(),
        };
        Self {
            source: Source::Demo(Arc::new(watch::Sender::new(anchor))),
        }
    }

    /// The clock that the demo's flag asks for; the machine's without it.
    pub fn from_flag(danger_demo_start: Option<Timestamp>) -> Self {
        danger_demo_start.map_or_else(Self::real, Self::danger_demo)
    }

    pub fn is_demo(&self) -> bool {
        match self.source {
            Source::Real => false,
            Source::Demo(_) => true,
        }
    }

    pub fn now(&self) -> Timestamp {
        match &self.source {
            Source::Real => Timestamp::now(),
            Source::Demo(anchor) => anchor.borrow().demo_at(Instant::now()),
        }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn now_unix_ms(&self) -> i64 {
        self.now().as_millisecond()
    }

    /// Jumps a demo clock to the later instant `to`; whoever waits for one before it is woken.
    pub fn advance(&self, to: Timestamp) -> Result<(), AdvanceError> {
        let Source::Demo(anchor) = &self.source else {
            return Err(AdvanceError::RealClock);
        };
        let mut refused = None;
        anchor.send_if_modified(|anchor| {
            let real = Instant::now();
            let now = anchor.demo_at(real);
            if to <= now {
                refused = Some(AdvanceError::NotLater { now, to });
                return false;
            }
            *anchor = Anchor { demo: to, real };
            true
        });
        refused.map_or(Ok(()), Err)
    }

    /// Waits until this clock shows `at` or later; jumps count.
    pub async fn sleep_until(&self, at: Timestamp) {
        match &self.source {
            Source::Real => {
                while let Some(left) = left(Timestamp::now(), at) {
                    tokio::time::sleep(left.min(Duration::from_millis(REAL_RECHECK_MS))).await;
                }
            }
            Source::Demo(anchor) => {
                let mut jumps = anchor.subscribe();
                loop {
                    let now = jumps.borrow_and_update().demo_at(Instant::now());
                    let Some(left) = left(now, at) else { return };
                    let left = left.min(Duration::from_millis(DEMO_RECHECK_MS));
                    tokio::select! {
                        () = tokio::time::sleep(left) => {}
                        // Cannot fail: `self` holds the sender.
                        _ = jumps.changed() => {}
                    }
                }
            }
        }
    }
}

/// Time from `now` until `at`; `None` when it has come.
fn left(now: Timestamp, at: Timestamp) -> Option<Duration> {
    let left = Duration::try_from(at.duration_since(now)).ok()?;
    (!left.is_zero()).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    const START: &str = "2021-12-30T19:00:00Z";
    const CALL: &str = "2021-12-30T20:30:00Z";

    #[test]
    fn demo_time_runs_as_real_time_does() {
        let real = Instant::now();
        let demo = at(START);
        let anchor = Anchor { demo, real };
        let table = [
            (0, "2021-12-30T19:00:00Z"),
            (1, "2021-12-30T19:00:00.001Z"),
            (90_000, "2021-12-30T19:01:30Z"),
            (86_400_000, "2021-12-31T19:00:00Z"),
        ];
        for (elapsed_ms, shown) in table {
            let later = real + Duration::from_millis(elapsed_ms);
            assert_eq!(anchor.demo_at(later), at(shown), "after {elapsed_ms} ms");
        }
        if let Some(before) = real.checked_sub(Duration::from_secs(1)) {
            assert_eq!(anchor.demo_at(before), demo, "never before its start");
        }
    }

    #[test]
    fn demo_time_ends_where_timestamps_end() {
        let real = Instant::now();
        let demo = Timestamp::MAX;
        let anchor = Anchor { demo, real };
        assert_eq!(anchor.demo_at(real + Duration::from_secs(9)), demo);
    }

    #[test]
    fn the_flag_alone_makes_a_demo_clock() {
        let before = Timestamp::now().as_millisecond();
        let clock = Clock::from_flag(None);
        assert!(!clock.is_demo());
        assert!(clock.now_unix_ms() >= before);

        let clock = Clock::from_flag(Some(at(START)));
        assert!(clock.is_demo());
        assert!(clock.now() >= at(START));
        assert!(clock.now() < at(CALL), "a test takes no ninety minutes");
    }

    #[test]
    fn jumps_go_ahead_only_and_all_clones_jump() {
        let clock = Clock::danger_demo(at(START));
        let clone = clock.clone();
        clone.advance(at(CALL)).unwrap();
        assert!(clock.now() >= at(CALL));
        assert_eq!(
            clock.now_unix_ms() / 60_000,
            at(CALL).as_millisecond() / 60_000
        );

        for to in [START, CALL] {
            let error = clock.advance(at(to)).unwrap_err();
            assert!(matches!(error, AdvanceError::NotLater { .. }), "{error}");
        }
        assert!(clock.now() >= at(CALL), "a refused jump changes nothing");
    }

    #[test]
    fn the_machines_clock_does_not_jump() {
        let refused = Clock::real().advance(Timestamp::MAX);
        assert_eq!(refused, Err(AdvanceError::RealClock));
    }

    #[tokio::test]
    async fn a_jump_wakes_who_waits_for_an_instant_before_it() {
        let clock = Clock::danger_demo(at(START));
        let early = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep_until(at(CALL)).await }
        });
        let late = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep_until(at("2022-01-10T08:00:00Z")).await }
        });
        tokio::task::yield_now().await;
        clock.advance(at(CALL)).unwrap();
        early.await.unwrap();
        assert!(!late.is_finished());
        clock.advance(at("2022-01-10T08:00:01Z")).unwrap();
        late.await.unwrap();
    }

    #[tokio::test]
    async fn a_past_instant_is_not_waited_for() {
        Clock::danger_demo(at(CALL)).sleep_until(at(START)).await;
        Clock::real().sleep_until(at(START)).await;
        let soon = Timestamp::now() + SignedDuration::from_millis(20);
        Clock::real().sleep_until(soon).await;
        assert!(Timestamp::now() >= soon);
    }
}
