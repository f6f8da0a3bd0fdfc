//! The lines on which one device hears: which voice is on which, and the sequence numbers there.

use crate::ids::{Mid, StreamId};
use crate::limits::{SEQ_FIRST, SEQ_JUMP_MAX, SLOT_IDLE};
use std::time::Instant;

#[derive(Debug)]
pub(crate) struct Slots {
    slots: Vec<Slot>,
}

#[derive(Debug)]
struct Slot {
    mid: Mid,
    /// One above the highest number sent on this line.
    seq_next: u64,
    bound: Option<Bound>,
}

/// A voice on a line. Its numbers are moved by the distance of the two bases.
#[derive(Debug)]
struct Bound {
    stream: StreamId,
    seq_in: u64,
    seq_in_highest: u64,
    seq_out: u64,
    /// Nothing below was meant for this voice.
    seq_out_lowest: u64,
    heard: Instant,
}

/// Where one packet goes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    On {
        slot: usize,
        seq: u64,
        /// Set when the voice has just come to this line.
        bound: Option<NewlyBound>,
    },
    NoFreeSlot,
    Late,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NewlyBound {
    pub mid: Mid,
    /// The silent voice that gave the line up.
    pub instead_of: Option<StreamId>,
}

impl Slots {
    pub fn new(mids: Vec<Mid>) -> Self {
        let slots = mids.into_iter().map(|mid| Slot {
            mid,
            seq_next: 0,
            bound: None,
        });
        Self {
            slots: slots.collect(),
        }
    }

    pub fn bindings(&self) -> impl Iterator<Item = (StreamId, &Mid)> + '_ {
        let bound = |slot: &Slot| slot.bound.as_ref().map(|bound| bound.stream);
        self.slots
            .iter()
            .filter_map(move |slot| Some((bound(slot)?, &slot.mid)))
    }

    /// The stream on the line with this place.
    pub fn on(&self, slot: usize) -> Option<StreamId> {
        let bound = self.slots.get(slot)?.bound.as_ref();
        bound.map(|bound| bound.stream)
    }

    /// The line and number for a packet. A voice keeps its line while it speaks.
    pub fn place(&mut self, now: Instant, stream: StreamId, seq: u64) -> Place {
        let holds = |slot: &Slot| slot.bound.as_ref().is_some_and(|b| b.stream == stream);
        if let Some(slot) = self.slots.iter().position(holds) {
            return match self.slots[slot].renumber(now, seq) {
                Some(seq) => Place::On {
                    slot,
                    seq,
                    bound: None,
                },
                None => Place::Late,
            };
        }
        let Some(index) = self.free(now) else {
            return Place::NoFreeSlot;
        };
        let slot = &mut self.slots[index];
        let instead_of = slot.bound.take().map(|bound| bound.stream);
        let seq_out = slot.bind(now, stream, seq);
        Place::On {
            slot: index,
            seq: seq_out,
            bound: Some(NewlyBound {
                mid: slot.mid.clone(),
                instead_of,
            }),
        }
    }

    fn free(&self, now: Instant) -> Option<usize> {
        if let Some(unused) = self.slots.iter().position(|slot| slot.bound.is_none()) {
            return Some(unused);
        }
        let heard = |index: &usize| self.slots[*index].bound.as_ref().map(|bound| bound.heard);
        let longest_silent = (0..self.slots.len()).min_by_key(heard)?;
        let silence = now.saturating_duration_since(heard(&longest_silent)?);
        (silence >= SLOT_IDLE).then_some(longest_silent)
    }

    /// Takes a voice off its line, which it names.
    pub fn release(&mut self, stream: StreamId) -> Option<Mid> {
        let holds = |slot: &&mut Slot| slot.bound.as_ref().is_some_and(|b| b.stream == stream);
        let slot = self.slots.iter_mut().find(holds)?;
        slot.bound = None;
        Some(slot.mid.clone())
    }
}

impl Slot {
    fn bind(&mut self, now: Instant, stream: StreamId, seq: u64) -> u64 {
        let is_first = self.seq_next == 0;
        let seq_out = if is_first { SEQ_FIRST } else { self.seq_next };
        self.bound = Some(Bound {
            stream,
            seq_in: seq,
            seq_in_highest: seq,
            seq_out,
            seq_out_lowest: if is_first { 0 } else { seq_out },
            heard: now,
        });
        self.seq_next = seq_out + 1;
        seq_out
    }

