//! What both sides have to sign, but contacts: rounds, minutes, joint statements. One way for all.

use domain::{
    Agreement, Answer, ContactPhase, Folded, Founding, JointText, Kind, LineView, MinutesText,
    Offered, Record, RecordId, RoundTerms, SubjectId, SubjectNonce,
};
use identity::encode_canonical;

use crate::{
    Desk, DeskError,
    subjects::{Saying, words},
};

/// Something offered that a device can look up in its view.
pub trait Agreeable: Offered {
    /// What was offered of it so far.
    fn agreement(view: &LineView, subject: SubjectId) -> Option<Agreement<Self::Facts>>;

    /// Whether it may take the place of what is agreed.
    ///
    /// # Errors
    /// Why not.
    fn check_follows(&self, agreed: &Self) -> Result<(), DeskError>;
}

impl Agreeable for RoundTerms {
    fn agreement(view: &LineView, subject: SubjectId) -> Option<Agreement<Self::Facts>> {
        Some(view.round(subject)?.agreement)
    }

    fn check_follows(&self, agreed: &Self) -> Result<(), DeskError> {
        Ok(self.check_move(agreed)?)
    }
}

impl Agreeable for MinutesText {
    fn agreement(view: &LineView, subject: SubjectId) -> Option<Agreement<Self::Facts>> {
        Some(view.minutes(subject)?.agreement)
    }

    fn check_follows(&self, _: &Self) -> Result<(), DeskError> {
        Ok(())
    }
}

impl Agreeable for JointText {
    fn agreement(view: &LineView, subject: SubjectId) -> Option<Agreement<Self::Facts>> {
        Some(view.joint_statement(subject)?.agreement)
    }

    fn check_follows(&self, _: &Self) -> Result<(), DeskError> {
        Ok(())
    }
}

/// The record whose words are shown: what is agreed, else what waits, else what was offered last.
pub fn shown_offer<F>(agreement: &Agreement<F>) -> Option<RecordId> {
    let waits = |offer: &&domain::Offer<F>| offer.answer == Answer::Open;
    let open = agreement.offers.iter().rev().find(waits);
    let newest = open.or(agreement.offers.last()).map(|offer| offer.id);
    agreement.agreed.or(newest)
}

impl Desk {
    /// Puts something forward under a subject of our own.
    pub fn propose_text<T: Agreeable>(
        &self,
        nonce: SubjectNonce,
        text: &T,
        expires_unix_ms: Option<i64>,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let words = words(text, text.fits())?;
        let subject = SubjectId::of(T::NOUN, self.own_side(), nonce);
        let saying = Saying {
            open: Founding::with_facts(T::NOUN, nonce, &text.facts()).encode(),
            words: Some(&words),
            expires_unix_ms,
            ..Saying::new(T::NOUN, Kind::Propose, subject)
        };
        self.say(&saying, now_unix_ms)
    }

    /// Answers with another text, or amends an agreed one.
    pub fn counter_text<T: Agreeable>(
        &self,
        subject: SubjectId,
        text: &T,
        expires_unix_ms: Option<i64>,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let agreement = self.agreement::<T>(subject)?;
        let phase = ContactPhase::from(agreement.phase);
        self.may_do(T::NOUN, Kind::Counter, Some(phase), now_unix_ms)?;
        self.check_follows(&agreement, text)?;
        let words = words(text, text.fits())?;
        let saying = Saying {
            names: agreement.offers.last().map(|offer| offer.id),
            open: encode_canonical(&text.facts()),
            words: Some(&words),
            expires_unix_ms,
            ..Saying::new(T::NOUN, Kind::Counter, subject)
        };
        self.say(&saying, now_unix_ms)
    }

    /// Accepts the newest offer of the other side, read and checked first: a signature under words
    /// that differ from what nodes are told is never given.
    pub fn accept_text<T: Agreeable>(
        &self,
        subject: SubjectId,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let agreement = self.agreement::<T>(subject)?;
        let phase = ContactPhase::from(agreement.phase);
        self.may_do(T::NOUN, Kind::Accept, Some(phase), now_unix_ms)?;
        let own = self.own_side();
        let offer = agreement.offer_for(own);
        let offer = offer.ok_or(DeskError::NothingToAnswer)?;
        agreement.check_answer(own, Kind::Accept, Some(offer.id), now_unix_ms)?;
        let text: T = self.words_of(offer.id)?;
        if text.facts() != offer.facts {
            return Err(DeskError::FactsDiffer);
        }
        if !text.fits() {
            return Err(DeskError::TooLong);
        }
        self.check_follows(&agreement, &text)?;
        let saying = Saying {
            names: Some(offer.id),
            ..Saying::new(T::NOUN, Kind::Accept, subject)
        };
        self.say(&saying, now_unix_ms)
    }

