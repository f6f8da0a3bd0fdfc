//! The endpoint against a str0m peer that plays the node, on made-up time and without sockets.

use super::*;
use rand::{Rng, SeedableRng};
use str0m::RtcConfig;
use str0m::change::SdpOffer;
use str0m::format::FormatParams;
use str0m::rtp::Ssrc;

const DEVICE: &str = "10.0.0.1:4000";
const NODE: &str = "10.0.0.2:5000";

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

/// An ICE-lite peer with one payload type for Opus.
fn node_rtc(now: Instant, payload_type: u8, version: DtlsVersion) -> Rtc {
    let mut config = RtcConfig::new()
        .set_ice_lite(true)
        .set_rtp_mode(true)
        .set_dtls_version(version)
        .clear_codecs();
    let format = FormatParams {
        min_p_time: Some(10),
        use_inband_fec: Some(true),
        ..FormatParams::default()
    };
    config.codec_config().add_config(
        payload_type.into(),
        None,
        Codec::Opus,
        str0m::media::Frequency::FORTY_EIGHT_KHZ,
        Some(2),
        format,
    );
    let mut rtc = config.build(now);
    rtc.add_local_candidate(Candidate::host(address(NODE), "udp").unwrap());
    rtc
}

fn answer_of(rtc: &mut Rtc, offer: &str) -> String {
    let offer = SdpOffer::from_sdp_string(offer).unwrap();
    rtc.sdp_api().accept_offer(offer).unwrap().to_sdp_string()
}

struct World {
    now: Instant,
    device: Endpoint,
    node: Rtc,
    /// Mids as the node saw them: first the device's voice.
    mids: Vec<Mid>,
    at_device: Vec<Output>,
    at_node: Vec<RtpPacket>,
}

impl World {
    fn new(payload_type: u8, version: DtlsVersion) -> Self {
        let now = Instant::now();
        let mut device = Endpoint::new(now, &[(Transport::Udp, address(DEVICE))]).unwrap();
        let mut node = node_rtc(now, payload_type, version);
        let answer = answer_of(&mut node, device.offer());
        device.accept_answer(&answer).unwrap();
        Self {
            now,
            device,
            node,
            mids: Vec::new(),
            at_device: Vec::new(),
            at_node: Vec::new(),
        }
    }

    /// Carries what is on the way until nothing is.
    fn settle(&mut self) {
        loop {
            let mut moved = false;
            while let Some(output) = self.device.poll_output() {
                moved = true;
                if let Output::Transmit { to, bytes, .. } = &output {
                    assert_eq!(*to, address(NODE));
                    let from = address(DEVICE);
                    let received = Receive::new(Protocol::Udp, from, *to, bytes).unwrap();
                    self.node
                        .handle_input(Input::Receive(self.now, received))
                        .unwrap();
                    self.drain_node();
                } else {
                    self.at_device.push(output);
                }
            }
            moved |= self.drain_node();
            if !moved {
                return;
            }
        }
    }

    fn drain_node(&mut self) -> bool {
        let mut moved = false;
        loop {
            match self.node.poll_output().unwrap() {
                str0m::Output::Timeout(_) => return moved,
                str0m::Output::Transmit(transmit) => {
                    let (from, to) = (address(NODE), address(DEVICE));
                    let bytes = transmit.contents.to_vec();
                    self.device
                        .handle_datagram(self.now, Transport::Udp, from, to, &bytes);
                    while let Some(output) = self.device.poll_output() {
                        match output {
                            Output::Transmit { to, bytes, .. } => {
                                let received =
                                    Receive::new(Protocol::Udp, address(DEVICE), to, &bytes);
                                let input = Input::Receive(self.now, received.unwrap());
                                self.node.handle_input(input).unwrap();
                            }
                            other => self.at_device.push(other),
                        }
                    }
                }
                str0m::Output::Event(Event::MediaAdded(added)) => self.mids.push(added.mid),
                str0m::Output::Event(Event::RtpPacket(packet)) => self.at_node.push(packet),
                str0m::Output::Event(_) => {}
            }
            moved = true;
        }
    }

    fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        while self.now < until {
            self.now += Duration::from_millis(10);
            self.device.handle_timeout(self.now);
            self.settle();
            self.node.handle_input(Input::Timeout(self.now)).unwrap();
            self.settle();
        }
    }

    fn connect(&mut self) {
        self.settle();
        self.pass(Duration::from_secs(3));
        assert!(self.device.is_connected());
        assert_eq!(self.at_device, [Output::Connected]);
        self.at_device.clear();
    }

    fn node_sends(&mut self, mid: Mid, seq: u64, payload: Vec<u8>) {
        let params = self.node.codec_config().params()[0];
        let mut direct = self.node.direct_api();
        let stream = direct.stream_tx_by_mid(mid, None).unwrap();
        stream.write_rtp(RtpWrite::new(
            params.pt(),
            seq.into(),
            seq as u32 * 960,
            self.now,
            payload,
        ));
        self.node.handle_input(Input::Timeout(self.now)).unwrap();
        self.settle();
    }
}

#[test]
fn the_offer_holds_nine_lines_of_opus_and_nothing_else() {
    let device = Endpoint::new(Instant::now(), &[(Transport::Udp, address(DEVICE))]).unwrap();
    let offer = device.offer();
    let starting = |prefix: &str| offer.lines().filter(|l| l.starts_with(prefix)).count();
    assert_eq!(starting("m="), MEDIA_LINES_EXPECTED);
    assert_eq!(starting("m=audio "), MEDIA_LINES_EXPECTED);
    assert_eq!(starting("a=recvonly"), FLOOR_SENDERS_MAX);
    assert_eq!(starting("a=sendonly"), 1);
    assert_eq!(starting("a=rtpmap:"), MEDIA_LINES_EXPECTED);
    assert_eq!(starting("a=rtpmap:111 opus/48000/2"), MEDIA_LINES_EXPECTED);
    assert_eq!(starting("a=extmap:"), MEDIA_LINES_EXPECTED);
    assert!(!offer.contains("audio-level"));
    assert!(offer.find("a=sendonly") < offer.find("a=recvonly"));
}

const MEDIA_LINES_EXPECTED: usize = 9;

#[test]
fn voice_passes_both_ways_with_any_payload_type_and_dtls_version() {
    for (payload_type, version) in [
        (111, DtlsVersion::Dtls12),
        (111, DtlsVersion::Auto),
        (109, DtlsVersion::Auto),
        (96, DtlsVersion::Dtls13),
    ] {
        let mut world = World::new(payload_type, version);
        world.connect();
        for n in 0..50u32 {
            let payload = vec![n as u8; 200];
            world.device.send(world.now, 7 + n * 960, payload).unwrap();
            world.settle();
            world.pass(Duration::from_millis(20));
        }
        assert_eq!(world.at_node.len(), 50, "{payload_type} {version}");
        for (n, packet) in (0u32..).zip(&world.at_node) {
            assert_eq!(packet.header.timestamp, 7 + n * 960);
            assert_eq!(&packet.payload[..], vec![n as u8; 200]);
            assert!(packet.header.ext_vals.audio_level.is_none());
        }
        let mids = world.mids.clone();
        assert_eq!(mids.len(), MEDIA_LINES_EXPECTED);
        for (slot, &mid) in mids.iter().enumerate().skip(1) {
            world.node_sends(mid, 1, vec![slot as u8; 200]);
        }
        for (slot, mid) in mids.iter().enumerate().skip(1) {
            let Output::Media(media) = &world.at_device[slot - 1] else {
                panic!("{:?}", world.at_device);
            };
            assert_eq!(media.mid, mid.to_string());
            assert_eq!((media.rtp_time, media.seq), (960, 1));
            assert_eq!(media.payload, vec![slot as u8; 200]);
        }
        assert_eq!(world.device.counters(), EndpointCounters::default());
    }
}