    fn renumber(&mut self, now: Instant, seq: u64) -> Option<u64> {
        let bound = self.bound.as_mut()?;
        if seq > bound.seq_in_highest && seq - bound.seq_in_highest > SEQ_JUMP_MAX {
            bound.seq_in = seq;
            bound.seq_out = self.seq_next;
            bound.seq_out_lowest = self.seq_next;
        }
        let seq_out = if seq >= bound.seq_in {
            bound.seq_out.checked_add(seq - bound.seq_in)?
        } else {
            bound.seq_out.checked_sub(bound.seq_in - seq)?
        };
        if seq_out < bound.seq_out_lowest {
            return None;
        }
        bound.seq_in_highest = bound.seq_in_highest.max(seq);
        bound.heard = bound.heard.max(now);
        self.seq_next = self.seq_next.max(seq_out + 1);
        Some(seq_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn slots(count: usize) -> Slots {
        Slots::new(
            (0..count)
                .map(|n| Mid::parse(&n.to_string()).unwrap())
                .collect(),
        )
    }

    fn on(place: &Place) -> (usize, u64) {
        match place {
            Place::On { slot, seq, .. } => (*slot, *seq),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn numbers_start_low_and_keep_order_gaps_and_reordering() {
        let now = Instant::now();
        for start in [0u64, 1, 65_530, 1 << 40, u64::MAX - 5_000] {
            let mut slots = slots(1);
            let mut out = |seq: u64| on(&slots.place(now, StreamId(1), seq)).1;
            let first = out(start);
            assert_eq!(first, SEQ_FIRST);
            assert!(first < 65_536);
            assert_eq!(out(start + 1), first + 1);
            assert_eq!(out(start + 5), first + 5);
            assert_eq!(out(start + 3), first + 3);
            if start > 0 {
                assert_eq!(out(start - 1), first - 1);
            }
        }
    }

    #[test]
    fn a_long_jump_is_closed_up_and_a_short_one_kept() {
        let now = Instant::now();
        for (jump, moved) in [
            (SEQ_JUMP_MAX - 1, SEQ_JUMP_MAX - 1),
            (SEQ_JUMP_MAX, SEQ_JUMP_MAX),
            (SEQ_JUMP_MAX + 1, 1),
            (1 << 50, 1),
        ] {
            let mut slots = slots(1);
            let (_, first) = on(&slots.place(now, StreamId(1), 7));
            let (_, next) = on(&slots.place(now, StreamId(1), 7 + jump));
            assert_eq!(next - first, moved, "{jump}");
        }
        let mut slots = slots(1);
        on(&slots.place(now, StreamId(1), 0));
        on(&slots.place(now, StreamId(1), u64::MAX));
        assert_eq!(slots.place(now, StreamId(1), 8), Place::Late);
    }

    #[test]
    fn voices_get_lines_of_their_own_until_there_are_none() {
        let now = Instant::now();
        let mut slots = slots(8);
        for voice in 0..8 {
            let place = slots.place(now, StreamId(voice), 1);
            assert_eq!(on(&place), (voice as usize, SEQ_FIRST));
        }
        assert_eq!(slots.place(now, StreamId(8), 1), Place::NoFreeSlot);
        assert_eq!(slots.bindings().count(), 8);
        assert_eq!(slots.release(StreamId(3)), Mid::parse("3"));
        assert_eq!(slots.release(StreamId(3)), None);
        let place = slots.place(now, StreamId(8), 900);
        // The line goes on counting where the earlier voice stopped.
        assert_eq!(on(&place), (3, SEQ_FIRST + 1));
        assert_eq!(slots.place(now, StreamId(8), 899), Place::Late);
    }

    #[test]
    fn the_longest_silent_voice_gives_way_after_five_seconds() {
        let start = Instant::now();
        let ms = Duration::from_millis(1);
        for (after, gives_way) in [
            (SLOT_IDLE - ms, false),
            (SLOT_IDLE, true),
            (SLOT_IDLE + ms, true),
        ] {
            let mut slots = slots(2);
            slots.place(start, StreamId(1), 1);
            slots.place(start + ms, StreamId(2), 1);
            match slots.place(start + after, StreamId(3), 1) {
                Place::On {
                    slot, bound, seq, ..
                } => {
                    assert!(gives_way);
                    assert_eq!((slot, seq), (0, SEQ_FIRST + 1));
                    assert_eq!(bound.unwrap().instead_of, Some(StreamId(1)));
                }
                Place::NoFreeSlot => assert!(!gives_way),
                Place::Late => panic!("late"),
            }
        }
    }

    #[test]
    fn a_device_without_slots_hears_nothing() {
        let place = slots(0).place(Instant::now(), StreamId(1), 1);
        assert_eq!(place, Place::NoFreeSlot);
    }
}
