//! Forwarding, floor, slots and refusals over a transport whose bytes are readable.

use crate::tiny_peer::{self, Got, NODE, TinyPeer};
use crate::*;
use rand::{Rng, SeedableRng};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

const CALL: CallId = CallId([1; 16]);
const LINK: LinkId = LinkId(7);
const BYTES: usize = 204;
const PARAMETERS: CallParameters = CallParameters {
    medium: Medium::PhoneCall,
    payload_bytes: BYTES as u16,
    packets_per_s_max: 60,
    half: StreamHalf::Low,
    first_stream: 10,
};

struct World {
    now: Instant,
    relay: Relay<TinyPeer>,
    outputs: Vec<Output>,
}

fn address(peer: u64) -> SocketAddr {
    SocketAddr::from(([198, 51, 100, peer as u8], 4_000))
}

fn name(peer: u64) -> String {
    format!("d{peer}")
}

fn voice(n: u64) -> Vec<u8> {
    vec![n as u8; BYTES]
}

fn theirs(n: u32) -> StreamId {
    StreamHalf::High.stream(n)
}

fn packet(stream: StreamId, seq: u64) -> MediaPacket {
    MediaPacket {
        call: CALL,
        stream,
        kind: MediaKind::Audio,
        seq,
        rtp_time: seq as u32 * 960,
        marker: false,
        payload: voice(seq).into(),
    }
}

impl World {
    /// An open floor, linked, with devices 1 to `peers` connected.
    fn new(peers: u64) -> Self {
        let mut world = Self {
            now: Instant::now(),
            relay: Relay::new(()),
            outputs: Vec::new(),
        };
        world.relay.open_call(CALL, PARAMETERS, Some(LINK)).unwrap();
        world.relay.set_floor(CALL, true).unwrap();
        (1..=peers).for_each(|peer| world.join(CALL, peer));
        world
    }

    fn join(&mut self, call: CallId, peer: u64) {
        let offer = tiny_peer::offer(&name(peer), FLOOR_SENDERS_MAX);
        let answer = self.relay.add_peer(self.now, call, PeerId(peer), &offer);
        assert_eq!(answer.as_deref(), Ok("answer"));
        self.datagram(peer, &tiny_peer::check(&name(peer)));
        let stream = self.relay.stream_of(PeerId(peer)).unwrap();
        let peer = PeerId(peer);
        assert_eq!(
            self.take(),
            [Output::Event(Event::PeerConnected { call, peer, stream })]
        );
    }

    fn input(&mut self, input: Input<'_>) {
        self.relay.handle_input(self.now, input);
        self.poll();
    }

    fn poll(&mut self) {
        self.outputs
            .extend(std::iter::from_fn(|| self.relay.poll_output()));
    }

    fn take(&mut self) -> Vec<Output> {
        self.poll();
        std::mem::take(&mut self.outputs)
    }

    fn datagram_from(&mut self, from: SocketAddr, bytes: &[u8]) {
        let to = NODE.into();
        self.input(Input::Udp { from, to, bytes });
    }

    fn datagram(&mut self, peer: u64, bytes: &[u8]) {
        self.datagram_from(address(peer), bytes);
    }

    fn say(&mut self, peer: u64, seq: u64) {
        self.say_bytes(peer, seq, &voice(seq));
    }

    fn say_bytes(&mut self, peer: u64, seq: u64, payload: &[u8]) {
        let bytes = tiny_peer::rtp(peer as u32, seq, seq as u32 * 960, payload);
        self.datagram(peer, &bytes);
    }

    fn other_node(&mut self, packet: MediaPacket) {
        self.input(Input::FromOtherNode { link: LINK, packet });
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        self.relay.handle_timeout(self.now);
        self.poll();
    }
}

/// What each device got, with the device's number.
fn got(outputs: &[Output]) -> Vec<(u64, Got)> {
    let of = |output: &Output| match output {
        Output::Transmit { to, bytes, .. } => {
            let peer = (1..=255).find(|peer| address(*peer) == *to).unwrap();
            Some((peer, tiny_peer::parse(bytes)))
        }
        _ => None,
    };
    outputs.iter().filter_map(of).collect()
}

