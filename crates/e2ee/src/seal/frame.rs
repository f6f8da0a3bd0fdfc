//! What is encrypted in a sealed body: version, salt, length, text, and zeros up to one of few lengths.
//! Who stores or carries a body learns about how long its text is, and of most texts not even that.
//!
//! Lengths follow Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and
//! Communication with PURBs", 2019): a length is rounded up until, in binary, only so many leading digits
//! differ from zero as the number of its digits has digits itself. Up to 64 KiB that leaves 97 lengths.

use super::{OpenError, SALT_LEN};
use crate::secret::Secret;
use zeroize::Zeroizing;

/// First byte of a frame: the version of its form.
pub const FRAME_VERSION: u8 = 1;
/// The shortest frame. Terms, reasons and the agenda of a usual contact look alike below it, and beside
/// the wraps for two sides (2.4 KiB) it makes a body hardly longer: a record of four bodies is at 14 KiB.
pub const FRAME_LEN_MIN: usize = 1_024;
/// Bytes of a frame that aren't text or padding.
pub const FRAME_OVERHEAD: usize = 1 + SALT_LEN + LENGTH_BYTES;

const LENGTH_BYTES: usize = 4;

const _: () = assert!(FRAME_OVERHEAD < FRAME_LEN_MIN);

/// The length to which a frame with so many bytes in use is filled: at most a sixteenth longer, but
/// never shorter than [`FRAME_LEN_MIN`].
pub fn padded_len(used: usize) -> usize {
    let used = used.max(FRAME_LEN_MIN);
    let digits = used.ilog2();
    let kept = digits.ilog2() + 1;
    let rest = (1 << (digits - kept)) - 1;
    used.saturating_add(rest) & !rest
}

/// The one frame of a text under its salt. `None` for a text whose length has no room: far longer than
/// a body may be.
pub fn write(salt: &Secret<SALT_LEN>, text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let length = u32::try_from(text.len()).ok()?;
    let padded = padded_len(FRAME_OVERHEAD.checked_add(text.len())?);
    let mut frame = Zeroizing::new(Vec::with_capacity(padded));
    frame.push(FRAME_VERSION);
    frame.extend_from_slice(salt.danger_bytes());
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(text);
    frame.resize(padded, 0);
    Some(frame)
}

/// Salt and text of a frame. Anything that [`write()`] doesn't write is refused, so that padding carries
/// nothing and no sender stands out by its lengths.
///
/// # Errors
/// [`OpenError::Version`] for the form of another program, else [`OpenError::Frame`].
pub fn read(frame: &[u8]) -> Result<(Secret<SALT_LEN>, &[u8]), OpenError> {
    let (version, rest) = frame.split_first().ok_or(OpenError::Frame)?;
    if *version != FRAME_VERSION {
        return Err(OpenError::Version { got: *version });
    }
    let (salt, rest) = rest.split_first_chunk().ok_or(OpenError::Frame)?;
    let (length, rest) = rest.split_first_chunk().ok_or(OpenError::Frame)?;
    let length = u32::from_be_bytes(*length) as usize;
    let (text, padding) = rest.split_at_checked(length).ok_or(OpenError::Frame)?;
    let is_the_one = frame.len() == padded_len(FRAME_OVERHEAD + length);
    if !is_the_one || padding.iter().any(|byte| *byte != 0) {
        return Err(OpenError::Frame);
    }
    Ok((Secret::new(*salt), text))
}

#[cfg(test)]
mod tests {
    use super::super::SEALED_BODY_LEN_MAX;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn frame(text: &[u8]) -> Vec<u8> {
        write(&Secret::new([5; SALT_LEN]), text)
            .expect("there is room")
            .to_vec()
    }

    fn refused(frame: &[u8]) -> Option<OpenError> {
        read(frame).err()
    }

    #[test]
    fn lengths_are_few_and_at_most_a_sixteenth_longer() {
        let mut lengths = BTreeSet::new();
        let mut before = 0;
        for used in 0..=SEALED_BODY_LEN_MAX {
            let padded = padded_len(used);
            assert!(padded >= used.max(FRAME_LEN_MIN), "{used} → {padded}");
            assert!(
                padded >= before,
                "{used}: longer texts make no shorter frames"
            );
            assert_eq!(padded_len(padded), padded, "{used}");
            let most = used + used / 16;
            assert!(
                padded == FRAME_LEN_MIN || padded <= most,
                "{used} → {padded}"
            );
            before = padded;
            lengths.insert(padded);
        }
        assert_eq!(lengths.len(), 97, "{lengths:?}");
    }

