//! What never leaves its side: consultations, tasks, lines to take, notes of contacts, reports of what a
//! counterpart did, positions of a coalition, and what leadership clears for its own press.
//!
//! They are records of another type, which `line` has no code to send. A record that names earlier
//! ones of its kind as its predecessors takes their place; the earlier ones stay, as history. Nothing
//! of it becomes public but by a release whose draft names the record, and which somebody else than
//! the draft's author approved.

use identity::PersonId;
use minicbor::{Decode, Encode};
use std::collections::BTreeSet;

use crate::{
    Action, AudienceClass, FIELD_BYTES_MAX, InternalKind, InternalRecord, LIST_MAX, RecordId,
    TEXT_BYTES_MAX, terms::numbered,
};

numbered!(
    /// Whether people of the side sit together about it.
    ConsultationState {
        Planned = 0 "planned",
        Held = 1 "held",
        /// Expressly: none is held and none intended.
        None = 2 "none",
    }
);

/// A meeting within the side; sealed to its leadership.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Consultation {
    /// Such as "security council".
    #[n(0)]
    pub body: String,
    #[n(1)]
    pub state: ConsultationState,
    #[n(2)]
    pub text: String,
    #[n(3)]
    pub at_unix_ms: Option<i64>,
}

numbered!(
    /// Where a task stands.
    TaskState { Open = 0 "open", Done = 1 "done", Dropped = 2 "dropped" }
);

/// What somebody of the side has to do; sealed to its leadership.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Task {
    #[n(0)]
    pub text: String,
    #[n(1)]
    pub owner: PersonId,
    #[n(2)]
    pub state: TaskState,
    #[n(3)]
    pub due_unix_ms: Option<i64>,
}

/// A line to take, or the answer to a question that may be asked; sealed to the press.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct LineToTake {
    #[n(0)]
    pub text: String,
    /// "If asked": the question. None: a line to take.
    #[n(1)]
    pub if_asked: Option<String>,
}

/// A side's own note of a contact; sealed to its leadership. It isn't a verbatim transcript.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct NoteOfContact {
    #[n(0)]
    pub text: String,
    /// Such as "confidential", in the side's own words.
    #[n(1)]
    pub classification: String,
    #[n(2)]
    pub distribution: Vec<PersonId>,
}

impl Consultation {
    pub fn fits(&self) -> bool {
        self.body.len() <= FIELD_BYTES_MAX && self.text.len() <= TEXT_BYTES_MAX
    }
}

impl Task {
    pub fn fits(&self) -> bool {
        (1..=FIELD_BYTES_MAX).contains(&self.text.len())
    }

    /// Whether it should have been done by now.
    pub fn is_overdue(&self, now_unix_ms: i64) -> bool {
        self.state == TaskState::Open && self.due_unix_ms.is_some_and(|due| now_unix_ms >= due)
    }
}

impl LineToTake {
    pub fn fits(&self) -> bool {
        (1..=FIELD_BYTES_MAX).contains(&self.text.len())
            && self
                .if_asked
                .as_ref()
                .is_none_or(|question| question.len() <= FIELD_BYTES_MAX)
    }
}

impl NoteOfContact {
    pub fn fits(&self) -> bool {
        (1..=TEXT_BYTES_MAX).contains(&self.text.len())
            && self.classification.len() <= FIELD_BYTES_MAX
            && self.distribution.len() <= LIST_MAX
    }
}