#[test]
fn payloads_are_limited_both_ways() {
    let mut world = World::new(111, DtlsVersion::Auto);
    world.connect();
    let mid = world.mids[1];
    let max = VOICE_PAYLOAD_BYTES_MAX;
    for (seq, bytes) in [(1, max - 1), (2, max), (3, max + 1)] {
        world.node_sends(mid, seq, vec![1; bytes]);
        let sent = world.device.send(world.now, 960, vec![1; bytes]);
        assert_eq!(sent.is_ok(), bytes <= max, "{bytes}");
        world.settle();
    }
    assert_eq!(world.at_device.len(), 2);
    assert_eq!(world.at_node.len(), 2);
    assert_eq!(world.device.counters().oversized, 1);
}

#[test]
fn video_and_strangers_are_refused_and_counted() {
    let mut world = World::new(111, DtlsVersion::Auto);
    world.connect();
    let mut video = vec![0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 9];
    video.resize(900, 3);
    let (node, device) = (address(NODE), address(DEVICE));
    world
        .device
        .handle_datagram(world.now, Transport::Udp, node, device, &video);
    assert_eq!(world.device.counters().other_media, 1);
    let stranger = address("10.0.0.3:5000");
    world
        .device
        .handle_datagram(world.now, Transport::Udp, stranger, device, &video);
    assert_eq!(world.device.counters().foreign, 1);
    for bytes in [
        DATAGRAM_BYTES_MAX - 1,
        DATAGRAM_BYTES_MAX,
        DATAGRAM_BYTES_MAX + 1,
    ] {
        world
            .device
            .handle_datagram(world.now, Transport::Udp, node, device, &vec![0x80; bytes]);
        world.settle();
    }
    // The first two are RTP of type 0, the last isn't looked at.
    assert_eq!(world.device.counters().other_media, 3);
    assert_eq!(world.device.counters().malformed, 1);
    // A packet on the line that only sends isn't heard either.
    let said = world.mids[0];
    world
        .node
        .direct_api()
        .declare_stream_tx(Ssrc::from(77), None, said, None);
    world.node_sends(said, 1, vec![1; 100]);
    assert_eq!(world.at_device, []);
    assert!(world.device.is_connected());
}

/// What anybody can write who knows the call's open headers: a voice packet with this name of a line
/// and this stream's number, its rest made up.
fn forged(mid: Mid, ssrc: u32, seq: u16) -> Vec<u8> {
    let mut bytes = vec![0x90, 111];
    bytes.extend(seq.to_be_bytes());
    bytes.extend(7_777u32.to_be_bytes());
    bytes.extend(ssrc.to_be_bytes());
    let name = mid.to_string();
    let mut extension = vec![MID_EXTENSION_ID << 4 | (name.len() as u8 - 1)];
    extension.extend(name.as_bytes());
    extension.resize(extension.len().next_multiple_of(4), 0);
    bytes.extend([0xbe, 0xde, 0, (extension.len() / 4) as u8]);
    bytes.extend(extension);
    bytes.resize(240, 0x5a);
    bytes
}

