//! Real devices: str0m as full ICE agents towards the relay, on made-up time and without sockets.

use relay::framing::{FrameReader, Speaks, classify, encode_frame};
use relay::*;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::format::{Codec, FormatParams};
use str0m::media::{Direction, Frequency, MediaKind as StrKind, Mid as StrMid, Pt};
use str0m::net::{Protocol, Receive, TcpType};
use str0m::rtp::{Extension, ExtensionMap, RtpPacket, RtpWrite};
use str0m::{Candidate, Event as StrEvent, Input as StrInput, Output as StrOutput, Rtc, RtcConfig};

const CALL: CallId = CallId([4; 16]);
const LINK: LinkId = LinkId(1);
const BYTES: usize = 204;
const TICK: Duration = Duration::from_millis(5);

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

/// A terminal: one line out, eight in.
struct Device {
    rtc: Rtc,
    proto: Proto,
    address: SocketAddr,
    voice: StrMid,
    slots: Vec<StrMid>,
    pending: Option<SdpPendingOffer>,
    seq: u64,
    is_connected: bool,
    got: Vec<(String, RtpPacket)>,
    frames: FrameReader,
}

impl Device {
    fn new(now: Instant, n: u8, proto: Proto, payload_type: u8) -> (Self, String) {
        let mut extensions = ExtensionMap::empty();
        extensions.set(1, Extension::AudioLevel);
        extensions.set(9, Extension::RtpMid);
        let mut config = RtcConfig::new()
            .set_rtp_mode(true)
            .clear_codecs()
            .set_extension_map(extensions);
        let format = FormatParams {
            min_p_time: Some(10),
            use_inband_fec: Some(true),
            ..FormatParams::default()
        };
        config.codec_config().add_config(
            Pt::from(payload_type),
            None,
            Codec::Opus,
            Frequency::FORTY_EIGHT_KHZ,
            Some(2),
            format,
        );
        let mut rtc = config.build(now);
        let address = SocketAddr::from(([198, 51, 100, n], 4_000));
        let candidate = match proto {
            Proto::Udp => Candidate::host(address, "udp").unwrap(),
            Proto::Tcp => Candidate::builder()
                .tcp()
                .host(address)
                .tcptype(TcpType::Active)
                .build()
                .unwrap(),
        };
        rtc.add_local_candidate(candidate);
        let mut change = rtc.sdp_api();
        let mut line = |way| change.add_media(StrKind::Audio, way, None, None, None);
        let voice = line(Direction::SendOnly);
        let slots = (0..FLOOR_SENDERS_MAX)
            .map(|_| line(Direction::RecvOnly))
            .collect();
        let (offer, pending) = change.apply().unwrap();
        let device = Self {
            rtc,
            proto,
            address,
            voice,
            slots,
            pending: Some(pending),
            seq: 65_500,
            is_connected: false,
            got: Vec::new(),
            frames: FrameReader::default(),
        };
        (device, offer.to_sdp_string())
    }

    fn answer(&mut self, answer: &str) {
        let answer = SdpAnswer::from_sdp_string(answer).unwrap();
        let pending = self.pending.take().unwrap();
        self.rtc.sdp_api().accept_answer(pending, answer).unwrap();
    }

    fn receive(&mut self, now: Instant, from: SocketAddr, bytes: &[u8]) {
        let proto = match self.proto {
            Proto::Udp => Protocol::Udp,
            Proto::Tcp => Protocol::Tcp,
        };
        let received = Receive::new(proto, from, self.address, bytes).unwrap();
        self.rtc
            .handle_input(StrInput::Receive(now, received))
            .unwrap();
    }

    fn say(&mut self, now: Instant, payload: &[u8]) {
        self.say_on(now, self.voice, payload);
    }

    fn say_on(&mut self, now: Instant, mid: StrMid, payload: &[u8]) {
        let payload_type = self.rtc.codec_config().params()[0].pt();
        let mut direct = self.rtc.direct_api();
        let stream = direct.stream_tx_by_mid(mid, None).unwrap();
        let time = self.seq as u32 * 960;
        let write = RtpWrite::new(payload_type, self.seq.into(), time, now, payload);
        stream.write_rtp(write);
        self.seq += 1;
        self.rtc.handle_input(StrInput::Timeout(now)).unwrap();
    }