fn to_other_node(outputs: &[Output]) -> Vec<MediaPacket> {
    let of = |output: &Output| match output {
        Output::ToOtherNode { link, packet } => {
            assert_eq!(*link, LINK);
            Some(packet.clone())
        }
        _ => None,
    };
    outputs.iter().filter_map(of).collect()
}

fn events(outputs: Vec<Output>) -> Vec<Event> {
    let of = |output| match output {
        Output::Event(event) => Some(event),
        _ => None,
    };
    outputs.into_iter().filter_map(of).collect()
}

fn is_carried(outputs: &[Output]) -> bool {
    !got(outputs).is_empty() || !to_other_node(outputs).is_empty()
}

fn heard(peer: u64, outputs: &[Output]) -> Vec<Vec<u8>> {
    let all = got(outputs).into_iter();
    all.filter(|(to, _)| *to == peer)
        .map(|(_, got)| got.payload)
        .collect()
}

#[test]
fn a_voice_goes_to_every_other_device_and_to_the_other_node() {
    let mut world = World::new(3);
    let stream = world.relay.stream_of(PeerId(2)).unwrap();
    world.say(2, 60_000);
    let outputs = world.take();
    let expected = |slot| Got {
        slot,
        seq: limits_seq_first(),
        time: 60_000 * 960,
        marker: true,
        payload: voice(60_000),
    };
    assert_eq!(got(&outputs), [(1, expected(0)), (3, expected(0))]);
    let mut packet = packet(stream, 60_000);
    packet.marker = false;
    assert_eq!(to_other_node(&outputs), [packet]);
    let mid = Mid::parse("1").unwrap();
    let bound = |peer| Event::SlotBound {
        call: CALL,
        peer: PeerId(peer),
        stream,
        mid: mid.clone(),
    };
    let first = Event::FirstMedia { call: CALL, stream };
    assert_eq!(events(outputs), [first, bound(1), bound(3)]);
    assert_eq!(world.relay.slots(PeerId(1)), [(stream, mid)]);
    assert_eq!(world.relay.slots(PeerId(2)), []);
    // The second packet brings no more events and the next number.
    world.say(2, 60_001);
    let outputs = world.take();
    let next: Vec<_> = got(&outputs)
        .into_iter()
        .map(|(_, g)| (g.seq, g.marker))
        .collect();
    assert_eq!(next, [(limits_seq_first() + 1, false); 2]);
    assert_eq!(events(outputs), []);
    assert!(world.relay.refusals().is_empty());
}

fn limits_seq_first() -> u64 {
    crate::limits::SEQ_FIRST
}

#[test]
fn a_packet_of_the_other_node_goes_to_all_devices_once_whatever_its_route() {
    let mut world = World::new(2);
    for (seq, room) in [(1, 1_162), (2, 200)] {
        let sent = packet(theirs(1), seq);
        for bytes in sent.encode(room).unwrap().iter().cycle().take(4) {
            let link = LINK;
            world.input(Input::FromOtherNodeDatagram { link, bytes });
        }
        let outputs = world.take();
        assert_eq!(heard(1, &outputs), [voice(seq)]);
        assert_eq!(heard(2, &outputs), [voice(seq)]);
        assert_eq!(to_other_node(&outputs), []);
    }
    let refusals = world.relay.refusals_of_other_node(CALL).unwrap();
    // Three copies of the whole; and of the four halves the later two made the same packet again.
    assert_eq!(refusals.of(Refused::Duplicate), 3 + 1);
    assert_eq!(refusals.iter().count(), 1);
}

#[test]
fn while_the_floor_is_closed_nothing_is_carried() {
    let mut world = World::new(2);
    world.say(1, 1);
    assert!(is_carried(&world.take()));
    world.relay.set_floor(CALL, false).unwrap();
    for seq in 2..12 {
        world.say(1, seq);
        world.other_node(packet(theirs(1), seq));
    }
    assert!(!is_carried(&world.take()));
    let refused = |world: &World| world.relay.refusals().of(Refused::FloorClosed);
    assert_eq!(refused(&world), 20);
    world.relay.set_floor(CALL, true).unwrap();
    world.say(1, 12);
    assert!(is_carried(&world.take()));
    assert_eq!(refused(&world), 20);
}

