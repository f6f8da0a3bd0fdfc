//! A media packet between two nodes and its bytes: one datagram, or two halves of one.

use crate::ids::{CallId, StreamId};
use std::fmt;
use std::sync::Arc;

/// Bytes before the payload.
pub(crate) const HEADER_BYTES: usize = 34;
const VERSION: u8 = 1;
const FLAG_MARKER: u8 = 1;
const FLAG_VIDEO: u8 = 2;
/// A whole picture is asked for, of a stream of the node that this is sent to.
const FLAG_KEY_FRAME_ASKED: u8 = 4;
/// Longest datagram that is decoded: what QUIC carries on an ordinary network.
const DATAGRAM_BYTES_MAX: usize = 1_500;

/// What a packet says it carries. Nodes can't look inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MediaKind {
    Audio,
    Video,
}

/// One RTP packet's worth of one stream, between the two nodes of a call.
#[derive(Clone, PartialEq, Eq)]
pub struct MediaPacket {
    pub call: CallId,
    pub stream: StreamId,
    pub kind: MediaKind,
    /// Grows by one from packet to packet of the stream.
    pub seq: u64,
    /// In the clock of the codec: 48 kHz for audio, 90 kHz for video.
    pub rtp_time: u32,
    pub marker: bool,
    /// SFrame ciphertext.
    pub payload: Arc<[u8]>,
}

/// Which half of a packet that was too long for its route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Half {
    First,
    Second,
}

/// One datagram's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Whole(MediaPacket),
    /// The payload is that half only.
    Half(Half, MediaPacket),
    KeyFrameAsked(KeyFrameAsked),
}

/// Somebody at the other node begins to see this stream's picture, or lost a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyFrameAsked {
    pub call: CallId,
    pub stream: StreamId,
}

impl KeyFrameAsked {
    pub fn encode(&self) -> Vec<u8> {
        let first = VERSION << 4 | FLAG_VIDEO | FLAG_KEY_FRAME_ASKED;
        let mut datagram = Vec::with_capacity(HEADER_BYTES);
        datagram.extend_from_slice(&[first, 0]);
        datagram.extend_from_slice(&self.call.0);
        datagram.extend_from_slice(&self.stream.0.to_be_bytes());
        datagram.resize(HEADER_BYTES, 0);
        datagram
    }
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PacketError {
    #[error("a payload of {bytes} bytes doesn't fit two datagrams of {datagram_bytes_max}")]
    TooLong {
        bytes: usize,
        datagram_bytes_max: usize,
    },
    #[error("{bytes} bytes are no media packet")]
    Length { bytes: usize },
    #[error("version {0} of the media packet is unknown")]
    Version(u8),
    #[error("unknown flags {0:#04x}")]
    Flags(u8),
    #[error("part {0} of a packet is unknown")]
    Part(u8),
    #[error("half a packet without payload")]
    EmptyHalf,
    #[error("a key frame is asked for with more than the name of a stream")]
    KeyFrameAsked,
}

impl MediaPacket {
    /// One datagram, or two where one of `datagram_bytes_max` can't hold it. The cut depends on
    /// the payload's length alone, so halves that came over different routes fit together.
    pub fn encode(&self, datagram_bytes_max: usize) -> Result<Vec<Vec<u8>>, PacketError> {
        let bytes = self.payload.len();
        let room = datagram_bytes_max.saturating_sub(HEADER_BYTES);
        if datagram_bytes_max >= HEADER_BYTES && bytes <= room {
            return Ok(vec![self.datagram(0, &self.payload)]);
        }
        let cut = bytes.div_ceil(2);
        if cut > room || bytes < 2 {
            return Err(PacketError::TooLong {
                bytes,
                datagram_bytes_max,
            });
        }
        let (first, second) = self.payload.split_at(cut);
        Ok(vec![self.datagram(1, first), self.datagram(2, second)])
    }

    fn datagram(&self, part: u8, payload: &[u8]) -> Vec<u8> {
        let mut first = VERSION << 4;
        if self.marker {
            first |= FLAG_MARKER;
        }
        match self.kind {
            MediaKind::Audio => {}
            MediaKind::Video => first |= FLAG_VIDEO,
        }
        let mut datagram = Vec::with_capacity(HEADER_BYTES + payload.len());
        datagram.extend_from_slice(&[first, part]);
        datagram.extend_from_slice(&self.call.0);
        datagram.extend_from_slice(&self.stream.0.to_be_bytes());
        datagram.extend_from_slice(&self.seq.to_be_bytes());
        datagram.extend_from_slice(&self.rtp_time.to_be_bytes());
        datagram.extend_from_slice(payload);
        datagram
    }

