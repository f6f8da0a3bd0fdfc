//! Samples between two clocks that are never quite the same: a sound card's and the call's. Who is
//! ahead finds it full, who is behind finds it empty; both are counted, neither waits.

use serde::Serialize;
use std::collections::VecDeque;

/// How often the clocks were too far apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RingCounters {
    /// Times that there were too few samples, and silence was given for them.
    pub underruns: u64,
    /// Times that there was no room, and all but the newest samples were left out.
    pub overruns: u64,
}

#[derive(Debug)]
pub struct Ring {
    samples: VecDeque<i16>,
    samples_max: usize,
    /// Held back at the start and after an underrun, so that a little lateness isn't heard.
    lead: usize,
    is_filling: bool,
    counters: RingCounters,
}

impl Ring {
    /// Holds `samples_max` samples and gives none before it has `lead` of them.
    pub fn new(samples_max: usize, lead: usize) -> Self {
        Self {
            samples: VecDeque::with_capacity(samples_max),
            samples_max,
            lead: lead.min(samples_max),
            is_filling: true,
            counters: RingCounters::default(),
        }
    }

    pub fn push(&mut self, pcm: &[i16]) {
        if self.samples.len() + pcm.len() <= self.samples_max {
            self.samples.extend(pcm);
            return;
        }
        self.counters.overruns += 1;
        // One gap now instead of a small one with every piece from here on.
        let kept = self.samples_max / 2;
        let newest = &pcm[pcm.len().saturating_sub(kept)..];
        let too_many = (self.samples.len() + newest.len()).saturating_sub(kept);
        self.samples.drain(..too_many);
        self.samples.extend(newest);
    }

    /// Fills `into`, with silence where there are too few samples.
    pub fn pull(&mut self, into: &mut [i16]) {
        if self.is_filling && self.samples.len() < self.lead.max(into.len()) {
            return into.fill(0);
        }
        self.is_filling = false;
        let there = self.samples.len().min(into.len());
        let (given, missing) = into.split_at_mut(there);
        for (into, sample) in given.iter_mut().zip(self.samples.drain(..there)) {
            *into = sample;
        }
        if !missing.is_empty() {
            missing.fill(0);
            self.counters.underruns += 1;
            self.is_filling = true;
        }
    }

    /// Forgets what is held and counted: nobody listened until now.
    pub fn restart(&mut self) {
        self.samples.clear();
        self.is_filling = true;
        self.counters = RingCounters::default();
    }

    pub fn counters(&self) -> RingCounters {
        self.counters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pull(ring: &mut Ring, count: usize) -> Vec<i16> {
        let mut into = vec![99; count];
        ring.pull(&mut into);
        into
    }

    fn counted(ring: &Ring) -> (u64, u64) {
        (ring.counters().underruns, ring.counters().overruns)
    }

    #[test]
    fn nothing_is_given_before_the_lead_is_there() {
        let mut ring = Ring::new(10, 4);
        ring.push(&[1, 2, 3]);
        assert_eq!(pull(&mut ring, 2), [0, 0]);
        ring.push(&[4]);
        assert_eq!(pull(&mut ring, 2), [1, 2]);
        assert_eq!(pull(&mut ring, 2), [3, 4]);
        assert_eq!(counted(&ring), (0, 0), "a beginning is no underrun");
    }

    #[test]
    fn who_is_behind_hears_silence_once_and_the_lead_is_built_again() {
        let mut ring = Ring::new(10, 2);
        ring.push(&[1, 2, 3]);
        assert_eq!(pull(&mut ring, 2), [1, 2]);
        assert_eq!(pull(&mut ring, 2), [3, 0]);
        assert_eq!(counted(&ring), (1, 0));
        assert_eq!(pull(&mut ring, 2), [0, 0]);
        ring.push(&[4]);
        assert_eq!(pull(&mut ring, 2), [0, 0]);
        assert_eq!(counted(&ring), (1, 0), "one gap, one count");
        ring.push(&[5]);
        assert_eq!(pull(&mut ring, 2), [4, 5]);
    }

    #[test]
    fn who_is_ahead_keeps_the_newest_half() {
        for (count, overruns, first) in [(9, 0, 1), (10, 0, 1), (11, 1, 7), (25, 1, 21)] {
            let mut ring = Ring::new(10, 0);
            let pushed: Vec<i16> = (1..=count).collect();
            ring.push(&pushed);
            assert_eq!(counted(&ring), (0, overruns), "{count}");
            assert_eq!(pull(&mut ring, 1), [first], "{count}");
        }
        let mut ring = Ring::new(4, 0);
        ring.push(&[1, 2, 3]);
        ring.push(&[4, 5]);
        assert_eq!(pull(&mut ring, 2), [4, 5]);
        assert_eq!(counted(&ring), (0, 1));
        ring.restart();
        assert_eq!(counted(&ring), (0, 0));
    }

    /// Two clocks a thousandth apart, over ten minutes: a few slips, and never a pile-up.
    #[test]
    fn drifting_clocks_slip_and_go_on() {
        for (pushed, pulled) in [(961, 960), (959, 960)] {
            let mut ring = Ring::new(9_600, 1_920);
            for _ in 0..30_000 {
                ring.push(&vec![1; pushed]);
                pull(&mut ring, pulled);
            }
            let (underruns, overruns) = counted(&ring);
            let (slips, none) = if pushed > pulled {
                (overruns, underruns)
            } else {
                (underruns, overruns)
            };
            assert_eq!(none, 0, "{pushed}");
            // A thousandth of ten minutes is 600 ms, in gaps of 40 to 100 ms.
            assert!((5..=20).contains(&slips), "{pushed}: {slips}");
            assert!(ring.samples.len() <= 9_600);
        }
    }
}
