//! The record of a contact: what becomes of a note that note-takers wrote, merged, had reviewed and approved.
//!
//! Who did what to a note, until when it is kept and who opened it stand open in the internal log, so that
//! the security officer and the archivist follow it without reading a word. What is opened here is what a
//! device said that it opens: the absence of such a line proves nothing.

use identity::{DeviceId, PersonId};
use minicbor::{Decode, Encode};

use crate::{
    InternalKind, InternalRecord, LIST_MAX, RecordId, SubjectId, TEXT_BYTES_MAX, terms::numbered,
};

/// An interpreter's review of a note; sealed to the leadership.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct NoteReview {
    /// Empty: nothing to remark.
    #[n(0)]
    pub remarks: String,
}

/// Persons who are to have a note, besides those whom it names itself; sealed to the leadership.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct NoteDistribution {
    #[n(0)]
    pub persons: Vec<PersonId>,
}

/// The open part of a line of the access log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Opening {
    /// The person is its author or on its distribution list.
    #[n(0)]
    pub listed: bool,
}

numbered!(
    /// Where a note stands on its way to the record.
    NoteState {
        Draft = 0 "draft",
        /// An interpreter looked through it.
        Reviewed = 1 "reviewed",
        /// Somebody else than its author approved it: the record of contact.
        Approved = 2 "approved",
        /// A later one took its place.
        Replaced = 3 "replaced",
    }
);

/// Longest open part of an opening in bytes.
const OPENING_BYTES_MAX: usize = 16;

impl NoteReview {
    pub fn fits(&self) -> bool {
        self.remarks.len() <= TEXT_BYTES_MAX
    }
}

impl NoteDistribution {
    pub fn fits(&self) -> bool {
        (1..=LIST_MAX).contains(&self.persons.len())
    }
}

impl Opening {
    /// What the header of an opening says openly.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        identity::decode_canonical("opening", bytes, OPENING_BYTES_MAX).ok()
    }
}

/// Somebody did something to a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoteAct {
    pub record: RecordId,
    pub person: PersonId,
    pub device: DeviceId,
    /// By its author's clock.
    pub at_unix_ms: i64,
}

/// One line of the access log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoteOpened {
    pub act: NoteAct,
    pub listed: bool,
}

/// A note with all that was done to it. The order of the log shows only in the order of the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordOfContact {
    pub note: RecordId,
    pub about: SubjectId,
    pub written: NoteAct,
    /// Notes that this one merges or replaces.
    pub instead_of: Vec<RecordId>,
    pub state: NoteState,
    pub reviews: Vec<NoteAct>,
    pub approved: Option<NoteAct>,
    pub distributed: Vec<NoteAct>,
    pub openings: Vec<NoteOpened>,
    /// The latest moment until which anybody said that it is kept; it can be put off, never brought forward.
    pub keep_until_unix_ms: Option<i64>,
}

impl RecordOfContact {
    /// Whether the time until which it is kept has passed. Nothing is deleted by that: somebody has to look.
    pub fn is_due_for_review(&self, now_unix_ms: i64) -> bool {
        self.keep_until_unix_ms
            .is_some_and(|until| now_unix_ms >= until)
    }

    /// What became of a note, among the internal records of a side; `None` where there is no such note.
    pub fn of(records: &[InternalRecord], note: RecordId) -> Option<Self> {
        let written = records
            .iter()
            .find(|record| record.id() == note && record.kind() == Some(InternalKind::Note))?;
        let author = written.header().person;
        let named = |kind: InternalKind| {
            records
                .iter()
                .filter(move |record| {
                    record.kind() == Some(kind) && record.header().names == Some(note)
                })
                .map(|record| (act_of(record), record))
        };
        let acts = |kind| named(kind).map(|(act, _)| act).collect::<Vec<_>>();
        let by_others = |act: &NoteAct| act.person != author;
        let reviews: Vec<_> = acts(InternalKind::ReviewNote)
            .into_iter()
            .filter(by_others)
            .collect();
        let approved = acts(InternalKind::ApproveNote).into_iter().find(by_others);
        let is_replaced = records.iter().any(|record| {
            record.kind() == Some(InternalKind::Note) && record.header().after.contains(&note)
        });
        let state = match (is_replaced, &approved, reviews.is_empty()) {
            (true, _, _) => NoteState::Replaced,
            (false, Some(_), _) => NoteState::Approved,
            (false, None, false) => NoteState::Reviewed,
            (false, None, true) => NoteState::Draft,
        };
        let openings = named(InternalKind::OpenNote).map(|(act, record)| NoteOpened {
            act,
            listed: Opening::read(&record.header().open).is_some_and(|opening| opening.listed),
        });
        let retained = named(InternalKind::RetainNote)
            .filter_map(|(_, record)| record.header().expires_unix_ms);
        Some(Self {
            note,
            about: written.header().subject,
            written: act_of(written),
            instead_of: written.header().after.clone(),
            state,
            reviews,
            approved,
            distributed: acts(InternalKind::DistributeNote),
            openings: openings.collect(),
            keep_until_unix_ms: retained.chain(written.header().expires_unix_ms).max(),
        })
    }

    /// All notes with what became of them, in the order of the log.
    pub fn all(records: &[InternalRecord]) -> Vec<Self> {
        records
            .iter()
            .filter(|record| record.kind() == Some(InternalKind::Note))
            .filter_map(|record| Self::of(records, record.id()))
            .collect()
    }
}

fn act_of(record: &InternalRecord) -> NoteAct {
    let header = record.header();
    NoteAct {
        record: record.id(),
        person: header.person,
        device: header.device,
        at_unix_ms: header.at_unix_ms,
    }
}

#[cfg(test)]
#[path = "procedure_tests/records_of_contact.rs"]
mod tests;
