//! Frames between the devices of a group: epochs, removals, replays, limits.

use super::*;
use crate::Plaintext;
use crate::voice::Packing;
use proptest::prelude::*;

const META: &[u8] = b"track 1";
pub(super) const START: Duration = Duration::from_secs(100);

fn base(n: u8) -> Secret<32> {
    Secret::new([n; 32])
}

pub(super) fn sender(epoch: u64, leaf: u32) -> Sender {
    let key = SenderKey::new(Epoch(epoch), LeafIndex(leaf), base(epoch as u8));
    Sender::new(key).expect("sender")
}

fn keys(epoch: u64, leaves: &[u32]) -> ReceiveKeys {
    let leaves = leaves.iter().copied().map(LeafIndex).collect();
    ReceiveKeys::new(Epoch(epoch), base(epoch as u8), leaves)
}

pub(super) fn receivers(epoch: u64, leaves: &[u32]) -> Receivers {
    let mut receivers = Receivers::new();
    receivers
        .install(&keys(epoch, leaves), Change::Grown, START)
        .expect("installed");
    receivers
}

fn open(receivers: &mut Receivers, frame: &[u8]) -> Result<OpenedFrame, OpenFrameError> {
    receivers.open(Track::Audio, frame, META, None, START)
}

fn seal(sender: &mut Sender, text: &[u8]) -> Vec<u8> {
    sender.seal(Track::Audio, text, META).expect("sealed")
}

#[test]
fn a_frame_opens_once_and_says_whose_it_is() {
    let (mut sender, mut receivers) = (sender(1, 3), receivers(1, &[0, 3]));
    let frame = seal(&mut sender, b"speech");
    let opened = open(&mut receivers, &frame).expect("opened");
    let expected = OpenedFrame {
        leaf: LeafIndex(3),
        epoch: Epoch(1),
        counter: 0,
        plaintext: Plaintext::new(b"speech".to_vec()),
    };
    assert_eq!(opened, expected);
    let (leaf, counter) = (LeafIndex(3), 0);
    let replayed = open(&mut receivers, &frame).unwrap_err();
    assert_eq!(replayed, OpenFrameError::Replayed { leaf, counter });
    let counts = receivers.counts();
    assert_eq!((counts.opened, counts.replayed), (1, 1));
}

#[test]
fn one_counter_runs_over_all_tracks() {
    let (mut sender, mut receivers) = (sender(1, 0), receivers(1, &[0]));
    for counter in 0..4 {
        let track = if counter % 2 == 0 {
            Track::Audio
        } else {
            Track::Video
        };
        let frame = sender.seal(track, b"frame", META).expect("sealed");
        let opened = receivers.open(track, &frame, META, Some(LeafIndex(0)), START);
        assert_eq!(opened.expect("opened").counter, counter);
    }
}

#[test]
fn a_frame_on_anothers_stream_is_refused() {
    let (mut sender, mut receivers) = (sender(1, 3), receivers(1, &[3, 4]));
    let frame = seal(&mut sender, b"speech");
    let (frame_leaf, claimed) = (LeafIndex(3), LeafIndex(4));
    let refused = receivers.open(Track::Audio, &frame, META, Some(claimed), START);
    let expected = OpenFrameError::OtherStream {
        frame: frame_leaf,
        claimed,
    };
    assert_eq!(refused.unwrap_err(), expected);
    assert_eq!(receivers.counts().other_stream, 1);
    assert!(
        open(&mut receivers, &frame).is_ok(),
        "refusing used nothing up"
    );
}

#[test]
fn a_member_cannot_pass_for_another_by_its_key_id() {
    let (mut sender, mut receivers) = (sender(1, 3), receivers(1, &[3, 4]));
    let mut frame = seal(&mut sender, b"speech");
    // Key id 0x0301: config byte, then leaf, then epoch.
    assert_eq!(frame[1..3], [3, 1]);
    frame[1] = 4;
    let leaf = LeafIndex(4);
    let refused = open(&mut receivers, &frame).unwrap_err();
    assert_eq!(refused, OpenFrameError::Authentication { leaf });
}

#[test]
fn altered_frames_do_not_move_the_window() {
    let (mut sender, mut receivers) = (sender(1, 0), receivers(1, &[0]));
    let genuine = seal(&mut sender, b"speech");
    let mut forged =
        Sender::counting_from(SenderKey::new(Epoch(1), LeafIndex(0), base(9)), 1_000_000)
            .expect("sender");
    let far_ahead = seal(&mut forged, b"forged");
    let leaf = LeafIndex(0);
    let refused = open(&mut receivers, &far_ahead).unwrap_err();
    assert_eq!(refused, OpenFrameError::Authentication { leaf });
    assert!(open(&mut receivers, &genuine).is_ok());
    let other = receivers.open(
        Track::Audio,
        &seal(&mut sender, b"speech"),
        b"",
        None,
        START,
    );
    assert_eq!(other.unwrap_err(), OpenFrameError::Authentication { leaf });
    assert_eq!(receivers.counts().unauthentic, 2);
}

