//! What an answer says of codecs. The library behind negotiates Opus; what is said of it is written
//! here: how a browser must encode to give packets of one size, and under which type it hears.

use crate::offer::CheckedOffer;
use std::collections::BTreeMap;

/// How a device is to encode: 24 kbit/s at constant bit rate, 20 ms and silence sent as everything
/// else, so that every frame has 60 bytes. `cbr` and `usedtx` are of RFC 7587 §6.1.
const SPOKEN: &str = "minptime=10;useinbandfec=1;cbr=1;usedtx=0;maxaveragebitrate=24000;stereo=0";
/// What comes to a device on its lines for hearing.
const HEARD: &str = "minptime=10;useinbandfec=1;stereo=0";
const FRAME_MS: u8 = 20;

/// The payload types of one media line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LineTypes {
    pub opus: u8,
    /// Under which RED goes over this line; never on the line a device speaks on.
    pub red: Option<u8>,
    pub speaks: bool,
}

impl LineTypes {
    /// For a line of the offer, of which the library agreed on `opus`.
    pub fn of(offer: &CheckedOffer, mid: &str, opus: u8) -> Self {
        let red = offer.red.get(mid).filter(|red| red.opus == opus);
        Self {
            opus,
            red: red.map(|red| red.payload_type),
            speaks: offer.voice.as_str() == mid,
        }
    }

    /// What packets to the device carry.
    pub fn sent_under(&self) -> u8 {
        self.red.unwrap_or(self.opus)
    }

    fn write(&self, out: &mut Vec<String>) {
        let Self { opus, red, speaks } = self;
        out.push(format!("a=rtpmap:{opus} opus/48000/2"));
        match speaks {
            true => {
                out.push(format!("a=fmtp:{opus} {SPOKEN}"));
                out.push(format!("a=ptime:{FRAME_MS}"));
                out.push(format!("a=maxptime:{FRAME_MS}"));
            }
            false => out.push(format!("a=fmtp:{opus} {HEARD}")),
        }
        if let Some(red) = red {
            out.push(format!("a=rtpmap:{red} red/48000/2"));
            out.push(format!("a=fmtp:{red} {opus}/{opus}"));
        }
    }

    /// `m=audio PORT PROTO` and the types, the preferred one first: RED counts where it stands
    /// before Opus.
    fn media_line(&self, text: &str) -> String {
        let mut fields: Vec<String> = text.split(' ').take(3).map(str::to_owned).collect();
        fields.extend(self.red.iter().map(u8::to_string));
        fields.push(self.opus.to_string());
        fields.join(" ")
    }
}

/// The library's answer, with what it says of codecs taken out and ours in its place. Lines that
/// aren't named stay as they are.
pub(crate) fn with_types(answer: &str, lines: &BTreeMap<String, LineTypes>) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut section: Vec<&str> = Vec::new();
    for text in answer.lines() {
        if text.starts_with("m=") {
            write_section(&section, lines, &mut out);
            section.clear();
        }
        section.push(text);
    }
    write_section(&section, lines, &mut out);
    out.iter().flat_map(|line| [line, "\r\n"]).collect()
}

fn write_section(section: &[&str], lines: &BTreeMap<String, LineTypes>, out: &mut Vec<String>) {
    let mid = section.iter().find_map(|text| text.strip_prefix("a=mid:"));
    let Some(types) = mid.and_then(|mid| lines.get(mid)) else {
        return out.extend(section.iter().map(|text| (*text).to_owned()));
    };
    let mut written = false;
    for text in section {
        if text.starts_with("m=") {
            out.push(types.media_line(text));
        } else if !is_of_codecs(text) {
            out.push((*text).to_owned());
        } else if !std::mem::replace(&mut written, true) {
            types.write(out);
        }
    }
}

fn is_of_codecs(text: &str) -> bool {
    let of_codecs = [
        "a=rtpmap:",
        "a=fmtp:",
        "a=rtcp-fb:",
        "a=ptime:",
        "a=maxptime:",
    ];
    of_codecs.iter().any(|prefix| text.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=recvonly\r\n\
        a=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\na=fmtp:111 minptime=10\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:1\r\na=rtpmap:111 opus/48000/2\r\na=ssrc:7 cname:a\r\n\
        m=audio 0 UDP/TLS/RTP/SAVPF 111\r\na=mid:2\r\na=inactive\r\n";

    fn lines(red: Option<u8>) -> BTreeMap<String, LineTypes> {
        let line = |red, speaks| LineTypes {
            opus: 111,
            red,
            speaks,
        };
        let line = |mid: &str, red, speaks| (mid.to_owned(), line(red, speaks));
        [line("0", None, true), line("1", red, false)].into()
    }

    #[test]
    fn red_stands_first_where_it_was_agreed_and_nowhere_else() {
        let spoken = format!(
            "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=recvonly\r\n\
             a=rtpmap:111 opus/48000/2\r\na=fmtp:111 {SPOKEN}\r\na=ptime:20\r\na=maxptime:20\r\n"
        );
        let rejected = "m=audio 0 UDP/TLS/RTP/SAVPF 111\r\na=mid:2\r\na=inactive\r\n";
        for (red, types, more) in [
            (None, "111", ""),
            (
                Some(63),
                "63 111",
                "a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n",
            ),
        ] {
            let heard = format!(
                "m=audio 9 UDP/TLS/RTP/SAVPF {types}\r\na=mid:1\r\na=rtpmap:111 opus/48000/2\r\n\
                 a=fmtp:111 {HEARD}\r\n{more}a=ssrc:7 cname:a\r\n"
            );
            let written = with_types(ANSWER, &lines(red));
            assert_eq!(written, format!("{spoken}{heard}{rejected}"));
        }
    }
}
