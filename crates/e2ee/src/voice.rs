//! Voice frames with repeats: one plaintext carries the newest Opus frame and those before it.
//!
//! `[n][len…][Opus frames, newest first][zeros]`, padded so that the *sealed* frame has one size for
//! the whole call, whatever the length of the SFrame header: size tells nothing about speech.

use crate::media::{AUDIO_LEN_MAX, HEADER_LEN_MAX, TAG_LEN};

/// Frames repeated after the newest one, at most.
pub const DEPTH_MAX: u8 = 4;
/// Frames in one packet, at most.
pub const FRAMES_MAX: usize = DEPTH_MAX as usize + 1;
/// Bytes of one Opus frame, at most: five of them still fit a sealed audio frame.
pub const FRAME_LEN_MAX: usize = 190;

const _: () = assert!(FRAME_LEN_MAX <= u8::MAX as usize);
const _: () =
    assert!(HEADER_LEN_MAX + 1 + FRAMES_MAX * (1 + FRAME_LEN_MAX) + TAG_LEN <= AUDIO_LEN_MAX);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackingError {
    #[error("depth {depth}, at most {DEPTH_MAX}")]
    Depth { depth: u8 },
    #[error("Opus frames of {len} bytes, 1 to {FRAME_LEN_MAX}")]
    FrameLen { len: usize },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    #[error("nothing to send")]
    NoFrame,
    #[error("{count} frames, at most {max}")]
    TooManyFrames { count: usize, max: usize },
    #[error("frame {index} of {len} bytes, at most {max}")]
    FrameTooLong {
        index: usize,
        len: usize,
        max: usize,
    },
    #[error("SFrame header of {len} bytes, at most {HEADER_LEN_MAX}")]
    HeaderTooLong { len: usize },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnpackError {
    #[error("plaintext of {len} bytes does not fit this call's packets")]
    Size { len: usize },
    #[error("{count} frames, 1 to {max}")]
    Count { count: usize, max: usize },
    #[error("frame {index} of {len} bytes, at most {max}")]
    FrameTooLong {
        index: usize,
        len: usize,
        max: usize,
    },
    #[error("the newest frame is empty")]
    NoFrame,
    #[error("the frames are longer than the packet")]
    Truncated,
    #[error("the padding is not zero")]
    Padding,
}

/// How voice is packed in one call, fixed by its signed parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packing {
    depth: u8,
    frame_len_max: usize,
}

impl Packing {
    /// `depth` frames are repeated after each newest one; no Opus frame is longer than
    /// `frame_len_max` bytes (60 at 24 kbit/s and 20 ms).
    ///
    /// # Errors
    /// When either is out of range.
    pub fn new(depth: u8, frame_len_max: usize) -> Result<Self, PackingError> {
        if depth > DEPTH_MAX {
            return Err(PackingError::Depth { depth });
        }
        if !(1..=FRAME_LEN_MAX).contains(&frame_len_max) {
            return Err(PackingError::FrameLen { len: frame_len_max });
        }
        Ok(Self {
            depth,
            frame_len_max,
        })
    }

    pub fn depth(&self) -> u8 {
        self.depth
    }

    /// Frames in a packet, at most: the newest and its repeats.
    pub fn frames_max(&self) -> usize {
        usize::from(self.depth) + 1
    }

    /// Bytes of every sealed frame of the call.
    pub fn sealed_len(&self) -> usize {
        HEADER_LEN_MAX + 1 + self.frames_max() * (1 + self.frame_len_max) + TAG_LEN
    }

    /// Bytes of the plaintext under an SFrame header of this length.
    fn plaintext_len(&self, header_len: usize) -> usize {
        self.sealed_len() - TAG_LEN - header_len
    }