#[test]
fn the_replay_window_has_its_size() {
    let (mut sender, mut receivers) = (sender(1, 0), receivers(1, &[0]));
    let window = REPLAY_WINDOW as u64;
    let frames: Vec<_> = (0..=window + 1).map(|_| seal(&mut sender, b"x")).collect();
    // The newest is counter `window`: 0 has just fallen out, 1 is the oldest in it.
    assert!(open(&mut receivers, &frames[REPLAY_WINDOW]).is_ok());
    let (leaf, counter) = (LeafIndex(0), 0);
    let refused = open(&mut receivers, &frames[0]).unwrap_err();
    assert_eq!(refused, OpenFrameError::TooOld { leaf, counter });
    assert!(open(&mut receivers, &frames[1]).is_ok());
    assert!(open(&mut receivers, &frames[2]).is_ok());
    assert!(open(&mut receivers, &frames[REPLAY_WINDOW + 1]).is_ok());
    let counter = 1;
    let refused = open(&mut receivers, &frames[1]).unwrap_err();
    assert_eq!(refused, OpenFrameError::TooOld { leaf, counter });
    assert_eq!(receivers.counts().too_old, 2);
}

#[test]
fn keys_are_installed_before_senders_switch() {
    let (mut sender, mut receivers) = (sender(1, 0), receivers(1, &[0]));
    let late = seal(&mut sender, b"old epoch");
    receivers
        .install(&keys(2, &[0]), Change::Grown, START)
        .expect("installed");
    let still = seal(&mut sender, b"old epoch");
    let key = SenderKey::new(Epoch(2), LeafIndex(0), base(2));
    sender.switch(key).expect("switched");
    let new = seal(&mut sender, b"new epoch");
    for (frame, epoch) in [(&still, 1), (&new, 2), (&late, 1)] {
        let opened = open(&mut receivers, frame).expect("opened");
        assert_eq!(opened.epoch, Epoch(epoch));
    }
}

#[test]
fn the_past_epoch_ends() {
    let mut sender = sender(1, 0);
    let mut receivers = receivers(1, &[0]);
    let frames: Vec<_> = (0..3).map(|_| seal(&mut sender, b"x")).collect();
    receivers
        .install(&keys(2, &[0]), Change::Grown, START)
        .expect("installed");
    let end = START + PAST_EPOCH_MAX;
    assert_eq!(receivers.next_timeout(), Some(end));
    let tick = Duration::from_millis(1);
    let mut at = |frame: &[u8], now| receivers.open(Track::Audio, frame, META, None, now);
    assert!(at(&frames[0], end - tick).is_ok());
    let key_id = 1;
    let unknown = Err(OpenFrameError::UnknownKey { key_id });
    assert_eq!(at(&frames[1], end), unknown);
    assert_eq!(at(&frames[2], end + tick), unknown);
    assert_eq!(receivers.past_epoch(), None);
    assert_eq!(receivers.next_timeout(), None);
}

#[test]
fn nothing_of_the_past_opens_after_a_removal() {
    let mut sender = sender(1, 0);
    let mut receivers = receivers(1, &[0]);
    let frame = seal(&mut sender, b"x");
    receivers
        .install(&keys(2, &[0]), Change::Removed, START)
        .expect("installed");
    let refused = open(&mut receivers, &frame).unwrap_err();
    assert_eq!(refused, OpenFrameError::UnknownKey { key_id: 1 });
    assert_eq!(receivers.past_epoch(), None);
}

#[test]
fn only_one_past_epoch_is_held_and_no_two_share_a_key_id() {
    let mut receivers = receivers(1, &[0]);
    let install = |receivers: &mut Receivers, epoch| {
        receivers.install(&keys(epoch, &[0]), Change::Grown, START)
    };
    install(&mut receivers, 2).expect("installed");
    install(&mut receivers, 3).expect("installed");
    assert_eq!(receivers.past_epoch(), Some(Epoch(2)));
    install(&mut receivers, 3 + 256).expect("installed");
    assert_eq!(receivers.past_epoch(), None, "an epoch was left out");
    let refused = install(&mut receivers, 259);
    let (current, offered) = (Epoch(259), Epoch(259));
    assert_eq!(refused, Err(InstallError::NotNewer { current, offered }));
    let leaf = LeafIndex(256);
    let refused = receivers.install(&keys(260, &[256]), Change::Grown, START);
    assert_eq!(refused, Err(InstallError::LeafOutOfRange { leaf }));
    assert_eq!(
        receivers.epoch(),
        Some(Epoch(259)),
        "what was installed stays"
    );
}

