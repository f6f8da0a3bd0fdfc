//! What is opened once and not twice, and never sealed twice.

use super::*;
use crate::limits::DEDUPE_WINDOW;
use crate::srtp::profile::Material;
use rand::{Rng, SeedableRng};

const PROFILES: [Profile; 3] = [
    Profile::Aes128CmSha1_80,
    Profile::Aes128Gcm,
    Profile::Aes256Gcm,
];
const SSRC: u32 = 0x0102_0304;
const HEADER_BYTES: usize = 12;

fn ends(profile: Profile) -> (Outbound, Inbound) {
    let exported: Vec<u8> = (0..2 * (profile.key_bytes() + profile.salt_bytes()))
        .map(|n| n as u8)
        .collect();
    let sender = Material::exported(profile, &exported, true).unwrap();
    let receiver = Material::exported(profile, &exported, false).unwrap();
    (
        Outbound::new(profile, &sender.ours, [SSRC]).unwrap(),
        Inbound::new(profile, &receiver.theirs).unwrap(),
    )
}

fn clear(index: u64) -> Vec<u8> {
    let mut packet = vec![0x80, 111];
    packet.extend((index as u16).to_be_bytes());
    packet.extend([0; 4]);
    packet.extend(SSRC.to_be_bytes());
    packet.extend(index.to_be_bytes());
    packet
}

fn sealed(out: &mut Outbound, index: u64) -> Vec<u8> {
    let mut packet = clear(index);
    let clear_bytes = packet.len();
    out.seal_rtp(0, &mut packet, HEADER_BYTES, index).unwrap();
    assert!(packet.len() <= clear_bytes + Outbound::SEAL_BYTES_MAX);
    packet
}

fn open(inbound: &mut Inbound, packet: &[u8]) -> Result<u64, OpenError> {
    let seq = u16::from_be_bytes(packet[2..4].try_into().unwrap());
    let ssrc = u32::from_be_bytes(packet[8..12].try_into().unwrap());
    let mut opened = Vec::new();
    let index = inbound.open_rtp(
        MediaKind::Audio,
        packet,
        HEADER_BYTES,
        (ssrc, seq),
        &mut opened,
    )?;
    assert_eq!(opened, index.to_be_bytes());
    Ok(index)
}

#[test]
fn over_rollovers_each_packet_opens_once() {
    for profile in PROFILES {
        let (mut out, mut inbound) = ends(profile);
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(6);
        let mut next = 65_000;
        for _ in 0..400 {
            // Five in any order, with what is lost between.
            let mut five: Vec<_> = (0..5u64)
                .map(|n| (next + n, sealed(&mut out, next + n)))
                .collect();
            next += 5 + random.random_range(0..900);
            five.swap(0, random.random_range(0..5));
            for (index, packet) in &five {
                assert_eq!(open(&mut inbound, packet), Ok(*index), "{profile:?}");
                assert_eq!(open(&mut inbound, packet), Err(OpenError::Replayed));
            }
        }
        assert!(next > 2 << 16, "two rollovers");
    }
}

#[test]
fn the_window_ends_after_1024() {
    for profile in PROFILES {
        for (age, opens) in [
            (DEDUPE_WINDOW - 2, true),
            (DEDUPE_WINDOW - 1, true),
            (DEDUPE_WINDOW, false),
        ] {
            let (mut out, mut inbound) = ends(profile);
            let old = sealed(&mut out, 5_000 - age);
            let newest = sealed(&mut out, 5_000);
            open(&mut inbound, &newest).unwrap();
            assert_eq!(open(&mut inbound, &old).is_ok(), opens, "{age}");
        }
    }
}

#[test]
fn a_forged_packet_leaves_nothing_behind() {
    for profile in PROFILES {
        let (mut out, mut inbound) = ends(profile);
        let first = sealed(&mut out, 10);
        open(&mut inbound, &first).unwrap();
        let second = sealed(&mut out, 11);
        for at in 0..second.len() {
            let mut forged = second.clone();
            forged[at] ^= 1;
            // Far ahead too: a number that isn't proved must not move the window.
            assert!(
                open(&mut inbound, &forged).is_err(),
                "{profile:?}, byte {at}"
            );
        }
        for length in HEADER_BYTES..second.len() {
            assert!(open(&mut inbound, &second[..length]).is_err(), "{length}");
        }
        assert_eq!(open(&mut inbound, &second), Ok(11));
    }
}

