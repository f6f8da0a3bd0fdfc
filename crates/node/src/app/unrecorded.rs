//! Soundings and non-papers: handed to the other node while the line is up, kept there until they
//! expire, and nowhere here.
//!
//! What is sent is in no log and no table of the sender. A device asks until the other node answered;
//! the same bytes again do nothing new.

use domain::{UNRECORDED_BYTES_MAX, Unrecorded, UnrecordedId};
use identity::DeviceId;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use storage::{Batch, StoreError, Table};
use wire::{UnrecordedAnswer, UnrecordedFrame, UnrecordedSent};

use super::{AppError, ErrorCode, NodeCore, Now, expiry::LOOK_EVERY};

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

/// When each that is kept here expires. Its bytes are in the store alone.
#[derive(Debug, Default)]
pub(super) struct Kept {
    expires_unix_ms: BTreeMap<UnrecordedId, i64>,
    /// When the first of them does.
    next_at: Option<Instant>,
    /// The process just began: the clock wasn't looked at yet.
    is_fresh: bool,
}

impl Kept {
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.next_at
    }

    /// Notes when the first expires.
    fn watch(&mut self, now: Now) {
        let first = self.expires_unix_ms.values().min();
        self.next_at = first.map(|expires_unix_ms| {
            let left_ms = u64::try_from(expires_unix_ms.saturating_sub(now.unix_ms)).unwrap_or(0);
            // Somebody may set the clock.
            now.instant + Duration::from_millis(left_ms).min(LOOK_EVERY)
        });
    }

    fn expired(&self, now: Now) -> Vec<UnrecordedId> {
        let kept = self.expires_unix_ms.iter();
        let expired = kept.filter(|(_, expires)| **expires <= now.unix_ms);
        expired.map(|(id, _)| *id).collect()
    }
}

impl NodeCore {
    /// What the process before this one kept.
    pub(super) fn begin_kept(&mut self) -> Result<(), StoreError> {
        let mut unreadable = Batch::new();
        for (key, bytes) in self
            .store
            .scan(Table::Unrecorded, b"", UNRECORDED_KEPT_MAX)?
        {
            match (key.as_slice().try_into(), Unrecorded::from_bytes(&bytes)) {
                (Ok(id), Ok(text)) => {
                    let kept = &mut self.kept.expires_unix_ms;
                    kept.insert(UnrecordedId(id), text.expires_unix_ms);
                }
                // Nobody could ever read it, and it would never expire.
                _ => unreadable = unreadable.delete(Table::Unrecorded, key),
            }
        }
        self.kept.is_fresh = true;
        if unreadable.is_empty() {
            return Ok(());
        }
        self.store.commit(&unreadable)
    }

    /// Takes away what has expired, whether anybody looks or not.
    pub(super) fn forget_expired(&mut self, now: Now) -> Result<(), StoreError> {
        let due = self.kept.next_at.is_some_and(|at| at <= now.instant);
        if !due && !self.kept.is_fresh {
            return Ok(());
        }
        self.kept.is_fresh = false;
        self.forget(&self.kept.expired(now))?;
        self.kept.watch(now);
        Ok(())
    }

    fn forget(&mut self, ids: &[UnrecordedId]) -> Result<(), StoreError> {
        if ids.is_empty() {
            return Ok(());
        }
        let gone = ids.iter().fold(Batch::new(), |batch, id| {
            batch.delete(Table::Unrecorded, id.0)
        });
        self.store.commit(&gone)?;
        for id in ids {
            self.kept.expires_unix_ms.remove(id);
        }
        Ok(())
    }

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
            // A frame has more room than a text may take: what is longer couldn't be read again.
            Ok(UnrecordedFrame::Text(text)) if text.to_bytes().len() > UNRECORDED_BYTES_MAX => {
                tracing::warn!("too long: something unrecorded of the other node");
            }
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
        self.forget(&self.kept.expired(now))?;
        let kept = &self.kept.expires_unix_ms;
        if kept.contains_key(&text.id) {
            return Ok(UnrecordedAnswer::Taken);
        }
        if kept.len() >= UNRECORDED_KEPT_MAX {
            return Ok(UnrecordedAnswer::Full);
        }
        let batch = Batch::new().put(Table::Unrecorded, text.id.0, text.to_bytes());
        self.store.commit(&batch)?;
        let expires_unix_ms = text.expires_unix_ms;
        self.kept.expires_unix_ms.insert(text.id, expires_unix_ms);
        self.kept.watch(now);
        Ok(UnrecordedAnswer::Taken)
    }

    /// What the other side sent and hasn't expired. What has is gone after this.
    pub fn unrecorded(&mut self, now: Now) -> Result<Vec<Unrecorded>, AppError> {
        self.forget(&self.kept.expired(now))?;
        let mut kept = Vec::new();
        for id in self.kept.expires_unix_ms.keys() {
            let bytes = self.store.get(Table::Unrecorded, &id.0)?;
            kept.extend(bytes.and_then(|bytes| Unrecorded::from_bytes(&bytes).ok()));
        }
        Ok(kept)
    }

    /// Forgets one before it expires.
    pub fn forget_unrecorded(&mut self, now: Now, id: UnrecordedId) -> Result<(), AppError> {
        self.forget(&self.kept.expired(now))?;
        if !self.kept.expires_unix_ms.contains_key(&id) {
            return Err(AppError::new(
                ErrorCode::NotFound,
                "there is no such sounding or non-paper here, or it expired",
            ));
        }
        self.forget(&[id])?;
        self.settle(now);
        Ok(())
    }
}

#[cfg(test)]
#[path = "unrecorded_tests.rs"]
mod tests;
