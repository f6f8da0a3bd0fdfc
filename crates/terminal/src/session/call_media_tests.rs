//! Calls on made-up time, with packets handed over by the tests and nothing sealed.

use super::*;
use crate::audio::{likeness, opus_alone, test_speech};
use crate::session::Opened;
use crate::voice::{FRAME_BYTES, OpusFrame};

const SEALED_BYTES: usize = 200;

/// `[sender][counter, two bytes][number of frames][frames][zeros]`, always of one size.
struct OpenPacking {
    sender: u8,
    counter: u16,
    silent: bool,
}

impl OpenPacking {
    fn new(sender: u8) -> Self {
        Self {
            sender,
            counter: 0,
            silent: false,
        }
    }
}

impl FrameCrypto for OpenPacking {
    fn protect(&mut self, newest_first: &[OpusFrame]) -> Option<Vec<u8>> {
        if self.silent {
            return None;
        }
        self.counter = self.counter.wrapping_add(1);
        let [high, low] = self.counter.to_be_bytes();
        let mut packet = vec![self.sender, high, low, newest_first.len() as u8];
        packet.extend(newest_first.iter().flatten());
        packet.resize(SEALED_BYTES, 0);
        Some(packet)
    }

    fn open(&mut self, stream: &str, payload: &[u8]) -> Result<Opened, Refusal> {
        if stream == "forged" {
            return Err(Refusal::NotAuthentic);
        }
        let count = usize::from(payload[3]);
        let frames = payload[4..].chunks(FRAME_BYTES).take(count);
        Ok(Opened {
            sender: SenderId(u32::from(payload[0])),
            key_id: 1,
            counter: u64::from(u16::from_be_bytes([payload[1], payload[2]])),
            frames: frames.map(<[u8]>::to_vec).collect(),
        })
    }
}

fn media(said: Vec<i16>, say_after_ms: u64) -> CallMedia {
    let settings = CallSettings {
        depth: RepeatDepth::USUAL,
        say_after: Duration::from_millis(say_after_ms),
        first_rtp_time: u32::MAX - 10_000,
    };
    CallMedia::new(said, settings).unwrap()
}

fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

#[test]
fn nothing_is_sent_or_heard_before_the_floor_opens() {
    let mut north = media(vec![9_000; 48_000], 0);
    let mut packing = OpenPacking::new(1);
    let began = Instant::now();
    assert_eq!(north.poll_timeout(), None);
    assert_eq!(north.tick(began, &mut packing).unwrap(), None);
    north.open_floor(began + ms(100));
    assert_eq!(north.poll_timeout(), Some(began + ms(100)));
    assert_eq!(north.tick(began + ms(99), &mut packing).unwrap(), None);
    // A floor opens once: it cannot be moved afterwards.
    north.open_floor(began);
    let first = north.tick(began + ms(100), &mut packing).unwrap().unwrap();
    assert_eq!(first.packet.unwrap().rtp_time, u32::MAX - 10_000);
    assert_eq!(first.heard.mix, vec![0; FRAME_SAMPLES]);
    assert_eq!(north.tick(began + ms(119), &mut packing).unwrap(), None);
    assert_eq!(north.first_sent_at(), Some(began + ms(100)));
    assert_eq!(north.report(began, 0).first_sent_at_unix_ms, Some(100));
}

#[test]
fn a_packet_of_one_size_every_20_ms_in_speech_silence_and_mute() {
    let mut north = media(test_speech("north-principal"), 500);
    let mut packing = OpenPacking::new(1);
    let began = Instant::now();
    north.open_floor(began);
    let mut expected_rtp_time = u32::MAX - 10_000;
    for n in 0..500 {
        north.set_muted((100..150).contains(&n));
        let tick = north.tick(began + ms(n * 20), &mut packing).unwrap();
        let packet = tick.unwrap().packet.unwrap();
        assert_eq!(packet.payload.len(), SEALED_BYTES);
        assert_eq!(packet.rtp_time, expected_rtp_time);
        expected_rtp_time = expected_rtp_time.wrapping_add(FRAME_SAMPLES as u32);
    }
    let report = north.report(began + ms(10_000), 0);
    assert_eq!((report.sent, report.not_sealed), (500, 0));
    assert_eq!(report.sent_payload_bytes, BTreeSet::from([SEALED_BYTES]));
    assert!(report.said_to_end);
}

#[test]
fn a_mute_of_a_while_holds_silence_in_packets_of_the_same_size() {
    let mut north = media(vec![9_000; 480_000], 0);
    let mut packing = OpenPacking::new(1);
    let began = Instant::now();
    north.mute_between(ms(1_000), ms(500));
    north.open_floor(began);
    let mut muted_packets = Vec::new();
    for n in 0..200u64 {
        let before = north.report(began, 0).sent_muted;
        let tick = north.tick(began + ms(n * 20), &mut packing).unwrap();
        let packet = tick.unwrap().packet.unwrap();
        assert_eq!(packet.payload.len(), SEALED_BYTES);
        if north.report(began, 0).sent_muted > before {
            muted_packets.push(n);
        }
    }
    assert!(
        muted_packets.into_iter().eq(50..75),
        "from 1,000 to 1,499 ms"
    );
    assert!(north.report(began, 0).sent == 200);
}

