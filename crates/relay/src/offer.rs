//! What a device's offer must look like before the WebRTC library sees it: one voice out and up to
//! eight in; in a videoconference one camera out and up to four in after them; and no more text and
//! candidates than the limits allow.

use crate::call::Medium;
use crate::ids::Mid;
use crate::limits::{
    CANDIDATES_MAX, DEVICES_PER_CALL_MAX, FLOOR_SENDERS_MAX, SDP_BYTES_MAX, VIDEO_SLOTS_MAX,
};
use crate::packet::MediaKind;
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a foreign word that a refusal repeats.
const SHOWN_CHARS_MAX: usize = 16;

/// Why a device's offer was not accepted. Nothing of it was kept.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum OfferRefusal {
    #[error("an offer of {bytes} bytes, at most {SDP_BYTES_MAX} are allowed")]
    TooLong { bytes: usize },
    #[error("line {line} of the offer isn't a letter, an equals sign and text")]
    NotALine { line: usize },
    #[error("an offer with {got} candidates, at most {CANDIDATES_MAX} are allowed")]
    Candidates { got: usize },
    #[error("an offer with video in a phone call")]
    VideoInPhoneCall,
    #[error("media line {index} is for audio and stands after one for video")]
    Order { index: usize },
    #[error("an offer with data channels")]
    DataChannels,
    #[error("an offer with a line for {kind}")]
    OtherMedia { kind: String },
    #[error("the first line of each kind must send one track, and no other line may send")]
    SendingTracks,
    #[error("an offer with {got} lines for hearing, at most {FLOOR_SENDERS_MAX} are allowed")]
    Slots { got: usize },
    #[error("an offer with {got} lines for pictures, at most {VIDEO_SLOTS_MAX} are allowed")]
    VideoSlots { got: usize },
    #[error("media line {index} needs exactly one direction")]
    Direction { index: usize },
    #[error("media line {index} needs one a=mid of 1 to 16 letters, digits or underscores")]
    Mid { index: usize },
    #[error("media line {index} lacks opus/48000/2")]
    NoOpus { index: usize },
    #[error("media line {index} lacks VP8/90000")]
    NoVp8 { index: usize },
    #[error("no such call")]
    UnknownCall,
    #[error("this device is already there")]
    PeerExists,
    #[error("the call has {DEVICES_PER_CALL_MAX} devices of this side already")]
    TooManyDevices,
    #[error("the offer cannot be used: {cause}")]
    Unusable { cause: String },
}

impl OfferRefusal {
    /// Stable word for interfaces and metrics.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "offer-too-long",
            Self::NotALine { .. } => "offer-not-a-line",
            Self::Candidates { .. } => "offer-candidates",
            Self::VideoInPhoneCall => "offer-video-in-phone-call",
            Self::Order { .. } => "offer-order",
            Self::DataChannels => "offer-data-channels",
            Self::OtherMedia { .. } => "offer-other-media",
            Self::SendingTracks => "offer-sending-tracks",
            Self::Slots { .. } => "offer-slots",
            Self::VideoSlots { .. } => "offer-video-slots",
            Self::Direction { .. } => "offer-direction",
            Self::Mid { .. } => "offer-mid",
            Self::NoOpus { .. } => "offer-no-opus",
            Self::NoVp8 { .. } => "offer-no-vp8",
            Self::UnknownCall => "call-unknown",
            Self::PeerExists => "peer-exists",
            Self::TooManyDevices => "call-full",
            Self::Unusable { .. } => "offer-unusable",
        }
    }
}

/// An offer that keeps the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedOffer {
    /// Without its candidates: an ICE-lite node never sends first, so it needs none of them, and
    /// they cost nobody memory.
    pub sdp: String,
    /// The line the device speaks on.
    pub voice: Mid,
    /// The lines it hears on, in their order.
    pub slots: Vec<Mid>,
    /// Those of them, by name, on which it can take several frames in one packet (RFC 2198).
    pub red: BTreeMap<String, Red>,
    /// The line for its camera, in a videoconference and where it can show pictures.
    pub video: Option<Mid>,
    /// The lines on which it is sent pictures, in their order.
    pub video_slots: Vec<Mid>,
}