#[test]
fn a_call_opens_with_its_floor_closed() {
    let mut world = World::new(0);
    let other = CallId([2; 16]);
    world.relay.open_call(other, PARAMETERS, None).unwrap();
    world.join(other, 1);
    world.join(other, 2);
    world.say(1, 1);
    assert!(!is_carried(&world.take()));
}

#[test]
fn who_may_not_send_is_not_heard_but_hears() {
    let mut world = World::new(2);
    assert_eq!(world.relay.set_may_send(PeerId(1), false), Some(()));
    assert_eq!(world.relay.set_may_send(PeerId(9), false), None);
    world.say(1, 1);
    world.say(2, 1);
    let outputs = world.take();
    assert_eq!(heard(2, &outputs), Vec::<Vec<u8>>::new());
    assert_eq!(heard(1, &outputs), [voice(1)]);
    assert_eq!(to_other_node(&outputs).len(), 1);
    let refusals = world.relay.refusals_of(PeerId(1)).unwrap();
    assert_eq!(refusals.of(Refused::MayNotSend), 1);
}

#[test]
fn both_ways_only_the_agreed_size_passes() {
    let mut world = World::new(2);
    for (n, (bytes, why)) in [
        (BYTES - 1, Some(Refused::WrongSize)),
        (BYTES, None),
        (BYTES + 1, Some(Refused::WrongSize)),
        (AUDIO_PAYLOAD_BYTES_MAX - 1, Some(Refused::WrongSize)),
        (AUDIO_PAYLOAD_BYTES_MAX, Some(Refused::WrongSize)),
        (AUDIO_PAYLOAD_BYTES_MAX + 1, Some(Refused::Oversized)),
    ]
    .into_iter()
    .enumerate()
    {
        let seq = n as u64;
        let mut sent = packet(theirs(1), seq);
        sent.payload = vec![1; bytes].into();
        let before = why.map(|why| world.relay.refusals().of(why));
        world.say_bytes(1, seq, &vec![1; bytes]);
        world.other_node(sent);
        assert_eq!(is_carried(&world.take()), why.is_none(), "{bytes}");
        let after = why.map(|why| world.relay.refusals().of(why));
        assert_eq!(after, before.map(|count| count + 2), "{bytes}");
    }
}

#[test]
fn empty_probes_are_passed_over_without_a_word() {
    let mut world = World::new(2);
    world.say_bytes(1, 1, &[]);
    assert_eq!(world.take(), []);
    assert!(world.relay.refusals().is_empty());
}

#[test]
fn video_of_the_other_node_is_refused_in_every_medium() {
    for medium in [Medium::PhoneCall, Medium::Videoconference] {
        let mut world = World::new(1);
        let call = CallId([3; 16]);
        let parameters = CallParameters {
            medium,
            ..PARAMETERS
        };
        world.relay.open_call(call, parameters, Some(LINK)).unwrap();
        world.relay.set_floor(call, true).unwrap();
        world.join(call, 5);
        for seq in 0..3 {
            let mut video = packet(theirs(1), seq);
            (video.call, video.kind) = (call, MediaKind::Video);
            world.other_node(video);
        }
        let expected = Event::Refused {
            call: Some(call),
            from: Source::OtherNode(LINK),
            why: Refused::Video,
        };
        assert_eq!(world.take(), [Output::Event(expected)]);
        let refusals = world.relay.refusals_of_other_node(call).unwrap();
        assert_eq!(refusals.of(Refused::Video), 3);
    }
}

#[test]
fn more_than_the_rate_is_cut_off_per_stream() {
    let mut world = World::new(2);
    for seq in 0..100 {
        world.say(1, seq);
        world.other_node(packet(theirs(1), seq));
    }
    let outputs = world.take();
    assert_eq!(to_other_node(&outputs).len(), 60);
    assert_eq!(heard(1, &outputs).len(), 60);
    assert_eq!(heard(2, &outputs).len(), 120);
    assert_eq!(world.relay.refusals().of(Refused::TooFast), 80);
    // Another stream isn't held to account for it.
    world.say(2, 1);
    assert_eq!(heard(1, &world.take()).len(), 1);
    world.pass(Duration::from_secs(1));
    for seq in 100..160 {
        world.say(1, seq);
    }
    assert_eq!(to_other_node(&world.take()).len(), 60);
}

