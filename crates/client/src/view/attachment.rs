//! Attachments: what each is, and where it is on its way.

use domain::SubjectId;
use serde::Serialize;
use wire::AttachmentState;

use super::{attachment_name::safe_name, contact::side_name};
use crate::{Attachment, Desk};

/// One attachment of a paper.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AttachmentView {
    pub number: usize,
    pub attachment: String,
    pub record: String,
    pub by: String,
    /// Absent where this device can't read it, as what follows.
    pub name: Option<String>,
    pub media_type: Option<String>,
    pub bytes: Option<u32>,
    pub sha256: Option<String>,
    /// `uploading`, `at-own-node`, `crossing`, `received`, `fetched`, `here`, `no-room` or `unknown`.
    pub state: &'static str,
    pub chunks: u32,
    /// At this side's node.
    pub chunks_here: u32,
    /// At the other side's, as its node says.
    pub chunks_there: u32,
    /// Under the other node's signature, for own ones.
    pub received_unix_ms: Option<i64>,
    /// A device of this side fetched it.
    pub fetched_unix_ms: Option<i64>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AttachmentList {
    pub paper: SubjectId,
    pub attachments: Vec<AttachmentView>,
}

/// Where an attachment is, in a word.
fn word_of(state: &AttachmentState) -> &'static str {
    let is_whole = state.missing.is_empty();
    match (state.own, is_whole) {
        _ if state.no_room => "no-room",
        (true, _) if state.fetched_there => "fetched",
        (true, _) if state.received_unix_ms.is_some() => "received",
        (true, false) => "uploading",
        (true, true) if state.at_other == 0 => "at-own-node",
        (_, _) if state.own || !is_whole => "crossing",
        (false, true) if state.fetched_unix_ms.is_some() => "fetched",
        _ => "here",
    }
}

impl AttachmentView {
    pub fn of(
        desk: &Desk,
        number: usize,
        one: Attachment,
        state: Option<&AttachmentState>,
    ) -> Self {
        let by = match one.own {
            true => Some(desk.own_side()),
            false => desk.other_side().ok(),
        };
        let chunks = one.facts.chunks();
        let missing = state.map_or(chunks, |state| state.missing.len() as u32);
        let words = one.words;
        Self {
            number,
            attachment: one.facts.id.to_string(),
            record: one.record.to_string(),
            by: by.map_or_else(String::new, |side| side_name(desk, side)),
            name: words
                .as_ref()
                .map(|words| safe_name(&words.name, &format!("attachment-{number}"))),
            media_type: words.as_ref().map(|words| safe_type(&words.media_type)),
            bytes: words.as_ref().map(|words| words.bytes),
            sha256: words.map(|words| words.hash.to_string()),
            state: state.map_or("unknown", word_of),
            chunks,
            chunks_here: chunks.saturating_sub(missing),
            chunks_there: state.map_or(0, |state| state.at_other),
            received_unix_ms: state.and_then(|state| state.received_unix_ms),
            fetched_unix_ms: state.and_then(|state| state.fetched_unix_ms),
        }
    }
}

/// As RFC 6838 has them; anything else isn't shown.
fn safe_type(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "!#$&-^_.+/".contains(c);
    text.chars().filter(|c| is_plain(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_it_is_is_told_in_a_word() {
        let state = |own: bool, missing: u32, at_other: u32| AttachmentState {
            id: String::new(),
            own,
            chunks: 3,
            manifest: true,
            missing: (0..missing).collect(),
            at_other,
            received_unix_ms: None,
            fetched_there: false,
            fetched_unix_ms: None,
            no_room: false,
        };
        let received = |of: AttachmentState, fetched_there| AttachmentState {
            received_unix_ms: Some(1),
            fetched_there,
            ..of
        };
        let fetched = |of: AttachmentState| AttachmentState {
            fetched_unix_ms: Some(1),
            ..of
        };
        let no_room = |of: AttachmentState| AttachmentState {
            no_room: true,
            ..of
        };
        for (of, word) in [
            (state(true, 3, 0), "uploading"),
            (state(true, 1, 2), "uploading"),
            (state(true, 0, 0), "at-own-node"),
            (state(true, 0, 1), "crossing"),
            (state(true, 0, 3), "crossing"),
            (received(state(true, 0, 3), false), "received"),
            (received(state(true, 0, 3), true), "fetched"),
            (fetched(state(true, 0, 0)), "at-own-node"),
            (state(false, 3, 0), "crossing"),
            (state(false, 1, 3), "crossing"),
            (state(false, 0, 3), "here"),
            (fetched(state(false, 0, 3)), "fetched"),
            (no_room(state(false, 3, 3)), "no-room"),
        ] {
            assert_eq!(word_of(&of), word, "{of:?}");
        }
    }

    #[test]
    fn a_media_type_has_no_odd_characters() {
        assert_eq!(safe_type("image/svg+xml"), "image/svg+xml");
        assert_eq!(safe_type("a/b\u{1b}[2J;\n"), "a/b2J");
    }
}