/// RED over Opus alone, as a line for hearing offers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Red {
    pub payload_type: u8,
    /// The payload type of every block in it.
    pub opus: u8,
}

impl CheckedOffer {
    pub(crate) fn check(sdp: &str, medium: Medium) -> Result<Self, OfferRefusal> {
        if sdp.len() > SDP_BYTES_MAX {
            return Err(OfferRefusal::TooLong { bytes: sdp.len() });
        }
        let (lines, candidates) = media_lines(sdp, medium)?;
        if candidates > CANDIDATES_MAX {
            return Err(OfferRefusal::Candidates { got: candidates });
        }
        for (index, line) in lines.iter().enumerate() {
            line.check(index)?;
        }
        let audio = lines
            .iter()
            .take_while(|line| line.kind == MediaKind::Audio);
        let (audio, video) = lines.split_at(audio.count());
        if let Some(late) = video.iter().position(|line| line.kind == MediaKind::Audio) {
            let index = audio.len() + late;
            return Err(OfferRefusal::Order { index });
        }
        let slots = slots_of(audio)?.ok_or(OfferRefusal::SendingTracks)?;
        if slots.len() > FLOOR_SENDERS_MAX {
            return Err(OfferRefusal::Slots { got: slots.len() });
        }
        let got = slots_of(video)?.unwrap_or_default().len();
        if got > VIDEO_SLOTS_MAX {
            return Err(OfferRefusal::VideoSlots { got });
        }
        let mut seen = BTreeSet::new();
        let mut mids = Vec::new();
        let mut red = BTreeMap::new();
        for (index, line) in lines.iter().enumerate() {
            let mid = line.mid(index)?;
            if !seen.insert(mid.clone()) {
                return Err(OfferRefusal::Mid { index });
            }
            // What a device sends as RED would be nested once more: its own line has none.
            if (1..audio.len()).contains(&index) {
                red.extend(line.red().map(|red| (mid.as_str().to_owned(), red)));
            }
            mids.push(mid);
        }
        let mut video_mids = mids.split_off(audio.len()).into_iter();
        Ok(Self {
            sdp: without_candidates(sdp),
            voice: mids.remove(0),
            slots: mids,
            red,
            video: video_mids.next(),
            video_slots: video_mids.collect(),
        })
    }

    /// All its lines that the answer says something of.
    pub(crate) fn mids(&self) -> impl Iterator<Item = &Mid> {
        let audio = std::iter::once(&self.voice).chain(&self.slots);
        audio.chain(&self.video).chain(&self.video_slots)
    }
}

/// Of the lines of one kind those for receiving: the first sends one track, and no other does.
fn slots_of<'l, 'a>(lines: &'l [Line<'a>]) -> Result<Option<&'l [Line<'a>]>, OfferRefusal> {
    let Some((sending, slots)) = lines.split_first() else {
        return Ok(None);
    };
    let receives = |line: &Line<'_>| line.directions == [Direction::RecvOnly];
    if sending.directions != [Direction::SendOnly]
        || sending.is_layered
        || sending.ssrcs.len() > 1
        || !slots.iter().all(receives)
    {
        return Err(OfferRefusal::SendingTracks);
    }
    Ok(Some(slots))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    SendOnly,
    RecvOnly,
    SendRecv,
    Inactive,
}

struct Line<'a> {
    kind: MediaKind,
    mids: Vec<&'a str>,
    directions: Vec<Direction>,
    ssrcs: BTreeSet<&'a str>,
    /// Opus for audio, VP8 for video.
    has_codec: bool,
    /// The payload types that are RED, and what was said of each payload type.
    red_types: Vec<&'a str>,
    formats: Vec<(&'a str, &'a str)>,
    /// Several encodings of one track.
    is_layered: bool,
}

