//! Mandates of delegations and briefing cards: what our side gives its own people to take along.

use domain::{
    BriefingCard, CardRemarks, CardState, InternalKind, InternalRecord, Mandate, RecordId,
    SubjectId,
};

use crate::{Desk, DeskError, OpenError, subjects::words};

impl Desk {
    /// Gives our delegation its mandate for a round, also while it sits; one after an earlier one takes
    /// its place.
    pub fn give_mandate(
        &self,
        round: SubjectId,
        mandate: &Mandate,
        after: Vec<RecordId>,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let words = words(mandate, mandate.fits())?;
        self.keep(InternalKind::Mandate, round, words, after, now_unix_ms)
    }

    /// Drafts a briefing card.
    pub fn draft_card(
        &self,
        about: SubjectId,
        card: &BriefingCard,
        after: Vec<RecordId>,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let words = words(card, card.fits())?;
        self.keep(InternalKind::Card, about, words, after, now_unix_ms)
    }

    pub fn card_state(&self, card: RecordId) -> Result<CardState, DeskError> {
        let state = CardState::of(&self.internal_facts(), card);
        state.ok_or(DeskError::Open(OpenError::NoRecord))
    }

    /// Says that a card was reviewed by somebody else than its drafter.
    pub fn review_card(
        &self,
        card: RecordId,
        remarks: &CardRemarks,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let state = self.card_state(card)?;
        if state.drafted_by == self.keys().person {
            return Err(DeskError::OwnDraft);
        }
        Self::is_done(state.reviewed.is_some())?;
        self.say_of_card(InternalKind::ReviewCard, card, remarks, now_unix_ms)
    }

    /// Approves a reviewed card, as a third person.
    pub fn approve_card(
        &self,
        card: RecordId,
        remarks: &CardRemarks,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let state = self.card_state(card)?;
        let (_, reviewer) = state.reviewed.ok_or(DeskError::Unreviewed)?;
        if [state.drafted_by, reviewer].contains(&self.keys().person) {
            return Err(DeskError::OwnDraft);
        }
        Self::is_done(state.approved.is_some())?;
        self.say_of_card(InternalKind::ApproveCard, card, remarks, now_unix_ms)
    }

    fn say_of_card(
        &self,
        kind: InternalKind,
        card: RecordId,
        remarks: &CardRemarks,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let words = words(remarks, remarks.fits())?;
        let record = self.internal.iter().find(|record| record.id() == card);
        self.keep_naming(kind, record.ok_or(OpenError::NoRecord)?, words, now_unix_ms)
    }
}