#[test]
fn the_other_node_speaks_only_for_its_own_streams_calls_and_link() {
    let mut world = World::new(2);
    let own = world.relay.stream_of(PeerId(1)).unwrap();
    world.other_node(packet(own, 1));
    let mut unknown = packet(theirs(1), 1);
    unknown.call = CallId([9; 16]);
    world.other_node(unknown);
    let (link, packet) = (LinkId(8), packet(theirs(1), 1));
    world.input(Input::FromOtherNode { link, packet });
    let bytes = &[0; 40];
    world.input(Input::FromOtherNodeDatagram { link, bytes });
    assert!(!is_carried(&world.take()));
    assert_eq!(world.relay.refusals().of(Refused::ForeignStream), 1);
    assert_eq!(world.relay.refusals().of(Refused::UnknownCall), 3);
}

#[test]
fn an_unlinked_call_stays_at_home() {
    let mut world = World::new(2);
    world.other_node(packet(theirs(1), 1));
    world.take();
    world.relay.set_linked(CALL, None).unwrap();
    assert!(matches!(
        &events(world.take())[..],
        [Event::SlotFreed { .. }, Event::SlotFreed { .. }]
    ));
    world.say(1, 1);
    world.other_node(packet(theirs(1), 2));
    let outputs = world.take();
    assert_eq!(to_other_node(&outputs), []);
    assert_eq!(got(&outputs).len(), 1);
    assert_eq!(
        world.relay.set_linked(CallId([9; 16]), None),
        Err(CallError::Unknown)
    );
}

#[test]
fn the_ninth_other_voice_waits_for_a_silent_one() {
    let mut world = World::new(1);
    for n in 0..9 {
        world.other_node(packet(theirs(n), 1));
    }
    assert_eq!(heard(1, &world.take()).len(), FLOOR_SENDERS_MAX);
    assert_eq!(world.relay.refusals().of(Refused::NoFreeSlot), 1);
    world.pass(SLOT_IDLE);
    (1..8).for_each(|n| world.other_node(packet(theirs(n), 2)));
    world.take();
    world.other_node(packet(theirs(8), 2));
    let outputs = world.take();
    assert_eq!(heard(1, &outputs).len(), 1);
    let mid = Mid::parse("1").unwrap();
    let (call, peer) = (CALL, PeerId(1));
    let freed = Event::SlotFreed {
        call,
        peer,
        stream: theirs(0),
        mid: mid.clone(),
    };
    let bound = Event::SlotBound {
        call,
        peer,
        stream: theirs(8),
        mid,
    };
    assert_eq!(events(outputs), [freed, bound]);
}

#[test]
fn silent_streams_of_the_other_node_are_forgotten() {
    let mut world = World::new(1);
    world.other_node(packet(theirs(1), 1));
    world.take();
    assert_eq!(world.relay.poll_timeout(), Some(world.now + STREAM_IDLE));
    world.pass(STREAM_IDLE);
    assert!(matches!(
        &events(world.take())[..],
        [Event::SlotFreed { .. }]
    ));
    assert_eq!(world.relay.slots(PeerId(1)), []);
    // Its node began again: the same numbers are new ones.
    world.other_node(packet(theirs(1), 1));
    assert_eq!(heard(1, &world.take()).len(), 1);
}

#[test]
fn who_leaves_frees_the_lines_and_may_come_back() {
    let mut world = World::new(3);
    world.say(1, 1);
    world.take();
    let stream = world.relay.stream_of(PeerId(1)).unwrap();
    world.datagram(1, &tiny_peer::goodbye());
    let all = events(world.take());
    let is_freed = |e: &Event| matches!(e, Event::SlotFreed { stream: s, .. } if *s == stream);
    assert_eq!(all.iter().filter(|e| is_freed(e)).count(), 2);
    let (call, peer, why) = (CALL, PeerId(1), GoneWhy::Ended);
    assert!(all.contains(&Event::PeerGone { call, peer, why }));
    world.say(1, 2);
    assert!(!is_carried(&world.take()));
    assert_eq!(world.relay.refusals().of(Refused::UnknownSender), 1);
    world.join(CALL, 1);
    assert_ne!(world.relay.stream_of(PeerId(1)), Some(stream));
    world.say(1, 1);
    assert_eq!(got(&world.take()).len(), 2);
}

