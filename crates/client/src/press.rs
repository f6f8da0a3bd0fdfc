//! Drafts of what is released: sealed to the side's press, approved by a second person, compared with
//! what was signed before anything goes out.

use domain::{
    AudienceClass, Conflict, Header, InternalKind, InternalRecord, Kind, Record, RecordId, Release,
    SignedFacts, SubjectId, check_facts, decide,
};
use identity::{PersonId, decode_canonical, encode_canonical};

use crate::{Desk, DeskError, OpenError};

/// A draft with its approvals.
#[derive(Debug, Clone)]
pub struct Draft {
    pub id: RecordId,
    pub author: PersonId,
    pub release: Release,
    /// Approving record and person, the first other than the author.
    pub approved: Option<(RecordId, PersonId)>,
}

/// How a text's claims stand against what was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactCheck {
    /// No terms of this contact can be read here: nothing to compare with.
    Nothing,
    Compared(Vec<Conflict>),
}

impl Desk {
    /// Seals a draft to this side's press.
    pub fn draft_release(
        &self,
        release: &Release,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let roles = self.roles(now_unix_ms).ok_or(DeskError::NotAccredited)?;
        decide(roles, domain::Action::DraftRelease, None)?;
        if !release.fits() {
            return Err(DeskError::TooLong);
        }
        let mut header = self.header(InternalKind::Draft.number(), release.contact, now_unix_ms);
        let parts = [(AudienceClass::Press, encode_canonical(release))];
        let sealed = self.seal_parts(&mut header, &parts, &[self.own_side()])?;
        Ok(InternalRecord::sign(&header, sealed, self.keys.signing())?)
    }

    /// Approves a draft; whoever wrote it can't.
    pub fn approve_release(
        &self,
        draft: RecordId,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let roles = self.roles(now_unix_ms).ok_or(DeskError::NotAccredited)?;
        decide(roles, domain::Action::ApproveRelease, None)?;
        let draft = self.draft(draft)?;
        if draft.author == self.keys.person {
            return Err(DeskError::Rejected(domain::Rejection::Role));
        }
        let header = Header {
            names: Some(draft.id),
            ..self.header(
                InternalKind::Approve.number(),
                draft.release.contact,
                now_unix_ms,
            )
        };
        Ok(InternalRecord::sign(
            &header,
            Vec::new(),
            self.keys.signing(),
        )?)
    }

    /// Tells the line that this side released something about a contact.
    pub fn announce_release(
        &self,
        contact: SubjectId,
        name: &str,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        self.may(Kind::AnnounceRelease, None, now_unix_ms)?;
        let mut header = self.header(Kind::AnnounceRelease.number(), contact, now_unix_ms);
        header.open = name.as_bytes().to_vec();
        self.sign(&header, Vec::new())
    }

    pub fn draft(&self, id: RecordId) -> Result<Draft, OpenError> {
        let record = self
            .internal
            .iter()
            .find(|record| record.id() == id)
            .ok_or(OpenError::NoRecord)?;
        self.read_draft(record)
    }

    /// All drafts that this device can read, oldest first.
    pub fn drafts(&self) -> Vec<Draft> {
        self.internal
            .iter()
            .filter(|record| record.kind() == Some(InternalKind::Draft))
            .filter_map(|record| self.read_draft(record).ok())
            .collect()
    }

    fn read_draft(&self, record: &InternalRecord) -> Result<Draft, OpenError> {
        let (part, digest) = record
            .part(AudienceClass::Press)
            .ok_or(OpenError::NotForYou)?;
        let bytes = self.open_sealed(record.header_bytes(), part, digest, AudienceClass::Press)?;
        let release: Release = decode_canonical("release", &bytes, domain::RECORD_BYTES_MAX)
            .map_err(|error| OpenError::Damaged(error.to_string()))?;
        let author = record.header().person;
        let approved = self
            .internal
            .iter()
            .filter(|other| {
                other.kind() == Some(InternalKind::Approve)
                    && other.header().names == Some(record.id())
            })
            .map(|other| (other.id(), other.header().person))
            .find(|(_, person)| *person != author);
        Ok(Draft {
            id: record.id(),
            author,
            release,
            approved,
        })
    }

    /// Facts of a contact as they were signed, from the terms sealed to this device and from what
    /// both nodes attested.
    pub fn signed_facts(&self, contact: SubjectId) -> Option<SignedFacts> {
        let folded = self.view.contact(contact)?;
        let terms = self.terms_of(folded.agreed?).ok()?;
        let recipient = self.view.sides().find(|side| *side != folded.proposed_by)?;
        let started = folded.attested_start_unix_ms();
        let ended = folded.attested_end_unix_ms();
        let lasted_min = started.zip(ended).map(|(from, to)| {
            let minutes = to.saturating_sub(from).max(0) / 60_000;
            u32::try_from(minutes).unwrap_or(u32::MAX)
        });
        Some(SignedFacts {
            proposed_by: folded.proposed_by,
            recipient,
            initiative: terms.initiative,
            medium: terms.medium,
            planned_start_unix_ms: terms.start_unix_ms,
            started_unix_ms: started,
            lasted_min,
        })
    }

    pub fn check_release(&self, release: &Release) -> FactCheck {
        match self.signed_facts(release.contact) {
            Some(signed) => FactCheck::Compared(check_facts(&release.facts, &signed)),
            None => FactCheck::Nothing,
        }
    }
}
