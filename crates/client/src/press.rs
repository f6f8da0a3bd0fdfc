//! Drafts of what is released: sealed to the side's press, approved by a second person, compared with
//! what was signed before anything goes out.

use domain::{
    Approval, AudienceClass, Conflict, Contradiction, Header, InternalKind, InternalRecord, Kind,
    Record, RecordId, Release, SignedFacts, SubjectId, check_facts, check_round,
};
use e2ee::{Secret, seal::SALT_LEN};
use identity::{PersonId, decode_canonical, encode_canonical};

use crate::{Desk, DeskError, OpenError};

/// A draft with its approval.
#[derive(Debug, Clone)]
pub struct Draft {
    pub id: RecordId,
    pub author: PersonId,
    pub release: Release,
    /// What the node needs to see that a release is this draft.
    pub salt: Secret<SALT_LEN>,
    /// The newest by somebody other than the author.
    pub approved: Option<Approved>,
}

/// A second person's approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approved {
    pub record: RecordId,
    pub by: PersonId,
    pub approval: Approval,
    /// Why the text is released although it contradicts what was signed.
    pub reason: Option<String>,
}

/// How a text's claims stand against what was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactCheck {
    /// Nothing that was signed of it can be read here: nothing to compare with.
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
        self.may_keep(InternalKind::Draft, now_unix_ms)?;
        if !release.fits() {
            return Err(DeskError::TooLong);
        }
        release.check_kind()?;
        let kind = InternalKind::Draft;
        let header = self.header(kind.number(), release.contact, now_unix_ms);
        self.sign_internal(kind, header, Some(encode_canonical(release)))
    }

    /// Approves a draft; whoever wrote it can't. A text that contradicts the signed terms wants a
    /// reason: it confirms the contradictions, and stays sealed to the press.
    pub fn approve_release(
        &self,
        draft: RecordId,
        reason: Option<&str>,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let kind = InternalKind::Approve;
        self.may_keep(kind, now_unix_ms)?;
        let draft = self.draft(draft)?;
        if draft.author == self.keys.person {
            return Err(DeskError::Rejected(domain::Rejection::Role));
        }
        let contact = draft.release.contact;
        let conflicts = match self.check_release(&draft.release) {
            FactCheck::Nothing => Vec::new(),
            FactCheck::Compared(conflicts) => conflicts,
        };
        let compared = self
            .signed_facts(contact)
            .and_then(|_| self.view.contact(contact)?.agreed);
        let claims = draft.release.round.as_ref();
        let round = claims.and_then(|claims| {
            let signed = self.signed_round(claims.round)?;
            Some((claims, signed))
        });
        if let Some((claims, signed)) = &round
            && claims.needs_clearance()
            && signed.place.is_none()
        {
            return Err(DeskError::NotCleared(claims.round));
        }
        let words = match (conflicts.is_empty(), reason.map(str::trim)) {
            (true, _) => None,
            (false, None | Some("")) => return Err(DeskError::Contradiction(conflicts)),
            (false, Some(reason)) if reason.len() > domain::FIELD_BYTES_MAX => {
                return Err(DeskError::TooLong);
            }
            (false, Some(reason)) => {
                let reason = reason.to_owned();
                Some(encode_canonical(&Contradiction { reason }))
            }
        };
        let approval = Approval {
            compared,
            conflicts: conflicts.iter().map(|conflict| conflict.fact).collect(),
            round: round.map(|(_, signed)| signed.compared()),
        };
        let header = Header {
            names: Some(draft.id),
            open: encode_canonical(&approval),
            ..self.header(kind.number(), contact, now_unix_ms)
        };
        self.sign_internal(kind, header, words)
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
        let (salt, bytes) =
            self.open_salted(record.header_bytes(), part, digest, AudienceClass::Press)?;
        let release = decode_canonical("release", bytes.as_bytes(), domain::RECORD_BYTES_MAX)
            .map_err(|error| OpenError::Damaged(error.to_string()))?;
        let author = record.header().person;
        let approved = self
            .internal
            .iter()
            .rev()
            .filter(|other| {
                other.kind() == Some(InternalKind::Approve)
                    && other.header().names == Some(record.id())
                    && other.header().person != author
            })
            .find_map(|other| self.read_approval(other));
        Ok(Draft {
            id: record.id(),
            author,
            release,
            salt,
            approved,
        })
    }

    fn read_approval(&self, record: &InternalRecord) -> Option<Approved> {
        let open = &record.header().open;
        let approval: Approval =
            decode_canonical("approval", open, domain::RECORD_BYTES_MAX).ok()?;
        let reason = record
            .part(AudienceClass::Press)
            .map(|(part, digest)| {
                self.open_sealed(record.header_bytes(), part, digest, AudienceClass::Press)
            })
            .transpose()
            .ok()?
            .map(|bytes| {
                decode_canonical::<Contradiction>("reason", &bytes, domain::RECORD_BYTES_MAX)
            })
            .transpose()
            .ok()?
            .map(|sealed| sealed.reason);
        Some(Approved {
            record: record.id(),
            by: record.header().person,
            approval,
            reason,
        })
    }

    /// Facts of a contact as they were signed, from the terms sealed to this device and from what
    /// both nodes attested.
    pub fn signed_facts(&self, contact: SubjectId) -> Option<SignedFacts> {
        let folded = self.view.contact(contact)?;
        let terms = self.terms_of(folded.agreed?).ok()?;
        let recipient = self.view.sides().find(|side| *side != folded.proposed_by)?;
        let facts = terms.node_facts();
        let initiative = Some(terms.initiative);
        Some(SignedFacts::of(&folded, recipient, &facts, initiative))
    }

    /// Claims about the contact, then those about a round, beside what was signed.
    pub fn check_release(&self, release: &Release) -> FactCheck {
        let of_contact = self
            .signed_facts(release.contact)
            .map(|signed| check_facts(&release.facts, &signed));
        let round = release.round.as_ref();
        let of_round = round
            .and_then(|claims| self.signed_round(claims.round))
            .map(|signed| check_round(release, &signed));
        match (of_contact, of_round) {
            (None, None) => FactCheck::Nothing,
            (of_contact, of_round) => {
                let both = of_contact.into_iter().chain(of_round);
                FactCheck::Compared(both.flatten().collect())
            }
        }
    }
}