    /// Reads one datagram. Every accepted datagram is the encoding of what it decodes to.
    pub fn decode(datagram: &[u8]) -> Result<Part, PacketError> {
        let bytes = datagram.len();
        if bytes > DATAGRAM_BYTES_MAX {
            return Err(PacketError::Length { bytes });
        }
        let mut rest = datagram;
        let mut taken = Header::take(&mut rest).ok_or(PacketError::Length { bytes })?;
        if taken.first >> 4 != VERSION {
            return Err(PacketError::Version(taken.first >> 4));
        }
        taken.first &= 0x0f;
        if taken.first == FLAG_VIDEO | FLAG_KEY_FRAME_ASKED {
            let asked = KeyFrameAsked {
                call: CallId(taken.call),
                stream: StreamId(taken.stream),
            };
            let is_plain = asked.encode() == datagram;
            return is_plain
                .then_some(Part::KeyFrameAsked(asked))
                .ok_or(PacketError::KeyFrameAsked);
        }
        if taken.first & !(FLAG_MARKER | FLAG_VIDEO) != 0 {
            return Err(PacketError::Flags(taken.first));
        }
        let kind = if taken.first & FLAG_VIDEO == 0 {
            MediaKind::Audio
        } else {
            MediaKind::Video
        };
        let packet = Self {
            call: CallId(taken.call),
            stream: StreamId(taken.stream),
            kind,
            seq: taken.seq,
            rtp_time: taken.rtp_time,
            marker: taken.first & FLAG_MARKER != 0,
            payload: rest.into(),
        };
        let half = match taken.part {
            0 => return Ok(Part::Whole(packet)),
            1 => Half::First,
            2 => Half::Second,
            other => return Err(PacketError::Part(other)),
        };
        if packet.payload.is_empty() {
            return Err(PacketError::EmptyHalf);
        }
        Ok(Part::Half(half, packet))
    }
}

/// The fields before the payload, in their order.
struct Header {
    first: u8,
    part: u8,
    call: [u8; 16],
    stream: u32,
    seq: u64,
    rtp_time: u32,
}

impl Header {
    fn take(rest: &mut &[u8]) -> Option<Self> {
        let [first, part] = take(rest)?;
        Some(Self {
            first,
            part,
            call: take(rest)?,
            stream: u32::from_be_bytes(take(rest)?),
            seq: u64::from_be_bytes(take(rest)?),
            rtp_time: u32::from_be_bytes(take(rest)?),
        })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*taken)
}

/// Without the payload: what is said never reaches a log, not even sealed.
impl fmt::Debug for MediaPacket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MediaPacket")
            .field("call", &self.call)
            .field("stream", &self.stream)
            .field("kind", &self.kind)
            .field("seq", &self.seq)
            .field("payload_bytes", &self.payload.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{AUDIO_PAYLOAD_BYTES_MAX, LINK_DATAGRAM_BYTES};
    use rand::{Rng, SeedableRng};

    fn packet(payload: Vec<u8>) -> MediaPacket {
        MediaPacket {
            call: CallId([0xc1; 16]),
            stream: StreamId(0x8000_0007),
            kind: MediaKind::Audio,
            seq: 0x1_0000_0002,
            rtp_time: 960,
            marker: true,
            payload: payload.into(),
        }
    }

    #[test]
    fn the_bytes_stay_as_they_are() {
        let mut video = packet(vec![1, 2, 3, 4, 5]);
        video.kind = MediaKind::Video;
        video.marker = false;
        let shown: Vec<String> = [
            packet(vec![0xaa, 0xbb]).encode(LINK_DATAGRAM_BYTES),
            video.encode(LINK_DATAGRAM_BYTES),
            video.encode(HEADER_BYTES + 3),
        ]
        .into_iter()
        .flat_map(|datagrams| datagrams.unwrap().into_iter().map(hex::encode))
        .collect();
        insta::assert_snapshot!(shown.join("\n"), @r"
        1100c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1800000070000000100000002000003c0aabb
        1200c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1800000070000000100000002000003c00102030405
        1201c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1800000070000000100000002000003c0010203
        1202c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1800000070000000100000002000003c00405
        ");
    }

    #[test]
    fn what_was_encoded_decodes_to_itself() {
        for bytes in [0, 1, 204, AUDIO_PAYLOAD_BYTES_MAX] {
            let sent = packet((0..bytes).map(|n| n as u8).collect());
            let datagrams = sent.encode(LINK_DATAGRAM_BYTES).unwrap();
            assert_eq!(datagrams.len(), 1);
            assert_eq!(MediaPacket::decode(&datagrams[0]), Ok(Part::Whole(sent)));
        }
    }

    #[test]
    fn a_key_frame_is_asked_for_with_nothing_else() {
        let asked = KeyFrameAsked {
            call: CallId([0xc1; 16]),
            stream: StreamId(7),
        };
        let bytes = asked.encode();
        insta::assert_snapshot!(hex::encode(&bytes), @"1600c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c100000007000000000000000000000000");
        assert_eq!(MediaPacket::decode(&bytes), Ok(Part::KeyFrameAsked(asked)));
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(
            MediaPacket::decode(&longer),
            Err(PacketError::KeyFrameAsked)
        );
        for at in [1, 22, 30, HEADER_BYTES - 1] {
            let mut changed = bytes.clone();
            changed[at] = 1;
            assert_eq!(
                MediaPacket::decode(&changed),
                Err(PacketError::KeyFrameAsked),
                "{at}"
            );
        }
        for first in [0x14, 0x15, 0x17] {
            let mut changed = bytes.clone();
            changed[0] = first;
            let refused = MediaPacket::decode(&changed);
            assert_eq!(refused, Err(PacketError::Flags(first & 0x0f)), "{first:x}");
        }
    }

    #[test]
    fn a_narrow_route_gets_two_halves_and_a_narrower_one_an_error() {
        let sent = packet(vec![5; 101]);
        for (room, datagrams) in [(101, 1), (100, 2), (51, 2), (50, 0), (0, 0)] {
            let encoded = sent.encode(HEADER_BYTES + room);
            assert_eq!(encoded.map_or(0, |all| all.len()), datagrams, "{room}");
        }
        assert!(sent.encode(0).is_err());
        assert!(packet(vec![]).encode(HEADER_BYTES - 1).is_err());
        assert_eq!(packet(vec![]).encode(HEADER_BYTES).unwrap().len(), 1);
        assert!(packet(vec![1]).encode(HEADER_BYTES).is_err());
    }

    #[test]
    fn lengths_are_bounded() {
        let datagram = |bytes: usize| {
            let mut datagram = packet(vec![0; 2]).encode(LINK_DATAGRAM_BYTES).unwrap()[0].clone();
            datagram.resize(bytes, 0);
            MediaPacket::decode(&datagram)
        };
        for (bytes, fits) in [
            (0, false),
            (HEADER_BYTES - 1, false),
            (HEADER_BYTES, true),
            (HEADER_BYTES + 1, true),
            (DATAGRAM_BYTES_MAX - 1, true),
            (DATAGRAM_BYTES_MAX, true),
            (DATAGRAM_BYTES_MAX + 1, false),
        ] {
            assert_eq!(datagram(bytes).is_ok(), fits, "{bytes}");
        }
    }

    #[test]
    fn random_bytes_are_refused_or_stand_for_themselves() {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(9);
        for _ in 0..20_000 {
            let mut bytes = vec![0u8; random.random_range(0..80)];
            random.fill(&mut bytes[..]);
            if let [first, part, ..] = &mut bytes[..] {
                *first = 0x10 | (*first & 7);
                *part %= 5;
            }
            match MediaPacket::decode(&bytes) {
                Ok(Part::Whole(packet)) => assert_eq!(packet.encode(1_500).unwrap(), [bytes]),
                Ok(Part::Half(..)) => assert!(matches!(bytes[1], 1 | 2)),
                Ok(Part::KeyFrameAsked(asked)) => assert_eq!(asked.encode(), bytes),
                Err(_) => {}
            }
        }
    }

    #[test]
    fn debugging_shows_no_payload() {
        let shown = format!("{:?}", packet(vec![0x77; 3]));
        assert!(shown.contains("payload_bytes: 3"), "{shown}");
        assert!(!shown.contains("119") && !shown.contains("77"), "{shown}");
    }
}