    /// Datagrams to send, by destination.
    fn poll(&mut self) -> Vec<(SocketAddr, Vec<u8>)> {
        let mut datagrams = Vec::new();
        loop {
            match self.rtc.poll_output().unwrap() {
                StrOutput::Timeout(_) => return datagrams,
                StrOutput::Transmit(transmit) => {
                    assert_eq!(transmit.source, self.address);
                    datagrams.push((transmit.destination, transmit.contents.to_vec()));
                }
                StrOutput::Event(StrEvent::Connected) => self.is_connected = true,
                StrOutput::Event(StrEvent::RtpPacket(packet)) => {
                    let ssrc = packet.header.ssrc;
                    let mut direct = self.rtc.direct_api();
                    let mid = direct.stream_rx(&ssrc).unwrap().mid();
                    self.got.push((mid.to_string(), packet));
                }
                StrOutput::Event(_) => {}
            }
        }
    }

    fn payloads(&self) -> Vec<Vec<u8>> {
        self.got.iter().map(|(_, p)| p.payload.to_vec()).collect()
    }
}

/// One side: a node's relay and its devices.
struct Side {
    relay: Relay,
    udp: SocketAddr,
    tcp: SocketAddr,
    devices: BTreeMap<PeerId, Device>,
    events: Vec<Event>,
    tapped: Vec<Vec<u8>>,
    /// ICE-TCP connections' incoming bytes, by the device's address.
    frames: BTreeMap<SocketAddr, FrameReader>,
}

impl Side {
    fn new(half: StreamHalf, link: Option<LinkId>, medium: Medium) -> Self {
        let (udp, tcp) = match half {
            StreamHalf::Low => (address("192.0.2.1:5000"), address("192.0.2.1:443")),
            StreamHalf::High => (address("203.0.113.1:5000"), address("203.0.113.1:443")),
        };
        let mut relay = Relay::new(OwnAddresses::new(&[udp], &[tcp]).unwrap());
        let parameters = CallParameters {
            medium,
            payload_bytes: BYTES as u16,
            packets_per_s_max: 60,
            half,
            first_stream: 100,
        };
        relay.open_call(CALL, parameters, link).unwrap();
        relay.set_floor(CALL, true).unwrap();
        Self {
            relay,
            udp,
            tcp,
            devices: BTreeMap::new(),
            events: Vec::new(),
            tapped: Vec::new(),
            frames: BTreeMap::new(),
        }
    }

    fn join(&mut self, now: Instant, n: u8, proto: Proto, payload_type: u8) -> String {
        let (mut device, offer) = Device::new(now, n, proto, payload_type);
        let peer = PeerId(n.into());
        let answer = self.relay.add_peer(now, CALL, peer, &offer).unwrap();
        device.answer(&answer);
        self.devices.insert(peer, device);
        answer
    }

    /// Carries what is on the way within the side; returns what goes to the other node.
    fn settle(&mut self, now: Instant) -> Vec<MediaPacket> {
        let mut leaving = Vec::new();
        loop {
            let mut moved = false;
            let sent: Vec<_> = self
                .devices
                .values_mut()
                .flat_map(|device| {
                    let from = (device.proto, device.address);
                    let datagrams = device.poll();
                    datagrams
                        .into_iter()
                        .map(move |(to, bytes)| (from, to, bytes))
                })
                .collect();
            for ((proto, from), to, bytes) in sent {
                moved = true;
                self.deliver(now, proto, from, to, &bytes);
            }
            while let Some(output) = self.relay.poll_output() {
                moved = true;
                match output {
                    Output::Transmit {
                        proto,
                        from,
                        to,
                        bytes,
                    } => self.transmit(now, proto, from, to, &bytes),
                    Output::ToOtherNode { packet, .. } => leaving.push(packet),
                    Output::Event(event) => self.events.push(event),
                    Output::Tapped { payload, .. } => self.tapped.push(payload.to_vec()),
                }
            }
            if !moved {
                return leaving;
            }
        }
    }

    fn deliver(
        &mut self,
        now: Instant,
        proto: Proto,
        from: SocketAddr,
        to: SocketAddr,
        bytes: &[u8],
    ) {
        match proto {
            Proto::Udp => self.relay.handle_input(now, Input::Udp { from, to, bytes }),
            Proto::Tcp => {
                let stream = encode_frame(bytes).unwrap();
                let is_new = !self.frames.contains_key(&from);
                assert!(!is_new || classify(&stream) == Speaks::IceTcp);
                let reader = self.frames.entry(from).or_default();
                for piece in stream.chunks(100) {
                    reader.push(piece);
                    while let Some(bytes) = reader.next_frame().unwrap() {
                        self.relay.handle_input(now, Input::Tcp { from, to, bytes });
                    }
                }
            }
        }
    }

