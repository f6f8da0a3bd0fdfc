//! Halves of packets that wait for the other half: a bounded number, for a bounded time.

use crate::ids::{CallId, StreamId};
use crate::limits::{REASSEMBLY_HELD, REASSEMBLY_PACKETS_MAX};
use crate::packet::{Half, MediaKind, MediaPacket, Part};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

type Key = (CallId, StreamId, MediaKind, u64);

/// One link's unfinished packets. The oldest gives way when there are too many.
#[derive(Debug, Default)]
pub struct Reassembly {
    waiting: BTreeMap<Key, Waiting>,
    /// Keys by age, with the time each came. A key that was finished stays here until its time,
    /// or until it is crowded out.
    by_age: VecDeque<(Instant, Key)>,
}

#[derive(Debug)]
struct Waiting {
    half: Half,
    packet: MediaPacket,
}

impl Reassembly {
    /// The whole packet, when this part completes one. Halves that disagree about anything but
    /// the payload complete nothing.
    pub fn push(&mut self, now: Instant, part: Part) -> Option<MediaPacket> {
        let (half, packet) = match part {
            Part::Whole(packet) => return Some(packet),
            Part::Half(half, packet) => (half, packet),
            Part::KeyFrameAsked(_) => return None,
        };
        self.expire(now);
        let key = (packet.call, packet.stream, packet.kind, packet.seq);
        let Some(earlier) = self.waiting.get(&key) else {
            self.hold(now, key, Waiting { half, packet });
            return None;
        };
        // A second route brought the same half.
        if earlier.half == half {
            return None;
        }
        let earlier = self.waiting.remove(&key)?;
        self.by_age.retain(|(_, held)| *held != key);
        let (first, second) = match half {
            Half::First => (packet, earlier.packet),
            Half::Second => (earlier.packet, packet),
        };
        joined(first, &second)
    }

    fn hold(&mut self, now: Instant, key: Key, waiting: Waiting) {
        if self.waiting.len() >= REASSEMBLY_PACKETS_MAX
            && let Some((_, oldest)) = self.by_age.pop_front()
        {
            self.waiting.remove(&oldest);
        }
        self.waiting.insert(key, waiting);
        self.by_age.push_back((now, key));
    }

    /// Forgets what waited too long.
    pub fn expire(&mut self, now: Instant) {
        while let Some((since, key)) = self.by_age.front()
            && now.saturating_duration_since(*since) >= REASSEMBLY_HELD
        {
            self.waiting.remove(key);
            self.by_age.pop_front();
        }
    }

    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.by_age
            .front()
            .map(|(since, _)| *since + REASSEMBLY_HELD)
    }
}

fn joined(mut first: MediaPacket, second: &MediaPacket) -> Option<MediaPacket> {
    let agree = first.kind == second.kind
        && first.rtp_time == second.rtp_time
        && first.marker == second.marker
        && first.payload.len() == (first.payload.len() + second.payload.len()).div_ceil(2);
    if !agree {
        return None;
    }
    let whole: Vec<u8> = [&first.payload[..], &second.payload[..]].concat();
    first.payload = Arc::from(whole);
    Some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::HEADER_BYTES;
    use std::time::Duration;

    fn packet(seq: u64) -> MediaPacket {
        MediaPacket {
            call: CallId([1; 16]),
            stream: StreamId(2),
            kind: MediaKind::Audio,
            seq,
            rtp_time: 960,
            marker: false,
            payload: (0..=100).collect(),
        }
    }

    fn halves(packet: &MediaPacket) -> [Part; 2] {
        let datagrams = packet.encode(HEADER_BYTES + 60).unwrap();
        let parts: Vec<Part> = datagrams
            .iter()
            .map(|bytes| MediaPacket::decode(bytes).unwrap())
            .collect();
        parts.try_into().unwrap()
    }

    #[test]
    fn halves_join_in_either_order_and_once() {
        let now = Instant::now();
        for turned in [false, true] {
            let mut reassembly = Reassembly::default();
            let sent = packet(1);
            let [mut one, mut two] = halves(&sent);
            if turned {
                std::mem::swap(&mut one, &mut two);
            }
            assert_eq!(reassembly.push(now, one.clone()), None);
            assert_eq!(reassembly.push(now, one), None);
            assert_eq!(reassembly.push(now, two), Some(sent.clone()));
            assert_eq!(reassembly.waiting(), 0);
            assert_eq!(reassembly.poll_timeout(), None);
            assert_eq!(
                reassembly.push(now, Part::Whole(sent.clone())),
                Some(sent),
                "whole packets pass"
            );
        }
    }

    #[test]
    fn only_the_newest_64_wait() {
        let now = Instant::now();
        for (count, first_completes) in [(63, true), (64, true), (65, false)] {
            let mut reassembly = Reassembly::default();
            for seq in 0..count {
                let [one, _] = halves(&packet(seq));
                assert_eq!(reassembly.push(now, one), None);
            }
            assert!(reassembly.waiting() <= REASSEMBLY_PACKETS_MAX);
            let [_, two] = halves(&packet(0));
            assert_eq!(
                reassembly.push(now, two).is_some(),
                first_completes,
                "{count}"
            );
        }
    }

    #[test]
    fn a_half_waits_two_seconds() {
        for (after, completes) in [
            (REASSEMBLY_HELD - Duration::from_millis(1), true),
            (REASSEMBLY_HELD, false),
        ] {
            let now = Instant::now();
            let mut reassembly = Reassembly::default();
            let [one, two] = halves(&packet(1));
            reassembly.push(now, one);
            assert_eq!(reassembly.poll_timeout(), Some(now + REASSEMBLY_HELD));
            assert_eq!(reassembly.push(now + after, two).is_some(), completes);
        }
    }

    #[test]
    fn halves_that_disagree_make_nothing() {
        let now = Instant::now();
        let [one, _] = halves(&packet(1));
        let mut other = packet(1);
        other.rtp_time += 1;
        let [_, two] = halves(&other);
        let mut reassembly = Reassembly::default();
        reassembly.push(now, one);
        assert_eq!(reassembly.push(now, two), None);
        assert_eq!(reassembly.waiting(), 0);
    }

    #[test]
    fn a_picture_s_halves_and_a_voice_s_of_one_number_keep_apart() {
        let now = Instant::now();
        let [one, two] = halves(&packet(1));
        let mut other = packet(1);
        other.kind = MediaKind::Video;
        let [shown, rest] = halves(&other);
        let mut reassembly = Reassembly::default();
        for waits in [one, rest] {
            assert_eq!(reassembly.push(now, waits), None);
        }
        assert_eq!(reassembly.push(now, shown), Some(other));
        assert_eq!(reassembly.push(now, two), Some(packet(1)));
    }
}