    /// Packs frames, newest first. At the start of a call there are fewer than the depth allows; a
    /// gap among the older ones is an empty frame.
    ///
    /// # Errors
    /// [`PackError`].
    pub fn pack(
        &self,
        newest_first: &[impl AsRef<[u8]>],
        header_len: usize,
    ) -> Result<Vec<u8>, PackError> {
        if header_len > HEADER_LEN_MAX {
            return Err(PackError::HeaderTooLong { len: header_len });
        }
        let (count, max) = (newest_first.len(), self.frames_max());
        if count > max {
            return Err(PackError::TooManyFrames { count, max });
        }
        if newest_first
            .first()
            .is_none_or(|newest| newest.as_ref().is_empty())
        {
            return Err(PackError::NoFrame);
        }
        let mut packed = Vec::with_capacity(self.plaintext_len(header_len));
        // Both casts hold by the limits asserted above.
        packed.push(count as u8);
        for (index, frame) in newest_first.iter().enumerate() {
            let (len, max) = (frame.as_ref().len(), self.frame_len_max);
            if len > max {
                return Err(PackError::FrameTooLong { index, len, max });
            }
            packed.push(len as u8);
        }
        for frame in newest_first {
            packed.extend_from_slice(frame.as_ref());
        }
        packed.resize(self.plaintext_len(header_len), 0);
        Ok(packed)
    }