    fn transmit(
        &mut self,
        now: Instant,
        proto: Proto,
        from: SocketAddr,
        to: SocketAddr,
        bytes: &[u8],
    ) {
        let own = match proto {
            Proto::Udp => self.udp,
            Proto::Tcp => self.tcp,
        };
        assert_eq!(from, own);
        let mut devices = self.devices.values_mut();
        let Some(device) = devices.find(|device| device.address == to) else {
            return;
        };
        assert_eq!(device.proto, proto);
        match proto {
            Proto::Udp => device.receive(now, from, bytes),
            Proto::Tcp => {
                device.frames.push(&encode_frame(bytes).unwrap());
                let frame = device.frames.next_frame().unwrap().unwrap().to_vec();
                device.receive(now, from, &frame);
            }
        }
    }

    fn tick(&mut self, now: Instant) -> Vec<MediaPacket> {
        let mut leaving = self.settle(now);
        for device in self.devices.values_mut() {
            device.rtc.handle_input(StrInput::Timeout(now)).unwrap();
        }
        if self.relay.poll_timeout().is_some_and(|due| due <= now) {
            self.relay.handle_timeout(now);
        }
        leaving.extend(self.settle(now));
        leaving
    }

    fn device(&mut self, n: u64) -> &mut Device {
        self.devices.get_mut(&PeerId(n)).unwrap()
    }

    /// Passes time, and packets over two routes of which one is too narrow for a whole packet.
    fn pass(sides: &mut [Self], now: &mut Instant, time: Duration) {
        let until = *now + time;
        while *now < until {
            *now += TICK;
            let leaving: Vec<Vec<MediaPacket>> =
                sides.iter_mut().map(|side| side.tick(*now)).collect();
            for (from, packets) in leaving.into_iter().enumerate() {
                let others = sides.iter_mut().enumerate().filter(|(to, _)| *to != from);
                for (_, side) in others {
                    for packet in &packets {
                        for route in [LINK_DATAGRAM_BYTES, 150] {
                            for bytes in &packet.encode(route).unwrap() {
                                let link = LINK;
                                let input = Input::FromOtherNodeDatagram { link, bytes };
                                side.relay.handle_input(*now, input);
                            }
                        }
                    }
                    assert_eq!(side.settle(*now), []);
                }
            }
        }
    }

    fn pass_alone(&mut self, now: &mut Instant, time: Duration) {
        Self::pass(std::slice::from_mut(self), now, time);
    }
}

fn voice(device: u8, n: u8) -> Vec<u8> {
    let mut payload = vec![device; BYTES];
    payload[0] = n;
    payload
}

fn pair(now: &mut Instant, protos: [Proto; 2]) -> Side {
    let mut side = Side::new(StreamHalf::Low, None, Medium::PhoneCall);
    side.join(*now, 1, protos[0], 111);
    side.join(*now, 2, protos[1], 109);
    side.pass_alone(now, Duration::from_secs(3));
    assert!(side.devices.values().all(|device| device.is_connected));
    let connected = |e: &&Event| matches!(e, Event::PeerConnected { .. });
    assert_eq!(side.events.iter().filter(connected).count(), 2);
    side
}

#[test]
fn the_answer_keeps_the_contract() {
    let mut side = Side::new(StreamHalf::Low, None, Medium::PhoneCall);
    let answer = side.join(Instant::now(), 1, Proto::Udp, 109);
    let count = |prefix: &str| answer.lines().filter(|l| l.starts_with(prefix)).count();
    assert_eq!(count("m="), 9);
    assert_eq!(count("m=audio "), 9);
    assert_eq!(count("a=sendonly"), 8);
    assert_eq!(count("a=recvonly"), 1);
    assert_eq!(count("a=rtpmap:109 opus/48000/2"), 9);
    assert_eq!(count("a=rtpmap:"), 9);
    assert_eq!(count("a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid"), 9);
    assert_eq!(count("a=extmap:"), 9);
    assert!(answer.contains("a=ice-lite"));
    assert!(answer.contains("a=setup:passive"));
    assert!(!answer.contains("audio-level"));
    let candidates: Vec<&str> = answer
        .lines()
        .filter(|l| l.starts_with("a=candidate:"))
        .collect();
    assert_eq!(candidates.len(), 2);
    assert!(candidates[0].contains(" udp ") && candidates[0].contains("192.0.2.1 5000 typ host"));
    assert!(candidates[1].contains(" tcp ") && candidates[1].contains("192.0.2.1 443 typ host"));
    assert!(candidates[1].contains("tcptype passive"));
    let mids: Vec<String> = answer
        .lines()
        .filter_map(|l| l.strip_prefix("a=mid:"))
        .map(str::to_owned)
        .collect();
    let device = side.device(1);
    let offered = std::iter::once(device.voice).chain(device.slots.clone());
    assert_eq!(mids, offered.map(|mid| mid.to_string()).collect::<Vec<_>>());
}