#[test]
fn a_device_that_never_connects_is_gone_after_thirty_seconds() {
    let mut world = World::new(0);
    let offer = tiny_peer::offer("late", 8);
    let (call, peer) = (CALL, PeerId(1));
    world.relay.add_peer(world.now, call, peer, &offer).unwrap();
    assert_eq!(world.relay.poll_timeout(), Some(world.now + CONNECT_WITHIN));
    world.pass(CONNECT_WITHIN - TIMEOUT_MIN);
    assert_eq!(world.take(), []);
    world.pass(TIMEOUT_MIN);
    let why = GoneWhy::NeverConnected;
    let gone = Event::PeerGone { call, peer, why };
    assert_eq!(world.take(), [Output::Event(gone)]);
    assert_eq!(world.relay.poll_timeout(), None);
}

#[test]
fn a_second_source_of_one_device_is_refused() {
    let mut world = World::new(2);
    world.say(1, 1);
    world.take();
    let bytes = tiny_peer::rtp(77, 2, 0, &voice(2));
    world.datagram(1, &bytes);
    assert!(!is_carried(&world.take()));
    let refusals = world.relay.refusals_of(PeerId(1)).unwrap();
    assert_eq!(refusals.of(Refused::OtherTrack), 1);
}

#[test]
fn an_address_is_its_devices_own() {
    let mut world = World::new(2);
    // Device 2 claims device 1's address; what comes from there stays device 1's.
    world.datagram(1, &tiny_peer::check(&name(2)));
    assert_eq!(world.relay.refusals().of(Refused::UnknownSender), 1);
    world.take();
    world.say(1, 1);
    assert_eq!(heard(2, &world.take()), [voice(1)]);
    // A check for nobody, and bytes from nowhere.
    world.datagram(9, &tiny_peer::check("nobody"));
    world.datagram(9, &tiny_peer::rtp(1, 1, 1, &voice(1)));
    assert_eq!(world.relay.refusals().of(Refused::UnknownSender), 3);
    let (from, to, bytes) = (address(1), address(200), &voice(1)[..]);
    world.input(Input::Udp { from, to, bytes });
    assert_eq!(world.relay.refusals().of(Refused::NotOurAddress), 1);
}

#[test]
fn long_datagrams_are_not_looked_at() {
    let mut world = World::new(2);
    for bytes in [
        DATAGRAM_BYTES_MAX - 1,
        DATAGRAM_BYTES_MAX,
        DATAGRAM_BYTES_MAX + 1,
    ] {
        let mut datagram = tiny_peer::rtp(1, 1, 1, &[]);
        datagram.resize(bytes, 0);
        world.datagram(1, &datagram);
        let fits = bytes <= DATAGRAM_BYTES_MAX;
        let malformed = world.relay.refusals().of(Refused::Malformed);
        assert_eq!(malformed == 0, fits, "{bytes}");
    }
    assert_eq!(world.relay.refusals().of(Refused::Oversized), 2);
}

#[test]
fn malformed_bytes_stop_no_call() {
    let mut world = World::new(3);
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(11);
    for n in 0..20_000u64 {
        let mut bytes = vec![0u8; random.random_range(0..120)];
        random.fill(&mut bytes[..]);
        if let Some(first) = bytes.first_mut() {
            *first = [*first, 0, 21, 0x10, 0x13][n as usize % 5];
        }
        if n % 2 == 0 {
            world.datagram(1 + n % 4, &bytes);
        } else {
            let link = LINK;
            let bytes = &bytes;
            world.input(Input::FromOtherNodeDatagram { link, bytes });
        }
    }
    world.datagram(1, &tiny_peer::broken());
    assert!(!is_carried(&world.take()));
    assert!(world.relay.refusals().of(Refused::Malformed) > 10_000);
    world.say(1, 1);
    world.other_node(packet(theirs(1), 1));
    let outputs = world.take();
    assert_eq!(heard(2, &outputs).len(), 2);
    assert_eq!(to_other_node(&outputs).len(), 1);
}