#[test]
fn nothing_is_heard_of_whoever_is_muted_for_a_while() {
    let tone = (0..480_000).map(|n| if n / 60 % 2 == 0 { 9_000 } else { -9_000 });
    let tone = tone.collect();
    let mut north = media(tone, 0);
    north.mute_between(ms(1_000), ms(1_000));
    let mut south = media(Vec::new(), 0);
    let heard = talk(&mut north, 1, &mut south, 150);
    let loudest = |from: usize, to: usize| {
        let piece = &heard[from * FRAME_SAMPLES..to * FRAME_SAMPLES];
        piece
            .iter()
            .map(|sample| sample.unsigned_abs())
            .max()
            .unwrap()
    };
    assert!(loudest(10, 45) > 1_000);
    assert!(loudest(65, 95) < 100, "{}", loudest(65, 95));
    assert!(loudest(115, 150) > 1_000);
}

/// Lets `talker` talk for so many ticks and hands all packets over 5 ms later.
fn talk(talker: &mut CallMedia, sender: u8, listener: &mut CallMedia, ticks: u64) -> Vec<i16> {
    let mut seals = OpenPacking::new(sender);
    let mut opens = OpenPacking::new(99);
    let began = Instant::now();
    talker.open_floor(began);
    listener.open_floor(began);
    let mut heard = Vec::new();
    for n in 0..ticks {
        let now = began + ms(n * 20);
        let tick = talker.tick(now, &mut seals).unwrap().unwrap();
        heard.extend(listener.tick(now, &mut opens).unwrap().unwrap().heard.mix);
        if let Some(packet) = tick.packet {
            let (now, time) = (now + ms(5), packet.rtp_time);
            listener
                .receive(now, "a", time, &packet.payload, &mut opens)
                .unwrap();
        }
    }
    heard
}

#[test]
fn what_is_said_is_heard_after_the_wait() {
    let said = test_speech("south-principal");
    let mut talker = media(said.clone(), 1_000);
    let mut listener = media(Vec::new(), 0);
    let heard = talk(&mut talker, 3, &mut listener, 500);
    let got = likeness(&opus_alone(&said).unwrap(), &heard);
    assert!(got >= 0.98, "{got}");
    let loud = heard.iter().position(|s| s.unsigned_abs() > 300).unwrap();
    assert!(loud > 48_000, "speech began after {loud} samples");
    let report = listener.report(Instant::now(), 0);
    assert_eq!((report.decrypted, report.concealed), (500, 0));
    assert_eq!(report.senders[&3].decrypted, 500);
    assert_eq!(report.streams["a"][&3], 500);
    assert_eq!(report.refused_total(), 0);
    assert_eq!(report.concealed_share(), 0.0);
}

#[test]
fn mute_lets_the_speech_go_by() {
    let mut talker = media(test_speech("south-principal"), 0);
    talker.set_muted(true);
    let mut listener = media(Vec::new(), 0);
    let heard = talk(&mut talker, 3, &mut listener, 400);
    assert!(heard.iter().all(|s| s.unsigned_abs() < 30));
    assert!(talker.said_to_end());
}

#[test]
fn without_keys_nothing_is_sent_and_time_goes_on() {
    let mut north = media(vec![1; 48_000], 0);
    let mut packing = OpenPacking::new(1);
    let began = Instant::now();
    north.open_floor(began);
    packing.silent = true;
    let tick = north.tick(began, &mut packing).unwrap().unwrap();
    assert_eq!(tick.packet, None);
    packing.silent = false;
    let tick = north.tick(began + ms(20), &mut packing).unwrap().unwrap();
    let expected = (u32::MAX - 10_000).wrapping_add(960);
    assert_eq!(tick.packet.unwrap().rtp_time, expected);
    assert_eq!(north.report(began, 0).not_sealed, 1);
}

