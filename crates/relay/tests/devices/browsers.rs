//! Offers as Chromium 156 and Firefox 153 make them for one line out and eight in, with nothing
//! switched off: recorded once, for the lines and attributes that no library of ours writes.

use super::side::{CALL, Side};
use relay::{Medium, PeerId, StreamHalf};
use std::time::Instant;

const CHROMIUM: &str = include_str!("offers/chromium.sdp");
const FIREFOX: &str = include_str!("offers/firefox.sdp");

fn answer_to(offer: &str) -> String {
    let mut side = Side::new(StreamHalf::Low, None, Medium::PhoneCall);
    side.relay
        .add_peer(Instant::now(), CALL, PeerId(1), offer)
        .unwrap()
}

/// The media line and what is said of codecs and header extensions there.
fn said_of(answer: &str) -> Vec<Vec<String>> {
    let mut lines: Vec<Vec<String>> = Vec::new();
    for text in answer.lines() {
        if text.starts_with("m=") {
            lines.push(Vec::new());
        }
        let prefixes = [
            "m=",
            "a=mid:",
            "a=rtpmap:",
            "a=fmtp:",
            "a=rtcp-fb:",
            "a=extmap:",
            "a=ptime:",
            "a=maxptime:",
            "a=sendonly",
            "a=recvonly",
            "a=sendrecv",
            "a=inactive",
        ];
        let is_asked = prefixes.iter().any(|prefix| text.starts_with(prefix));
        if let Some(line) = lines.last_mut().filter(|_| is_asked) {
            line.push(text.to_owned());
        }
    }
    lines.iter_mut().for_each(|line| line[1..].sort());
    lines
}

fn expected(opus: u8, red: Option<u8>, mid_extension: u8) -> Vec<Vec<String>> {
    let line = |mid: usize| {
        let speaks = mid == 0;
        let red = red.filter(|_| !speaks);
        let types = red.map_or(opus.to_string(), |red| format!("{red} {opus}"));
        let mut rest = vec![
            format!("a=mid:{mid}"),
            format!("a=extmap:{mid_extension} urn:ietf:params:rtp-hdrext:sdes:mid"),
            format!("a=rtpmap:{opus} opus/48000/2"),
        ];
        match speaks {
            true => rest.extend([
                format!("a=fmtp:{opus} minptime=10;useinbandfec=1;cbr=1;usedtx=0;maxaveragebitrate=24000;stereo=0"),
                "a=ptime:20".to_owned(),
                "a=maxptime:20".to_owned(),
                "a=recvonly".to_owned(),
            ]),
            false => rest.extend([
                format!("a=fmtp:{opus} minptime=10;useinbandfec=1;stereo=0"),
                "a=sendonly".to_owned(),
            ]),
        }
        if let Some(red) = red {
            rest.push(format!("a=rtpmap:{red} red/48000/2"));
            rest.push(format!("a=fmtp:{red} {opus}/{opus}"));
        }
        rest.sort();
        let media = format!("m=audio 9 UDP/TLS/RTP/SAVPF {types}");
        std::iter::once(media).chain(rest).collect()
    };
    (0..9).map(line).collect()
}

#[test]
fn chromium_hears_by_red_and_speaks_plain_opus_of_one_size() {
    assert_eq!(said_of(&answer_to(CHROMIUM)), expected(111, Some(63), 4));
}

#[test]
fn firefox_which_has_no_red_gets_opus() {
    assert_eq!(said_of(&answer_to(FIREFOX)), expected(109, None, 3));
}

/// Each as it would be with the offer's line for speaking or hearing changed.
#[test]
fn red_is_agreed_line_by_line() {
    let without = CHROMIUM.replacen("a=fmtp:63 111/111\r\n", "", 2);
    assert_ne!(without, CHROMIUM);
    let said = said_of(&answer_to(&without));
    assert_eq!(said[1], expected(111, None, 4)[1]);
    assert_eq!(said[2..], expected(111, Some(63), 4)[2..]);
}
