//! Pictures towards a device: what it lacks is sent again, or a whole one is wanted.

use super::*;
use crate::limits::{VIDEO_RESENDABLE_MAX, VIDEO_RESENDS_PER_S_MAX};
use crate::srtp::Profile;

const SSRC: u32 = 7;

fn line(sends: &[u8]) -> SendLine {
    SendLine {
        mid: "v".to_owned(),
        mid_extension: None,
        types: sends.iter().copied().collect(),
        proved_ssrc: None,
        reception: Reception::default(),
    }
}

/// One line for hearing, one for a picture, with keys and an address.
fn media(now: Instant) -> Media {
    let slot = |kind, ssrc| SlotLine::new((kind, ssrc, 96), "p", None, "c".to_owned());
    let slots = vec![slot(MediaKind::Audio, 5), slot(MediaKind::Video, SSRC)];
    let mut media = Media::new(now, (line(&[111]), Some(line(&[96]))), slots);
    let profile = Profile::Aes128Gcm;
    let exported = vec![3; 2 * (profile.key_bytes() + profile.salt_bytes())];
    let material = Material::exported(profile, &exported, false).unwrap();
    media.set_keys(&material).unwrap();
    media.pair = Some(Pair {
        proto: Proto::Udp,
        from: ([192, 0, 2, 1], 5_000).into(),
        to: ([198, 51, 100, 1], 4_000).into(),
    });
    media
}

fn send(media: &mut Media, now: Instant, seq: u64) -> Vec<u8> {
    let rtp = RtpOut {
        seq,
        time: 0,
        marker: false,
        payload: &[seq as u8; 50],
    };
    let transmit = media.send_video(now, 0, &rtp).unwrap();
    assert_eq!(transmit.kind, MediaKind::Video);
    transmit.bytes
}

fn lost(numbers: impl IntoIterator<Item = u16>) -> Lack {
    Lack::Packets {
        ssrc: SSRC,
        numbers: numbers.into_iter().collect(),
    }
}

#[test]
fn a_lost_packet_of_a_picture_is_sent_again_while_it_is_kept() {
    let now = Instant::now();
    let mut media = media(now);
    let first = 65_500u64;
    let sent: Vec<Vec<u8>> = (0..=VIDEO_RESENDABLE_MAX as u64)
        .map(|n| send(&mut media, now, first + n))
        .collect();
    // The numbers in reports are those of headers, over a rollover too.
    for (index, kept) in [(0, false), (1, true), (VIDEO_RESENDABLE_MAX, true)] {
        media.make_good(now, [lost([(first + index as u64) as u16])]);
        let again: Vec<Vec<u8>> = media
            .take_resending()
            .into_iter()
            .map(|t| t.bytes)
            .collect();
        assert_eq!(again, sent[index..index + usize::from(kept)], "{index}");
        assert_eq!(media.take_lacking(), (!kept).then_some(0), "{index}");
    }
    // Two of the second's are used up.
    let every = (1..=VIDEO_RESENDABLE_MAX as u64).map(|n| (first + n) as u16);
    media.make_good(now, [lost(every)]);
    let rest = usize::from(VIDEO_RESENDS_PER_S_MAX) - 2;
    assert_eq!(media.take_resending().len(), rest);
    assert_eq!(media.take_lacking(), None, "it is kept all the same");
}

#[test]
fn one_datagram_asks_for_no_more_packets_than_are_kept() {
    let now = Instant::now();
    for (asked, looks_on) in [
        (VIDEO_RESENDABLE_MAX - 1, true),
        (VIDEO_RESENDABLE_MAX, false),
        (VIDEO_RESENDABLE_MAX + 1, false),
    ] {
        let mut media = media(now);
        send(&mut media, now, 7);
        let of_kept = lost(std::iter::repeat_n(7, asked));
        media.make_good(now, [of_kept, lost([9])]);
        assert_eq!(media.take_lacking(), looks_on.then_some(0), "{asked}");
    }
}

#[test]
fn a_whole_picture_is_wanted_of_lines_for_pictures_alone() {
    let now = Instant::now();
    let mut media = media(now);
    for (ssrc, wanted) in [(5, None), (SSRC, Some(0)), (9, None)] {
        media.make_good(now, [Lack::Picture { ssrc }]);
        assert_eq!(media.take_lacking(), wanted, "{ssrc}");
    }
    media.make_good(
        now,
        [Lack::Packets {
            ssrc: 5,
            numbers: vec![1],
        }],
    );
    assert_eq!(media.take_lacking(), None, "voice repeats itself");
    assert!(
        media.ask_key_frame().is_none(),
        "its camera has sent nothing"
    );
    media.video.as_mut().unwrap().proved_ssrc = Some(77);
    assert!(media.ask_key_frame().is_some());
}
