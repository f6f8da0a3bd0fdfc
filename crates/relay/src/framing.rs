//! ICE-TCP as the driver needs it: frames with a length before each (RFC 4571 §2, RFC 6544 §3),
//! and telling it from TLS and HTTP on one port by the first bytes.

use crate::limits::DATAGRAM_BYTES_MAX;

const LENGTH_BYTES: usize = 2;
/// A STUN header's fixed part up to its magic cookie (RFC 8489 §5).
const STUN_START_BYTES: usize = 8;
const STUN_HEADER_BYTES: usize = 20;
const STUN_BINDING_REQUEST: [u8; 2] = [0x00, 0x01];
const STUN_COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const TLS_HANDSHAKE: u8 = 0x16;
const TLS_MAJOR: u8 = 0x03;

// No first byte can begin both: a TLS record or a method would be a frame longer than allowed.
const _: () = assert!(DATAGRAM_BYTES_MAX >> 8 < TLS_HANDSHAKE as usize);

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum FrameError {
    #[error("a frame of {bytes} bytes, at most {DATAGRAM_BYTES_MAX} are allowed")]
    TooLong { bytes: usize },
    #[error("an empty frame")]
    Empty,
}

/// Puts its length before a datagram.
pub fn encode_frame(datagram: &[u8]) -> Result<Vec<u8>, FrameError> {
    let bytes = datagram.len();
    check_length(bytes)?;
    let length = u16::try_from(bytes).map_err(|_| FrameError::TooLong { bytes })?;
    let mut frame = Vec::with_capacity(LENGTH_BYTES + bytes);
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(datagram);
    Ok(frame)
}

/// Takes frames out of a connection's bytes. Holds one unfinished frame at most, besides what one
/// read brought; after an error the connection is of no further use.
#[derive(Debug, Default)]
pub struct FrameReader {
    held: Vec<u8>,
    taken: usize,
}

impl FrameReader {
    pub fn push(&mut self, bytes: &[u8]) {
        self.held.drain(..self.taken);
        self.taken = 0;
        self.held.extend_from_slice(bytes);
    }

    /// The next whole frame. Take all of them before pushing more.
    pub fn next_frame(&mut self) -> Result<Option<&[u8]>, FrameError> {
        let rest = &self.held[self.taken..];
        let Some((length, body)) = rest.split_first_chunk::<LENGTH_BYTES>() else {
            return Ok(None);
        };
        let bytes = usize::from(u16::from_be_bytes(*length));
        check_length(bytes)?;
        if body.len() < bytes {
            return Ok(None);
        }
        let start = self.taken + LENGTH_BYTES;
        self.taken = start + bytes;
        Ok(Some(&self.held[start..self.taken]))
    }

    /// Bytes that wait for the rest of their frame.
    pub fn waiting_bytes(&self) -> usize {
        self.held.len() - self.taken
    }
}

fn check_length(bytes: usize) -> Result<(), FrameError> {
    match bytes {
        0 => Err(FrameError::Empty),
        1..=DATAGRAM_BYTES_MAX => Ok(()),
        _ => Err(FrameError::TooLong { bytes }),
    }
}

/// What a fresh connection speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaks {
    /// A TLS handshake record.
    Tls,
    /// A method in capitals: plain HTTP where TLS was due.
    Http,
    /// A framed STUN binding request.
    IceTcp,
    /// Too few bytes to tell: read on, at most [`CLASSIFY_BYTES`] are needed.
    NotYetKnown,
    /// None of these: close.
    Unknown,
}

/// With so many bytes [`classify`] always knows.
pub const CLASSIFY_BYTES: usize = LENGTH_BYTES + STUN_START_BYTES;

/// Tells from a connection's first bytes what it speaks.
pub fn classify(first: &[u8]) -> Speaks {
    match first {
        [] => Speaks::NotYetKnown,
        [TLS_HANDSHAKE] => Speaks::NotYetKnown,
        [TLS_HANDSHAKE, TLS_MAJOR, ..] => Speaks::Tls,
        [b'A'..=b'Z', ..] => Speaks::Http,
        _ => classify_ice(first),
    }
}

