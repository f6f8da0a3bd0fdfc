//! Stretches in which nothing of a talker was there to be played.

use super::report::{GAP_MS_MIN, GAPS_MAX, Gap};
use crate::voice::FRAME_MS;

/// Watches one talker, 20 ms at a time, from the first frame on.
#[derive(Debug, Clone, Default)]
pub(super) struct Gaps {
    begun: bool,
    open: Option<Gap>,
    longest_ms: u64,
    closed: Vec<Gap>,
}

impl Gaps {
    /// `came`: the frame for this piece was there. `tick`: its number from the floor's opening.
    pub fn note(&mut self, tick: u64, came: bool) {
        if came {
            self.begun = true;
            if let Some(gap) = self.open.take() {
                self.longest_ms = self.longest_ms.max(gap.ms);
                if gap.ms >= GAP_MS_MIN && self.closed.len() < GAPS_MAX {
                    self.closed.push(gap);
                }
            }
            return;
        }
        if !self.begun {
            return;
        }
        let gap = self.open.get_or_insert(Gap {
            at_ms: tick * FRAME_MS,
            ms: 0,
        });
        gap.ms = ((tick + 1) * FRAME_MS).saturating_sub(gap.at_ms);
    }

    /// Of those that are over; one that lasts to the end of the call is no hole in what was heard.
    pub fn longest_ms(&self) -> u64 {
        self.longest_ms
    }

    /// The one that lasts.
    pub fn lasting_ms(&self) -> u64 {
        self.open.map_or(0, |gap| gap.ms)
    }

    pub fn named(&self) -> Vec<Gap> {
        self.closed.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watched(came: &[bool]) -> Gaps {
        let mut gaps = Gaps::default();
        for (tick, &came) in came.iter().enumerate() {
            gaps.note(tick as u64, came);
        }
        gaps
    }

    #[test]
    fn gaps_have_a_place_and_a_length_and_begin_with_the_first_frame() {
        let (y, n) = (true, false);
        for (came, longest_ms, lasting_ms, named) in [
            (vec![n, n, n, n, y, y], 0, 0, vec![]),
            (vec![y, n, n, y], 40, 0, vec![]),
            (vec![y, n, n, n, y], 60, 0, vec![(20, 60)]),
            (vec![y, n, n, n, n, y], 80, 0, vec![(20, 80)]),
            (vec![y, n, y, n, n, n, n], 20, 80, vec![]),
        ] {
            let gaps = watched(&came);
            let got: Vec<(u64, u64)> = gaps.named().iter().map(|g| (g.at_ms, g.ms)).collect();
            assert_eq!(gaps.longest_ms(), longest_ms, "{came:?}");
            assert_eq!((gaps.lasting_ms(), got), (lasting_ms, named), "{came:?}");
        }
    }

    #[test]
    fn no_more_gaps_than_the_limit_are_named() {
        for (holes, named) in [
            (GAPS_MAX - 1, GAPS_MAX - 1),
            (GAPS_MAX, GAPS_MAX),
            (GAPS_MAX + 1, GAPS_MAX),
        ] {
            let mut came = vec![true];
            for _ in 0..holes {
                came.extend([false, false, false, true]);
            }
            assert_eq!(watched(&came).named().len(), named);
        }
    }
}
