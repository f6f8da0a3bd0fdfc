//! The record of a contact: notes written, merged, reviewed, approved, kept, and opened with a line in the
//! access log.

use domain::{
    Header, InternalKind, InternalRecord, NoteDistribution, NoteOfContact, NoteReview, NoteState,
    Opening, RecordId, RecordOfContact, Rejection, SubjectId,
};
use identity::{PersonId, encode_canonical};
use std::collections::BTreeSet;

use crate::{Desk, DeskError, OpenError, subjects::words};

/// A note's words, with who is to have them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedNote {
    pub note: NoteOfContact,
    /// Those whom the note names and those added since.
    pub distribution: BTreeSet<PersonId>,
    /// What interpreters remarked, in the order of the log.
    pub reviews: Vec<(PersonId, String)>,
    /// Whether this device's person is its author or on the list.
    pub listed: bool,
}

/// What is said about a note: nothing but that, unless more is set.
#[derive(Default)]
struct Said {
    open: Vec<u8>,
    words: Option<Vec<u8>>,
    expires_unix_ms: Option<i64>,
}

impl Desk {
    /// Writes our side's note of a contact; one that follows several merges them. `keep_until_unix_ms`
    /// stands open: whoever keeps the files looks at it without reading them.
    pub fn write_note(
        &self,
        about: SubjectId,
        note: &NoteOfContact,
        after: Vec<RecordId>,
        keep_until_unix_ms: Option<i64>,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let kind = InternalKind::Note;
        self.may_keep(kind, now_unix_ms)?;
        let words = words(note, note.fits())?;
        for id in &after {
            self.record_of_contact(*id)?;
        }
        let header = Header {
            after,
            expires_unix_ms: keep_until_unix_ms,
            ..self.header(kind.number(), about, now_unix_ms)
        };
        self.sign_internal(kind, header, Some(words))
    }

    /// What became of a note.
    pub fn record_of_contact(&self, note: RecordId) -> Result<RecordOfContact, DeskError> {
        RecordOfContact::of(&self.internal, note).ok_or(DeskError::Open(OpenError::NoRecord))
    }

    /// All notes, in the order of the log.
    pub fn records_of_contact(&self) -> Vec<RecordOfContact> {
        RecordOfContact::all(&self.internal)
    }

    /// An interpreter looked through a note; empty remarks say that there are none.
    pub fn review_note(
        &self,
        note: RecordId,
        remarks: &str,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let record = self.standing_note(InternalKind::ReviewNote, note, now_unix_ms)?;
        self.refuse_author(&record)?;
        let review = NoteReview {
            remarks: remarks.to_owned(),
        };
        let words = Some(words(&review, review.fits())?);
        let said = Said {
            words,
            ..Said::default()
        };
        self.say_of_note(InternalKind::ReviewNote, &record, said, now_unix_ms)
    }

    /// Approves a note, which makes it the record; whoever wrote it can't.
    pub fn approve_note(
        &self,
        note: RecordId,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let record = self.standing_note(InternalKind::ApproveNote, note, now_unix_ms)?;
        self.refuse_author(&record)?;
        // Nobody approves what isn't readable here.
        self.note_words(note)?;
        Self::is_done(record.approved.is_some())?;
        let kind = InternalKind::ApproveNote;
        self.say_of_note(kind, &record, Said::default(), now_unix_ms)
    }

    /// Keeps a note until then; sooner than said already changes nothing.
    pub fn retain_note(
        &self,
        note: RecordId,
        until_unix_ms: i64,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let kind = InternalKind::RetainNote;
        self.may_keep(kind, now_unix_ms)?;
        let record = self.record_of_contact(note)?;
        let is_kept = record
            .keep_until_unix_ms
            .is_some_and(|kept| kept >= until_unix_ms);
        Self::is_done(is_kept)?;
        let said = Said {
            expires_unix_ms: Some(until_unix_ms),
            ..Said::default()
        };
        self.say_of_note(kind, &record, said, now_unix_ms)
    }

    /// Adds persons to the distribution list.
    pub fn distribute_note(
        &self,
        note: RecordId,
        persons: Vec<PersonId>,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let kind = InternalKind::DistributeNote;
        let record = self.standing_note(kind, note, now_unix_ms)?;
        let list = NoteDistribution { persons };
        let words = Some(words(&list, list.fits())?);
        let said = Said {
            words,
            ..Said::default()
        };
        self.say_of_note(kind, &record, said, now_unix_ms)
    }

    /// Opens a note: its words, and the line of the access log that is to be kept before they are shown.
    /// `off_list`: also where this person isn't on its distribution list, which the line then says.
    pub fn open_note(
        &self,
        note: RecordId,
        off_list: bool,
        now_unix_ms: i64,
    ) -> Result<(OpenedNote, InternalRecord), DeskError> {
        let kind = InternalKind::OpenNote;
        self.may_keep(kind, now_unix_ms)?;
        let record = self.record_of_contact(note)?;
        let opened = self.opened_note(&record)?;
        if !opened.listed && !off_list {
            return Err(DeskError::NotListed);
        }
        let opening = Opening {
            listed: opened.listed,
        };
        let said = Said {
            open: encode_canonical(&opening),
            ..Said::default()
        };
        let line = self.say_of_note(kind, &record, said, now_unix_ms)?;
        Ok((opened, line))
    }

    /// The words of a note, without a line in the log: for who has one already, and for the archive.
    pub fn opened_note(&self, record: &RecordOfContact) -> Result<OpenedNote, DeskError> {
        let note = self.note_words(record.note)?;
        let mut distribution: BTreeSet<PersonId> = note.distribution.iter().copied().collect();
        for act in &record.distributed {
            let list: NoteDistribution = self.internal_words(self.internal_record(act.record)?)?;
            distribution.extend(list.persons);
        }
        let mut reviews = Vec::new();
        for act in &record.reviews {
            let review: NoteReview = self.internal_words(self.internal_record(act.record)?)?;
            reviews.push((act.person, review.remarks));
        }
        let me = self.keys.person;
        let listed = record.written.person == me || distribution.contains(&me);
        Ok(OpenedNote {
            note,
            distribution,
            reviews,
            listed,
        })
    }

    fn note_words(&self, note: RecordId) -> Result<NoteOfContact, DeskError> {
        Ok(self.internal_words(self.internal_record(note)?)?)
    }

    fn internal_record(&self, id: RecordId) -> Result<&InternalRecord, OpenError> {
        let mut all = self.internal.iter();
        all.find(|record| record.id() == id)
            .ok_or(OpenError::NoRecord)
    }

    /// A note that nothing took the place of, where this person may do that to it.
    fn standing_note(
        &self,
        kind: InternalKind,
        note: RecordId,
        now_unix_ms: i64,
    ) -> Result<RecordOfContact, DeskError> {
        self.may_keep(kind, now_unix_ms)?;
        let record = self.record_of_contact(note)?;
        Self::is_done(record.state == NoteState::Replaced)?;
        Ok(record)
    }

    fn refuse_author(&self, record: &RecordOfContact) -> Result<(), DeskError> {
        if record.written.person == self.keys.person {
            return Err(DeskError::Rejected(Rejection::Role));
        }
        Ok(())
    }

    fn say_of_note(
        &self,
        kind: InternalKind,
        record: &RecordOfContact,
        said: Said,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let header = Header {
            after: Vec::new(),
            names: Some(record.note),
            open: said.open,
            expires_unix_ms: said.expires_unix_ms,
            ..self.header(kind.number(), record.about, now_unix_ms)
        };
        self.sign_internal(kind, header, said.words)
    }
}
