//! What a person does with contacts, as records.

use domain::{
    Agenda, AudienceClass, Contact, ContactPhase, Header, Kind, NoEffect, NodeFacts, Noun, Record,
    RecordId, SubjectId, SubjectNonce, Terms, is_at_once,
};
use identity::{decode_canonical, encode_canonical};

use crate::{Desk, DeskError, OpenError};

/// Terms and agenda that a side puts forward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContact {
    pub terms: Terms,
    pub agenda: Agenda,
    /// The other side accepts before this moment, or not at all.
    pub expires_unix_ms: Option<i64>,
}

/// What this device can read of a contact.
#[derive(Debug, Clone)]
pub struct ContactDetails {
    pub contact: Contact,
    /// Terms that are agreed, or wait for an answer.
    pub terms: Option<Terms>,
    /// `None` for those to whom the agenda isn't sealed.
    pub agenda: Option<Agenda>,
}

impl Desk {
    /// Proposes a contact under a subject of our own, made of a fresh random nonce.
    pub fn propose(
        &self,
        nonce: SubjectNonce,
        new: &NewContact,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        self.may(Kind::Propose, None, now_unix_ms)?;
        let header = self.founding_header(Kind::Propose, nonce, now_unix_ms);
        self.offer(header, new)
    }

    fn founding_header(&self, kind: Kind, nonce: SubjectNonce, now_unix_ms: i64) -> Header {
        let subject = SubjectId::of_contact(self.own_side(), nonce);
        Header {
            open: nonce.founding(),
            ..self.header(kind.number(), subject, now_unix_ms)
        }
    }

    /// Answers with other terms, or amends agreed ones.
    pub fn counter(
        &self,
        subject: SubjectId,
        new: &NewContact,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let contact = self.contact(subject)?;
        self.may(Kind::Counter, Some(contact.phase), now_unix_ms)?;
        let header = Header {
            names: contact.offers.last().map(|offer| offer.id),
            ..self.header(Kind::Counter.number(), subject, now_unix_ms)
        };
        self.offer(header, new)
    }

    fn offer(&self, mut header: Header, new: &NewContact) -> Result<Record, DeskError> {
        let other = self.other_side()?;
        let facts = new.terms.node_facts();
        new.terms.check(&facts)?;
        if !new.agenda.fits() {
            return Err(DeskError::TooLong);
        }
        header.facts = Some(facts);
        header.expires_unix_ms = new.expires_unix_ms;
        let parts = [
            (AudienceClass::Staff, encode_canonical(&new.terms)),
            (AudienceClass::Leadership, encode_canonical(&new.agenda)),
        ];
        let sealed = self.seal_parts(&mut header, &parts, &[self.own_side(), other])?;
        self.sign(&header, sealed)
    }

    /// Accepts the newest offer of the other side. Its sealed terms are read and checked first: a
    /// signature under terms that say something else to people than to nodes is never given.
    pub fn accept(&self, subject: SubjectId, now_unix_ms: i64) -> Result<Record, DeskError> {
        let contact = self.contact(subject)?;
        if contact.phase == ContactPhase::ReportedOutside {
            return self.confirm_outside(&contact, now_unix_ms);
        }
        self.may(Kind::Accept, Some(contact.phase), now_unix_ms)?;
        let offer = contact
            .offer_for(self.own_side())
            .ok_or(DeskError::NothingToAnswer)?;
        contact.check_answer(self.own_side(), Kind::Accept, Some(offer.id), now_unix_ms)?;
        self.terms_of(offer.id)?.check(&offer.facts)?;
        self.answer(Kind::Accept, subject, offer.id, now_unix_ms)
    }

    /// As duty officer: asks for a call at once, which the other side's duty officer takes before it
    /// begins. No agenda: its words are for others.
    pub fn call_now(
        &self,
        nonce: SubjectNonce,
        terms: &Terms,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        self.may(Kind::CallNow, None, now_unix_ms)?;
        let other = self.other_side()?;
        let mut header = self.founding_header(Kind::CallNow, nonce, now_unix_ms);
        let facts = terms.node_facts();
        terms.check(&facts)?;
        header.facts = Some(facts);
        header.expires_unix_ms = Some(terms.start_unix_ms);
        if !is_at_once(&header, now_unix_ms) {
            return Err(DeskError::NoEffect(NoEffect::NotForDuty));
        }
        let parts = [(AudienceClass::Staff, encode_canonical(terms))];
        let sealed = self.seal_parts(&mut header, &parts, &[self.own_side(), other])?;
        self.sign(&header, sealed)
    }

