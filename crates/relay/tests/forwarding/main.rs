//! Forwarding, floor and slots over a transport whose bytes are readable.

mod refusals;
mod tiny_peer;
mod video;

use relay::*;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tiny_peer::{Got, NODE, TinyPeer};

const CALL: CallId = CallId([1; 16]);
const LINK: LinkId = LinkId(7);
const BYTES: usize = 204;
/// Where numbers towards a receiver begin.
const SEQ_FIRST: u64 = 1_024;
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
        seq: SEQ_FIRST,
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
    assert_eq!(next, [(SEQ_FIRST + 1, false); 2]);
    assert_eq!(events(outputs), []);
    assert!(world.relay.refusals().is_empty());
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
