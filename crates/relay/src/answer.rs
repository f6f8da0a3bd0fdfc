//! What an answer says of codecs. The library behind negotiates Opus and VP8; what is said of them is
//! written here: how a browser must encode to give packets of one size, under which type it hears, and
//! what a camera may take of the way.

use crate::limits::VIDEO_BITS_PER_S_MAX;
use crate::offer::CheckedOffer;
use std::collections::BTreeMap;

/// How a device is to encode: 24 kbit/s at constant bit rate, 20 ms and silence sent as everything
/// else, so that every frame has 60 bytes. `cbr` and `usedtx` are of RFC 7587 §6.1.
const SPOKEN: &str = "minptime=10;useinbandfec=1;cbr=1;usedtx=0;maxaveragebitrate=24000;stereo=0";
/// What comes to a device on its lines for hearing.
const HEARD: &str = "minptime=10;useinbandfec=1;stereo=0";
const FRAME_MS: u8 = 20;

/// What a line carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    /// With the type under which RED goes over this line; never on the line a device speaks on.
    Opus {
        red: Option<u8>,
    },
    Vp8,
}

/// The payload types of one media line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LineTypes {
    pub codec: Codec,
    pub payload_type: u8,
    /// It is the one on which the device sends.
    pub sends: bool,
}

impl LineTypes {
    /// For a line of the offer, of which the library agreed on this type.
    pub fn of(offer: &CheckedOffer, mid: &str, payload_type: u8) -> Self {
        let is = |of: &crate::ids::Mid| of.as_str() == mid;
        let sends_video = offer.video.as_ref().is_some_and(is);
        let codec = if sends_video || offer.video_slots.iter().any(is) {
            Codec::Vp8
        } else {
            let red = offer.red.get(mid).filter(|red| red.opus == payload_type);
            Codec::Opus {
                red: red.map(|red| red.payload_type),
            }
        };
        Self {
            codec,
            payload_type,
            sends: sends_video || is(&offer.voice),
        }
    }

    fn red(&self) -> Option<u8> {
        match self.codec {
            Codec::Opus { red } => red,
            Codec::Vp8 => None,
        }
    }

    /// What packets to the device carry.
    pub fn sent_under(&self) -> u8 {
        self.red().unwrap_or(self.payload_type)
    }

    fn write(&self, out: &mut Vec<String>) {
        match self.codec {
            Codec::Opus { red } => self.write_opus(red, out),
            Codec::Vp8 => self.write_vp8(out),
        }
    }

    /// A device is asked for whole pictures, and may itself ask for them and for lost packets.
    fn write_vp8(&self, out: &mut Vec<String>) {
        let vp8 = self.payload_type;
        out.push(format!("a=rtpmap:{vp8} VP8/90000"));
        out.push(format!("a=rtcp-fb:{vp8} nack pli"));
        match self.sends {
            true => {
                let kbit_per_s = VIDEO_BITS_PER_S_MAX / 1_000;
                out.push(format!("a=fmtp:{vp8} x-google-max-bitrate={kbit_per_s}"));
            }
            false => out.push(format!("a=rtcp-fb:{vp8} nack")),
        }
    }

    fn write_opus(&self, red: Option<u8>, out: &mut Vec<String>) {
        let opus = self.payload_type;
        out.push(format!("a=rtpmap:{opus} opus/48000/2"));
        match self.sends {
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

    /// `m=KIND PORT PROTO` and the types, the preferred one first: RED counts where it stands
    /// before Opus.
    fn media_line(&self, text: &str) -> String {
        let mut fields: Vec<String> = text.split(' ').take(3).map(str::to_owned).collect();
        fields.extend(self.red().iter().map(u8::to_string));
        fields.push(self.payload_type.to_string());
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
        let line = |red, sends| LineTypes {
            codec: Codec::Opus { red },
            payload_type: 111,
            sends,
        };
        let line = |mid: &str, red, speaks| (mid.to_owned(), line(red, speaks));
        [line("0", None, true), line("1", red, false)].into()
    }

    #[test]
    fn a_camera_is_told_its_rate_and_asked_for_pictures() {
        let answer = "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96 97\r\na=mid:v\r\na=recvonly\r\n\
            a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 goog-remb\r\n\
            m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:p\r\na=sendonly\r\na=rtpmap:96 VP8/90000\r\n";
        let line = |sends| LineTypes {
            codec: Codec::Vp8,
            payload_type: 96,
            sends,
        };
        let lines = [("v".to_owned(), line(true)), ("p".to_owned(), line(false))].into();
        let written = with_types(answer, &lines);
        assert_eq!(
            written,
            "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:v\r\na=recvonly\r\n\
             a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack pli\r\na=fmtp:96 x-google-max-bitrate=600\r\n\
             m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:p\r\na=sendonly\r\n\
             a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack pli\r\na=rtcp-fb:96 nack\r\n"
        );
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
