//! How much of an attachment is on its way at once: as much as fits the path without a queue.
//!
//! A window that grows until packets are lost (CUBIC) fills whatever queue the path has, and what waits
//! behind it is somebody's voice. This one goes by delay, as LEDBAT does (RFC 6817), and steers as FAST TCP
//! does (Wei, Jin, Low, Hegde 2006): once a round trip it asks by how much the shortest round trip of that
//! time lies above the shortest ever, and sets the window so that it would be [`QUEUE`]. Whoever else sends
//! on the path makes the queue longer, and so it gives way.

use std::time::{Duration, Instant};

/// The delay that it adds to a path which it has for itself.
const QUEUE: Duration = Duration::from_millis(10);
/// It grows by this in a round trip until the path shows a queue for the first time, by this later, while there
/// is as good as none, and it shrinks by no more than this.
const GROWTH_FIRST: f64 = 1.3;
const GROWTH: f64 = 1.15;
const SHRINKING_MAX: f64 = 0.7;
/// After a loss, once in a round trip: less than others shrink, since delay has told it most already.
const AFTER_LOSS: f64 = 0.8;
/// The shortest round trip is of this time and the one before: paths change.
const BASE_TIME: Duration = Duration::from_secs(300);
/// Packets, in the worst of cases.
const WINDOW_PACKETS_MIN: u64 = 4;
const WINDOW_PACKETS_FIRST: u64 = 10;
/// What fits at a gigabit and 80 ms.
const WINDOW_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The window of one path.
#[derive(Debug, Clone)]
pub(super) struct Background {
    window: u64,
    mtu: u64,
    /// The shortest round trips of the current time and of the one before.
    base: (Option<Duration>, Option<Duration>),
    base_since: Instant,
    /// What was sent after this moment belongs to the next round.
    round_since: Instant,
    /// The shortest of this round, and whether the window was ever full in it.
    shortest: Option<Duration>,
    was_full: bool,
    /// The path has shown a queue.
    queued: bool,
    /// Losses of what was sent before count no more.
    shrunk_at: Instant,
}

impl Background {
    pub fn new(now: Instant, mtu: u16) -> Self {
        let mtu = u64::from(mtu);
        Self {
            window: WINDOW_PACKETS_FIRST * mtu,
            mtu,
            base: (None, None),
            base_since: now,
            round_since: now,
            shortest: None,
            was_full: false,
            queued: false,
            shrunk_at: now,
        }
    }

    pub fn window(&self) -> u64 {
        self.window
    }

    pub fn initial_window(&self) -> u64 {
        WINDOW_PACKETS_FIRST * self.mtu
    }

    pub fn on_mtu_update(&mut self, mtu: u16) {
        self.mtu = u64::from(mtu);
    }

    /// A packet that was sent at `sent` was acknowledged.
    pub fn on_ack(&mut self, now: Instant, sent: Instant, app_limited: bool) {
        let took = now.saturating_duration_since(sent);
        if now.saturating_duration_since(self.base_since) > BASE_TIME {
            self.base = (None, self.base.0);
            self.base_since = now;
        }
        self.base.0 = Some(self.base.0.map_or(took, |base| base.min(took)));
        self.shortest = Some(self.shortest.map_or(took, |shortest| shortest.min(took)));
        self.was_full |= !app_limited;
        if sent >= self.round_since {
            self.end_round(now);
        }
    }

    fn end_round(&mut self, now: Instant) {
        let (shortest, was_full) = (self.shortest.take(), std::mem::take(&mut self.was_full));
        self.round_since = now;
        let base = self.base.0.into_iter().chain(self.base.1).min();
        let (Some(base), Some(shortest)) = (base, shortest) else {
            return;
        };
        // A busy machine is late by itself now and then: what is shorter than half is none.
        let has_queue = shortest > base + QUEUE / 2;
        self.queued |= shortest > base + QUEUE;
        let growth = if self.queued { GROWTH } else { GROWTH_FIRST };
        let wanted = (base + QUEUE).as_secs_f64() / shortest.as_secs_f64().max(1e-6);
        let factor = if has_queue {
            wanted.clamp(SHRINKING_MAX, growth)
        } else {
            growth
        };
        // A window that nobody fills says nothing about the path.
        if factor < 1.0 || was_full {
            self.set((self.window as f64 * factor) as u64);
        }
    }

    /// Something that was sent at `sent` was lost.
    pub fn on_loss(&mut self, now: Instant, sent: Instant, persistent: bool) {
        if persistent {
            self.set(0);
        } else if sent >= self.shrunk_at {
            self.set((self.window as f64 * AFTER_LOSS) as u64);
        }
        self.shrunk_at = now;
    }

