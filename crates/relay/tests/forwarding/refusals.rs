//! What a relay doesn't let through, from devices, the other node and the network.

use super::*;
use rand::{Rng, SeedableRng};

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
fn video_of_the_other_node_is_refused_in_a_phone_call() {
    let mut world = World::new(1);
    for seq in 0..3 {
        let mut video = packet(theirs(1), seq);
        video.kind = MediaKind::Video;
        world.other_node(video);
    }
    let own = world.relay.stream_of(PeerId(1)).unwrap();
    let asked = KeyFrameAsked {
        call: CALL,
        stream: own,
    };
    let bytes = &asked.encode();
    world.input(Input::FromOtherNodeDatagram { link: LINK, bytes });
    let expected = Event::Refused {
        call: Some(CALL),
        from: Source::OtherNode(LINK),
        why: Refused::Video,
    };
    assert_eq!(world.take(), [Output::Event(expected)]);
    let refusals = world.relay.refusals_of_other_node(CALL).unwrap();
    assert_eq!(refusals.of(Refused::Video), 4);
}

#[test]
fn video_of_an_own_device_is_refused_in_a_phone_call() {
    let mut world = World::new(2);
    let bytes = tiny_peer::video(1, 1, 0, &[1; 50]);
    world.datagram(1, &bytes);
    assert!(!is_carried(&world.take()));
    let refusals = world.relay.refusals_of(PeerId(1)).unwrap();
    assert_eq!(refusals.of(Refused::Video), 1);
    let offer = tiny_peer::offer_with_video("d9", 1, 1);
    let refused = world.relay.add_peer(world.now, CALL, PeerId(9), &offer);
    assert_eq!(refused, Err(OfferRefusal::VideoInPhoneCall));
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
