//! Cameras in a videoconference: who gets a picture, what of it is refused, and who is asked for more.

use super::*;
use tiny_peer::{KEY_FRAME_ASKED, VIDEO_SLOTS};

const PICTURES: u64 = 3;

/// A videoconference with an open floor, `watching` devices with cameras and one native terminal after
/// them.
fn conference(watching: u64) -> World {
    let mut world = World {
        now: Instant::now(),
        relay: Relay::new(()),
        outputs: Vec::new(),
    };
    let parameters = CallParameters {
        medium: Medium::Videoconference,
        ..PARAMETERS
    };
    world.relay.open_call(CALL, parameters, Some(LINK)).unwrap();
    world.relay.set_floor(CALL, true).unwrap();
    (1..=watching).for_each(|peer| {
        let offer = tiny_peer::offer_with_video(&name(peer), FLOOR_SENDERS_MAX, VIDEO_SLOTS_MAX);
        world
            .relay
            .add_peer(world.now, CALL, PeerId(peer), &offer)
            .unwrap();
        world.datagram(peer, &tiny_peer::check(&name(peer)));
    });
    world.join_quietly(watching + 1);
    world.take();
    world
}

impl World {
    fn join_quietly(&mut self, peer: u64) {
        let offer = tiny_peer::offer(&name(peer), FLOOR_SENDERS_MAX);
        let added = self.relay.add_peer(self.now, CALL, PeerId(peer), &offer);
        assert!(added.is_ok());
        self.datagram(peer, &tiny_peer::check(&name(peer)));
    }

    fn show(&mut self, peer: u64, seq: u64) {
        self.show_bytes(peer, seq, &[seq as u8; 900]);
    }

    fn show_bytes(&mut self, peer: u64, seq: u64, payload: &[u8]) {
        let bytes = tiny_peer::video(1_000 + peer as u32, seq, seq as u32 * 4_500, payload);
        self.datagram(peer, &bytes);
    }

    fn refused(&self, why: Refused) -> u64 {
        self.relay.refusals().of(why)
    }

    fn ask_for(&mut self, stream: StreamId) {
        let bytes = &KeyFrameAsked { call: CALL, stream }.encode();
        self.input(Input::FromOtherNodeDatagram { link: LINK, bytes });
    }
}

fn picture(stream: StreamId, seq: u64) -> MediaPacket {
    MediaPacket {
        kind: MediaKind::Video,
        payload: vec![seq as u8; 900].into(),
        ..packet(stream, seq)
    }
}

/// Pictures that a device got; requests to cameras aren't among them.
fn seen(peer: u64, outputs: &[Output]) -> Vec<Got> {
    let media = outputs.iter().filter(|output| !is_asked(output));
    let media: Vec<Output> = media.cloned().collect();
    let got = got(&media).into_iter();
    let got = got.filter(|(by, got)| *by == peer && got.slot >= VIDEO_SLOTS);
    got.map(|(_, got)| got).collect()
}

/// Voices that a device got.
fn heard_beside(peer: u64, outputs: &[Output]) -> usize {
    let got = got(outputs).into_iter();
    let voices = got.filter(|(by, got)| *by == peer && got.payload.len() == BYTES);
    voices.count()
}

fn is_asked(output: &Output) -> bool {
    matches!(output, Output::Transmit { bytes, .. } if bytes == KEY_FRAME_ASKED)
}

/// Devices whose cameras were asked for a whole picture.
fn asked(outputs: &[Output]) -> Vec<SocketAddr> {
    let asked = outputs.iter().filter(|output| is_asked(output));
    asked
        .filter_map(|output| match output {
            Output::Transmit { to, .. } => Some(*to),
            _ => None,
        })
        .collect()
}

fn asked_over_the_line(outputs: &[Output]) -> Vec<StreamId> {
    let of = |output: &Output| match output {
        Output::KeyFrameAsked { link: LINK, asked } if asked.call == CALL => Some(asked.stream),
        _ => None,
    };
    outputs.iter().filter_map(of).collect()
}