impl<'a> Line<'a> {
    fn new(kind: MediaKind) -> Self {
        Self {
            kind,
            mids: Vec::new(),
            directions: Vec::new(),
            ssrcs: BTreeSet::new(),
            has_codec: false,
            red_types: Vec::new(),
            formats: Vec::new(),
            is_layered: false,
        }
    }

    fn take(&mut self, text: &'a str) {
        if let Some(mid) = text.strip_prefix("a=mid:") {
            self.mids.push(mid);
        } else if let Some(ssrc) = text.strip_prefix("a=ssrc:") {
            self.ssrcs.extend(ssrc.split_whitespace().next());
        } else if let Some(map) = text.strip_prefix("a=rtpmap:") {
            let (payload_type, codec) = map.split_once(' ').unwrap_or_default();
            let wanted = match self.kind {
                MediaKind::Audio => "opus/48000/2",
                MediaKind::Video => "VP8/90000",
            };
            self.has_codec |= codec.trim().eq_ignore_ascii_case(wanted);
            if codec.trim().eq_ignore_ascii_case("red/48000/2") {
                self.red_types.push(payload_type);
            }
        } else if let Some(format) = text.strip_prefix("a=fmtp:") {
            self.formats.extend(format.split_once(' '));
        } else if text.starts_with("a=simulcast:") || text.starts_with("a=rid:") {
            self.is_layered = true;
        } else {
            self.directions.extend(direction(text));
        }
    }

    fn check(&self, index: usize) -> Result<(), OfferRefusal> {
        if self.directions.len() != 1 {
            return Err(OfferRefusal::Direction { index });
        }
        match self.kind {
            _ if self.has_codec => Ok(()),
            MediaKind::Audio => Err(OfferRefusal::NoOpus { index }),
            MediaKind::Video => Err(OfferRefusal::NoVp8 { index }),
        }
    }

    /// RED, if it is offered once and with Opus of one type in every block; another form of it is
    /// as none.
    fn red(&self) -> Option<Red> {
        let &[payload_type] = &self.red_types[..] else {
            return None;
        };
        let mut formats = self.formats.iter().filter(|(of, _)| *of == payload_type);
        let (_, blocks) = formats.next()?;
        let (first, others) = blocks.trim().split_once('/')?;
        let is_one = others.split('/').all(|block| block == first);
        let (payload_type, opus) = (dynamic_type(payload_type)?, dynamic_type(first)?);
        let is_plain = is_one && payload_type != opus && formats.next().is_none();
        is_plain.then_some(Red { payload_type, opus })
    }

    fn mid(&self, index: usize) -> Result<Mid, OfferRefusal> {
        let &[text] = &self.mids[..] else {
            return Err(OfferRefusal::Mid { index });
        };
        Mid::parse(text).ok_or(OfferRefusal::Mid { index })
    }
}

/// A payload type that an offer may give a meaning, and that no report is taken for (RFC 5761 §4).
fn dynamic_type(text: &str) -> Option<u8> {
    let is_free = |number: &u8| matches!(number, 35..=63 | 96..=127);
    text.parse().ok().filter(is_free)
}

fn direction(text: &str) -> Option<Direction> {
    match text {
        "a=sendonly" => Some(Direction::SendOnly),
        "a=recvonly" => Some(Direction::RecvOnly),
        "a=sendrecv" => Some(Direction::SendRecv),
        "a=inactive" => Some(Direction::Inactive),
        _ => None,
    }
}

