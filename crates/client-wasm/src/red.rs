//! What a browser's decoder is given: several Opus frames as one RED payload (RFC 2198).

/// Samples of one voice frame at 48 kHz.
pub const FRAME_SAMPLES: u16 = 960;
/// A block's length has ten bits (RFC 2198 §3).
const BLOCK_BYTES_MAX: usize = 1_023;
/// A block's offset has fourteen bits.
const OFFSET_MAX: usize = 16_383;
/// The mark of a block that others follow.
const FOLLOWED: u8 = 0x80;
const HEADER_BYTES: usize = 4;

/// The bytes of a RED payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedPayload(pub Vec<u8>);

impl RedPayload {
    /// Frames newest first; an empty one is a gap. `opus_type` is the payload type of what is inside.
    /// Older frames that don't fit the format's numbers are left out.
    pub fn of(newest_first: &[Vec<u8>], opus_type: u8) -> Option<Self> {
        let (newest, older) = newest_first.split_first()?;
        let fits = |(steps, frame): &(usize, &Vec<u8>)| {
            !frame.is_empty()
                && frame.len() <= BLOCK_BYTES_MAX
                && steps * usize::from(FRAME_SAMPLES) <= OFFSET_MAX
        };
        let mut older: Vec<(usize, &Vec<u8>)> = (1..).zip(older).filter(fits).collect();
        older.reverse();
        let bodies: usize = older.iter().map(|(_, frame)| frame.len()).sum();
        let mut bytes = Vec::with_capacity(older.len() * HEADER_BYTES + 1 + bodies + newest.len());
        for (steps, frame) in &older {
            let offset = steps * usize::from(FRAME_SAMPLES);
            // 14 bits of offset and 10 of length; both fit by the filter above.
            let packed = offset << 10 | frame.len();
            bytes.push(FOLLOWED | opus_type);
            bytes.extend([(packed >> 16) as u8, (packed >> 8) as u8, packed as u8]);
        }
        bytes.push(opus_type & !FOLLOWED);
        for (_, frame) in &older {
            bytes.extend_from_slice(frame);
        }
        bytes.extend_from_slice(newest);
        Some(Self(bytes))
    }
}

/// The primary frame of a RED payload that a browser made in spite of our answer.
pub fn primary(payload: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    let mut before = 0;
    while payload.get(at)? & FOLLOWED != 0 {
        let length =
            usize::from(*payload.get(at + 2)? & 3) << 8 | usize::from(*payload.get(at + 3)?);
        before += length;
        at += HEADER_BYTES;
    }
    payload.get(at + 1 + before..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_frames_come_first_with_their_age() {
        let red = RedPayload::of(&[vec![3; 3], vec![2; 2], vec![1]], 111).unwrap();
        let offset = |steps: usize, len: usize| {
            let packed = ((steps * 960) << 10) | len;
            [
                0x80 | 111,
                (packed >> 16) as u8,
                (packed >> 8) as u8,
                packed as u8,
            ]
        };
        let wanted = [
            &offset(2, 1)[..],
            &offset(1, 2),
            &[111],
            &[1],
            &[2, 2],
            &[3, 3, 3],
        ]
        .concat();
        assert_eq!(red.0, wanted);
        assert_eq!(primary(&red.0), Some(&[3, 3, 3][..]));
    }

    #[test]
    fn gaps_are_left_out_and_a_lone_frame_has_one_byte_before_it() {
        let red = RedPayload::of(&[vec![3], vec![], vec![1]], 96).unwrap();
        assert_eq!(red.0[4], 96);
        assert_eq!(
            red.0[1..4],
            [(1_920u32 << 10 >> 16) as u8, (1_920u32 << 10 >> 8) as u8, 1]
        );
        assert_eq!(RedPayload::of(&[vec![7; 60]], 111).unwrap().0.len(), 61);
        assert_eq!(RedPayload::of(&[], 111), None);
    }

    #[test]
    fn lengths_and_ages_stay_within_their_bits() {
        for (length, kept) in [(1_022, true), (1_023, true), (1_024, false)] {
            let red = RedPayload::of(&[vec![1], vec![2; length]], 111).unwrap();
            assert_eq!(red.0.len() > 2, kept, "{length}");
        }
        // 17 frames are 16,320 samples, 18 are 17,280.
        for (age, kept) in [(16, true), (17, true), (18, false)] {
            let mut frames = vec![vec![]; age];
            frames[0] = vec![1];
            frames.push(vec![2]);
            let red = RedPayload::of(&frames, 111).unwrap();
            assert_eq!(red.0.len() > 2, kept, "{age}");
        }
    }

    #[test]
    fn truncated_payloads_have_no_primary_frame() {
        assert_eq!(primary(&[]), None);
        assert_eq!(primary(&[0x80 | 111, 0, 0]), None);
        assert_eq!(primary(&[0x80 | 111, 0, 0, 9, 111, 1]), None);
        assert_eq!(primary(&[111]), Some(&[][..]));
    }
}
