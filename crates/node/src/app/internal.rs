//! Records that never leave this side: a log of their own that the line has no code to send.

use domain::{InternalKind, InternalRecord, decide};
use identity::DeviceId;
use storage::{Batch, Log};

use super::{AppError, ErrorCode, NodeCore, Now};

/// Internal records in one answer.
pub const INTERNAL_PAGE_MAX: usize = 256;

impl NodeCore {
    /// Takes an internal record from the device that signed it; the same record again gets the same
    /// answer.
    pub fn post_internal(
        &mut self,
        now: Now,
        device: DeviceId,
        bytes: &[u8],
    ) -> Result<u64, AppError> {
        self.quota.take(now.instant, device)?;
        let record = InternalRecord::decode(bytes).map_err(|error| AppError::malformed(&error))?;
        let member = self
            .view
            .people(self.own)
            .and_then(|people| people.standing(device, now.unix_ms))
            .filter(|member| {
                record.header().device == device
                    && record.header().person == member.accreditation.person
            })
            .ok_or_else(|| {
                AppError::new(
                    ErrorCode::NotAccredited,
                    "a device posts its own records only",
                )
            })?;
        record
            .verify(&member.accreditation.device_key)
            .map_err(|error| AppError::new(ErrorCode::BadSignature, error.to_string()))?;
        let kind = record.kind().ok_or_else(|| {
            AppError::new(
                ErrorCode::Malformed,
                "a kind of internal record that this node doesn't know",
            )
        })?;
        let action = match kind {
            InternalKind::Draft | InternalKind::Promise => domain::Action::DraftRelease,
            InternalKind::Approve => domain::Action::ApproveRelease,
            InternalKind::Release => domain::Action::Release,
        };
        decide(member.accreditation.roles, action, None)?;
        if let Some(seq) = self.internal_seq(record.id())? {
            return Ok(seq);
        }
        let seq = self.store.len(Log::Internal)? + 1;
        self.store
            .commit(&Batch::new().append(Log::Internal, seq, bytes))?;
        self.settle(now);
        Ok(seq)
    }

    pub fn internal_page(&self, after: u64) -> Result<Vec<Vec<u8>>, AppError> {
        let entries = self
            .store
            .entries(Log::Internal, after + 1, INTERNAL_PAGE_MAX)?;
        Ok(entries.into_iter().map(|(_, bytes)| bytes).collect())
    }

    pub(super) fn internal_record(
        &self,
        id: domain::RecordId,
    ) -> Result<Option<InternalRecord>, AppError> {
        Ok(self.find_internal(id)?.map(|(_, record)| record))
    }

    fn internal_seq(&self, id: domain::RecordId) -> Result<Option<u64>, AppError> {
        Ok(self.find_internal(id)?.map(|(seq, _)| seq))
    }

    fn find_internal(
        &self,
        id: domain::RecordId,
    ) -> Result<Option<(u64, InternalRecord)>, AppError> {
        let mut after = 0;
        loop {
            let entries = self
                .store
                .entries(Log::Internal, after + 1, INTERNAL_PAGE_MAX)?;
            let Some((last, _)) = entries.last() else {
                return Ok(None);
            };
            after = *last;
            let found = entries
                .iter()
                .filter_map(|(seq, bytes)| Some((*seq, InternalRecord::decode(bytes).ok()?)))
                .find(|(_, record)| record.id() == id);
            if found.is_some() {
                return Ok(found);
            }
        }
    }
}
