//! The relay's own part of the way to a device: keys of either role, packets that are forged or sent
//! twice, reports, addresses that change.

use super::*;
use str0m::config::DtlsVersion;

const FRAME: Duration = Duration::from_millis(20);

/// The device's last datagram with its voice.
fn last_voice(side: &Side, n: u8) -> Vec<u8> {
    let from = side.devices[&PeerId(n.into())].address;
    let is_voice = |bytes: &[u8]| matches!(bytes, [128..=191, kind, ..] if kind & 0x7f == 111);
    let mut datagrams = side.overheard.iter().rev();
    let voice = datagrams.find(|(of, bytes)| *of == from && is_voice(bytes));
    voice.unwrap().1.clone()
}

#[test]
fn both_versions_and_roles_of_dtls_lead_to_voice() {
    for version in [DtlsVersion::Dtls12, DtlsVersion::Dtls13, DtlsVersion::Auto] {
        for setup in ["actpass", "active", "passive"] {
            let mut now = Instant::now();
            let mut side = Side::new(StreamHalf::Low, None, Medium::PhoneCall);
            for n in [1, 2] {
                let (device, offer) = Device::with_dtls(now, n, Proto::Udp, 111, version);
                let offer = offer.replace("a=setup:actpass", &format!("a=setup:{setup}"));
                let answer = side.join_device(now, n, (device, offer));
                let expected = if setup == "passive" {
                    "active"
                } else {
                    "passive"
                };
                assert!(answer.contains(&format!("a=setup:{expected}")));
            }
            side.pass_alone(&mut now, Duration::from_secs(3));
            for n in 0..5 {
                side.device(1).say(now, &voice(1, n));
                side.pass_alone(&mut now, FRAME);
            }
            let expected: Vec<_> = (0..5).map(|n| voice(1, n)).collect();
            assert_eq!(side.device(2).payloads(), expected, "{version} {setup}");
            assert!(side.relay.refusals().is_empty());
        }
    }
}

#[test]
fn a_packet_sent_twice_is_heard_once() {
    let mut now = Instant::now();
    let mut side = pair(&mut now, [Proto::Udp; 2]);
    let (from, to) = (side.device(1).address, side.udp);
    for n in 0..10 {
        side.device(1).say(now, &voice(1, n));
        side.pass_alone(&mut now, FRAME);
        let again = last_voice(&side, 1);
        for _ in 0..3 {
            side.deliver(now, Proto::Udp, from, to, &again);
        }
        side.pass_alone(&mut now, FRAME);
    }
    let expected: Vec<_> = (0..10).map(|n| voice(1, n)).collect();
    assert_eq!(side.device(2).payloads(), expected);
    let refusals = side.relay.refusals_of(PeerId(1)).unwrap();
    assert_eq!(refusals.of(Refused::Duplicate), 30);
    assert_eq!(refusals.iter().count(), 1);
}

#[test]
fn a_forged_packet_is_refused_and_silences_nobody() {
    let mut now = Instant::now();
    let mut side = pair(&mut now, [Proto::Udp; 2]);
    let (from, to) = (side.device(1).address, side.udp);
    let mut forgeries = [0; 2];
    for n in 0..20u8 {
        side.device(1).say(now, &voice(1, n));
        side.pass_alone(&mut now, FRAME);
        // Under the number that comes next, or far ahead of it.
        let genuine = last_voice(&side, 1);
        let seq = u16::from_be_bytes(genuine[2..4].try_into().unwrap());
        for ahead in [1, 20_000] {
            let mut next = genuine.clone();
            next[2..4].copy_from_slice(&seq.wrapping_add(ahead).to_be_bytes());
            let mut other_source = next.clone();
            other_source[9] ^= 1;
            let mut other_payload = next.clone();
            other_payload[30] ^= 1 << (n % 8);
            let cut = next[..next.len() - 1].to_vec();
            for (forged, counts_as) in [(next, 0), (other_payload, 0), (cut, 0), (other_source, 1)]
            {
                side.deliver(now, Proto::Udp, from, to, &forged);
                forgeries[counts_as] += 1;
            }
        }
    }
    side.pass_alone(&mut now, FRAME);
    let expected: Vec<_> = (0..20).map(|n| voice(1, n)).collect();
    assert_eq!(side.device(2).payloads(), expected);
    let refusals = side.relay.refusals();
    let counted = [Refused::UnknownSender, Refused::OtherTrack].map(|why| refusals.of(why));
    assert_eq!(counted, forgeries, "{refusals:?}");
    assert_eq!(refusals.iter().count(), 2);
}

#[test]
fn whoever_hears_is_told_of_the_voice_it_hears() {
    let mut now = Instant::now();
    let mut side = pair(&mut now, [Proto::Udp; 2]);
    for n in 0..50 * 12 {
        side.device(1).say(now, &voice(1, n as u8));
        side.pass_alone(&mut now, FRAME);
    }
    let reports = side.device(2).reports;
    assert!((2..=3).contains(&reports), "{reports} reports in 12 s");
    assert_eq!(side.device(1).reports, 0, "it heard nobody");
}

#[test]
fn a_device_is_found_at_the_address_that_it_moved_to() {
    let mut now = Instant::now();
    let mut side = pair(&mut now, [Proto::Udp; 2]);
    let (inside, outside) = (side.device(2).address, address("198.51.100.77:7000"));
    side.device(1).say(now, &voice(1, 0));
    side.pass_alone(&mut now, FRAME);
    assert_eq!(side.device(2).got.len(), 1);
    // Packets to the old address are lost from now on.
    side.seen_as.insert(inside, outside);
    side.pass_alone(&mut now, Duration::from_secs(40));
    side.device(2).say(now, &voice(2, 1));
    side.device(1).say(now, &voice(1, 1));
    side.pass_alone(&mut now, FRAME);
    assert_eq!(side.device(2).payloads(), [voice(1, 0), voice(1, 1)]);
    assert_eq!(side.device(1).payloads(), [voice(2, 1)]);
}