#[test]
fn voice_arrives_unchanged_on_the_line_that_was_told() {
    for protos in [[Proto::Udp; 2], [Proto::Tcp; 2], [Proto::Udp, Proto::Tcp]] {
        let mut now = Instant::now();
        let mut side = pair(&mut now, protos);
        side.relay.danger_tap(true);
        for n in 0..100 {
            for device in [1, 2] {
                side.device(device.into()).say(now, &voice(device, n));
            }
            side.pass_alone(&mut now, Duration::from_millis(20));
        }
        for (hears, speaks) in [(1, 2), (2, 1)] {
            let expected: Vec<_> = (0..100).map(|n| voice(speaks, n)).collect();
            let stream = side.relay.stream_of(PeerId(speaks.into())).unwrap();
            let slots = side.relay.slots(PeerId(hears));
            let device = side.device(hears);
            assert_eq!(device.payloads(), expected, "{protos:?}");
            let first = device.slots[0].to_string();
            assert!(device.got.iter().all(|(mid, _)| *mid == first));
            let told: Vec<_> = slots.iter().map(|(s, mid)| (*s, mid.as_str())).collect();
            assert_eq!(told, [(stream, &first[..])]);
            // The sender's numbers went over 65,535; the receiver's stay low and without gaps.
            let seqs = device.got.iter().map(|(_, p)| *p.seq_no);
            assert!(seqs.eq(1_024..1_124));
            let times = device.got.iter().map(|(_, p)| p.header.timestamp);
            assert!(times.eq((65_500u32..65_600).map(|seq| seq * 960)));
            assert!(
                device
                    .got
                    .iter()
                    .all(|(_, p)| p.header.ext_vals.audio_level.is_none())
            );
        }
        assert_eq!(side.tapped.len(), 200);
        assert!(
            side.relay.refusals().is_empty(),
            "{:?}",
            side.relay.refusals()
        );
    }
}

#[test]
fn two_nodes_carry_four_devices() {
    let mut now = Instant::now();
    let mut sides = [
        Side::new(StreamHalf::Low, Some(LINK), Medium::PhoneCall),
        Side::new(StreamHalf::High, Some(LINK), Medium::PhoneCall),
    ];
    for (side, first) in [(0, 1), (1, 3)] {
        sides[side].join(now, first, Proto::Udp, 111);
        sides[side].join(now, first + 1, Proto::Tcp, 96);
    }
    Side::pass(&mut sides, &mut now, Duration::from_secs(3));
    for n in 0..50 {
        for (side, device) in [(0, 1), (0, 2), (1, 3), (1, 4)] {
            sides[side]
                .device(device.into())
                .say(now, &voice(device, n));
        }
        Side::pass(&mut sides, &mut now, Duration::from_millis(20));
    }
    for (side, hears) in [(0, 1), (0, 2), (1, 3), (1, 4)] {
        for speaks in (1..=4u8).filter(|speaks| *speaks != hears) {
            let expected: Vec<_> = (0..50).map(|n| voice(speaks, n)).collect();
            let all = sides[side].device(hears.into()).payloads();
            let of: Vec<_> = all.into_iter().filter(|p| p[1] == speaks).collect();
            assert_eq!(of, expected, "{hears} hears {speaks}");
        }
        let lines: std::collections::BTreeSet<String> = sides[side]
            .device(hears.into())
            .got
            .iter()
            .map(|(mid, _)| mid.clone())
            .collect();
        assert_eq!(lines.len(), 3, "a line for each voice");
    }
    for side in &sides {
        let refusals = side.relay.refusals_of_other_node(CALL).unwrap();
        assert_eq!(refusals.of(Refused::Duplicate), 100, "the second route");
        assert_eq!(refusals.iter().count(), 1);
    }
}

