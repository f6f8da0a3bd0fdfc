//! Which sequence numbers of a stream were seen: the newest 1,024, so that a packet that came
//! over two routes, or that somebody sent once more, counts once.

use crate::limits::DEDUPE_WINDOW;

const WORDS: usize = (DEDUPE_WINDOW / 64) as usize;

#[derive(Clone, Debug, Default)]
pub(crate) struct SeqWindow {
    highest: Option<u64>,
    /// Bit `seq % 1,024` of each number not older than the window.
    seen: [u64; WORDS],
}

impl SeqWindow {
    /// True once for each number; false for a second copy and for what is older than the window.
    pub fn first_time(&mut self, seq: u64) -> bool {
        let Some(highest) = self.highest else {
            self.highest = Some(seq);
            self.mark(seq);
            return true;
        };
        if seq > highest {
            if seq - highest >= DEDUPE_WINDOW {
                self.seen = [0; WORDS];
            } else {
                (highest + 1..=seq).for_each(|passed| self.clear(passed));
            }
            self.highest = Some(seq);
            self.mark(seq);
            return true;
        }
        if !self.is_new(seq) {
            return false;
        }
        self.mark(seq);
        true
    }

    /// What [`Self::first_time`] would say, with nothing remembered.
    pub fn is_new(&self, seq: u64) -> bool {
        match self.highest {
            Some(highest) if seq <= highest => {
                highest - seq < DEDUPE_WINDOW && !self.is_marked(seq)
            }
            Some(_) | None => true,
        }
    }

    pub fn highest(&self) -> Option<u64> {
        self.highest
    }

    fn place(seq: u64) -> (usize, u64) {
        let bit = seq % DEDUPE_WINDOW;
        ((bit / 64) as usize, 1 << (bit % 64))
    }

    fn mark(&mut self, seq: u64) {
        let (word, bit) = Self::place(seq);
        self.seen[word] |= bit;
    }

    fn clear(&mut self, seq: u64) {
        let (word, bit) = Self::place(seq);
        self.seen[word] &= !bit;
    }

    fn is_marked(&self, seq: u64) -> bool {
        let (word, bit) = Self::place(seq);
        self.seen[word] & bit != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use std::collections::BTreeSet;

    #[test]
    fn the_window_ends_after_1024() {
        for (age, counts) in [(1_022, true), (1_023, true), (1_024, false)] {
            let mut window = SeqWindow::default();
            assert!(window.first_time(5_000));
            assert_eq!(window.first_time(5_000 - age), counts, "{age}");
            assert!(!window.first_time(5_000 - age));
        }
    }

    #[test]
    fn it_agrees_with_a_set_of_all_numbers() {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(3);
        let (mut window, mut model, mut highest) = (SeqWindow::default(), BTreeSet::new(), 0u64);
        let mut around = 10_000u64;
        for _ in 0..50_000 {
            if random.random_ratio(1, 500) {
                around += random.random_range(0..4_000);
            }
            let seq = around + random.random_range(0..1_500) - 750;
            around += u64::from(random.random_ratio(1, 3));
            let too_old = highest >= DEDUPE_WINDOW && seq <= highest - DEDUPE_WINDOW;
            let expected = !too_old && model.insert(seq);
            highest = highest.max(seq);
            assert_eq!(window.is_new(seq), expected, "{seq}, highest {highest}");
            assert_eq!(window.first_time(seq), expected, "{seq}, highest {highest}");
            assert_eq!(window.highest(), Some(highest));
        }
    }

    #[test]
    fn the_ends_of_the_numbers_hold() {
        let mut window = SeqWindow::default();
        assert!(window.first_time(0));
        assert!(window.first_time(u64::MAX));
        assert!(!window.first_time(u64::MAX));
        assert!(!window.first_time(0));
        assert!(window.first_time(u64::MAX - 1));
    }
}