#[test]
fn calls_do_not_mix() {
    let mut world = World::new(2);
    let other = CallId([2; 16]);
    let link = LinkId(8);
    world
        .relay
        .open_call(other, PARAMETERS, Some(link))
        .unwrap();
    world.relay.set_floor(other, true).unwrap();
    world.join(other, 11);
    world.join(other, 12);
    world.say(11, 1);
    let outputs = world.take();
    let receivers: Vec<u64> = got(&outputs).iter().map(|(peer, _)| *peer).collect();
    assert_eq!(receivers, [12]);
    let goes =
        |output: &Output| matches!(output, Output::ToOtherNode { link: l, .. } if *l == link);
    assert_eq!(outputs.iter().filter(|o| goes(o)).count(), 1);
    // The node of one call can't speak in the other.
    let mut foreign = packet(theirs(1), 1);
    foreign.call = other;
    world.other_node(foreign);
    assert!(!is_carried(&world.take()));
    world.relay.close_call(CALL);
    assert_eq!(world.relay.stream_of(PeerId(1)), None);
    world.say(12, 1);
    assert_eq!(got(&world.take()).len(), 1);
}

#[test]
fn calls_and_devices_are_limited() {
    let mut world = World::new(DEVICES_PER_CALL_MAX as u64 - 1);
    for n in 0..2u64 {
        let peer = DEVICES_PER_CALL_MAX as u64 + n;
        let offer = tiny_peer::offer(&name(peer), 8);
        let added = world
            .relay
            .add_peer(world.now, CALL, PeerId(peer), &offer)
            .map(|_| ());
        let full = Err(OfferRefusal::TooManyDevices);
        assert_eq!(added, if n == 0 { Ok(()) } else { full });
    }
    let offer = tiny_peer::offer("x", 8);
    let mut add = |call, peer| world.relay.add_peer(world.now, call, PeerId(peer), &offer);
    assert_eq!(add(CALL, 1), Err(OfferRefusal::PeerExists));
    assert_eq!(add(CallId([9; 16]), 1), Err(OfferRefusal::UnknownCall));
    for n in 1..=CALLS_MAX {
        let mut id = [0xff; 16];
        id[..8].copy_from_slice(&(n as u64).to_be_bytes());
        let opened = world.relay.open_call(CallId(id), PARAMETERS, None);
        let expected = if n < CALLS_MAX {
            Ok(())
        } else {
            Err(CallError::TooMany)
        };
        assert_eq!(opened, expected, "{n}");
    }
    assert_eq!(
        world.relay.open_call(CALL, PARAMETERS, None),
        Err(CallError::Exists)
    );
}

#[test]
fn the_tap_gives_out_what_was_opened_and_only_when_asked() {
    let mut world = World::new(2);
    world.say(1, 1);
    let is_tapped = |o: &Output| matches!(o, Output::Tapped { .. });
    assert!(!world.take().iter().any(is_tapped));
    world.relay.danger_tap(true);
    world.say(1, 2);
    world.other_node(packet(theirs(1), 3));
    let outputs = world.take();
    let tapped: Vec<_> = outputs
        .into_iter()
        .filter_map(|output| match output {
            Output::Tapped {
                stream, payload, ..
            } => Some((stream, payload.to_vec())),
            _ => None,
        })
        .collect();
    let own = world.relay.stream_of(PeerId(1)).unwrap();
    assert_eq!(tapped, [(own, voice(2)), (theirs(1), voice(3))]);
}

#[test]
fn an_offer_is_checked_before_anything_is_kept() {
    let mut world = World::new(0);
    let mut offer = tiny_peer::offer("d1", 8);
    offer += "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n";
    let refused = world.relay.add_peer(world.now, CALL, PeerId(1), &offer);
    assert_eq!(refused, Err(OfferRefusal::VideoInPhoneCall));
    assert_eq!(world.relay.stream_of(PeerId(1)), None);
    assert_eq!(world.relay.poll_timeout(), None);
    world.join(CALL, 1);
}
