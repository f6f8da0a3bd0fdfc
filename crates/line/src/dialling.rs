//! When to dial which route: 250 ms doubling to 30 s, with jitter, so that two sides don't keep step.

use std::time::{Duration, Instant};

use crate::{DIAL_WAIT_FIRST, DIAL_WAIT_MAX};

/// A small deterministic stream of numbers (splitmix64, Steele, Lea, Flood 2014): jitter and
/// tie-breaks only, never keys.
#[derive(Debug)]
pub(crate) struct SplitMix(u64);

impl SplitMix {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn step(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// The next attempt to reach the peer.
#[derive(Debug)]
pub(crate) struct Dialling {
    routes: usize,
    attempt: u32,
    at: Option<Instant>,
}

impl Dialling {
    /// Dials at once; with no routes, never.
    pub(crate) fn new(routes: usize, now: Instant) -> Self {
        Self {
            routes,
            attempt: 0,
            at: (routes > 0).then_some(now),
        }
    }

    pub(crate) fn next_at(&self) -> Option<Instant> {
        self.at
    }

    /// While a connection is there nothing is dialled.
    pub(crate) fn rest(&mut self) {
        self.at = None;
    }

    /// The last connection is gone; after a steady one the first attempt comes soon.
    pub(crate) fn resume(&mut self, now: Instant, steady: bool, random: &mut SplitMix) {
        if steady {
            self.attempt = 0;
        }
        if self.routes > 0 {
            self.at = Some(now + wait_before(self.attempt, random.step()));
        }
    }

    /// Route and number of the attempt that is due.
    pub(crate) fn due(&mut self, now: Instant, random: &mut SplitMix) -> Option<(usize, u32)> {
        if self.at.is_none_or(|at| at > now) {
            return None;
        }
        let attempt = self.attempt;
        self.attempt = attempt.saturating_add(1);
        self.at = Some(now + wait_before(attempt, random.step()));
        Some((attempt as usize % self.routes, attempt))
    }
}

/// Half of the doubled wait is fixed, half is jitter.
fn wait_before(attempt: u32, random: u64) -> Duration {
    let doubled = DIAL_WAIT_FIRST.saturating_mul(1 << attempt.min(16));
    let half = doubled.min(DIAL_WAIT_MAX) / 2;
    let jitter_us = random % (half.as_micros() as u64 + 1);
    half + Duration::from_micros(jitter_us)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_routes_take_turns() {
        let mut now = Instant::now();
        let mut random = SplitMix::new(7);
        let mut dialling = Dialling::new(3, now);
        for attempt in 0..20_u32 {
            let expected = (attempt as usize % 3, attempt);
            assert_eq!(dialling.due(now, &mut random), Some(expected));
            assert_eq!(dialling.due(now, &mut random), None);
            let next = dialling.next_at().unwrap();
            let full = DIAL_WAIT_FIRST
                .saturating_mul(1 << attempt.min(10))
                .min(DIAL_WAIT_MAX);
            let waited = next - now;
            assert!(
                waited >= full / 2 && waited <= full,
                "{attempt}: {waited:?}"
            );
            now = next;
        }
        dialling.rest();
        assert_eq!(dialling.due(now, &mut random), None);
        dialling.resume(now, true, &mut random);
        let soon = now + DIAL_WAIT_FIRST / 2..=now + DIAL_WAIT_FIRST;
        assert!(soon.contains(&dialling.next_at().unwrap()));
    }

    #[test]
    fn jitter_reaches_from_half_the_wait_to_all_of_it() {
        let half_us = DIAL_WAIT_FIRST.as_micros() as u64 / 2;
        for (random, jitter_us) in [
            (0, 0),
            (half_us - 1, half_us - 1),
            (half_us, half_us),
            (half_us + 1, 0),
        ] {
            let expected = Duration::from_micros(half_us + jitter_us);
            assert_eq!(wait_before(0, random), expected, "{random}");
        }
    }

    /// The values that other implementations give for this seed.
    #[test]
    fn splitmix64_is_the_published_one() {
        let mut random = SplitMix::new(1_234_567);
        let first = [(); 5].map(|()| random.step());
        let published = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!(first, published);
    }

    #[test]
    fn two_sides_don_t_keep_step() {
        let start = Instant::now();
        let waits = |seed| -> Vec<Duration> {
            let mut now = start;
            let mut random = SplitMix::new(seed);
            let mut dialling = Dialling::new(1, now);
            let mut wait = || {
                dialling.due(now, &mut random);
                let next = dialling.next_at().unwrap();
                std::mem::replace(&mut now, next) - start
            };
            (0..12).map(|_| wait()).collect()
        };
        let (one, other) = (waits(1), waits(2));
        assert_eq!(one, waits(1));
        let met = one[1..].iter().filter(|at| other.contains(at)).count();
        assert_eq!(met, 0, "{one:?} {other:?}");
    }

    #[test]
    fn without_routes_nobody_is_dialled() {
        let now = Instant::now();
        let mut random = SplitMix::new(7);
        let mut dialling = Dialling::new(0, now);
        assert_eq!(dialling.due(now, &mut random), None);
        dialling.resume(now, true, &mut random);
        assert_eq!(dialling.next_at(), None);
    }
}