#[test]
fn forged_packets_silence_no_line_and_are_counted() {
    const UNKNOWN: u32 = 0x0bad_0bad;
    // Before anything was heard; while both lines speak; and once the node names no line any more,
    // since the device's reports showed that it knows the stream.
    for (heard_before, reported) in [(0, false), (3, false), (3, true)] {
        let mut world = World::new(111, DtlsVersion::Auto);
        world.connect();
        let (one, two) = (world.mids[1], world.mids[2]);
        let mut ssrc_of = |mid| {
            let mut direct = world.node.direct_api();
            *direct.stream_tx_by_mid(mid, None).unwrap().ssrc()
        };
        let (of_one, of_two) = (ssrc_of(one), ssrc_of(two));
        let mut seq = 0;
        let mut both_speak = |world: &mut World, times| {
            for _ in 0..times {
                seq += 1;
                world.node_sends(one, seq, vec![1; 200]);
                world.node_sends(two, seq, vec![2; 200]);
            }
        };
        both_speak(&mut world, heard_before);
        if reported {
            world.pass(Duration::from_secs(12));
            both_speak(&mut world, 1);
        }
        let forgeries: Vec<Vec<u8>> = [
            (one, UNKNOWN),
            (two, UNKNOWN),
            (one, of_two),
            (two, of_one),
            (one, of_one),
            (one, 0),
            (world.mids[0], UNKNOWN),
            (world.mids[3], of_one),
        ]
        .iter()
        .flat_map(|&(mid, ssrc)| [1, 5, 40_000].map(|seq| forged(mid, ssrc, seq)))
        // A goodbye of the stream, and of DTLS, as before any keys.
        .chain([
            [&[0x81, 203, 0, 1][..], &of_one.to_be_bytes()].concat(),
            vec![21, 254, 253, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 1, 0],
            vec![21, 254, 253, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40],
        ])
        .collect();
        for bytes in &forgeries {
            let (node, device) = (address(NODE), address(DEVICE));
            world
                .device
                .handle_datagram(world.now, Transport::Udp, node, device, bytes);
            world.settle();
        }
        both_speak(&mut world, 3);
        let voices: Vec<(u8, u64)> = world
            .at_device
            .iter()
            .map(|output| match output {
                Output::Media(media) => (media.payload[0], media.seq),
                other => panic!("{other:?}"),
            })
            .collect();
        let expected: Vec<(u8, u64)> = (1..=seq).flat_map(|seq| [(1, seq), (2, seq)]).collect();
        assert_eq!(voices, expected, "after {heard_before}, {reported}");
        // Unknown numbers, and the one that means no stream: three packets each.
        assert_eq!(world.device.counters().other_stream, 4 * 3);
    }
}

#[test]
fn a_line_goes_on_when_it_carries_another_voice() {
    let mut world = World::new(111, DtlsVersion::Auto);
    world.connect();
    let mid = world.mids[1];
    // A node gives a line to another voice in the same stream, with time stamps of their own.
    for (seq, voice) in [(1, 7), (2, 7), (3, 9), (4, 9)] {
        world.node_sends(mid, seq, vec![voice; 200]);
    }
    let voices: Vec<u8> = world
        .at_device
        .iter()
        .filter_map(|output| match output {
            Output::Media(media) => Some(media.payload[0]),
            _ => None,
        })
        .collect();
    assert_eq!(voices, [7, 7, 9, 9]);
}

#[test]
fn a_line_of_two_streams_is_refused() {
    let second = |answer: &str| {
        let named = answer.lines().find(|l| l.starts_with("a=ssrc:")).unwrap();
        let other = "a=ssrc:77 cname:other";
        answer.replacen(named, &format!("{named}\r\n{other}"), 1)
    };
    check_refused(second, "names 2 streams");
}

#[test]
fn only_an_address_that_waits_for_connections_is_connected_to() {
    let tcp = |address: &str, more: &str| {
        let priority = 1_518_280_447;
        format!("a=candidate:7 1 tcp {priority} {address} typ host{more}\r\n")
    };
    for (candidate, expected) in [
        (String::new(), None),
        (
            tcp("10.0.0.2 443", " tcptype passive"),
            Some("10.0.0.2:443"),
        ),
        (
            tcp("10.0.0.2 443", " tcptype passive generation 0"),
            Some("10.0.0.2:443"),
        ),
        (tcp("10.0.0.2 443", ""), None),
        (tcp("10.0.0.2 9", " tcptype active"), None),
        (tcp("10.0.0.2 443", " tcptype so"), None),
    ] {
        let (mut device, answer) = answered();
        let line = answer.lines().find(|l| l.starts_with("a=candidate:"));
        let line = line.unwrap().to_owned() + "\r\n";
        let answer = answer.replacen(&line, &format!("{line}{candidate}"), 1);
        device.accept_answer(&answer).unwrap();
        assert_eq!(device.node_tcp(), expected.map(address), "{candidate}");
    }
}

#[test]
fn what_comes_over_a_way_that_the_node_didnt_name_is_foreign() {
    let mut world = World::new(111, DtlsVersion::Auto);
    world.connect();
    let (node, device) = (address(NODE), address(DEVICE));
    let rtp = [0x80; 40];
    world
        .device
        .handle_datagram(world.now, Transport::Tcp, node, device, &rtp);
    assert_eq!(world.device.counters().foreign, 1);
}