/// The media lines with what stands under each, and the number of candidates over all.
fn media_lines(sdp: &str, medium: Medium) -> Result<(Vec<Line<'_>>, usize), OfferRefusal> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut candidates = 0;
    for (index, text) in sdp.lines().enumerate() {
        if !is_line(text) {
            return Err(OfferRefusal::NotALine { line: index + 1 });
        }
        let text = text.trim_end();
        if let Some(media) = text.strip_prefix("m=") {
            let kind = kind_of(media.split_whitespace().next().unwrap_or_default(), medium)?;
            lines.push(Line::new(kind));
        } else if is_candidate(text) {
            candidates += 1;
        } else if let Some(line) = lines.last_mut() {
            line.take(text);
        }
    }
    Ok((lines, candidates))
}

fn kind_of(kind: &str, medium: Medium) -> Result<MediaKind, OfferRefusal> {
    match (kind, medium) {
        ("audio", _) => Ok(MediaKind::Audio),
        ("video", Medium::PhoneCall) => Err(OfferRefusal::VideoInPhoneCall),
        ("video", Medium::Videoconference) => Ok(MediaKind::Video),
        ("application", _) => Err(OfferRefusal::DataChannels),
        (other, _) => {
            let printable = other.chars().filter(char::is_ascii_alphanumeric);
            let kind = printable.take(SHOWN_CHARS_MAX).collect();
            Err(OfferRefusal::OtherMedia { kind })
        }
    }
}

/// RFC 8866 §5. The library behind may read more leniently: what one reader takes for a line's middle
/// and another for its beginning would pass unseen.
fn is_line(text: &str) -> bool {
    let mut characters = text.chars();
    let has_type = characters.next().is_some_and(|c| c.is_ascii_lowercase());
    let is_split = characters.next() == Some('=');
    has_type && is_split && !text.contains(['\r', '\0'])
}

fn is_candidate(text: &str) -> bool {
    text.starts_with("a=candidate:") || text.starts_with("a=remote-candidates:")
}