    /// Declines the other side's newest offer.
    pub fn decline_text<T: Agreeable>(
        &self,
        subject: SubjectId,
        reason: Option<&str>,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let agreement = self.agreement::<T>(subject)?;
        let offer = agreement.offer_for(self.own_side()).map(|offer| offer.id);
        self.answer_text(
            &agreement,
            subject,
            Kind::Decline,
            offer,
            reason,
            now_unix_ms,
        )
    }

    /// Withdraws our own newest offer.
    pub fn withdraw_text<T: Agreeable>(
        &self,
        subject: SubjectId,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let agreement = self.agreement::<T>(subject)?;
        let offer = agreement.own_offer(self.own_side()).map(|offer| offer.id);
        self.answer_text(
            &agreement,
            subject,
            Kind::Withdraw,
            offer,
            None,
            now_unix_ms,
        )
    }

    pub fn cancel_text<T: Agreeable>(
        &self,
        subject: SubjectId,
        reason: Option<&str>,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let agreement = self.agreement::<T>(subject)?;
        let newest = agreement.offers.last().map(|offer| offer.id);
        let named = agreement.agreed.or(newest);
        self.answer_text(
            &agreement,
            subject,
            Kind::Cancel,
            named,
            reason,
            now_unix_ms,
        )
    }

    /// Takes an agreed round off its date; a fixed one is moved by both alone.
    pub fn postpone_round(
        &self,
        subject: SubjectId,
        reason: Option<&str>,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let agreement = self.agreement::<RoundTerms>(subject)?;
        let is_fixed = agreement
            .facts
            .is_some_and(|facts| facts.dates == domain::Dates::Fixed);
        if is_fixed {
            return Err(DeskError::NoEffect(domain::NoEffect::Fixed));
        }
        let agreed = agreement.agreed;
        self.answer_text(
            &agreement,
            subject,
            Kind::Postpone,
            agreed,
            reason,
            now_unix_ms,
        )
    }

    /// The words that are agreed, or else the newest that wait for an answer.
    pub fn standing_text<T: Agreeable>(&self, subject: SubjectId) -> Result<T, DeskError> {
        let agreement = self.agreement::<T>(subject)?;
        let open = agreement
            .offers
            .iter()
            .rev()
            .find(|offer| offer.answer == Answer::Open);
        let id = agreement.agreed.or(open.map(|offer| offer.id));
        Ok(self.words_of(id.ok_or(DeskError::NothingToAnswer)?)?)
    }

    fn agreement<T: Agreeable>(
        &self,
        subject: SubjectId,
    ) -> Result<Agreement<T::Facts>, DeskError> {
        T::agreement(&self.view, subject).ok_or(DeskError::NoSubject(T::NOUN, subject))
    }

    fn check_follows<T: Agreeable>(
        &self,
        agreement: &Agreement<T::Facts>,
        text: &T,
    ) -> Result<(), DeskError> {
        match agreement.agreed {
            Some(agreed) => text.check_follows(&self.words_of::<T>(agreed)?),
            None => Ok(()),
        }
    }

    fn answer_text<F>(
        &self,
        agreement: &Agreement<F>,
        subject: SubjectId,
        kind: Kind,
        names: Option<RecordId>,
        reason: Option<&str>,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let noun = self
            .view
            .noun_of(subject)
            .ok_or(DeskError::NothingToAnswer)?;
        let phase = ContactPhase::from(agreement.phase);
        self.may_do(noun, kind, Some(phase), now_unix_ms)?;
        if reason.is_some_and(|reason| reason.len() > domain::FIELD_BYTES_MAX) {
            return Err(DeskError::TooLong);
        }
        let saying = Saying {
            names: Some(names.ok_or(DeskError::NothingToAnswer)?),
            words: reason.map(str::as_bytes),
            ..Saying::new(noun, kind, subject)
        };
        self.say(&saying, now_unix_ms)
    }

    /// What a subject is, folded by its noun.
    pub fn subject(&self, subject: SubjectId) -> Option<Folded> {
        self.view.subject(subject)
    }
}