impl InternalKind {
    /// The action that such a record takes.
    pub fn action(self) -> Action {
        match self {
            Self::Draft | Self::Promise => Action::DraftRelease,
            Self::Approve => Action::ApproveRelease,
            Self::Release => Action::Release,
            Self::Consult => Action::Consult,
            Self::Assign => Action::Assign,
            Self::Line => Action::DraftLine,
            Self::Note => Action::WriteNote,
            Self::Report => Action::EnterReport,
            Self::Coalition => Action::EnterCoalition,
            Self::Shifts => Action::KeepShifts,
            Self::MessageDraft => Action::DraftMessage,
            Self::MessageApprove => Action::ApproveMessage,
            Self::Mandate => Action::GiveMandate,
            Self::Card | Self::ReviewCard | Self::ApproveCard => Action::Brief,
            Self::ReviewNote => Action::ReviewNote,
            Self::ApproveNote => Action::ApproveNote,
            Self::RetainNote => Action::RetainNote,
            Self::OpenNote => Action::OpenNote,
            Self::DistributeNote => Action::DistributeNote,
            Self::Clear => Action::ClearFacts,
        }
    }

    /// Who of the side reads it.
    pub fn audience(self) -> AudienceClass {
        match self {
            Self::Draft
            | Self::Promise
            | Self::Approve
            | Self::Release
            | Self::Line
            | Self::Clear => AudienceClass::Press,
            Self::Consult
            | Self::Assign
            | Self::Note
            | Self::Report
            | Self::Coalition
            | Self::MessageDraft
            | Self::MessageApprove
            | Self::Mandate
            | Self::Card
            | Self::ReviewCard
            | Self::ApproveCard
            | Self::ReviewNote
            | Self::ApproveNote
            | Self::RetainNote
            | Self::OpenNote
            | Self::DistributeNote => AudienceClass::Leadership,
            // Nothing of it is sealed.
            Self::Shifts => AudienceClass::Duty,
        }
    }
}

/// An internal record as the folds below read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InternalFact {
    pub id: RecordId,
    pub kind: InternalKind,
    pub author: PersonId,
    pub names: Option<RecordId>,
    pub after: Vec<RecordId>,
}

impl InternalFact {
    /// `None` for a kind of a later version.
    pub fn of(record: &InternalRecord) -> Option<Self> {
        let header = record.header();
        Some(Self {
            id: record.id(),
            kind: record.kind()?,
            author: header.person,
            names: header.names,
            after: header.after.clone(),
        })
    }
}

/// Records of a kind that no other of it took the place of. Two that both follow the same one both
/// stand, until a third follows both. The order of `facts` decides nothing.
pub fn standing(facts: &[InternalFact], kind: InternalKind) -> BTreeSet<RecordId> {
    let of_kind = || facts.iter().filter(|fact| fact.kind == kind);
    let replaced: BTreeSet<RecordId> = of_kind().flat_map(|fact| fact.after.clone()).collect();
    let ids = of_kind().map(|fact| fact.id);
    ids.filter(|id| !replaced.contains(id)).collect()
}

/// The record by which somebody else than its author approved it; of several the first by id.
pub fn approval_of(facts: &[InternalFact], id: RecordId) -> Option<RecordId> {
    approved_by(facts, InternalKind::Approve, id)
}

/// The same of the draft of a message.
pub fn message_approval_of(facts: &[InternalFact], id: RecordId) -> Option<RecordId> {
    approved_by(facts, InternalKind::MessageApprove, id)
}

fn approved_by(facts: &[InternalFact], kind: InternalKind, id: RecordId) -> Option<RecordId> {
    let author = facts.iter().find(|fact| fact.id == id)?.author;
    facts
        .iter()
        .filter(|fact| fact.kind == kind && fact.names == Some(id) && fact.author != author)
        .map(|fact| fact.id)
        .min()
}

/// Approved drafts that make an internal record public: without one it stays where it is.
pub fn disclosures(facts: &[InternalFact], id: RecordId) -> BTreeSet<RecordId> {
    facts
        .iter()
        .filter(|fact| fact.kind == InternalKind::Draft && fact.names == Some(id))
        .map(|fact| fact.id)
        .filter(|draft| approval_of(facts, *draft).is_some())
        .collect()
}

#[cfg(test)]
#[path = "procedure_tests/internal.rs"]
mod tests;
