//! Media: SFrame frames that were sealed, altered, repeated and reordered; packed voice.

use arbitrary::Unstructured;
use e2ee::group::{Group, Member, Refusal};
use e2ee::media::{Change, OpenFrameError, ReceiveKeys, Receivers, Sender, TAG_LEN, Track};
use e2ee::voice::{DEPTH_MAX, FRAME_LEN_MAX, Packing};
use e2ee::{GroupId, LeafIndex, Secret};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::Duration;

const METADATA: &[u8] = b"stream 1";
const FRAMES: usize = 24;
const STEPS_MAX: usize = 48;
const NOW: Duration = Duration::from_secs(1);

/// What one device of a group of two really sealed, and what the other opens it with.
static SEALED: LazyLock<(ReceiveKeys, Vec<Vec<u8>>)> = LazyLock::new(|| {
    let everybody = |_: &[u8], _: &[u8; 32]| -> Result<(), Refusal> { Ok(()) };
    let member = |n: u8| Member::new(&Secret::new([n; 32]), &[n; 32]).expect("member");
    let (one, two) = (member(1), member(2));
    let id = GroupId([3; 32]);
    let mut first = Group::create(&one, id).expect("created");
    let package = two.key_package().expect("key package");
    let staged = first
        .propose_commit(&[package], &[], &everybody)
        .expect("proposed");
    first.apply_own(staged.hash).expect("applied");
    let welcome = staged.welcome.expect("somebody was added");
    let second = Group::join(&two, id, &welcome, &everybody).expect("joined");
    let mut sender = Sender::new(first.sender_key().expect("first")).expect("sender");
    let frames = (0..FRAMES)
        .map(|n| {
            sender
                .seal(Track::Audio, &plaintext(n), METADATA)
                .expect("sealed")
        })
        .collect();
    (second.receive_keys().expect("active"), frames)
});

fn plaintext(n: usize) -> Vec<u8> {
    vec![n as u8; 20 + n]
}

/// A frame opens exactly once, and only in the bytes, with the metadata and on the stream that its
/// sender gave it. What is refused changes nothing for what comes later.
pub fn sframe_open(data: &[u8]) -> bool {
    let (keys, frames) = &*SEALED;
    let mut receivers = Receivers::new();
    receivers
        .install(keys, Change::Grown, NOW)
        .expect("the first keys");
    let mut input = Unstructured::new(data);
    let mut opened = BTreeSet::new();
    for _ in 0..STEPS_MAX {
        if input.is_empty() {
            break;
        }
        step(&mut input, &mut receivers, frames, &mut opened).unwrap_or(());
    }
    assert_eq!(receivers.counts().opened, opened.len() as u64);
    !opened.is_empty()
}

fn step(
    input: &mut Unstructured<'_>,
    receivers: &mut Receivers,
    frames: &[Vec<u8>],
    opened: &mut BTreeSet<usize>,
) -> arbitrary::Result<()> {
    let number = input.int_in_range(0..=FRAMES - 1)?;
    let mut frame = frames[number].clone();
    match input.int_in_range(0..=5_u8)? {
        0..=2 => {}
        3 => {
            let at = input.choose_index(frame.len())?;
            frame[at] ^= input.arbitrary::<u8>()?;
        }
        4 => {
            let len = input.int_in_range(0..=frame.len())?;
            frame.truncate(len);
        }
        _ => {
            let len = input.int_in_range(0..=1_100_usize)?.min(input.len());
            frame = input.bytes(len)?.to_vec();
        }
    }
    let flags = input.arbitrary::<u8>()?;
    let metadata: &[u8] = if flags & 7 == 7 {
        b"stream 2"
    } else {
        METADATA
    };
    let claimed = match flags >> 6 {
        0 | 1 => None,
        2 => Some(LeafIndex(0)),
        _ => Some(LeafIndex(1)),
    };
    let whose = frames.iter().position(|sealed| *sealed == frame);
    let own = metadata == METADATA && claimed != Some(LeafIndex(1));
    match receivers.open(Track::Audio, &frame, metadata, claimed, NOW) {
        Ok(read) => {
            let number = whose.expect("only what was sealed opens");
            assert!(own, "on its stream, with its metadata");
            assert!(opened.insert(number), "each opens once");
            assert_eq!(read.plaintext.as_bytes(), plaintext(number));
            assert_eq!((read.leaf, read.counter), (LeafIndex(0), number as u64));
        }
        Err(OpenFrameError::Replayed { counter, .. }) => {
            assert!(opened.contains(&(counter as usize)), "it came before");
        }
        Err(_) => assert!(
            !(own && whose.is_some_and(|number| !opened.contains(&number))),
            "what was sealed opens the first time"
        ),
    }
    Ok(())
}

/// Packed voice is refused, or is what packing the same frames gives. The first two bytes are the
/// call's parameters.
pub fn voice_packing(data: &[u8]) -> bool {
    let [depth, frame_len, plaintext @ ..] = data else {
        return false;
    };
    let depth = depth % (DEPTH_MAX + 1);
    let frame_len = usize::from(*frame_len) % FRAME_LEN_MAX + 1;
    let packing = Packing::new(depth, frame_len).expect("in range");
    let Ok(frames) = packing.unpack(plaintext) else {
        return false;
    };
    assert!((1..=packing.frames_max()).contains(&frames.len()));
    assert!(frames.iter().all(|frame| frame.len() <= frame_len));
    let header_len = packing.sealed_len() - TAG_LEN - plaintext.len();
    assert_eq!(packing.pack(&frames, header_len).as_deref(), Ok(plaintext));
    true
}
