//! Pictures under the seal: what opens, what is visible, and what may be shown after what.

use super::tests::{START, receivers, sender};
use super::{HEADER_LEN_MAX, OpenFrameError, TAG_LEN, Track, VIDEO_LEN_MAX};
use crate::ids::LeafIndex;
use crate::video::{
    CLEAR_DELTA, CLEAR_KEY, OpenVideoError, OpenedVideo, SIDE_MAX, SealVideoError, Sequence,
    is_key_frame, open, seal,
};
use proptest::prelude::*;

fn key_frame(width: u16, height: u16) -> Vec<u8> {
    let mut frame = vec![0x50, 0x2a, 0x00, 0x9d, 0x01, 0x2a];
    frame.extend(width.to_le_bytes());
    frame.extend(height.to_le_bytes());
    frame.extend([7; 40]);
    frame
}

fn delta_frame() -> Vec<u8> {
    vec![0xb1, 0x02, 0x01, 9, 9, 9]
}

#[test]
fn a_picture_opens_once_with_its_number_and_kind() {
    let (mut sender, mut receivers) = (sender(1, 3), receivers(1, &[3]));
    for (number, frame, is_key) in [
        (u32::MAX, key_frame(640, 360), true),
        (0, delta_frame(), false),
    ] {
        let sealed = seal(&mut sender, number, &frame).expect("sealed");
        let opened = open(&mut receivers, &sealed, START).expect("opened");
        let expected = OpenedVideo {
            leaf: LeafIndex(3),
            is_key,
            number,
            frame,
        };
        assert_eq!(opened, expected);
        let again = open(&mut receivers, &sealed, START);
        let Err(OpenVideoError::Open(OpenFrameError::Replayed { .. })) = again else {
            panic!("{again:?}");
        };
    }
}

#[test]
fn nothing_but_the_kind_is_visible() {
    let mut sender = sender(1, 3);
    let frames = [key_frame(640, 360), key_frame(360, 640), delta_frame()];
    let sealed = frames.map(|frame| seal(&mut sender, 1, &frame).expect("sealed"));
    assert_eq!(sealed[0][..10], CLEAR_KEY);
    assert_eq!(
        sealed[1][..10],
        CLEAR_KEY,
        "the sides are those of no picture"
    );
    assert_eq!(sealed[2][..3], CLEAR_DELTA);
    assert_eq!(is_key_frame(&sealed[0]), Some(true));
    assert_eq!(is_key_frame(&sealed[2]), Some(false));
}

#[test]
fn a_bit_that_was_changed_anywhere_opens_nothing() {
    let mut sender = sender(1, 3);
    for frame in [key_frame(640, 360), delta_frame()] {
        let sealed = seal(&mut sender, 1, &frame).expect("sealed");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(
                open(&mut receivers(1, &[3]), &changed, START).is_err(),
                "{at}"
            );
        }
        // With the other header, as if it were of the other kind.
        let (own, other) = match is_key_frame(&frame) {
            Some(true) => (&CLEAR_KEY[..], &CLEAR_DELTA[..]),
            _ => (&CLEAR_DELTA[..], &CLEAR_KEY[..]),
        };
        let taken_for_other = [other, &sealed[own.len()..]].concat();
        let refused = open(&mut receivers(1, &[3]), &taken_for_other, START);
        assert!(refused.is_err());
    }
}

#[test]
fn voice_is_no_picture_and_a_picture_no_voice() {
    let (mut sender, mut receivers) = (sender(1, 3), receivers(1, &[3]));
    let voice = sender.seal(Track::Audio, &key_frame(640, 360), &[]);
    let shown = [&CLEAR_KEY[..], &voice.expect("sealed")].concat();
    let refused = open(&mut receivers, &shown, START).unwrap_err();
    let leaf = LeafIndex(3);
    let unauthentic = OpenVideoError::Open(OpenFrameError::Authentication { leaf });
    assert_eq!(refused, unauthentic);
    let picture = seal(&mut sender, 1, &key_frame(640, 360)).expect("sealed");
    let heard = receivers.open(Track::Audio, &picture[10..], &[], None, START);
    assert_eq!(heard, Err(OpenFrameError::Authentication { leaf }));
}

#[test]
fn voice_and_pictures_use_no_counter_twice() {
    let (mut sender, mut receivers) = (sender(1, 3), receivers(1, &[3]));
    let mut counters = Vec::new();
    for number in 0..6 {
        let sealed = match number % 2 {
            0 => sender.seal(Track::Audio, b"speech", &[]).expect("sealed"),
            _ => seal(&mut sender, number, &delta_frame()).expect("sealed")[3..].to_vec(),
        };
        let (track, meta) = match number % 2 {
            0 => (Track::Audio, vec![]),
            _ => (Track::Video, [&b"video"[..], &CLEAR_DELTA].concat()),
        };
        let opened = receivers.open(track, &sealed, &meta, None, START);
        counters.push(opened.expect("opened").counter);
    }
    assert_eq!(counters, [0, 1, 2, 3, 4, 5]);
}

#[test]
fn only_vp8_of_a_bounded_size_is_sealed() {
    let mut sender = sender(1, 3);
    for (side, fits) in [
        (0, false),
        (1, true),
        (SIDE_MAX - 1, true),
        (SIDE_MAX, true),
        (SIDE_MAX + 1, false),
    ] {
        for frame in [key_frame(side, 360), key_frame(360, side)] {
            assert_eq!(seal(&mut sender, 1, &frame).is_ok(), fits, "{side}");
        }
    }
    for not_vp8 in [&[][..], &[0x51, 0], &[0x50, 0, 0], &[0x50; 12]] {
        assert_eq!(seal(&mut sender, 1, not_vp8), Err(SealVideoError::NotVp8));
    }
    let room = VIDEO_LEN_MAX - TAG_LEN - HEADER_LEN_MAX - 4;
    let mut frame = delta_frame();
    frame.resize(room, 0);
    assert!(seal(&mut sender, 1, &frame).is_ok());
    frame.resize(room + HEADER_LEN_MAX, 0);
    assert!(seal(&mut sender, 1, &frame).is_err());
}

#[test]
fn frames_are_shown_without_a_gap_from_a_whole_picture_on() {
    let frame = |leaf: u32, number: u32, is_key: bool| OpenedVideo {
        leaf: LeafIndex(leaf),
        is_key,
        number,
        frame: Vec::new(),
    };
    let mut sequence = Sequence::default();
    for (at, (next, taken)) in [
        (frame(1, 5, false), false),
        (frame(1, u32::MAX, true), true),
        (frame(1, 0, false), true),
        (frame(1, 1, false), true),
        (frame(1, 3, false), false),
        (frame(1, 4, false), false),
        (frame(1, 5, true), true),
        (frame(2, 6, false), false),
        (frame(1, 6, false), false),
        (frame(2, 7, true), true),
        (frame(2, 8, false), true),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(sequence.takes(&next), taken, "{at}");
    }
    sequence.broken();
    assert!(!sequence.takes(&frame(2, 9, false)));
}

proptest! {
    #[test]
    fn any_bytes_are_opened_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..60), key in any::<bool>()) {
        let clear = if key { &CLEAR_KEY[..] } else { &CLEAR_DELTA[..] };
        prop_assert!(open(&mut receivers(1, &[3]), &[clear, &bytes].concat(), START).is_err());
        let _ = is_key_frame(&bytes);
    }
}