#[test]
fn a_picture_goes_to_those_who_can_show_it_and_to_the_other_node() {
    let mut world = conference(PICTURES);
    world.show(1, 7);
    let outputs = world.take();
    for peer in [2, 3] {
        let seen = seen(peer, &outputs);
        assert_eq!(seen.len(), 1, "{peer}");
        assert_eq!((seen[0].time, seen[0].payload.len()), (7 * 4_500, 900));
    }
    for peer in [1, PICTURES + 1] {
        assert_eq!(seen(peer, &outputs), [], "the sender and the terminal");
    }
    let own = world.relay.stream_of(PeerId(1)).unwrap();
    let to_other: Vec<_> = to_other_node(&outputs);
    assert_eq!(to_other.len(), 1);
    assert_eq!(
        (to_other[0].kind, to_other[0].stream),
        (MediaKind::Video, own)
    );
    // Voice of the same device is a stream of its own, with other lines and numbers.
    world.say(1, 7);
    let outputs = world.take();
    assert_eq!(seen(2, &outputs), []);
    assert_eq!(heard(2, &outputs), [voice(7)]);
    assert_eq!(
        heard(PICTURES + 1, &outputs),
        [voice(7)],
        "the terminal hears"
    );
    assert!(
        world.relay.refusals().is_empty(),
        "a terminal is no failure"
    );
}

#[test]
fn probes_of_a_camera_go_on_so_that_no_number_seems_lost() {
    let mut world = conference(2);
    world.show(1, 1);
    world.show_bytes(1, 2, &[]);
    world.show(1, 3);
    let numbers: Vec<u64> = seen(2, &world.take()).iter().map(|got| got.seq).collect();
    assert_eq!(numbers, [SEQ_FIRST, SEQ_FIRST + 1, SEQ_FIRST + 2]);
}

#[test]
fn a_picture_of_the_other_node_is_held_to_the_same_rules() {
    let mut world = conference(1);
    for (n, (bytes, why)) in [
        (0, None),
        (VIDEO_PAYLOAD_BYTES_MAX - 1, None),
        (VIDEO_PAYLOAD_BYTES_MAX, None),
        (VIDEO_PAYLOAD_BYTES_MAX + 1, Some(Refused::Oversized)),
    ]
    .into_iter()
    .enumerate()
    {
        let mut sent = picture(theirs(1), n as u64);
        sent.payload = vec![1; bytes].into();
        world.other_node(sent);
        let passed = !seen(1, &world.take()).is_empty();
        assert_eq!(passed, why.is_none(), "{bytes}");
        let refused = why.map(|why| world.refused(why));
        assert!(refused.is_none_or(|count| count == 1), "{bytes}");
    }
    let own = world.relay.stream_of(PeerId(1)).unwrap();
    world.other_node(picture(own, 1));
    assert_eq!(world.refused(Refused::ForeignStream), 1);
    world.other_node(picture(theirs(1), 1));
    assert_eq!(world.refused(Refused::Duplicate), 1);
    world.relay.set_floor(CALL, false).unwrap();
    world.other_node(picture(theirs(1), 50));
    world.show(1, 1);
    assert_eq!(world.refused(Refused::FloorClosed), 2);
    assert_eq!(seen(1, &world.take()), []);
}

#[test]
fn a_camera_that_sends_too_much_is_cut_off_and_its_voice_is_not() {
    let mut world = conference(2);
    let most = VIDEO_BYTES_PER_S_MAX as u64 / 900;
    for seq in 0..2 * most {
        world.show(1, seq);
    }
    world.say(1, 1);
    let outputs = world.take();
    assert_eq!(seen(2, &outputs).len() as u64, most);
    assert_eq!(world.refused(Refused::TooFast), most);
    assert_eq!(heard_beside(2, &outputs), 1);
}