    /// As duty officer: takes the call that the other side's duty officer asked for.
    pub fn take_call(&self, subject: SubjectId, now_unix_ms: i64) -> Result<Record, DeskError> {
        let contact = self.contact(subject)?;
        self.may(Kind::TakeCall, Some(contact.phase), now_unix_ms)?;
        let offer = contact
            .offer_for(self.own_side())
            .ok_or(DeskError::NothingToAnswer)?;
        if self.view.record(offer.id).and_then(Record::kind) != Some(Kind::CallNow) {
            return Err(DeskError::NoEffect(NoEffect::NotForDuty));
        }
        contact.check_answer(self.own_side(), Kind::TakeCall, Some(offer.id), now_unix_ms)?;
        self.terms_of(offer.id)?.check(&offer.facts)?;
        self.answer(Kind::TakeCall, subject, offer.id, now_unix_ms)
    }

    /// Declines the other side's newest offer, with a reason for its leadership or none.
    pub fn decline(
        &self,
        subject: SubjectId,
        reason: Option<&str>,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let contact = self.contact(subject)?;
        self.may(Kind::Decline, Some(contact.phase), now_unix_ms)?;
        let offer = contact
            .offer_for(self.own_side())
            .ok_or(DeskError::NothingToAnswer)?;
        self.with_reason(Kind::Decline, subject, offer.id, reason, now_unix_ms)
    }

    /// Withdraws our own newest offer.
    pub fn withdraw(&self, subject: SubjectId, now_unix_ms: i64) -> Result<Record, DeskError> {
        let contact = self.contact(subject)?;
        self.may(Kind::Withdraw, Some(contact.phase), now_unix_ms)?;
        let own = self.own_side();
        let offer = contact
            .offers
            .iter()
            .rev()
            .find(|offer| offer.side == own && offer.answer == domain::Answer::Open)
            .ok_or(DeskError::NothingToAnswer)?;
        self.answer(Kind::Withdraw, subject, offer.id, now_unix_ms)
    }

    pub fn cancel(
        &self,
        subject: SubjectId,
        reason: Option<&str>,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let contact = self.contact(subject)?;
        self.may(Kind::Cancel, Some(contact.phase), now_unix_ms)?;
        let named = contact
            .agreed
            .or(contact.offers.last().map(|offer| offer.id));
        self.with_reason(
            Kind::Cancel,
            subject,
            named.ok_or(DeskError::NothingToAnswer)?,
            reason,
            now_unix_ms,
        )
    }

    pub fn postpone(
        &self,
        subject: SubjectId,
        reason: Option<&str>,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let contact = self.contact(subject)?;
        self.may(Kind::Postpone, Some(contact.phase), now_unix_ms)?;
        let agreed = contact.agreed.ok_or(DeskError::NothingToAnswer)?;
        self.with_reason(Kind::Postpone, subject, agreed, reason, now_unix_ms)
    }

    /// Enters a contact that was held outside, under a subject of our own.
    pub fn enter_outside(
        &self,
        nonce: SubjectNonce,
        facts: NodeFacts,
        agenda: &Agenda,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        self.may(Kind::HeldOutside, None, now_unix_ms)?;
        if !agenda.fits() {
            return Err(DeskError::TooLong);
        }
        let mut header = self.founding_header(Kind::HeldOutside, nonce, now_unix_ms);
        header.facts = Some(facts);
        let mut sides = vec![self.own_side()];
        // One side alone enters for itself; the other's copy follows when it confirms its own.
        sides.extend(self.other_side().ok());
        let parts = [(AudienceClass::Leadership, encode_canonical(agenda))];
        let sealed = self.seal_parts(&mut header, &parts, &sides)?;
        self.sign(&header, sealed)
    }