#[test]
fn while_the_floor_is_closed_devices_hear_nothing_and_then_again() {
    let mut now = Instant::now();
    let mut side = pair(&mut now, [Proto::Udp; 2]);
    // Long enough closed for the sender's number to be far away.
    for (open, said) in [(true, 10), (false, 1_500), (true, 10)] {
        side.relay.set_floor(CALL, open).unwrap();
        let before = side.device(2).got.len();
        for n in 0..said {
            side.device(1).say(now, &voice(1, n as u8));
            side.pass_alone(&mut now, Duration::from_millis(20));
        }
        let heard = side.device(2).got.len() - before;
        assert_eq!(heard, if open { said } else { 0 });
    }
}

#[test]
fn a_latecomer_hears_the_running_voices() {
    let mut now = Instant::now();
    let mut side = pair(&mut now, [Proto::Udp; 2]);
    for n in 0..100u8 {
        if n == 20 {
            side.join(now, 3, Proto::Udp, 100);
        }
        side.device(1).say(now, &voice(1, n));
        side.pass_alone(&mut now, Duration::from_millis(100));
    }
    let heard = side.device(3).payloads();
    assert!(heard.len() > 60, "{}", heard.len());
    let last: Vec<_> = (100 - heard.len() as u8..100)
        .map(|n| voice(1, n))
        .collect();
    assert_eq!(heard, last);
}

#[test]
fn who_is_removed_is_told_and_who_falls_silent_is_gone() {
    let mut now = Instant::now();
    let mut side = pair(&mut now, [Proto::Udp; 2]);
    side.device(1).say(now, &voice(1, 1));
    side.pass_alone(&mut now, TICK * 4);
    side.relay.remove_peer(PeerId(2));
    side.pass_alone(&mut now, Duration::from_millis(50));
    assert!(!side.device(2).rtc.is_alive() || !side.device(2).rtc.is_connected());
    let silent = side.devices.remove(&PeerId(1)).unwrap();
    drop(silent);
    side.pass_alone(&mut now, Duration::from_secs(60));
    let gone = Event::PeerGone {
        call: CALL,
        peer: PeerId(1),
        why: GoneWhy::Ended,
    };
    assert!(side.events.contains(&gone), "{:?}", side.events);
    assert_eq!(side.relay.poll_timeout(), None);
}

#[test]
fn other_types_lines_and_sizes_are_refused_and_counted() {
    let mut now = Instant::now();
    let mut side = pair(&mut now, [Proto::Udp; 2]);
    let device = side.device(1).address;
    // A video packet by its type; the transport encryption doesn't even come into it.
    let mut video = vec![0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 9];
    video.resize(900, 3);
    let to = side.udp;
    side.deliver(now, Proto::Udp, device, to, &video);
    // The right type on a line that is for hearing.
    let line = side.device(1).slots[0];
    let ssrc = 77.into();
    let mut direct = side.device(1).rtc.direct_api();
    direct.declare_stream_tx(ssrc, None, line, None);
    side.device(1).say_on(now, line, &voice(1, 1));
    side.device(1).say(now, &[1; BYTES + 1]);
    side.device(1).say(now, &[1; AUDIO_PAYLOAD_BYTES_MAX + 1]);
    side.pass_alone(&mut now, TICK * 4);
    side.device(1).say(now, &voice(1, 9));
    side.pass_alone(&mut now, TICK * 4);
    assert_eq!(side.device(2).payloads(), [voice(1, 9)]);
    let refusals = side.relay.refusals_of(PeerId(1)).unwrap();
    for why in [
        Refused::WrongPayloadType,
        Refused::OtherTrack,
        Refused::WrongSize,
        Refused::Oversized,
    ] {
        assert_eq!(refusals.of(why), 1, "{why:?}");
    }
}