#[test]
fn random_datagrams_change_nothing() {
    let mut world = World::new(111, DtlsVersion::Auto);
    world.connect();
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(5);
    for n in 0..5_000 {
        let mut bytes = vec![0u8; random.random_range(0..300)];
        random.fill(&mut bytes[..]);
        if let Some(first) = bytes.first_mut() {
            // STUN, DTLS, RTP and RTCP in turn, so that each parser sees some.
            *first = [*first, 0, 22, 128, 129][n % 5];
        }
        world.device.handle_datagram(
            world.now,
            Transport::Udp,
            address(NODE),
            address(DEVICE),
            &bytes,
        );
        world.settle();
    }
    world.device.send(world.now, 0, vec![9; 200]).unwrap();
    world.settle();
    assert_eq!(world.at_node.len(), 1);
    assert_eq!(world.at_device, []);
}

#[test]
fn goodbye_closes_both_ends() {
    let mut world = World::new(111, DtlsVersion::Auto);
    world.connect();
    world.device.close();
    world.settle();
    world.pass(Duration::from_secs(2));
    assert_eq!(world.at_device, [Output::Closed]);
    assert_eq!(world.device.poll_timeout(), None);
    let sent = world.device.send(world.now, 0, vec![1]);
    assert_eq!(sent, Err(SendError::NotConnected));
}

#[test]
fn the_nodes_goodbye_is_noticed() {
    let mut world = World::new(111, DtlsVersion::Auto);
    world.connect();
    world.node.close().unwrap();
    world.settle();
    world.pass(Duration::from_secs(2));
    assert_eq!(world.at_device, [Output::Closed]);
}

#[test]
fn a_node_that_falls_silent_is_noticed() {
    let mut world = World::new(111, DtlsVersion::Auto);
    world.connect();
    for _ in 0..6_000 {
        world.now += Duration::from_millis(10);
        world.device.handle_timeout(world.now);
        while let Some(output) = world.device.poll_output() {
            if !matches!(output, Output::Transmit { .. }) {
                world.at_device.push(output);
            }
        }
    }
    assert_eq!(world.at_device, [Output::Disconnected]);
}

/// A fresh endpoint and a good answer to its offer.
fn answered() -> (Endpoint, String) {
    let now = Instant::now();
    let device = Endpoint::new(now, &[(Transport::Udp, address(DEVICE))]).unwrap();
    let mut node = node_rtc(now, 111, DtlsVersion::Auto);
    let answer = answer_of(&mut node, device.offer());
    (device, answer)
}

#[track_caller]
fn check_refused(change: impl Fn(&str) -> String, expected: &str) {
    let (mut device, answer) = answered();
    let told = match device.accept_answer(&change(&answer)) {
        Ok(()) => "accepted".to_owned(),
        Err(error) => error.to_string(),
    };
    assert!(told.contains(expected), "{told}");
}

#[test]
fn answers_with_other_media_are_refused() {
    let video = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:v\r\na=sendonly\r\n";
    let data = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:d\r\n";
    check_refused(|answer| format!("{answer}{video}"), "a line for video");
    check_refused(|answer| format!("{answer}{data}"), "a line for application");
    check_refused(
        |answer| answer.replacen("m=audio", "m=video", 1),
        "a line for video",
    );
    check_refused(
        |answer| format!("{answer}m=\u{1b}[31mimage 9\r\n"),
        "a line for 31mimage",
    );
}

#[test]
fn an_answer_whose_lines_readers_could_split_differently_is_refused() {
    let hidden = "a=candidate:1 1 udp 1 10.0.0.1 5000 typ host\r\n";
    for before in ["\r", " ", "a=x\r", "a=x\0", "\r\n"] {
        let change = |answer: &str| format!("{answer}{before}{hidden}");
        check_refused(change, "isn't a letter, an equals sign and text");
    }
}