fn classify_ice(first: &[u8]) -> Speaks {
    let Some((length, stun)) = first.split_first_chunk::<LENGTH_BYTES>() else {
        let can_be_long = usize::from(first[0]) <= DATAGRAM_BYTES_MAX >> 8;
        return if can_be_long {
            Speaks::NotYetKnown
        } else {
            Speaks::Unknown
        };
    };
    let length = usize::from(u16::from_be_bytes(*length));
    if !(STUN_HEADER_BYTES..=DATAGRAM_BYTES_MAX).contains(&length) {
        return Speaks::Unknown;
    }
    let agrees = |at: usize, expected: &[u8]| {
        let given = stun.iter().skip(at);
        given.zip(expected).all(|(given, wanted)| given == wanted)
    };
    if !agrees(0, &STUN_BINDING_REQUEST) || !agrees(4, &STUN_COOKIE) {
        return Speaks::Unknown;
    }
    if stun.len() < STUN_START_BYTES {
        return Speaks::NotYetKnown;
    }
    Speaks::IceTcp
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: [u8; 12] = [0, 20, 0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 9, 9];

    #[test]
    fn frames_have_one_to_2000_bytes() {
        let max = DATAGRAM_BYTES_MAX;
        for (bytes, fits) in [
            (0, false),
            (1, true),
            (max - 1, true),
            (max, true),
            (max + 1, false),
        ] {
            let datagram = vec![7; bytes];
            assert_eq!(encode_frame(&datagram).is_ok(), fits, "{bytes}");
            let mut reader = FrameReader::default();
            reader.push(&(bytes as u16).to_be_bytes());
            reader.push(&datagram);
            match reader.next_frame() {
                Ok(frame) => assert_eq!(frame, fits.then_some(&datagram[..])),
                Err(_) => assert!(!fits, "{bytes}"),
            }
        }
        assert!(encode_frame(&vec![0; 70_000]).is_err());
    }

    #[test]
    fn frames_come_out_whole_however_the_bytes_are_cut() {
        let datagrams: Vec<Vec<u8>> = (1..40usize).map(|n| vec![n as u8; n * 11]).collect();
        let bytes: Vec<u8> = datagrams
            .iter()
            .flat_map(|datagram| encode_frame(datagram).unwrap())
            .collect();
        for cut in [1, 2, 3, 100, 1_500, bytes.len()] {
            let mut reader = FrameReader::default();
            let mut got = Vec::new();
            for piece in bytes.chunks(cut) {
                reader.push(piece);
                while let Some(frame) = reader.next_frame().unwrap() {
                    got.push(frame.to_vec());
                }
                assert!(reader.waiting_bytes() < LENGTH_BYTES + DATAGRAM_BYTES_MAX);
            }
            assert_eq!(got, datagrams, "cut at {cut}");
            assert_eq!(reader.waiting_bytes(), 0);
        }
    }

    #[test]
    fn first_bytes_tell_the_protocol() {
        for (first, speaks) in [
            (&b""[..], Speaks::NotYetKnown),
            (b"\x16", Speaks::NotYetKnown),
            (b"\x16\x03", Speaks::Tls),
            (b"\x16\x03\x01\x02\x00\x01", Speaks::Tls),
            (b"\x16\x04", Speaks::Unknown),
            (b"GET / HTTP/1.1", Speaks::Http),
            (b"P", Speaks::Http),
            (b"\x80\x80", Speaks::Unknown),
            (b"\xff", Speaks::Unknown),
            (b"\x00", Speaks::NotYetKnown),
            (b"\x00\x13", Speaks::Unknown),
            (b"\x00\x14", Speaks::NotYetKnown),
            (b"\x07\xd0", Speaks::NotYetKnown),
            (b"\x07\xd1", Speaks::Unknown),
            (b"\x00\x14\x01\x01", Speaks::Unknown),
            (b"\x00\x14\x00\x01\x00\x00\x21\x12\xa4\x43", Speaks::Unknown),
        ] {
            assert_eq!(classify(first), speaks, "{first:02x?}");
        }
        for length in 0..REQUEST.len() {
            let expected = if length < CLASSIFY_BYTES {
                Speaks::NotYetKnown
            } else {
                Speaks::IceTcp
            };
            assert_eq!(classify(&REQUEST[..length]), expected, "{length} bytes");
        }
    }

    #[test]
    fn enough_bytes_always_decide() {
        for first in 0..=u16::MAX {
            let mut bytes = REQUEST;
            bytes[..2].copy_from_slice(&first.to_be_bytes());
            assert_ne!(classify(&bytes[..CLASSIFY_BYTES]), Speaks::NotYetKnown);
        }
    }
}
