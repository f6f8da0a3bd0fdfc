//! What the node's answer must look like before the WebRTC library sees it: audio lines only, each
//! the one we offered, and no more text and candidates than the limits allow.

use super::{FLOOR_SENDERS_MAX, Transport};
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

/// Longest answer that is read.
pub const SDP_BYTES_MAX: usize = 64 * 1024;
/// Most candidates an answer may name, over all its lines.
pub const CANDIDATES_MAX: usize = 32;
/// Media lines of every offer and answer: our voice, then one for each other voice on the floor.
pub(super) const MEDIA_LINES: usize = 1 + FLOOR_SENDERS_MAX;

/// Characters of a foreign word that an error repeats.
const SHOWN_CHARS_MAX: usize = 16;

/// Why an answer was refused. After [`AnswerError::Refused`] the endpoint is of no further use;
/// after the others it still waits for an answer.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    #[error("an answer of {bytes} bytes, at most {SDP_BYTES_MAX} are allowed")]
    TooLong { bytes: usize },
    #[error("line {line} of the answer isn't a letter, an equals sign and text")]
    NotALine { line: usize },
    #[error("an answer with {got} candidates, at most {CANDIDATES_MAX} are allowed")]
    Candidates { got: usize },
    #[error("an answer with a line for {kind}; a phone call has audio only")]
    OtherMedia { kind: String },
    #[error("an answer with {got} media lines, expected {MEDIA_LINES}")]
    MediaLines { got: usize },
    #[error("the answer's media line {index} is not the one offered there")]
    LineNotOffered { index: usize },
    #[error("the answer's media line {index} names {got} directions, expected one")]
    Directions { index: usize, got: usize },
    #[error("the answer's media line {index} names {got} streams, at most one is allowed")]
    Streams { index: usize, got: usize },
    #[error("the answer names no address of the node")]
    NoAddress,
    #[error("the node takes no voice: no Opus or no sending in the answer's first line")]
    NoVoice,
    #[error("the answer came a second time")]
    AlreadyAnswered,
    #[error("the answer cannot be used: {0}")]
    Refused(#[from] str0m::RtcError),
}

/// What the endpoint itself keeps of an answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Checked {
    /// Where the node receives: nobody else is listened to.
    pub node_addresses: BTreeSet<(Transport, SocketAddr)>,
    /// The streams that the node sends, by their numbers (SSRC): one for each line that speaks.
    pub streams: BTreeSet<u32>,
}

/// Checks an answer's text against the media lines offered, in their order.
pub(super) fn check(sdp: &str, mids_offered: &[String]) -> Result<Checked, AnswerError> {
    if sdp.len() > SDP_BYTES_MAX {
        return Err(AnswerError::TooLong { bytes: sdp.len() });
    }
    let mut lines: Vec<Line> = Vec::new();
    let mut candidates = 0;
    let mut node_addresses = BTreeSet::new();
    for (index, text) in sdp.lines().enumerate() {
        if !is_line(text) {
            return Err(AnswerError::NotALine { line: index + 1 });
        }
        if let Some(media) = text.strip_prefix("m=") {
            let kind = media.split_whitespace().next().unwrap_or_default();
            if kind != "audio" {
                return Err(AnswerError::OtherMedia { kind: shown(kind) });
            }
            lines.push(Line::default());
        }
        if let Some(candidate) = text.strip_prefix("a=candidate:") {
            candidates += 1;
            node_addresses.extend(node_address(candidate));
        }
        let Some(line) = lines.last_mut() else {
            continue;
        };
        if let Some(mid) = text.strip_prefix("a=mid:") {
            line.mids.push(mid.trim().to_owned());
        }
        if let Some(stream) = text.strip_prefix("a=ssrc:") {
            let number = stream.split_whitespace().next().unwrap_or_default();
            line.streams.extend(number.parse::<u32>());
        }
        if matches!(
            text.trim_end(),
            "a=sendrecv" | "a=sendonly" | "a=recvonly" | "a=inactive"
        ) {
            line.directions += 1;
        }
    }
    if candidates > CANDIDATES_MAX {
        return Err(AnswerError::Candidates { got: candidates });
    }
    if lines.len() != MEDIA_LINES {
        return Err(AnswerError::MediaLines { got: lines.len() });
    }
    for (index, (line, offered)) in lines.iter().zip(mids_offered).enumerate() {
        if line.mids != [offered.as_str()] {
            return Err(AnswerError::LineNotOffered { index });
        }
        if line.directions != 1 {
            return Err(AnswerError::Directions {
                index,
                got: line.directions,
            });
        }
        let got = line.streams.len();
        if got > 1 {
            return Err(AnswerError::Streams { index, got });
        }
    }
    if node_addresses.is_empty() {
        return Err(AnswerError::NoAddress);
    }
    let streams = lines.iter().flat_map(|line| &line.streams).copied();
    Ok(Checked {
        node_addresses,
        streams: streams.collect(),
    })
}

/// RFC 8866 §5. The library behind may read more leniently: what one reader takes for a line's middle
/// and another for its beginning would pass unseen.
fn is_line(text: &str) -> bool {
    let mut characters = text.chars();
    let has_type = characters.next().is_some_and(|c| c.is_ascii_lowercase());
    let is_split = characters.next() == Some('=');
    has_type && is_split && !text.contains(['\r', '\0'])
}

#[derive(Default)]
struct Line {
    mids: Vec<String>,
    directions: usize,
    streams: BTreeSet<u32>,
}

/// The address in `foundation component transport priority address port …` (RFC 8839 §5.1), if it
/// is one we could send or connect to.
fn node_address(candidate: &str) -> Option<(Transport, SocketAddr)> {
    let mut fields = candidate.split_whitespace();
    let (_foundation, _component) = (fields.next()?, fields.next()?);
    let transport = fields.next()?;
    let _priority = fields.next()?;
    let address: IpAddr = fields.next()?.parse().ok()?;
    let address = SocketAddr::new(address, fields.next()?.parse().ok()?);
    if transport.eq_ignore_ascii_case("udp") {
        return Some((Transport::Udp, address));
    }
    // Of the three kinds (RFC 6544 §4.5) only this one waits for connections.
    let is_passive = fields.any(|word| word == "tcptype") && fields.next() == Some("passive");
    (transport.eq_ignore_ascii_case("tcp") && is_passive).then_some((Transport::Tcp, address))
}

fn shown(word: &str) -> String {
    let printable = word.chars().filter(char::is_ascii_alphanumeric);
    printable.take(SHOWN_CHARS_MAX).collect()
}