    /// The frames of an opened packet, newest first; an empty one is a gap.
    ///
    /// # Errors
    /// [`UnpackError`] on bytes that [`Packing::pack`] with the same parameters does not make.
    pub fn unpack<'p>(&self, plaintext: &'p [u8]) -> Result<Vec<&'p [u8]>, UnpackError> {
        let sizes = self.plaintext_len(HEADER_LEN_MAX)..=self.plaintext_len(1);
        if !sizes.contains(&plaintext.len()) {
            let len = plaintext.len();
            return Err(UnpackError::Size { len });
        }
        let (&count, rest) = plaintext.split_first().ok_or(UnpackError::Truncated)?;
        let (count, max) = (usize::from(count), self.frames_max());
        if count == 0 || count > max {
            return Err(UnpackError::Count { count, max });
        }
        let (lens, mut rest) = rest.split_at_checked(count).ok_or(UnpackError::Truncated)?;
        let mut frames = Vec::with_capacity(count);
        for (index, &len) in lens.iter().enumerate() {
            let (len, max) = (usize::from(len), self.frame_len_max);
            if len > max {
                return Err(UnpackError::FrameTooLong { index, len, max });
            }
            if index == 0 && len == 0 {
                return Err(UnpackError::NoFrame);
            }
            let (frame, after) = rest.split_at_checked(len).ok_or(UnpackError::Truncated)?;
            frames.push(frame);
            rest = after;
        }
        // A sender has nowhere to hide bytes that nobody plays.
        if rest.iter().any(|byte| *byte != 0) {
            return Err(UnpackError::Padding);
        }
        Ok(frames)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn packing(depth: u8, len: usize) -> Packing {
        Packing::new(depth, len).expect("in range")
    }

    #[test]
    fn frames_come_back_newest_first() {
        let packing = packing(2, 60);
        let frames = [vec![3; 60], vec![], vec![1; 59]];
        let packed = packing.pack(&frames, 3).expect("packed");
        assert_eq!(packing.unpack(&packed).expect("unpacked"), frames);
        assert_eq!(&packed[..4], &[3, 60, 0, 59]);
    }

    #[test]
    fn the_sealed_size_is_constant() {
        for depth in 0..=DEPTH_MAX {
            let packing = packing(depth, 60);
            for header_len in 1..=HEADER_LEN_MAX {
                for count in 1..=packing.frames_max() {
                    let packed = packing.pack(&vec![[9; 60]; count], header_len);
                    let sealed = header_len + packed.expect("packed").len() + TAG_LEN;
                    assert_eq!(sealed, packing.sealed_len());
                }
            }
        }
        assert_eq!(packing(2, 60).sealed_len(), 207);
        assert_eq!(packing(4, FRAME_LEN_MAX).sealed_len(), 979);
    }

    #[test]
    fn parameters_are_limited() {
        for depth in [0, DEPTH_MAX - 1, DEPTH_MAX] {
            assert!(Packing::new(depth, 60).is_ok());
        }
        let depth = DEPTH_MAX + 1;
        assert_eq!(Packing::new(depth, 60), Err(PackingError::Depth { depth }));
        for len in [1, FRAME_LEN_MAX - 1, FRAME_LEN_MAX] {
            assert!(Packing::new(2, len).is_ok());
        }
        for len in [0, FRAME_LEN_MAX + 1] {
            assert_eq!(Packing::new(2, len), Err(PackingError::FrameLen { len }));
        }
    }

    #[test]
    fn packing_is_limited() {
        let packing = packing(2, 60);
        let pack = |frames: &[Vec<u8>], header_len| packing.pack(frames, header_len).err();
        assert_eq!(pack(&[], 3), Some(PackError::NoFrame));
        assert_eq!(pack(&[vec![], vec![1]], 3), Some(PackError::NoFrame));
        assert_eq!(pack(&vec![vec![1]; 2], 3), None);
        assert_eq!(pack(&vec![vec![1]; 3], 3), None);
        let (count, max) = (4, 3);
        let refused = PackError::TooManyFrames { count, max };
        assert_eq!(pack(&vec![vec![1]; 4], 3), Some(refused));
        assert_eq!(pack(&[vec![1; 59]], 3), None);
        assert_eq!(pack(&[vec![1; 60]], 3), None);
        let (index, len, max) = (1, 61, 60);
        let refused = PackError::FrameTooLong { index, len, max };
        assert_eq!(pack(&[vec![1], vec![1; 61]], 3), Some(refused));
        assert_eq!(pack(&[vec![1]], HEADER_LEN_MAX - 1), None);
        assert_eq!(pack(&[vec![1]], HEADER_LEN_MAX), None);
        let len = HEADER_LEN_MAX + 1;
        assert_eq!(
            pack(&[vec![1]], len),
            Some(PackError::HeaderTooLong { len })
        );
    }

    #[test]
    fn foreign_packets_are_refused() {
        let packing = packing(1, 60);
        let good = packing.pack(&[[5; 60], [4; 60]], 3).expect("packed");
        assert_eq!(good.len(), 127);
        let altered = |at: usize, value: u8| {
            let mut bytes = good.clone();
            bytes[at] = value;
            packing.unpack(&bytes).err()
        };
        assert_eq!(altered(0, 0), Some(UnpackError::Count { count: 0, max: 2 }));
        assert_eq!(altered(0, 3), Some(UnpackError::Count { count: 3, max: 2 }));
        let (index, len, max) = (2 - 1, 61, 60);
        let refused = UnpackError::FrameTooLong { index, len, max };
        assert_eq!(altered(2, 61), Some(refused));
        assert_eq!(altered(1, 0), Some(UnpackError::NoFrame));
        assert_eq!(altered(126, 1), Some(UnpackError::Padding));
        assert_eq!(
            altered(2, 59),
            Some(UnpackError::Padding),
            "bytes nobody plays"
        );
        // The sizes that headers of 1 to 7 bytes leave, and their neighbours.
        let sized = |len: usize| {
            let mut bytes = good.clone();
            bytes.resize(len, 0);
            packing.unpack(&bytes).err()
        };
        for (len, refused) in [(122, true), (123, false), (129, false), (130, true)] {
            assert_eq!(sized(len), refused.then_some(UnpackError::Size { len }));
        }
        assert_eq!(packing.unpack(&[]), Err(UnpackError::Size { len: 0 }));
    }

    proptest! {
        #[test]
        fn any_bytes_are_unpacked_or_refused(
            depth in 0..=DEPTH_MAX,
            frame_len in 1..=FRAME_LEN_MAX,
            header_len in 1..=HEADER_LEN_MAX,
            head in prop::collection::vec(0..=8_u8, 0..8),
            fill in any::<u8>(),
        ) {
            let packing = packing(depth, frame_len);
            let mut bytes = head;
            bytes.resize(packing.plaintext_len(header_len), fill);
            if let Ok(frames) = packing.unpack(&bytes) {
                prop_assert_eq!(packing.pack(&frames, header_len), Ok(bytes.clone()));
            }
            let _ = packing.unpack(&bytes[..bytes.len() / 2]);
        }

        #[test]
        fn what_is_packed_is_unpacked(
            frames in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..=60), 1..=5),
            header_len in 1..=HEADER_LEN_MAX,
        ) {
            let packing = packing(4, 60);
            let packed = packing.pack(&frames, header_len).expect("packed");
            prop_assert_eq!(packing.unpack(&packed).expect("unpacked"), frames);
        }
    }
}