#[test]
fn the_other_directions_keys_open_nothing() {
    for profile in PROFILES {
        let exported = vec![1; 2 * (profile.key_bytes() + profile.salt_bytes())];
        let mut exported = exported;
        exported[0] = 2;
        let ours = Material::exported(profile, &exported, true).unwrap();
        let mut out = Outbound::new(profile, &ours.ours, [SSRC]).unwrap();
        let mut mirror = Inbound::new(profile, &ours.theirs).unwrap();
        let packet = sealed(&mut out, 1);
        assert_eq!(open(&mut mirror, &packet), Err(OpenError::Forged));
    }
}

#[test]
fn no_number_is_sealed_twice() {
    for profile in PROFILES {
        let (mut out, _) = ends(profile);
        let mut again = |index| out.seal_rtp(0, &mut clear(index), HEADER_BYTES, index);
        assert_eq!(again(70_000), Some(()));
        assert_eq!(again(70_000), None, "under this number something was sent");
        assert_eq!(again(70_001 - DEDUPE_WINDOW), Some(()), "late, but new");
        assert_eq!(again(70_000 - DEDUPE_WINDOW), None, "nobody knows any more");
        assert_eq!(out.seal_rtp(1, &mut clear(1), HEADER_BYTES, 1), None);
    }
}

fn report(ssrc: u32) -> Vec<u8> {
    let mut packet = vec![0x80, 201, 0, 1];
    packet.extend(ssrc.to_be_bytes());
    packet.extend([0x81, 203, 0, 1]);
    packet.extend(ssrc.to_be_bytes());
    packet
}

#[test]
fn control_packets_open_once_for_each_source() {
    for profile in PROFILES {
        let (mut out, mut inbound) = ends(profile);
        let mut opened = Vec::new();
        for n in 0..RTCP_SOURCES_MAX as u32 + 1 {
            let mut packet = report(n);
            out.seal_rtcp(&mut packet).unwrap();
            for at in [0, 4, 8, packet.len() - 15, packet.len() - 1] {
                let mut forged = packet.clone();
                forged[at] ^= 1;
                assert!(inbound.open_rtcp(&forged, &mut opened).is_err(), "{at}");
            }
            let fits = (n as usize) < RTCP_SOURCES_MAX;
            assert_eq!(inbound.open_rtcp(&packet, &mut opened).is_ok(), fits, "{n}");
            if fits {
                assert_eq!(opened, report(n));
            }
            let again = inbound.open_rtcp(&packet, &mut opened);
            assert_eq!(again, Err(OpenError::Replayed));
        }
        let mut packet = report(0);
        out.seal_rtcp(&mut packet).unwrap();
        assert_eq!(inbound.open_rtcp(&packet, &mut opened), Ok(()));
    }
}

#[test]
fn control_packets_in_clear_are_refused() {
    for profile in PROFILES {
        let (_, mut inbound) = ends(profile);
        let mut packet = report(1);
        packet.extend([0; 40]);
        for length in 0..=packet.len() {
            let opened = inbound.open_rtcp(&packet[..length], &mut Vec::new());
            assert_eq!(opened, Err(OpenError::Forged), "{length}");
        }
    }
}

#[test]
fn the_nearest_index_is_guessed() {
    for (highest, seq, expected) in [
        (None, 65_535, Some(65_535)),
        (Some(100), 101, Some(101)),
        (Some(100), 99, Some(99)),
        (Some(100), 32_868, Some(32_868)),
        (Some(100), 32_869, None),
        (Some(65_535), 0, Some(65_536)),
        (Some(65_536), 65_535, Some(65_535)),
        (Some(3 << 16), 65_535, Some((3 << 16) - 1)),
        (Some((3 << 16) + 40_000), 7_231, Some((4 << 16) + 7_231)),
        (Some((3 << 16) + 40_000), 7_232, Some((3 << 16) + 7_232)),
    ] {
        assert_eq!(index(highest, seq), expected, "{highest:?}, {seq}");
    }
}

#[test]
fn control_numbers_end() {
    let (mut out, _) = ends(Profile::Aes256Gcm);
    for (used, seals) in [((1 << 31) - 2, true), ((1 << 31) - 1, false)] {
        out.rtcp_index = used;
        assert_eq!(out.seal_rtcp(&mut report(1)).is_some(), seals, "{used}");
    }
}
