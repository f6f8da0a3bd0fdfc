//! Pictures: whole VP8 frames under SFrame, each with its number, behind a header that a browser's
//! packetizer needs to see and that says nothing of them but which are whole pictures.
//!
//! `[made-up VP8 header][SFrame of: number, 4 bytes][VP8 frame]`. The header is authenticated. Counters
//! are those of the device's one sender, as for voice, so no pair of key and counter comes twice.

use crate::ids::LeafIndex;
use crate::media::{OpenFrameError, Receivers, SealFrameError, Sender, Track};
use std::time::Duration;

/// Longest side of a picture that is shown.
pub const SIDE_MAX: u16 = 1_280;
/// In clear before every whole picture, whatever it holds: a key frame of 640 × 360 (RFC 6386 §9.1).
pub const CLEAR_KEY: [u8; 10] = [0x30, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01];
/// In clear before every other frame.
pub const CLEAR_DELTA: [u8; 3] = [0x31, 0, 0];

/// Tells a picture's seal from a voice's.
const METADATA: &[u8] = b"video";
const NUMBER_LEN: usize = 4;
/// In the first byte of a VP8 frame: it needs others before it.
const DELTA_BIT: u8 = 1;
const START_CODE: [u8; 3] = [0x9d, 0x01, 0x2a];

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealVideoError {
    #[error("not a VP8 frame with sides of at most {SIDE_MAX}")]
    NotVp8,
    #[error(transparent)]
    Seal(#[from] SealFrameError),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenVideoError {
    #[error("not behind one of the two headers")]
    Header,
    #[error(transparent)]
    Open(#[from] OpenFrameError),
    #[error("not a VP8 frame of the kind that its header says, with sides of at most {SIDE_MAX}")]
    NotVp8,
}

/// A frame that authenticated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedVideo {
    pub leaf: LeafIndex,
    /// It needs no frame before it.
    pub is_key: bool,
    /// One more than that of the frame before it.
    pub number: u32,
    pub frame: Vec<u8>,
}

/// Whether a VP8 frame is a key frame; nothing if it is no frame that we would show.
pub fn is_key_frame(frame: &[u8]) -> Option<bool> {
    let (tag, rest) = frame.split_first_chunk::<3>()?;
    if tag[0] & DELTA_BIT != 0 {
        return Some(false);
    }
    let (start, rest) = rest.split_first_chunk::<3>()?;
    let (sides, _) = rest.split_first_chunk::<4>()?;
    // The two highest bits say how it is to be scaled.
    let side = |low, high| u16::from_le_bytes([low, high]) & 0x3fff;
    let (width, height) = (side(sides[0], sides[1]), side(sides[2], sides[3]));
    let is_shown = |side| (1..=SIDE_MAX).contains(&side);
    (*start == START_CODE && is_shown(width) && is_shown(height)).then_some(true)
}

fn clear(is_key: bool) -> &'static [u8] {
    if is_key { &CLEAR_KEY } else { &CLEAR_DELTA }
}

fn metadata(is_key: bool) -> Vec<u8> {
    [METADATA, clear(is_key)].concat()
}

/// Seals one encoded frame, ready to be cut into packets.
///
/// # Errors
/// [`SealVideoError`]; no counter is used up by it.
pub fn seal(sender: &mut Sender, number: u32, frame: &[u8]) -> Result<Vec<u8>, SealVideoError> {
    let is_key = is_key_frame(frame).ok_or(SealVideoError::NotVp8)?;
    let plaintext = [&number.to_be_bytes()[..], frame].concat();
    let sealed = sender.seal(Track::Video, &plaintext, &metadata(is_key))?;
    Ok([clear(is_key), &sealed].concat())
}

/// Opens what [`seal`] made.
///
/// # Errors
/// [`OpenVideoError`]: nothing of it is to be shown.
pub fn open(
    receivers: &mut Receivers,
    payload: &[u8],
    now: Duration,
) -> Result<OpenedVideo, OpenVideoError> {
    let first = payload.first().ok_or(OpenVideoError::Header)?;
    let is_key = first & DELTA_BIT == 0;
    let sealed = payload.strip_prefix(clear(is_key));
    let sealed = sealed.ok_or(OpenVideoError::Header)?;
    let opened = receivers.open(Track::Video, sealed, &metadata(is_key), None, now)?;
    let bytes = opened.plaintext.as_bytes();
    let (number, frame) = bytes
        .split_first_chunk::<NUMBER_LEN>()
        .ok_or(OpenVideoError::NotVp8)?;
    if is_key_frame(frame) != Some(is_key) {
        return Err(OpenVideoError::NotVp8);
    }
    Ok(OpenedVideo {
        leaf: opened.leaf,
        is_key,
        number: u32::from_be_bytes(*number),
        frame: frame.to_vec(),
    })
}

/// What may be shown on one line: frames without a gap from a whole picture on. A decoder that is given
/// anything else shows ruins of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sequence {
    last: Option<(LeafIndex, u32)>,
}

impl Sequence {
    /// Whether this frame may be shown after those before it.
    pub fn takes(&mut self, frame: &OpenedVideo) -> bool {
        let follows = |(leaf, last): (LeafIndex, u32)| {
            leaf == frame.leaf && last.wrapping_add(1) == frame.number
        };
        let is_taken = frame.is_key || self.last.is_some_and(follows);
        self.last = is_taken.then_some((frame.leaf, frame.number));
        is_taken
    }

    /// A frame is missing: only a whole picture helps.
    pub fn broken(&mut self) {
        self.last = None;
    }
}
