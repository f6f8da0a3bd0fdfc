//! The header of an RTP packet (RFC 3550 §5.1) and the one header extension that we use: the name of
//! the media line (RFC 8843 §15) in either form of RFC 8285.

use std::ops::Range;

pub(crate) const FIXED_BYTES: usize = 12;
const VERSION_2: u8 = 2 << 6;
const PADDING: u8 = 1 << 5;
const EXTENSION: u8 = 1 << 4;
const MARKER: u8 = 1 << 7;
/// What begins an extension whose elements have one byte each of header, or two.
const ONE_BYTE_FORM: u16 = 0xbede;
const TWO_BYTE_FORM: u16 = 0x1000;
/// In the one-byte form: padding, and the mark after which nothing is read.
const NO_ELEMENT: u8 = 0;
const END: u8 = 15;
const ONE_BYTE_LENGTH_MAX: usize = 16;

/// What a packet says in clear.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub bytes: usize,
    pub marker: bool,
    pub payload_type: u8,
    pub seq: u16,
    pub time: u32,
    pub ssrc: u32,
    has_padding: bool,
    /// Form and place of the extension's elements.
    extension: Option<(u16, Range<usize>)>,
}

impl Header {
    pub fn parse(packet: &[u8]) -> Option<Self> {
        let (fixed, _) = packet.split_first_chunk::<FIXED_BYTES>()?;
        let [first, second, s0, s1, t0, t1, t2, t3, c0, c1, c2, c3] = *fixed;
        if first & 0xc0 != VERSION_2 {
            return None;
        }
        let mut bytes = FIXED_BYTES + 4 * usize::from(first & 0x0f);
        let mut extension = None;
        if first & EXTENSION != 0 {
            let head: [u8; 4] = packet.get(bytes..bytes + 4)?.try_into().ok()?;
            let form = u16::from_be_bytes([head[0], head[1]]);
            let begin = bytes + 4;
            bytes = begin + 4 * usize::from(u16::from_be_bytes([head[2], head[3]]));
            extension = Some((form, begin..bytes));
        }
        (packet.len() >= bytes).then_some(Self {
            bytes,
            marker: second & MARKER != 0,
            payload_type: second & !MARKER,
            seq: u16::from_be_bytes([s0, s1]),
            time: u32::from_be_bytes([t0, t1, t2, t3]),
            ssrc: u32::from_be_bytes([c0, c1, c2, c3]),
            has_padding: first & PADDING != 0,
            extension,
        })
    }

    /// The value of the header extension with this number.
    pub fn extension<'a>(&self, packet: &'a [u8], number: u8) -> Option<&'a [u8]> {
        let (form, range) = self.extension.clone()?;
        let mut rest = packet.get(range)?;
        while let [head, after @ ..] = rest {
            if *head == NO_ELEMENT {
                rest = after;
                continue;
            }
            let (id, length, after) = match form {
                ONE_BYTE_FORM if head >> 4 == END => return None,
                ONE_BYTE_FORM => (head >> 4, usize::from(head & 0x0f) + 1, after),
                // The lowest four bits are the application's.
                form if form & 0xfff0 == TWO_BYTE_FORM => {
                    let (length, after) = after.split_first()?;
                    (*head, usize::from(*length), after)
                }
                _ => return None,
            };
            let (value, after) = after.split_at_checked(length)?;
            if id == number {
                return Some(value);
            }
            rest = after;
        }
        None
    }

    /// The payload without padding, whose last byte is its length.
    pub fn without_padding<'a>(&self, payload: &'a [u8]) -> Option<&'a [u8]> {
        if !self.has_padding {
            return Some(payload);
        }
        let padding = usize::from(*payload.last()?);
        let kept = payload.len().checked_sub(padding)?;
        (padding > 0).then(|| &payload[..kept])
    }
}

/// A header extension with one element, ready to stand in packets.
pub(crate) fn one_extension(number: u8, value: &str) -> Vec<u8> {
    let is_short = (1..END).contains(&number) && (1..=ONE_BYTE_LENGTH_MAX).contains(&value.len());
    let mut elements = if is_short {
        vec![number << 4 | (value.len() - 1) as u8]
    } else {
        vec![number, value.len() as u8]
    };
    elements.extend_from_slice(value.as_bytes());
    elements.resize(elements.len().next_multiple_of(4), 0);
    let form = if is_short {
        ONE_BYTE_FORM
    } else {
        TWO_BYTE_FORM
    };
    let mut extension = form.to_be_bytes().to_vec();
    extension.extend_from_slice(&((elements.len() / 4) as u16).to_be_bytes());
    extension.extend_from_slice(&elements);
    extension
}

