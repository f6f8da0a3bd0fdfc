//! Soundings and non-papers: handed to the other node while the line is up, kept there until they
//! expire, and nowhere here.
//!
//! What is sent is in no log and no table of the sender. A device asks until the other node answered;
//! the same bytes again do nothing new.

use domain::{Unrecorded, UnrecordedId};
use identity::DeviceId;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use storage::{Batch, Table};
use wire::{UnrecordedAnswer, UnrecordedFrame, UnrecordedSent};

use super::{AppError, ErrorCode, NodeCore, Now};

/// Soundings and non-papers of the other side that a node keeps.
pub const UNRECORDED_KEPT_MAX: usize = 64;
/// Of those sent, how many a node remembers the other's answer of.
pub const UNRECORDED_SENT_MAX: usize = 64;
/// How long it remembers it.
pub const UNRECORDED_SENT_FOR: Duration = Duration::from_secs(60);

/// Answers of the other node, in memory alone.
#[derive(Debug, Default)]
pub(super) struct Sent(BTreeMap<UnrecordedId, (Instant, Option<UnrecordedAnswer>)>);

impl Sent {
    fn forget_old(&mut self, now: Instant) {
        self.0
            .retain(|_, (at, _)| now.saturating_duration_since(*at) < UNRECORDED_SENT_FOR);
    }

    fn answered(&mut self, id: UnrecordedId, answer: UnrecordedAnswer) {
        if let Some((_, known)) = self.0.get_mut(&id) {
            *known = Some(answer);
        }
    }

    /// What was on its way when the line went down may not have arrived: it is sent anew when asked for.
    pub fn line_down(&mut self) {
        self.0.retain(|_, (_, answer)| answer.is_some());
    }
}

impl NodeCore {
    /// Hands a device's sounding or non-paper to the other node, and tells what that node did with it.
    pub fn post_unrecorded(
        &mut self,
        now: Now,
        device: DeviceId,
        bytes: &[u8],
    ) -> Result<UnrecordedSent, AppError> {
        self.quota.take(now.instant, device)?;
        let text = Unrecorded::from_bytes(bytes).map_err(|error| AppError::malformed(&error))?;
        text.check_lifetime(now.unix_ms)
            .map_err(|error| AppError::malformed(&error))?;
        self.sent.forget_old(now.instant);
        if let Some((_, answer)) = self.sent.0.get(&text.id) {
            return Ok(UnrecordedSent { answer: *answer });
        }
        if !self.line_status().up {
            return Err(AppError::new(
                ErrorCode::LineDown,
                "the line is down, and what leaves no record isn't kept for later; send it when the line is up",
            ));
        }
        if self.sent.0.len() >= UNRECORDED_SENT_MAX {
            return Err(AppError {
                retry_after_s: Some(UNRECORDED_SENT_FOR.as_secs() as u32),
                ..AppError::new(
                    ErrorCode::TooMany,
                    "too many soundings and non-papers were sent just now; wait a minute",
                )
            });
        }
        self.sent.0.insert(text.id, (now.instant, None));
        let frame = UnrecordedFrame::Text(text).to_bytes();
        self.link.send_unrecorded(now, frame);
        self.settle(now);
        Ok(UnrecordedSent { answer: None })
    }

    /// A frame of the other node.
    pub(super) fn unrecorded_frame(&mut self, now: Now, bytes: &[u8]) -> Result<(), AppError> {
        match UnrecordedFrame::from_bytes(bytes) {
            Ok(UnrecordedFrame::Text(text)) => {
                let id = text.id;
                let answer = self.keep_unrecorded(now, &text)?;
                let frame = UnrecordedFrame::Answer { id, answer }.to_bytes();
                self.link.send_unrecorded(now, frame);
            }
            Ok(UnrecordedFrame::Answer { id, answer }) => self.sent.answered(id, answer),
            Err(error) => {
                tracing::warn!(%error, "not understood: something unrecorded of the other node")
            }
        }
        Ok(())
    }

    fn keep_unrecorded(
        &mut self,
        now: Now,
        text: &Unrecorded,
    ) -> Result<UnrecordedAnswer, AppError> {
        if text.check_lifetime(now.unix_ms).is_err() {
            return Ok(UnrecordedAnswer::Expired);
        }
        let kept = self.unrecorded(now)?;
        if kept.iter().any(|one| one.id == text.id) {
            return Ok(UnrecordedAnswer::Taken);
        }
        if kept.len() >= UNRECORDED_KEPT_MAX {
            return Ok(UnrecordedAnswer::Full);
        }
        let batch = Batch::new().put(Table::Unrecorded, text.id.0, text.to_bytes());
        self.store.commit(&batch)?;
        Ok(UnrecordedAnswer::Taken)
    }

    /// What the other side sent and hasn't expired. What has is gone after this.
    pub fn unrecorded(&mut self, now: Now) -> Result<Vec<Unrecorded>, AppError> {
        let (mut kept, mut gone) = (Vec::new(), Batch::new());
        for (key, bytes) in self
            .store
            .scan(Table::Unrecorded, b"", UNRECORDED_KEPT_MAX)?
        {
            match Unrecorded::from_bytes(&bytes) {
                Ok(text) if text.expires_unix_ms > now.unix_ms => kept.push(text),
                _ => gone = gone.delete(Table::Unrecorded, key),
            }
        }
        if !gone.is_empty() {
            self.store.commit(&gone)?;
        }
        Ok(kept)
    }

    /// Forgets one before it expires.
    pub fn forget_unrecorded(&mut self, now: Now, id: UnrecordedId) -> Result<(), AppError> {
        if !self.unrecorded(now)?.iter().any(|one| one.id == id) {
            return Err(AppError::new(
                ErrorCode::NotFound,
                "there is no such sounding or non-paper here, or it expired",
            ));
        }
        let batch = Batch::new().delete(Table::Unrecorded, id.0);
        self.store.commit(&batch)?;
        self.settle(now);
        Ok(())
    }
}

#[cfg(test)]
#[path = "unrecorded_tests.rs"]
mod tests;
