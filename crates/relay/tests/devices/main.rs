//! What real devices get through a relay: voice unchanged, over UDP and ICE-TCP, one node or two.

mod browsers;
mod media;
mod side;

use rand::{Rng, SeedableRng};
use relay::*;
use side::*;
use std::time::{Duration, Instant};
use str0m::RtcConfig;
use str0m::media::{Direction, MediaKind as StrKind};

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
    for side in &sides {
        assert!(side.devices.values().all(|device| device.is_connected));
    }
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
            let refusals = sides[side].relay.refusals();
            assert!(
                of == expected,
                "{hears} hears {} of {speaks}, {refusals:?}",
                of.len()
            );
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
fn an_idle_call_rests() {
    let mut now = Instant::now();
    let mut side = pair(&mut now, [Proto::Udp; 2]);
    let (start, mut timeouts) = (now, 0);
    while now - start < Duration::from_secs(10) {
        let due = side.relay.poll_timeout().unwrap();
        assert!(due > now, "each wait has a length");
        side.pass_alone(&mut now, TICK);
        timeouts += u32::from(due <= now);
    }
    assert!(timeouts < 400, "{timeouts} timeouts in 10 s");
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