/// Begins a packet; `extension` is [`one_extension`]'s, or empty.
pub(crate) fn write_header(
    packet: &mut Vec<u8>,
    (payload_type, marker): (u8, bool),
    (seq, time, ssrc): (u16, u32, u32),
    extension: &[u8],
) {
    let first = if extension.is_empty() {
        VERSION_2
    } else {
        VERSION_2 | EXTENSION
    };
    let second = if marker {
        payload_type | MARKER
    } else {
        payload_type
    };
    packet.extend_from_slice(&[first, second]);
    packet.extend_from_slice(&seq.to_be_bytes());
    packet.extend_from_slice(&time.to_be_bytes());
    packet.extend_from_slice(&ssrc.to_be_bytes());
    packet.extend_from_slice(extension);
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};

    #[test]
    fn what_is_written_is_read() {
        for (number, value) in [(1, "0"), (14, "sixteen_letters_"), (15, "0"), (200, "mid")] {
            let mut packet = Vec::new();
            let extension = one_extension(number, value);
            assert_eq!(extension.len() % 4, 0);
            write_header(&mut packet, (111, true), (7, 960, 5), &extension);
            let bytes = packet.len();
            packet.extend([1, 2, 3]);
            let header = Header::parse(&packet).unwrap();
            assert_eq!(header.bytes, bytes);
            assert_eq!((header.payload_type, header.marker), (111, true));
            assert_eq!((header.seq, header.time, header.ssrc), (7, 960, 5));
            assert_eq!(header.extension(&packet, number), Some(value.as_bytes()));
            assert_eq!(header.extension(&packet, 9), None);
            for length in 0..bytes {
                assert_eq!(Header::parse(&packet[..length]), None, "{length}");
            }
        }
        let mut plain = Vec::new();
        write_header(&mut plain, (0, false), (0, 0, 0), &[]);
        assert_eq!(plain, [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn other_elements_are_passed_over() {
        let mut packet = vec![0x92, 111, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3];
        packet.extend([9; 8]);
        // Padding, an audio level, padding, the line's name, the end mark and something after it.
        packet.extend([0xbe, 0xde, 0, 3, 0, 0x10, 0x85, 0, 0x41, b'a', b'b', 0xf0]);
        packet.extend([0x50, 7, 0, 0]);
        let header = Header::parse(&packet).unwrap();
        assert_eq!(header.bytes, packet.len());
        assert_eq!(header.extension(&packet, 4), Some(&b"ab"[..]));
        assert_eq!(header.extension(&packet, 5), None);
    }

    #[test]
    fn padding_is_taken_off_and_must_fit() {
        for (first, payload, kept) in [
            (0x80, &[1, 2, 9][..], Some(&[1, 2, 9][..])),
            (0xa0, &[1, 2, 1], Some(&[1, 2])),
            (0xa0, &[0, 0, 3], Some(&[])),
            (0xa0, &[0, 0, 4], None),
            (0xa0, &[0, 0, 0], None),
            (0xa0, &[], None),
        ] {
            let mut packet = vec![first];
            packet.resize(FIXED_BYTES, 0);
            let header = Header::parse(&packet).unwrap();
            assert_eq!(header.without_padding(payload), kept, "{payload:?}");
        }
    }

    #[test]
    fn random_headers_never_panic() {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(12);
        let mut read = 0;
        for _ in 0..20_000 {
            let mut packet = vec![0u8; random.random_range(0..60)];
            random.fill(&mut packet[..]);
            if let [first, ..] = &mut packet[..] {
                *first = 0x90 | (*first & 0x21);
            }
            if let Some(form) = packet.get_mut(12..16) {
                form.copy_from_slice(&[[0xbe, 0xde, 0, 5], [0x10, 0x03, 0, 5]][read % 2]);
            }
            let Some(header) = Header::parse(&packet) else {
                continue;
            };
            read += 1;
            header.extension(&packet, 3);
            header.without_padding(&packet[header.bytes..]);
        }
        assert!(read > 1_000, "{read}");
    }
}