fn without_candidates(sdp: &str) -> String {
    let kept = sdp.lines().map(str::trim_end).filter(|l| !is_candidate(l));
    kept.flat_map(|line| [line, "\r\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(mid: &str, direction: &str) -> String {
        format!(
            "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:{mid}\r\na={direction}\r\n\
             a=rtpmap:111 opus/48000/2\r\n"
        )
    }

    fn offer(slots: usize) -> String {
        let mut sdp = format!("v=0\r\n{}", line("0", "sendonly"));
        (1..=slots).for_each(|n| sdp += &line(&n.to_string(), "recvonly"));
        sdp
    }

    fn check(sdp: &str) -> Result<CheckedOffer, OfferRefusal> {
        CheckedOffer::check(sdp, Medium::PhoneCall)
    }

    #[test]
    fn the_contract_is_accepted() {
        let checked = check(&offer(8)).unwrap();
        assert_eq!(checked.voice.as_str(), "0");
        let slots: Vec<&str> = checked.slots.iter().map(Mid::as_str).collect();
        assert_eq!(slots, ["1", "2", "3", "4", "5", "6", "7", "8"]);
        assert_eq!(checked.sdp, offer(8));
    }

    #[test]
    fn what_breaks_the_contract_is_refused_with_its_reason() {
        let with = |more: &str| check(&(offer(1) + more)).map(|_| ());
        let video = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n";
        assert_eq!(with(video), Err(OfferRefusal::VideoInPhoneCall));
        let data = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n";
        assert_eq!(with(data), Err(OfferRefusal::DataChannels));
        let kind = "texttexttexttext".to_owned();
        assert_eq!(
            with("m=texttexttexttexttext\u{7} 9\r\n"),
            Err(OfferRefusal::OtherMedia { kind })
        );
        for second in ["sendonly", "sendrecv", "inactive"] {
            assert_eq!(with(&line("9", second)), Err(OfferRefusal::SendingTracks));
        }
        for mid in ["1", "a-b"] {
            let refused = Err(OfferRefusal::Mid { index: 2 });
            assert_eq!(with(&line(mid, "recvonly")), refused, "{mid}");
        }
        assert_eq!(
            with("a=recvonly\r\n"),
            Err(OfferRefusal::Direction { index: 1 })
        );
        let g711 = line("9", "recvonly").replace("opus/48000/2", "PCMU/8000");
        assert_eq!(with(&g711), Err(OfferRefusal::NoOpus { index: 2 }));
        let first = |more: &str| check(&(offer(0) + more)).map(|_| ());
        assert_eq!(first("a=ssrc:1 cname:a\r\na=ssrc:1 msid:b c\r\n"), Ok(()));
        for layered in [
            "a=ssrc:1 cname:a\r\na=ssrc:2 cname:a\r\n",
            "a=rid:h send\r\n",
            "a=simulcast:send h;l\r\n",
        ] {
            assert_eq!(
                first(layered),
                Err(OfferRefusal::SendingTracks),
                "{layered}"
            );
        }
        assert_eq!(check(""), Err(OfferRefusal::SendingTracks));
        assert_eq!(
            check(&line("0", "recvonly")),
            Err(OfferRefusal::SendingTracks)
        );
    }

    fn video_line(mid: &str, direction: &str) -> String {
        format!(
            "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:{mid}\r\na={direction}\r\n\
             a=rtpmap:96 VP8/90000\r\n"
        )
    }

    fn with_pictures(slots: usize) -> String {
        let slots = (0..slots).map(|n| video_line(&format!("p{n}"), "recvonly"));
        offer(1) + &video_line("v", "sendonly") + &slots.collect::<String>()
    }

    #[test]
    fn a_camera_and_pictures_are_of_videoconferences_alone() {
        for slots in [
            0,
            1,
            VIDEO_SLOTS_MAX - 1,
            VIDEO_SLOTS_MAX,
            VIDEO_SLOTS_MAX + 1,
        ] {
            let sdp = with_pictures(slots);
            assert_eq!(check(&sdp), Err(OfferRefusal::VideoInPhoneCall));
            match CheckedOffer::check(&sdp, Medium::Videoconference) {
                Ok(checked) => {
                    assert!(slots <= VIDEO_SLOTS_MAX);
                    assert_eq!(checked.video, Mid::parse("v"));
                    assert_eq!((checked.slots.len(), checked.video_slots.len()), (1, slots));
                }
                Err(refused) => {
                    assert!(slots > VIDEO_SLOTS_MAX);
                    assert_eq!(refused, OfferRefusal::VideoSlots { got: slots });
                }
            }
        }
        let voice_alone = CheckedOffer::check(&offer(8), Medium::Videoconference).unwrap();
        assert_eq!(
            (voice_alone.video, voice_alone.video_slots.len()),
            (None, 0)
        );
    }

    #[test]
    fn lines_for_video_keep_the_contract_of_those_for_audio() {
        let with = |more: &str| {
            let sdp = with_pictures(1) + more;
            CheckedOffer::check(&sdp, Medium::Videoconference).map(|_| ())
        };
        for (more, refused) in [
            (video_line("w", "sendonly"), OfferRefusal::SendingTracks),
            (video_line("w", "sendrecv"), OfferRefusal::SendingTracks),
            (video_line("v", "recvonly"), OfferRefusal::Mid { index: 4 }),
            (video_line("1", "recvonly"), OfferRefusal::Mid { index: 4 }),
            (line("w", "recvonly"), OfferRefusal::Order { index: 4 }),
            (
                video_line("w", "recvonly").replace("VP8", "H264"),
                OfferRefusal::NoVp8 { index: 4 },
            ),
            (
                "a=recvonly\r\n".to_owned(),
                OfferRefusal::Direction { index: 3 },
            ),
        ] {
            assert_eq!(with(&more), Err(refused), "{more}");
        }
        let camera = |more: &str| {
            let sdp = with_pictures(0) + more;
            CheckedOffer::check(&sdp, Medium::Videoconference).map(|_| ())
        };
        assert_eq!(camera("a=ssrc:1 cname:a\r\n"), Ok(()));
        for layered in [
            "a=ssrc:1 cname:a\r\na=ssrc:2 cname:a\r\n",
            "a=rid:h send\r\n",
            "a=simulcast:send h;l\r\n",
        ] {
            assert_eq!(
                camera(layered),
                Err(OfferRefusal::SendingTracks),
                "{layered}"
            );
        }
        let only_hears = offer(1) + &video_line("v", "recvonly");
        assert_eq!(
            CheckedOffer::check(&only_hears, Medium::Videoconference),
            Err(OfferRefusal::SendingTracks)
        );
    }

    #[test]
    fn red_over_opus_counts_on_lines_for_hearing_alone() {
        let red = |map: &str, format: &str| format!("a=rtpmap:{map}\r\na=fmtp:{format}\r\n");
        let usual = red("63 red/48000/2", "63 111/111");
        let found = |sdp: String| check(&sdp).unwrap().red;
        let agreed = Red {
            payload_type: 63,
            opus: 111,
        };
        assert_eq!(found(offer(1) + &usual), [("1".to_owned(), agreed)].into());
        assert_eq!(
            found(offer(0) + &usual),
            BTreeMap::new(),
            "the voice's line"
        );
        let thrice = red("63 red/48000/2", "63 111/111/111");
        assert_eq!(found(offer(1) + &thrice).len(), 1);
        for (unusual, why) in [
            (red("63 red/48000/2", "63 111/112"), "two codecs"),
            (red("63 red/48000/2", "63 111"), "no redundant block"),
            (red("63 red/48000/2", "63 63/63"), "within itself"),
            (red("63 red/48000/2", "62 111/111"), "nothing said of it"),
            (red("63 red/8000", "63 111/111"), "another clock"),
            (red("64 red/48000/2", "64 111/111"), "taken for a report"),
            (red("95 red/48000/2", "95 111/111"), "taken for a report"),
            (red("8 red/48000/2", "8 111/111"), "a fixed type"),
            (red("300 red/48000/2", "300 111/111"), "no type at all"),
            (format!("{usual}{usual}"), "twice"),
        ] {
            assert_eq!(found(offer(1) + &unusual), BTreeMap::new(), "{why}");
        }
    }

    #[test]
    fn a_line_that_readers_could_split_differently_is_refused() {
        let lines = offer(1).lines().count();
        let hidden = "a=candidate:1 1 udp 1 10.0.0.1 5000 typ host\r\n";
        for (before, at) in [("\r", 1), (" ", 1), ("a=x\r", 1), ("a=x\0", 1), ("\r\n", 1)] {
            let refused = Err(OfferRefusal::NotALine { line: lines + at });
            assert_eq!(check(&(offer(1) + before + hidden)), refused, "{before:?}");
        }
        assert!(
            check(&offer(1).replace("\r\n", "\n")).is_ok(),
            "plain line feeds"
        );
    }

    #[test]
    fn limits_hold_at_their_edges() {
        for slots in [7, 8, 9] {
            let fits = slots <= FLOOR_SENDERS_MAX;
            assert_eq!(check(&offer(slots)).is_ok(), fits, "{slots} slots");
        }
        let candidate = "a=candidate:1 1 udp 1 10.0.0.1 5000 typ host\r\n";
        for count in [31, 32, 33] {
            let checked = check(&(offer(8) + &candidate.repeat(count)));
            assert_eq!(checked.is_ok(), count <= CANDIDATES_MAX, "{count}");
            if let Ok(checked) = checked {
                assert_eq!(checked.sdp, offer(8), "candidates are left out");
            }
        }
        for bytes in [SDP_BYTES_MAX - 1, SDP_BYTES_MAX, SDP_BYTES_MAX + 1] {
            let mut sdp = offer(8) + "a=x:";
            sdp += &"y".repeat(bytes - sdp.len());
            assert_eq!(check(&sdp).is_ok(), bytes <= SDP_BYTES_MAX, "{bytes}");
        }
    }
}
