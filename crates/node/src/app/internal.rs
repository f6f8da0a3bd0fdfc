//! Records that never leave this side: a log of their own that the line has no code to send.

use domain::{InternalKind, InternalRecord, RecordId, decide};
use identity::DeviceId;
use storage::{Batch, Log, Table};

use super::{AppError, ErrorCode, NodeCore, Now};

/// Internal records in one answer.
pub const INTERNAL_PAGE_MAX: usize = 256;

impl NodeCore {
    /// Takes an internal record of the device that signed it; the same again gets the same answer.
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
        decide(member.accreditation.roles, kind.action(), None)?;
        if let Some(seq) = self.internal_seq(record.id())? {
            return Ok(seq);
        }
        let mut shifts = None;
        match kind {
            InternalKind::Draft => self.check_draft(&record)?,
            InternalKind::Approve => drop(self.read_approval(&record)?),
            // What is sealed there is for its readers to judge.
            InternalKind::Promise
            | InternalKind::Release
            | InternalKind::Consult
            | InternalKind::Assign
            | InternalKind::Line
            | InternalKind::Note
            | InternalKind::Report
            | InternalKind::Coalition
            | InternalKind::MessageDraft
            | InternalKind::Mandate
            | InternalKind::Card
            | InternalKind::ReviewCard
            | InternalKind::ApproveCard
            | InternalKind::Clear => {}
            InternalKind::MessageApprove => self.check_message_approval(&record)?,
            InternalKind::Shifts => shifts = Some(self.read_shifts(&record)?),
            InternalKind::ReviewNote
            | InternalKind::ApproveNote
            | InternalKind::RetainNote
            | InternalKind::OpenNote
            | InternalKind::DistributeNote => self.check_about_note(kind, &record)?,
        }
        let seq = self.store.len(Log::Internal)? + 1;
        let batch = Batch::new().append(Log::Internal, seq, bytes).put(
            Table::Press,
            internal_key(record.id()),
            seq.to_be_bytes().to_vec(),
        );
        let batch = match shifts {
            Some(list) => self.with_shifts(batch, &record, list, seq),
            None => batch,
        };
        self.store.commit(&batch)?;
        self.sounded(|core| core.watch_alarms(now));
        self.settle(now);
        Ok(seq)
    }

    /// What is said of a note names one of this log; nobody approves an own one.
    fn check_about_note(
        &self,
        kind: InternalKind,
        record: &InternalRecord,
    ) -> Result<(), AppError> {
        let header = record.header();
        let named = match header.names {
            Some(id) => self.internal_record(id)?,
            None => None,
        };
        let note = named.filter(|note| {
            note.kind() == Some(InternalKind::Note) && note.header().subject == header.subject
        });
        let note = note.ok_or_else(|| {
            AppError::new(ErrorCode::NotFound, "it names no note of this side's log")
        })?;
        let by_another = matches!(kind, InternalKind::ReviewNote | InternalKind::ApproveNote);
        if by_another && note.header().person == header.person {
            return Err(AppError::new(
                ErrorCode::RoleMissing,
                "whoever wrote a note neither reviews nor approves it",
            ));
        }
        Ok(())
    }

    pub fn internal_page(&self, after: u64) -> Result<Vec<Vec<u8>>, AppError> {
        let entries =
            self.store
                .entries(Log::Internal, after.saturating_add(1), INTERNAL_PAGE_MAX)?;
        Ok(entries.into_iter().map(|(_, bytes)| bytes).collect())
    }

    pub(super) fn internal_record(&self, id: RecordId) -> Result<Option<InternalRecord>, AppError> {
        let Some(seq) = self.internal_seq(id)? else {
            return Ok(None);
        };
        let entries = self.store.entries(Log::Internal, seq, 1)?;
        Ok(entries
            .first()
            .and_then(|(_, bytes)| InternalRecord::decode(bytes).ok()))
    }

    /// Where the record stands in the internal log.
    fn internal_seq(&self, id: RecordId) -> Result<Option<u64>, AppError> {
        let seq = self.store.get(Table::Press, &internal_key(id))?;
        Ok(seq
            .and_then(|bytes| bytes.try_into().ok())
            .map(u64::from_be_bytes))
    }
}

/// The index of the internal log by id.
fn internal_key(id: RecordId) -> Vec<u8> {
    [b"internal:", &id.0[..]].concat()
}
