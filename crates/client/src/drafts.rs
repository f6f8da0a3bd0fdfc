//! Messages before they are sent: drafted by one person, approved by another, sent as they were approved.

use domain::{
    InternalKind, InternalRecord, MessageDraft, Noun, Record, RecordId, SubjectId, SubjectNonce,
    message_approval_of,
};
use identity::PersonId;

use crate::{Desk, DeskError, NewMessage, OpenError, subjects::words};

/// A draft as this device reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftedMessage {
    pub id: RecordId,
    pub author: PersonId,
    pub at_unix_ms: i64,
    pub draft: MessageDraft,
    /// Somebody other than the author.
    pub approved_by: Option<PersonId>,
    /// The message that was made of it.
    pub sent: Option<SubjectId>,
}

/// A draft is one message: what is made of it has its id, and can't be sent twice.
fn nonce_of(draft: RecordId) -> SubjectNonce {
    let mut nonce = [0; 16];
    nonce.copy_from_slice(&draft.0[..16]);
    SubjectNonce(nonce)
}

impl Desk {
    /// Seals a draft to our leadership; `after` are drafts whose place it takes.
    pub fn draft_message(
        &self,
        draft: &MessageDraft,
        after: Vec<RecordId>,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let words = words(draft, draft.text.fits())?;
        let nobody = SubjectId::of(Noun::Message, self.own_side(), SubjectNonce([0; 16]));
        let about = draft.reply_to.unwrap_or(nobody);
        self.keep(InternalKind::MessageDraft, about, words, after, now_unix_ms)
    }

    /// Drafts that nothing took the place of, oldest first.
    pub fn message_drafts(&self) -> Vec<DraftedMessage> {
        self.drafted(self.standing_internal(InternalKind::MessageDraft))
    }

    /// With those whose place another took.
    pub fn all_message_drafts(&self) -> Vec<DraftedMessage> {
        self.drafted(self.all_internal(InternalKind::MessageDraft))
    }

    fn drafted(&self, all: Vec<(InternalRecord, MessageDraft)>) -> Vec<DraftedMessage> {
        let facts = self.internal_facts();
        let drafted = all.into_iter().map(|(record, draft)| {
            let id = record.id();
            let approval = message_approval_of(&facts, id);
            let approval = approval.and_then(|id| facts.iter().find(|fact| fact.id == id));
            let subject = SubjectId::of(Noun::Message, self.own_side(), nonce_of(id));
            DraftedMessage {
                id,
                author: record.header().person,
                at_unix_ms: record.header().at_unix_ms,
                draft,
                approved_by: approval.map(|fact| fact.author),
                sent: self.view.message(subject).map(|message| message.subject),
            }
        });
        drafted.collect()
    }

    fn message_draft(&self, id: RecordId) -> Result<DraftedMessage, DeskError> {
        let mut all = self.message_drafts();
        let at = all.iter().position(|one| one.id == id);
        Ok(all.swap_remove(at.ok_or(OpenError::NoRecord)?))
    }

    /// Approves a draft that this device can read; its author can't.
    pub fn approve_message(
        &self,
        draft: RecordId,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let kind = InternalKind::MessageApprove;
        self.may_keep(kind, now_unix_ms)?;
        let drafted = self.message_draft(draft)?;
        if drafted.author == self.keys.person {
            return Err(DeskError::OwnDraft);
        }
        Self::is_done(drafted.approved_by.is_some())?;
        let about = drafted
            .draft
            .reply_to
            .unwrap_or(SubjectId(nonce_of(draft).0));
        let header = domain::Header {
            names: Some(draft),
            ..self.header(kind.number(), about, now_unix_ms)
        };
        self.sign_internal(kind, header, None)
    }

    /// The record that sends an approved draft, word for word.
    pub fn send_drafted(&self, draft: RecordId, now_unix_ms: i64) -> Result<Record, DeskError> {
        let drafted = self.message_draft(draft)?;
        if drafted.approved_by.is_none() {
            return Err(DeskError::Unapproved);
        }
        Self::is_done(drafted.sent.is_some())?;
        let new = NewMessage {
            facts: drafted.draft.facts,
            text: drafted.draft.text,
            reply_to: drafted.draft.reply_to,
        };
        self.send_message(nonce_of(draft), &new, now_unix_ms)
    }
}
