//! Pictures of a browser's camera on their way out, and those of others on their way in. A frame that
//! can't go leaves a gap, and after a gap only a whole picture goes on: nothing is shown rather than ruins.

use client::call::MediaKeys;
use e2ee::video::{OpenedVideo, Sequence, is_key_frame};
use serde::Serialize;
use std::collections::BTreeMap;

#[cfg(not(target_arch = "wasm32"))]
use std::time::Instant;
#[cfg(target_arch = "wasm32")]
use web_time::Instant;

use crate::call::refusal_code;

/// What became of pictures, for the report and for tests.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PictureCounts {
    pub sealed: u64,
    /// Not sent: it needs one that wasn't sent either, or it is no picture that others would show.
    pub unsent: u64,
    /// Not sent: there was no key that all attest.
    pub silent: u64,
    pub opened: u64,
    /// Not shown: it needs one that didn't come or didn't open.
    pub gaps: u64,
    /// Not shown, by reason.
    pub refused: BTreeMap<&'static str, u64>,
}

#[derive(Default)]
pub(crate) struct Pictures {
    next: u32,
    /// The one before went out, so one that needs it may follow.
    is_going: bool,
    lines: BTreeMap<u32, Sequence>,
    counts: PictureCounts,
}

impl Pictures {
    pub fn seal(&mut self, keys: &MediaKeys, frame: &[u8]) -> Option<Vec<u8>> {
        let may_go = is_key_frame(frame).is_some_and(|is_key| is_key || self.is_going);
        if !may_go {
            self.is_going = false;
            self.counts.unsent += 1;
            return None;
        }
        let sealed = keys.protect_video(self.next, frame);
        self.is_going = sealed.is_some();
        match &sealed {
            Some(_) => {
                self.next = self.next.wrapping_add(1);
                self.counts.sealed += 1;
            }
            None => self.counts.silent += 1,
        }
        sealed
    }

    pub fn open(
        &mut self,
        keys: &MediaKeys,
        (line, payload): (u32, &[u8]),
        now: Instant,
    ) -> Option<OpenedVideo> {
        let sequence = self.lines.entry(line).or_default();
        match keys.open_video(now, payload) {
            Ok(opened) if sequence.takes(&opened) => {
                self.counts.opened += 1;
                Some(opened)
            }
            Ok(_) => {
                self.counts.gaps += 1;
                None
            }
            Err(refusal) => {
                sequence.broken();
                let count = self.counts.refused.entry(refusal_code(refusal));
                *count.or_default() += 1;
                None
            }
        }
    }

    pub fn counts(&self) -> &PictureCounts {
        &self.counts
    }
}