#[test]
fn garbage_on_every_way_in_leaves_the_call_as_it_is() {
    use rand::{Rng, SeedableRng};
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(21);
    let mut now = Instant::now();
    let mut side = pair(&mut now, [Proto::Udp, Proto::Tcp]);
    let stranger = address("198.51.100.99:1");
    let known = [side.device(1).address, side.device(2).address, stranger];
    for n in 0..6_000usize {
        let mut bytes = vec![0u8; random.random_range(1..300)];
        random.fill(&mut bytes[..]);
        // STUN, DTLS, RTP and RTCP in turn, so that each parser sees some.
        bytes[0] = [bytes[0], 0, 22, 128, 129, 23][n % 6];
        if n % 6 == 1 && bytes.len() > 8 {
            bytes[4..8].copy_from_slice(&[0x21, 0x12, 0xa4, 0x42]);
        }
        let (from, bytes) = (known[n % 3], &bytes[..]);
        let input = if n % 2 == 0 {
            let to = side.udp;
            Input::Udp { from, to, bytes }
        } else {
            let to = side.tcp;
            Input::Tcp { from, to, bytes }
        };
        side.relay.handle_input(now, input);
        let link = LINK;
        let input = Input::FromOtherNodeDatagram { link, bytes };
        side.relay.handle_input(now, input);
        if n % 100 == 0 {
            side.pass_alone(&mut now, TICK);
        }
    }
    for n in 0..10 {
        side.device(1).say(now, &voice(1, n));
        side.device(2).say(now, &voice(2, n));
        side.pass_alone(&mut now, Duration::from_millis(20));
    }
    assert_eq!(side.device(1).got.len(), 10, "{:?}", side.relay.refusals());
    assert_eq!(side.device(2).got.len(), 10);
    let gone = |e: &Event| matches!(e, Event::PeerGone { .. });
    assert!(!side.events.iter().any(gone));
}

#[test]
fn cut_and_changed_offers_never_panic() {
    use rand::{Rng, SeedableRng};
    let now = Instant::now();
    let (_, offer) = Device::new(now, 1, Proto::Udp, 111);
    let mut side = Side::new(StreamHalf::Low, None, Medium::PhoneCall);
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(5);
    let lines: Vec<&str> = offer.lines().collect();
    let mut accepted = 0;
    for n in 0..600 {
        let mut changed: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
        for _ in 0..random.random_range(1..4) {
            let at = random.random_range(0..changed.len());
            match random.random_range(0..4) {
                0 => drop(changed.remove(at)),
                1 => changed.insert(at, lines[random.random_range(0..lines.len())].to_owned()),
                2 => {
                    let keep = random.random_range(0..=changed[at].len());
                    changed[at].truncate(keep);
                }
                _ => {
                    let mut bytes = std::mem::take(&mut changed[at]).into_bytes();
                    if let Some(byte) = bytes.last_mut() {
                        *byte = random.random_range(32..127);
                    }
                    changed[at] = String::from_utf8_lossy(&bytes).into_owned();
                }
            }
        }
        let text = changed.join("\r\n") + "\r\n";
        if side.relay.add_peer(now, CALL, PeerId(n), &text).is_ok() {
            accepted += 1;
            side.relay.remove_peer(PeerId(n));
        }
    }
    assert!(accepted > 0 && accepted < 600, "{accepted}");
}

#[test]
fn video_and_data_channels_are_refused_at_the_offer() {
    let now = Instant::now();
    let offer = |kind: Option<StrKind>| {
        let mut rtc = RtcConfig::new().set_rtp_mode(true).build(now);
        let mut change = rtc.sdp_api();
        change.add_media(StrKind::Audio, Direction::SendOnly, None, None, None);
        match kind {
            Some(kind) => {
                change.add_media(kind, Direction::SendOnly, None, None, None);
            }
            None => {
                change.add_channel("data".to_owned());
            }
        }
        change.apply().unwrap().0.to_sdp_string()
    };
    for (kind, medium, refusal) in [
        (
            Some(StrKind::Video),
            Medium::PhoneCall,
            OfferRefusal::VideoInPhoneCall,
        ),
        (
            Some(StrKind::Video),
            Medium::Videoconference,
            OfferRefusal::VideoNotRelayed,
        ),
        (
            Some(StrKind::Audio),
            Medium::PhoneCall,
            OfferRefusal::SendingTracks,
        ),
        (None, Medium::PhoneCall, OfferRefusal::DataChannels),
    ] {
        let mut side = Side::new(StreamHalf::Low, None, medium);
        let refused = side.relay.add_peer(now, CALL, PeerId(1), &offer(kind));
        assert_eq!(refused, Err(refusal));
        assert_eq!(side.relay.poll_timeout(), None);
    }
}