#[test]
fn answers_that_answer_something_else_are_refused() {
    let one_more = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:x\r\na=sendonly\r\n";
    check_refused(|answer| format!("{answer}{one_more}"), "10 media lines");
    check_refused(|_| String::new(), "0 media lines");
    check_refused(
        |answer| answer.replace("a=mid:", "a=mid:q"),
        "line 0 is not",
    );
    check_refused(|answer| answer.replace("a=mid:", "a=dim:"), "line 0 is not");
    check_refused(
        |answer| answer.replacen("a=recvonly", "a=recvonly\r\na=sendonly", 1),
        "2 directions",
    );
    check_refused(
        |answer| answer.replacen("a=recvonly", "a=inactive", 1),
        "takes no voice",
    );
    check_refused(|answer| answer.replace("opus", "supo"), "takes no voice");
    check_refused(
        |answer| answer.replace("a=candidate:", "a=etadidnac:"),
        "no address",
    );
    check_refused(
        |answer| answer.replace("a=fingerprint:", "a=tnirpregnif:"),
        "cannot be used",
    );
}

#[test]
fn the_answer_is_taken_once() {
    let (mut device, answer) = answered();
    device.accept_answer(&answer).unwrap();
    let second = device.accept_answer(&answer);
    assert!(matches!(second, Err(AnswerError::AlreadyAnswered)));
}

#[test]
fn candidates_and_length_are_limited() {
    for (candidates, allowed) in [(31, true), (32, true), (33, false)] {
        let (mut device, answer) = answered();
        let there = answer.matches("a=candidate:").count();
        let line = answer.lines().find(|l| l.starts_with("a=candidate:"));
        let line = line.unwrap().to_owned() + "\r\n";
        let more: String = (there..candidates)
            .map(|n| line.replace("5000", &(6_000 + n).to_string()))
            .collect();
        let answer = answer.replacen(&line, &format!("{line}{more}"), 1);
        let result = device.accept_answer(&answer);
        assert_eq!(result.is_ok(), allowed, "{candidates}: {result:?}");
    }
    for (bytes, allowed) in [
        (SDP_BYTES_MAX - 1, true),
        (SDP_BYTES_MAX, true),
        (SDP_BYTES_MAX + 1, false),
    ] {
        let (mut device, answer) = answered();
        let rest = bytes - answer.len() - "a=x:\r\n".len();
        let answer = format!("{answer}a=x:{}\r\n", "y".repeat(rest));
        assert_eq!(answer.len(), bytes);
        let result = device.accept_answer(&answer);
        assert_eq!(result.is_ok(), allowed, "{bytes}: {result:?}");
    }
}

#[test]
fn garbled_answers_never_panic() {
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(6);
    for _ in 0..300 {
        let (mut device, answer) = answered();
        let mut lines: Vec<String> = answer.lines().map(str::to_owned).collect();
        for _ in 0..random.random_range(1..6) {
            let at = random.random_range(0..lines.len());
            match random.random_range(0..4) {
                0 => drop(lines.remove(at)),
                1 => lines.insert(at, lines[random.random_range(0..lines.len())].clone()),
                2 => {
                    let keep = random.random_range(0..=lines[at].len());
                    lines[at].truncate(keep);
                }
                _ => {
                    let mut bytes = lines[at].clone().into_bytes();
                    if let Some(byte) = bytes.first_mut() {
                        *byte = random.random_range(32..127);
                    }
                    let last = bytes.len().saturating_sub(1);
                    if let Some(byte) = bytes.get_mut(last) {
                        *byte = random.random_range(32..127);
                    }
                    lines[at] = String::from_utf8(bytes).unwrap();
                }
            }
        }
        let garbled: String = lines.iter().map(|l| format!("{l}\r\n")).collect();
        // Some remain good answers: any outcome but a panic is right.
        if device.accept_answer(&garbled).is_ok() {
            device.handle_timeout(Instant::now());
            while device.poll_output().is_some() {}
        }
    }
}

#[test]
fn an_endpoint_needs_an_address() {
    let now = Instant::now();
    assert!(matches!(
        Endpoint::new(now, &[]),
        Err(EndpointError::NoCandidate)
    ));
    assert!(matches!(
        Endpoint::new(now, &[(Transport::Udp, address("0.0.0.0:1"))]),
        Err(EndpointError::Candidate { .. })
    ));
}