    fn confirm_outside(&self, contact: &Contact, now_unix_ms: i64) -> Result<Record, DeskError> {
        self.may(Kind::ConfirmOutside, Some(contact.phase), now_unix_ms)?;
        let outside = contact
            .outside
            .filter(|outside| outside.by != self.own_side())
            .ok_or(DeskError::NothingToAnswer)?;
        self.answer(
            Kind::ConfirmOutside,
            contact.subject,
            outside.entered,
            now_unix_ms,
        )
    }

    /// A duty officer confirms that this side's part of the call is ready.
    pub fn confirm_stage(&self, subject: SubjectId, now_unix_ms: i64) -> Result<Record, DeskError> {
        let contact = self.contact(subject)?;
        self.may(Kind::ConfirmStage, Some(contact.phase), now_unix_ms)?;
        let agreed = contact.agreed.ok_or(DeskError::NothingToAnswer)?;
        self.answer(Kind::ConfirmStage, subject, agreed, now_unix_ms)
    }

    /// A duty officer stops the call, before or after it began.
    pub fn abort(&self, subject: SubjectId, now_unix_ms: i64) -> Result<Record, DeskError> {
        let contact = self.contact(subject)?;
        self.may(Kind::Abort, Some(contact.phase), now_unix_ms)?;
        let agreed = contact.agreed.ok_or(DeskError::NothingToAnswer)?;
        self.answer(Kind::Abort, subject, agreed, now_unix_ms)
    }

    pub fn contact(&self, subject: SubjectId) -> Result<Contact, DeskError> {
        self.view
            .contact(subject)
            .ok_or(DeskError::NoContact(subject))
    }

    /// The contact with what is sealed to this device.
    pub fn details(&self, subject: SubjectId) -> Result<ContactDetails, DeskError> {
        let contact = self.contact(subject)?;
        let source = contact
            .agreed
            .or(contact.outside.map(|outside| outside.entered))
            .or(contact.offers.last().map(|offer| offer.id));
        let terms = source.and_then(|id| self.terms_of(id).ok());
        let agenda = source.and_then(|id| self.agenda_of(id).ok());
        Ok(ContactDetails {
            contact,
            terms,
            agenda,
        })
    }

    pub fn terms_of(&self, offer: RecordId) -> Result<Terms, OpenError> {
        let bytes = self.open_part(offer, AudienceClass::Staff)?;
        decode_canonical("terms", &bytes, domain::RECORD_BYTES_MAX)
            .map_err(|error| OpenError::Damaged(error.to_string()))
    }

    pub fn agenda_of(&self, offer: RecordId) -> Result<Agenda, OpenError> {
        let bytes = self.open_part(offer, AudienceClass::Leadership)?;
        decode_canonical("agenda", &bytes, domain::RECORD_BYTES_MAX)
            .map_err(|error| OpenError::Damaged(error.to_string()))
    }

    /// The reason given with a decline, cancellation, postponement or objection, for whoever reads
    /// the words of its noun.
    pub fn reason_of(&self, record: RecordId) -> Option<String> {
        let class = self.view.record(record)?.noun()?.audience();
        String::from_utf8(self.open_part(record, class).ok()?).ok()
    }

    pub(crate) fn may(
        &self,
        kind: Kind,
        phase: Option<ContactPhase>,
        now_unix_ms: i64,
    ) -> Result<(), DeskError> {
        self.may_do(Noun::Contact, kind, phase, now_unix_ms)
    }

    fn answer(
        &self,
        kind: Kind,
        subject: SubjectId,
        names: RecordId,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let header = Header {
            names: Some(names),
            ..self.header(kind.number(), subject, now_unix_ms)
        };
        self.sign(&header, Vec::new())
    }

    fn with_reason(
        &self,
        kind: Kind,
        subject: SubjectId,
        names: RecordId,
        reason: Option<&str>,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let Some(reason) = reason else {
            return self.answer(kind, subject, names, now_unix_ms);
        };
        if reason.len() > domain::FIELD_BYTES_MAX {
            return Err(DeskError::TooLong);
        }
        let mut header = Header {
            names: Some(names),
            ..self.header(kind.number(), subject, now_unix_ms)
        };
        let parts = [(AudienceClass::Leadership, reason.as_bytes().to_vec())];
        let sealed =
            self.seal_parts(&mut header, &parts, &[self.own_side(), self.other_side()?])?;
        self.sign(&header, sealed)
    }
}
