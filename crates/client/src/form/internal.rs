//! What a side keeps for itself: consultations, tasks, lines to take, mandates, cards, notes of contacts.

use domain::{
    Consultation, ConsultationState, InternalKind, InternalRecord, NoteOfContact, Noun, RecordId,
    SubjectId, Task, TaskState,
};
use identity::PersonId;
use serde::Deserialize;
use std::collections::BTreeSet;

use super::{FormError, When, Word, message::own_person, subject_of};
use crate::{Desk, OpenedNote};

/// A meeting within the own side.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct ConsultationForm {
    /// Who meets.
    pub body: String,
    pub state: Word<ConsultationState>,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub text: String,
    pub at: Option<When>,
}

impl ConsultationForm {
    pub fn made(&self) -> Result<Consultation, FormError> {
        let at = self.at.as_ref().map(|at| at.unix_ms("at")).transpose()?;
        Ok(Consultation {
            body: self.body.clone(),
            state: self.state.0,
            text: self.text.clone(),
            at_unix_ms: at,
        })
    }
}

/// What somebody of the own side has to do.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct TaskForm {
    pub owner: Word<PersonId>,
    pub text: String,
    pub due: Option<When>,
}

impl TaskForm {
    pub fn made(&self, desk: &Desk) -> Result<Task, FormError> {
        let due = self.due.as_ref().map(|due| due.unix_ms("due"));
        Ok(Task {
            text: self.text.clone(),
            owner: own_person(desk, self.owner.0)?,
            state: TaskState::Open,
            due_unix_ms: due.transpose()?,
        })
    }
}

impl Desk {
    /// The same task in another state, in the place of the one that stands.
    pub fn settle_task(
        &self,
        task: RecordId,
        state: TaskState,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, FormError> {
        let standing = self.standing_internal::<Task>(InternalKind::Assign);
        let found = standing.into_iter().find(|(record, _)| record.id() == task);
        let (record, standing) = found.ok_or(FormError::Replaced)?;
        if standing.state == state {
            return Err(FormError::TaskIs(state));
        }
        let newer = Task { state, ..standing };
        let about = record.header().subject;
        Ok(self.assign(about, &newer, vec![task], now_unix_ms)?)
    }
}

/// The own side's note of a contact.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct NoteForm {
    pub text: String,
    /// In the side's own words.
    pub classification: String,
    /// Who is to have it.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub distribution: Vec<Word<PersonId>>,
    pub keep_until: Option<When>,
}

/// A note to be written.
#[derive(Debug, Clone)]
pub struct NewNote {
    pub note: NoteOfContact,
    pub keep_until_unix_ms: Option<i64>,
}

impl NoteForm {
    pub fn made(&self) -> Result<NewNote, FormError> {
        let keep = self.keep_until.as_ref();
        let keep = keep.map(|until| until.unix_ms("keep-until"));
        Ok(NewNote {
            keep_until_unix_ms: keep.transpose()?,
            note: NoteOfContact {
                text: self.text.clone(),
                classification: self.classification.clone(),
                distribution: self.distribution.iter().map(|word| word.0).collect(),
            },
        })
    }
}

/// What a note is of: a contact or a round.
pub fn note_about(desk: &Desk, about: SubjectId) -> Result<SubjectId, FormError> {
    subject_of(desk, &[Noun::Contact, Noun::Round], about)
}

/// One note in the place of several, of which all are opened: whoever had one of them has it, and it is
/// kept as long as the longest kept.
pub fn merged(
    desk: &Desk,
    ids: &[RecordId],
    opened: Vec<OpenedNote>,
    text: String,
    classification: Option<String>,
) -> Result<(SubjectId, NewNote), FormError> {
    let mut about = BTreeSet::new();
    let mut classifications = BTreeSet::new();
    let mut distribution = BTreeSet::new();
    let mut keep_until_unix_ms = None;
    for (id, opened) in ids.iter().zip(opened) {
        let record = desk.record_of_contact(*id)?;
        about.insert(record.about);
        keep_until_unix_ms = keep_until_unix_ms.max(record.keep_until_unix_ms);
        classifications.insert(opened.note.classification);
        distribution.extend(opened.distribution);
    }
    let (Some(about), 1) = (about.first().copied(), about.len()) else {
        return Err(FormError::DifferentContacts);
    };
    let classification = match (classification, classifications.first()) {
        (Some(word), _) => word,
        (None, Some(word)) if classifications.len() == 1 => word.clone(),
        (None, _) => {
            let words = classifications.into_iter().collect();
            return Err(FormError::DifferentClassifications(words));
        }
    };
    let note = NoteOfContact {
        text,
        classification,
        distribution: distribution.into_iter().collect(),
    };
    let new = NewNote {
        note,
        keep_until_unix_ms,
    };
    Ok((about, new))
}