#[test]
fn two_cameras_of_each_side_are_shown_at_a_time() {
    let mut world = conference(4);
    for peer in 1..=3 {
        world.show(peer, 1);
        world.other_node(picture(theirs(peer as u32), 1));
    }
    let outputs = world.take();
    assert_eq!(seen(4, &outputs).len(), 2 * VIDEO_SENDERS_MAX);
    assert_eq!(world.refused(Refused::TooManyVideos), 2);
    // Who left makes room at once, who is still after a while.
    world.relay.remove_peer(PeerId(1));
    world.show(3, 2);
    assert_eq!(seen(4, &world.take()).len(), 1);
    world.pass(SLOT_IDLE);
    world.other_node(picture(theirs(3), 2));
    assert_eq!(seen(4, &world.take()).len(), 1);
}

#[test]
fn a_device_that_may_not_speak_shows_nothing_either() {
    let mut world = conference(2);
    world.relay.set_may_send(PeerId(1), false).unwrap();
    world.show(1, 1);
    assert!(!is_carried(&world.take()));
    assert_eq!(world.refused(Refused::MayNotSend), 1);
}

#[test]
fn whoever_begins_to_watch_has_the_camera_asked_for_a_whole_picture() {
    let mut world = conference(2);
    world.show(1, 1);
    assert_eq!(asked(&world.take()), [address(1)]);
    world.show(1, 2);
    assert_eq!(asked(&world.take()), [], "nobody is new");
    world.other_node(picture(theirs(1), 1));
    assert_eq!(asked_over_the_line(&world.take()), [theirs(1)]);
}

#[test]
fn requests_reach_the_camera_wherever_it_is_and_twice_a_second_at_most() {
    let mut world = conference(3);
    let own = world.relay.stream_of(PeerId(1)).unwrap();
    world.show(1, 1);
    world.other_node(picture(theirs(1), 1));
    world.take();
    let ms = Duration::from_millis(1);
    for (wait, comes) in [
        (KEY_FRAME_EVERY - ms, false),
        (ms, true),
        (KEY_FRAME_EVERY - ms, false),
        (ms, true),
    ] {
        world.pass(wait);
        world.take();
        // Two devices and the other node ask; one request is made of it.
        world.datagram(2, &tiny_peer::lacks_picture(0));
        world.datagram(3, &tiny_peer::lacks_picture(0));
        world.ask_for(own);
        assert_eq!(asked(&world.take()).len(), usize::from(comes), "{wait:?}");
        world.datagram(2, &tiny_peer::lacks_picture(1));
        world.datagram(3, &tiny_peer::lacks_picture(1));
        let over = asked_over_the_line(&world.take());
        assert_eq!(over.len(), usize::from(comes), "{wait:?}");
    }
}

#[test]
fn requests_for_what_nobody_shows_reach_nobody() {
    let mut world = conference(2);
    for slot in [0, 3, 4, 255] {
        world.datagram(2, &tiny_peer::lacks_picture(slot));
    }
    world.ask_for(theirs(1));
    assert_eq!(world.refused(Refused::ForeignStream), 1);
    let strange = StreamHalf::Low.stream(4_000);
    world.ask_for(strange);
    let bytes = &KeyFrameAsked {
        call: CallId([9; 16]),
        stream: strange,
    }
    .encode();
    world.input(Input::FromOtherNodeDatagram { link: LINK, bytes });
    assert_eq!(world.refused(Refused::UnknownCall), 1);
    let outputs = world.take();
    assert_eq!(
        (asked(&outputs), asked_over_the_line(&outputs)),
        (vec![], vec![])
    );
}

#[test]
fn a_picture_that_ended_gives_its_line_back() {
    let mut world = conference(2);
    world.other_node(picture(theirs(1), 1));
    assert_eq!(seen(1, &world.take())[0].slot, VIDEO_SLOTS);
    world.show(2, 1);
    assert_eq!(seen(1, &world.take())[0].slot, VIDEO_SLOTS + 1);
    world.pass(STREAM_IDLE);
    world.other_node(picture(theirs(2), 1));
    assert_eq!(
        seen(1, &world.take())[0].slot,
        VIDEO_SLOTS,
        "theirs was still"
    );
    world.relay.remove_peer(PeerId(2));
    world.other_node(picture(theirs(3), 1));
    assert_eq!(
        seen(1, &world.take())[0].slot,
        VIDEO_SLOTS + 1,
        "its device left"
    );
}