#[test]
fn late_ticks_are_caught_up_to_the_limit() {
    for (missed, skipped) in [
        (CATCH_UP_TICKS_MAX - 1, 0),
        (CATCH_UP_TICKS_MAX, 0),
        (CATCH_UP_TICKS_MAX + 1, 1),
        (1_000_000, 1_000_000 - CATCH_UP_TICKS_MAX),
    ] {
        let mut north = media(Vec::new(), 0);
        let mut packing = OpenPacking::new(1);
        let began = Instant::now();
        north.open_floor(began);
        let now = began + ms((missed - 1) * 20);
        let mut done = 0;
        let mut last_rtp_time = 0;
        while let Some(tick) = north.tick(now, &mut packing).unwrap() {
            done += 1;
            last_rtp_time = tick.packet.unwrap().rtp_time;
        }
        assert_eq!(done, missed - skipped, "{missed}");
        assert_eq!(north.report(now, 0).ticks_skipped, skipped);
        let steps = (missed as u32 - 1).wrapping_mul(960);
        assert_eq!(last_rtp_time, (u32::MAX - 10_000).wrapping_add(steps));
        assert_eq!(north.poll_timeout(), Some(began + ms(missed * 20)));
    }
}

#[test]
fn repetitions_and_refusals_are_counted() {
    let mut north = media(Vec::new(), 0);
    let mut packing = OpenPacking::new(4);
    let began = Instant::now();
    let packet = packing.protect(&[[7; FRAME_BYTES]]).unwrap();
    let check = |north: &mut CallMedia, stream: &str, payload: &[u8], expected: Received| {
        let got = north.receive(began, stream, 0, payload, &mut OpenPacking::new(9));
        assert_eq!(got.unwrap(), expected);
    };
    let sender = SenderId(4);
    check(&mut north, "a", &packet, Received::BeforeFloor(sender));
    north.open_floor(began);
    check(&mut north, "a", &packet, Received::Voice(sender));
    let next = packing.protect(&[[7; FRAME_BYTES]]).unwrap();
    let forged = Received::Refused(Refusal::NotAuthentic);
    check(&mut north, "forged", &next, forged);
    check(&mut north, "a", &next, Received::Voice(sender));
    let none = packing.protect(&[]).unwrap();
    check(&mut north, "a", &none, Received::Refused(Refusal::NotVoice));
    let long = vec![0; VOICE_PAYLOAD_BYTES_MAX + 1];
    check(
        &mut north,
        "a",
        &long,
        Received::Refused(Refusal::WrongSize),
    );
    let report = north.report(began, 0);
    assert_eq!((report.received, report.decrypted), (6, 2));
    assert_eq!((report.duplicates, report.before_floor), (1, 1));
    let refused = [("not_authentic", 1), ("not_voice", 1), ("wrong_size", 1)];
    assert_eq!(report.refused, BTreeMap::from(refused));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["senders"]["4"]["decrypted"], 2);
    assert_eq!(json["refused"]["wrong_size"], 1);
}

#[test]
fn senders_are_limited() {
    let mut north = media(Vec::new(), 0);
    let began = Instant::now();
    north.open_floor(began);
    for sender in 1..=HEARD_SENDERS_MAX as u8 + 1 {
        let packet = OpenPacking::new(sender).protect(&[[7; FRAME_BYTES]]);
        let mut opens = OpenPacking::new(99);
        let got = north.receive(began, "a", 0, &packet.unwrap(), &mut opens);
        let expected = if usize::from(sender) <= HEARD_SENDERS_MAX {
            Received::Voice(SenderId(u32::from(sender)))
        } else {
            Received::Refused(Refusal::TooManySenders)
        };
        assert_eq!(got.unwrap(), expected);
    }
}

#[test]
fn several_senders_are_mixed_and_given_apart() {
    let mut listener = media(Vec::new(), 0);
    let began = Instant::now();
    listener.open_floor(began);
    let mut opens = OpenPacking::new(99);
    let mut talkers: Vec<_> = [(1, "north-principal"), (2, "south-principal")]
        .map(|(id, name)| {
            let mut talker = media(test_speech(name), 0);
            talker.open_floor(began);
            (talker, OpenPacking::new(id), format!("line{id}"))
        })
        .into();
    let mut each: BTreeMap<SenderId, Vec<i16>> = BTreeMap::new();
    let mut mixed = Vec::new();
    for n in 0..450 {
        let now = began + ms(n * 20);
        for (talker, seals, stream) in &mut talkers {
            let packet = talker.tick(now, seals).unwrap().unwrap().packet.unwrap();
            let payload = &packet.payload;
            listener
                .receive(now, stream, packet.rtp_time, payload, &mut opens)
                .unwrap();
        }
        let heard = listener.tick(now, &mut opens).unwrap().unwrap().heard;
        assert_eq!(heard.tick, n);
        for (id, pcm) in heard.each {
            each.entry(id).or_default().extend(pcm);
        }
        mixed.extend(heard.mix);
    }
    for (id, name) in [(1, "north-principal"), (2, "south-principal")] {
        let reference = opus_alone(&test_speech(name)).unwrap();
        let got = likeness(&reference, &each[&SenderId(id)]);
        assert!(got >= 0.98, "{name}: {got}");
        let got = likeness(&reference, &mixed);
        assert!(got > 0.4 && got < 0.98, "{name} in the mix: {got}");
    }
}