    #[test]
    fn lengths_are_those_of_padme() {
        for (used, padded) in [
            (0, 1_024),
            (FRAME_LEN_MIN - 1, 1_024),
            (FRAME_LEN_MIN, 1_024),
            (FRAME_LEN_MIN + 1, 1_088),
            (1_088, 1_088),
            (1_089, 1_152),
            (2_047, 2_048),
            (2_048, 2_048),
            (2_049, 2_176),
            (16_421, 17_408),
            (63_488, 63_488),
            (63_489, 65_536),
        ] {
            assert_eq!(padded_len(used), padded, "{used}");
        }
    }

    #[test]
    fn a_frame_s_bytes_are_these() {
        let frame = frame(b"agenda item");
        assert_eq!(frame.len(), FRAME_LEN_MIN);
        let begin = [&[1][..], &[5; SALT_LEN], &[0, 0, 0, 11], b"agenda item"].concat();
        assert_eq!(frame[..begin.len()], begin);
        assert!(frame[begin.len()..].iter().all(|byte| *byte == 0));
    }

    #[test]
    fn only_the_one_frame_of_a_text_is_read() {
        let good = frame(b"agenda item");
        assert_eq!(refused(&good), None);
        let with = |at: usize, byte: u8| {
            let mut changed = good.clone();
            changed[at] = byte;
            changed
        };
        let last = good.len() - 1;
        let length_at = 1 + SALT_LEN;
        for (what, frame) in [
            ("nothing", vec![]),
            ("a version and no more", vec![FRAME_VERSION]),
            ("cut within the salt", good[..SALT_LEN].to_vec()),
            ("cut within the length", good[..length_at + 3].to_vec()),
            ("cut after the text", good[..FRAME_OVERHEAD + 11].to_vec()),
            ("a byte less", good[..last].to_vec()),
            ("a byte more", [&good[..], &[0]].concat()),
            ("the next length", [&good[..], &[0; 64]].concat()),
            ("something in the last byte", with(last, 1)),
            (
                "something in the first byte of padding",
                with(FRAME_OVERHEAD + 11, 1),
            ),
            (
                "a shorter text before a byte of it",
                with(length_at + 3, 10),
            ),
            ("a text longer than the frame", with(length_at, 255)),
            (
                "a text longer than the frame by less",
                with(length_at + 2, 255),
            ),
        ] {
            assert_eq!(refused(&frame), Some(OpenError::Frame), "{what}");
        }
        for got in [0, 2, 255] {
            let refused = refused(&with(0, got));
            assert_eq!(refused, Some(OpenError::Version { got }));
        }
    }

    #[test]
    fn a_text_may_fill_its_frame() {
        let room = FRAME_LEN_MIN - FRAME_OVERHEAD;
        for (len, padded) in [
            (0, FRAME_LEN_MIN),
            (room - 1, FRAME_LEN_MIN),
            (room, FRAME_LEN_MIN),
            (room + 1, FRAME_LEN_MIN + 64),
        ] {
            let text = vec![0xff; len];
            let frame = frame(&text);
            assert_eq!(frame.len(), padded, "{len}");
            let (_, read) = read(&frame).expect("read");
            assert_eq!(read, text, "{len}");
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back(
            text in prop::collection::vec(any::<u8>(), 0..3_000),
            salt in any::<[u8; SALT_LEN]>(),
        ) {
            let frame = write(&Secret::new(salt), &text).expect("there is room");
            let (read_salt, read_text) = read(&frame).expect("what was written is read");
            prop_assert_eq!(read_salt.danger_bytes(), &salt);
            prop_assert_eq!(read_text, &text[..]);
        }

        #[test]
        fn any_bytes_are_the_one_frame_or_refused(
            mut bytes in prop::collection::vec(any::<u8>(), 0..64),
            zeros in 0..1_200_usize,
            version in 0..3_u8,
        ) {
            if let Some(first) = bytes.first_mut() {
                *first = version;
            }
            bytes.resize(bytes.len() + zeros, 0);
            if let Ok((salt, text)) = read(&bytes) {
                let again = write(&salt, text).expect("there is room");
                prop_assert_eq!(&again[..], &bytes[..]);
            }
        }
    }
}