#[test]
fn a_sender_never_goes_back() {
    let mut sender = sender(5, 0);
    seal(&mut sender, b"x");
    for epoch in [4, 5] {
        let key = SenderKey::new(Epoch(epoch), LeafIndex(0), base(5));
        let (current, offered) = (Epoch(5), Epoch(epoch));
        let refused = sender.switch(key);
        assert_eq!(refused, Err(SwitchError::NotNewer { current, offered }));
    }
    let mut receivers = receivers(5, &[0]);
    let opened = open(&mut receivers, &seal(&mut sender, b"x"));
    assert_eq!(opened.expect("opened").counter, 1);
}

#[test]
fn the_counter_ends() {
    let key = SenderKey::new(Epoch(1), LeafIndex(63), base(1));
    let mut sender = Sender::counting_from(key, COUNTER_MAX - 1).expect("sender");
    let mut receivers = receivers(1, &[63]);
    for counter in [COUNTER_MAX - 1, COUNTER_MAX] {
        assert_eq!(sender.next_header_len(), HEADER_LEN_MAX);
        let frame = seal(&mut sender, b"x");
        assert_eq!(
            open(&mut receivers, &frame).expect("opened").counter,
            counter
        );
    }
    let refused = sender.seal(Track::Audio, b"x", META);
    assert_eq!(refused, Err(SealFrameError::CounterExhausted));
}

#[test]
fn lengths_are_limited() {
    for track in [Track::Audio, Track::Video] {
        let max = track.len_max();
        let (mut sender, mut receivers) = (sender(1, 1), receivers(1, &[1]));
        let overhead = sender.next_header_len() + TAG_LEN;
        for len in [max - 1, max] {
            let frame = sender.seal(track, &vec![1; len - overhead], META);
            let frame = frame.expect("sealed");
            assert_eq!(frame.len(), len);
            let opened = receivers.open(track, &frame, META, None, START);
            assert!(opened.is_ok());
        }
        let len = max + 1;
        let refused = sender.seal(track, &vec![1; len - overhead], META);
        assert_eq!(refused, Err(SealFrameError::TooLong { len, max }));
        let refused = receivers.open(track, &vec![1; len], META, None, START);
        assert_eq!(refused, Err(OpenFrameError::TooLong { len, max }));
        assert_eq!(receivers.counts().too_long, 1);
    }
    let empty = sender(1, 1).seal(Track::Audio, b"", META);
    assert_eq!(empty, Err(SealFrameError::Empty));
    let mut receivers = receivers(1, &[1]);
    assert_eq!(open(&mut receivers, b""), Err(OpenFrameError::Empty));
    assert_eq!(
        open(&mut receivers, &[0xff]),
        Err(OpenFrameError::Malformed)
    );
    assert_eq!(
        (receivers.counts().empty, receivers.counts().malformed),
        (1, 1)
    );
}

#[test]
fn voice_has_one_size_through_the_call() {
    for (leaf, epoch) in [(0, 0), (0, 255), (1, 1), (63, 255)] {
        let packing = Packing::new(2, 60).expect("packing");
        let mut receivers = receivers(epoch, &[leaf]);
        for counter in [0, 7, 8, 255, 256, 65_535, 65_536, (1 << 24) - 1, 1 << 24] {
            let key = SenderKey::new(Epoch(epoch), LeafIndex(leaf), base(epoch as u8));
            let mut sender = Sender::counting_from(key, counter).expect("sender");
            let packed = packing.pack(&[[1; 60], [2; 60], [3; 60]], sender.next_header_len());
            let frame = seal(&mut sender, &packed.expect("packed"));
            assert_eq!(frame.len(), packing.sealed_len());
            let opened = open(&mut receivers, &frame).expect("opened");
            let frames = packing
                .unpack(opened.plaintext.as_bytes())
                .expect("unpacked");
            assert_eq!(frames, [[1; 60], [2; 60], [3; 60]]);
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..1_100)) {
        let mut receivers = receivers(1, &[0, 1]);
        prop_assert!(open(&mut receivers, &bytes).is_err());
        // The same under a key id that is known.
        let known = [&[0x08, 0x01][..], &bytes].concat();
        prop_assert!(open(&mut receivers, &known).is_err());
    }
}