    fn set(&mut self, window: u64) {
        self.window = window.clamp(WINDOW_PACKETS_MIN * self.mtu, WINDOW_BYTES_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MTU: u16 = 1_200;

    /// A path of this rate and round trip with one sender, and somebody else's packets in its queue.
    struct Path {
        bytes_per_ms: f64,
        round_trip: Duration,
        others: Duration,
    }

    /// Round by round: the queue, and the share of the path's rate that was used.
    fn rounds(
        path: &Path,
        window: &mut Background,
        now: &mut Instant,
        count: u32,
    ) -> (Duration, f64) {
        let mut last = (Duration::ZERO, 0.0);
        for _ in 0..count {
            let fits = path.bytes_per_ms * path.round_trip.as_secs_f64() * 1_000.0;
            let over = (window.window() as f64 - fits).max(0.0);
            let queue = Duration::from_secs_f64(over / path.bytes_per_ms / 1_000.0) + path.others;
            let sent = *now;
            *now += path.round_trip + queue;
            window.on_ack(*now, sent, false);
            last = (queue, (window.window() as f64 / fits).min(1.0));
        }
        last
    }

    fn path(mbit: f64, round_trip_ms: u64) -> Path {
        Path {
            bytes_per_ms: mbit * 125.0,
            round_trip: Duration::from_millis(round_trip_ms),
            others: Duration::ZERO,
        }
    }

    #[test]
    fn a_path_is_filled_within_seconds_and_its_queue_stays_short() {
        for (mbit, round_trip) in [(100.0, 80), (20.0, 80), (2.0, 80), (20.0, 200), (100.0, 5)] {
            let mut now = Instant::now();
            let mut window = Background::new(now, MTU);
            let path = path(mbit, round_trip);
            // The handshake finds the path empty.
            let sent = now;
            now += path.round_trip;
            window.on_ack(now, sent, true);
            let mut longest = Duration::ZERO;
            for _ in 0..60 {
                let (queue, _) = rounds(&path, &mut window, &mut now, 1);
                longest = longest.max(queue);
            }
            let (queue, used) = rounds(&path, &mut window, &mut now, 1);
            assert!(used > 0.9, "{mbit} Mbit/s, {round_trip} ms: {used}");
            assert!(
                queue < 2 * QUEUE,
                "{mbit} Mbit/s, {round_trip} ms: {queue:?}"
            );
            let overshoot = path.round_trip.mul_f64(GROWTH_FIRST - 1.0) + 2 * QUEUE;
            assert!(
                longest <= overshoot,
                "{mbit} Mbit/s, {round_trip} ms: {longest:?}"
            );
        }
    }

    #[test]
    fn it_gives_way_to_others_and_comes_back() {
        let mut now = Instant::now();
        let mut window = Background::new(now, MTU);
        let mut path = path(20.0, 80);
        rounds(&path, &mut window, &mut now, 60);
        let alone = window.window();
        path.others = Duration::from_millis(100);
        rounds(&path, &mut window, &mut now, 30);
        assert!(
            window.window() < alone / 10,
            "{} of {alone}",
            window.window()
        );
        path.others = Duration::ZERO;
        rounds(&path, &mut window, &mut now, 60);
        assert!(
            window.window() > alone * 8 / 10,
            "{} of {alone}",
            window.window()
        );
    }

    #[test]
    fn it_has_its_bounds_and_follows_a_path_that_became_longer() {
        let mut now = Instant::now();
        let mut window = Background::new(now, MTU);
        for _ in 0..100 {
            window.on_loss(now, now, false);
        }
        assert_eq!(window.window(), WINDOW_PACKETS_MIN * u64::from(MTU));
        rounds(&path(100_000.0, 80), &mut window, &mut now, 200);
        assert_eq!(window.window(), WINDOW_BYTES_MAX);
        window.on_loss(now, now, true);
        assert_eq!(window.window(), WINDOW_PACKETS_MIN * u64::from(MTU));
        // Ten minutes later what is short is measured anew.
        let longer = path(20.0, 200);
        rounds(&longer, &mut window, &mut now, 10);
        now += 2 * BASE_TIME;
        rounds(&longer, &mut window, &mut now, 1);
        now += 2 * BASE_TIME;
        let (_, used) = rounds(&longer, &mut window, &mut now, 60);
        assert!(used > 0.9, "{used}");
    }

    #[test]
    fn a_window_that_isnt_filled_doesnt_grow_and_one_loss_counts_once() {
        let mut now = Instant::now();
        let mut window = Background::new(now, MTU);
        let first = window.window();
        for _ in 0..10 {
            let sent = now;
            now += Duration::from_millis(80);
            window.on_ack(now, sent, true);
        }
        assert_eq!(window.window(), first);
        let sent = now;
        now += Duration::from_millis(80);
        for _ in 0..20 {
            window.on_loss(now, sent, false);
        }
        assert_eq!(window.window(), (first as f64 * AFTER_LOSS) as u64);
    }
}
