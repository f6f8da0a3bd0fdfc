//! What a release needs before it is shown (promise 6): the very draft that a second person approved,
//! written out as its document, and contradictions with what was signed confirmed by that person.
//!
//! The node opens no draft. It is shown the draft's salt and text and hashes them: the header of the
//! approved draft carries SHA-256(salt ‖ text).

use domain::{
    Action, AgreementPhase, Approval, AudienceClass, CLOCK_SKEW_MS_MAX, Circumstances,
    ClaimedFacts, Contact, Document, Event, FactName, InternalKind, InternalRecord, JointText,
    Kind, Noun, Offered, RecordId, Release, SignedFacts, SignedRound, SubjectId, Topic,
    build_document, check_facts, check_round, decide,
};
use identity::{Hash32, PersonId, decode_canonical, encode_canonical};
use wire::ReleaseRequest;

use super::{AppError, ErrorCode, NodeCore, Now, Who};

/// Bytes of the salt that is sealed before a draft.
const SALT_BYTES: usize = 32;

/// What was approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Approved {
    pub draft: RecordId,
    pub approval: Approval,
    /// By the approver's clock.
    pub at_unix_ms: i64,
}

/// Whether the salt and the text are those of which a header names the digest.
fn is_named(salt: &[u8], text: &[u8], digest: Hash32) -> bool {
    salt.len() == SALT_BYTES && identity::sha256(&[salt, text].concat()) == digest.0
}

fn refused(why: &str) -> AppError {
    AppError::new(ErrorCode::NotApproved, why)
}

fn contradicts(why: impl Into<String>) -> AppError {
    AppError::new(ErrorCode::FactsContradict, why)
}

impl NodeCore {
    /// A draft is sealed to the press and to nobody else.
    pub(super) fn check_draft(&self, record: &InternalRecord) -> Result<(), AppError> {
        let sealed = record.part(AudienceClass::Press).is_some();
        if sealed && record.header().bodies.len() == 1 {
            return Ok(());
        }
        Err(AppError::new(
            ErrorCode::Malformed,
            "a draft has one body, sealed to the press",
        ))
    }

    /// What an approval approves, if it is one: of a draft or a line to take by another person, with a
    /// sealed reason where it confirms contradictions.
    pub(super) fn read_approval(&self, record: &InternalRecord) -> Result<Approved, AppError> {
        let header = record.header();
        let draft = header
            .names
            .map(|draft| self.internal_record(draft))
            .transpose()?
            .flatten()
            .filter(|draft| matches!(draft.kind(), Some(InternalKind::Draft | InternalKind::Line)))
            .ok_or_else(|| refused("the approval names no draft"))?;
        if draft.header().person == header.person {
            return Err(refused("whoever wrote a text can't approve it"));
        }
        if draft.header().subject != header.subject {
            return Err(refused("draft and approval are about different contacts"));
        }
        let approval: Approval =
            decode_canonical("approval", &header.open, domain::FIELD_BYTES_MAX)
                .map_err(|error| AppError::malformed(&error))?;
        let in_order = approval.conflicts.windows(2).all(|two| two[0] < two[1]);
        let reason = record.part(AudienceClass::Press).is_some();
        let bodies = header.bodies.len();
        let whole = match approval.conflicts.is_empty() {
            true => bodies == 0,
            false => bodies == 1 && reason,
        };
        if !in_order || !whole {
            return Err(AppError::new(
                ErrorCode::Malformed,
                "an approval lists contradictions once each and seals a reason for them",
            ));
        }
        Ok(Approved {
            draft: draft.id(),
            approval,
            at_unix_ms: header.at_unix_ms,
        })
    }

    /// Whether `release` is, byte for byte, the draft that the request's approval approves.
    pub(super) fn check_approved(
        &self,
        now: Now,
        release: &Release,
        request: &ReleaseRequest,
    ) -> Result<Approved, AppError> {
        let id = request
            .approval
            .parse()
            .map_err(|_| refused("the approval's id is malformed"))?;
        let record = self
            .internal_record(id)?
            .filter(|record| record.kind() == Some(InternalKind::Approve))
            .ok_or_else(|| {
                refused("no such approval; let a second press officer approve the draft")
            })?;
        let approved = self.read_approval(&record)?;
        let approver = self
            .view
            .people(self.own)
            .and_then(|people| people.standing(record.header().device, now.unix_ms))
            .ok_or_else(|| refused("the approver's accreditation doesn't stand any more"))?;
        decide(approver.accreditation.roles, Action::ApproveRelease, None)
            .map_err(|_| refused("the approver is no press officer any more"))?;
        // A line to take is approved for the press's own use and never released itself.
        let draft = self
            .internal_record(approved.draft)?
            .filter(|draft| draft.kind() == Some(InternalKind::Draft))
            .ok_or_else(|| refused("the approval names no draft"))?;
        let digest = draft
            .part(AudienceClass::Press)
            .map(|(_, digest)| digest.hash)
            .ok_or_else(|| refused("the approved draft holds no text"))?;
        if !is_named(&request.salt.0, &request.release.0, digest) {
            return Err(refused("this isn't the text that was approved"));
        }
        if draft.header().subject != release.contact {
            return Err(refused("the draft was written about another contact"));
        }
        self.check_topic(release, draft.header().names)?;
        Ok(approved)
    }

    /// Whether the subject is there and is what the release says that it is. What makes an internal
    /// matter public names the record that holds it.
    fn check_topic(&self, release: &Release, discloses: Option<RecordId>) -> Result<(), AppError> {
        let topic = release.topic();
        let noun = self.view.noun_of(release.contact).filter(|noun| {
            matches!(
                noun,
                Noun::Contact | Noun::Round | Noun::Paper | Noun::Track
            )
        });
        let Some(noun) = noun else {
            let none = match topic.noun() {
                Some(noun) => format!("there is no such {}", noun.name()),
                None => "there is no such contact, round, paper or track".to_owned(),
            };
            return Err(AppError::new(ErrorCode::NotFound, none));
        };
        let conflict = |why: String| Err(AppError::new(ErrorCode::Conflict, why));
        if let Some(wanted) = topic.noun().filter(|wanted| *wanted != noun) {
            let (wanted, noun) = (wanted.name(), noun.name());
            return conflict(format!("its topic is a {wanted}, its subject a {noun}"));
        }
        if topic == Topic::InternalMatter && discloses.is_none() {
            return conflict("its draft names no internal record that it makes public".into());
        }
        if noun != Noun::Contact && release.facts != ClaimedFacts::default() {
            return conflict("facts of a contact are claimed in what is about a contact".into());
        }
        Ok(())
    }

    /// Whether `release` is, byte for byte, the text that both sides signed, to be shown at the time on
    /// which they agreed. Their two signatures approve it; who signed for this side leaves the release
    /// to another person.
    pub(super) fn check_joint(
        &self,
        now: Now,
        who: Who,
        release: &Release,
        request: &ReleaseRequest,
    ) -> Result<Approved, AppError> {
        let joint = self.view.joint_statement(release.contact).ok_or_else(|| {
            AppError::new(ErrorCode::NotFound, "there is no such joint statement")
        })?;
        let agreement = &joint.agreement;
        let named = request.approval.parse().ok();
        let stands = agreement.phase == AgreementPhase::Agreed && agreement.agreed == named;
        let (Some(agreed), Some(facts)) = (named.filter(|_| stands), agreement.facts) else {
            return Err(refused("both sides haven't signed this text, or no longer"));
        };
        let text = JointText::released(release, facts).ok_or_else(|| {
            refused("a joint statement is released as it was agreed, at the agreed time")
        })?;
        let record = self
            .view
            .record(agreed)
            .ok_or_else(|| refused("the agreed text isn't here"))?;
        let digest = record
            .part(JointText::audience())
            .map(|(_, digest)| digest.hash)
            .ok_or_else(|| refused("the agreed offer holds no text"))?;
        if !is_named(&request.salt.0, &encode_canonical(&text), digest) {
            return Err(refused("this isn't the text that both sides signed"));
        }
        if self.signed_for_us(release.contact, agreed) == Some(who.person) {
            return Err(refused(
                "whoever signed it for this side leaves its release to another press officer",
            ));
        }
        // Nobody releases it before it was put forward; the offer's own clock may be ahead.
        let at_unix_ms = record.header.at_unix_ms.min(now.unix_ms);
        Ok(Approved {
            draft: agreed,
            approval: Approval::default(),
            at_unix_ms,
        })
    }

    /// Who of this side offered or accepted what is agreed.
    fn signed_for_us(&self, subject: SubjectId, agreed: RecordId) -> Option<PersonId> {
        self.view.history(subject).iter().find_map(|placed| {
            let Event::Record {
                id, kind, header, ..
            } = &placed.event
            else {
                return None;
            };
            let accepts = *kind == Kind::Accept && header.names == Some(agreed);
            let is_it = placed.side == self.own && (*id == agreed || accepts);
            is_it.then_some(header.person)
        })
    }

    /// Whether the contradictions that stand are those that the second person confirmed. The node sees
    /// every fact but the initiative, which is in the sealed terms: there it holds the approver to the
    /// terms that are agreed now.
    pub(super) fn check_contradictions(
        &self,
        release: &Release,
        approval: &Approval,
    ) -> Result<(), AppError> {
        let contact = self.view.contact(release.contact);
        let claims_initiative = release.facts.claims_initiative();
        let agreed = contact.as_ref().and_then(|contact| contact.agreed);
        if claims_initiative && approval.compared != agreed {
            return Err(contradicts(
                "the initiative was compared with other terms than those agreed now; approve it again",
            ));
        }
        let of_contact = contact
            .and_then(|contact| self.facts_seen(&contact))
            .map(|signed| check_facts(&release.facts, &signed));
        let of_round = self.check_round_claims(release, approval)?;
        let stands: Vec<FactName> = of_contact
            .into_iter()
            .flatten()
            .map(|conflict| conflict.fact)
            .chain(of_round)
            .collect();
        // Claimed, and sealed where it was signed.
        let is_unseen = |fact: FactName| {
            let round = release.round.as_ref();
            match fact {
                FactName::Initiative => claims_initiative,
                FactName::Place => round.is_some_and(|round| round.place.is_some()),
                FactName::OwnHead => round.is_some_and(|round| round.own_head.is_some()),
                FactName::OtherHead => round.is_some_and(|round| round.other_head.is_some()),
                FactName::Medium
                | FactName::Start
                | FactName::Duration
                | FactName::PublicPart
                | FactName::Date
                | FactName::OtherDate
                | FactName::PrecededBy
                | FactName::Purpose => false,
            }
        };
        let confirmed: Vec<FactName> = approval
            .conflicts
            .iter()
            .copied()
            .filter(|fact| !is_unseen(*fact))
            .collect();
        if stands == confirmed {
            return Ok(());
        }
        Err(contradicts(format!(
            "facts that contradict what was signed: {}; confirmed with a reason: {}; let a second press officer approve it as it stands",
            names(&stands),
            names(&approval.conflicts),
        )))
    }

    /// Contradictions with what this node sees of a round. Place and heads are sealed: there it holds the
    /// approver to the terms and delegations that stand now.
    fn check_round_claims(
        &self,
        release: &Release,
        approval: &Approval,
    ) -> Result<Vec<FactName>, AppError> {
        let Some(claims) = &release.round else {
            return Ok(Vec::new());
        };
        if self.view.round(claims.round).is_none() {
            return Err(AppError::new(
                ErrorCode::NotFound,
                "there is no such round as it claims facts of",
            ));
        }
        let Some(signed) = SignedRound::open(&self.view, claims.round) else {
            return Ok(Vec::new());
        };
        if claims.needs_clearance() && approval.round != Some(signed.compared()) {
            return Err(contradicts(
                "the round was compared with other terms or delegations than those that stand now; approve it again",
            ));
        }
        let conflicts = check_round(release, &signed);
        Ok(conflicts.into_iter().map(|one| one.fact).collect())
    }

    /// What this node knows of an agreed contact; the initiative isn't among it.
    fn facts_seen(&self, contact: &Contact) -> Option<SignedFacts> {
        contact.agreed?;
        let facts = contact.facts?;
        let recipient = self
            .view
            .sides()
            .find(|side| *side != contact.proposed_by)?;
        Some(SignedFacts::of(contact, recipient, &facts, None))
    }

    /// Whether the signed document says what the approved release says, no more and no less.
    pub(super) fn check_document(
        &self,
        now: Now,
        release: &Release,
        approved: &Approved,
        document: &str,
    ) -> Result<(), AppError> {
        let differs = |why: &str| AppError::new(ErrorCode::DocumentDiffers, why);
        let released_unix_ms = Document::parse(document)
            .and_then(|document| document.released_unix_ms())
            .ok_or_else(|| differs("the signed text doesn't say when it was released"))?;
        // Whole seconds in the document: up to one less than the clock said.
        let earliest = approved
            .at_unix_ms
            .saturating_sub(CLOCK_SKEW_MS_MAX)
            .saturating_sub(1_000);
        let latest = now.unix_ms.saturating_add(CLOCK_SKEW_MS_MAX);
        if !(earliest..=latest).contains(&released_unix_ms) {
            return Err(differs(
                "the signed text says that it was released before its approval or in the future; look at the press device's clock",
            ));
        }
        let other = self.view.other_side(self.own);
        let other = other.and_then(|side| self.view.charter(side));
        let wanted = build_document(
            release,
            &Circumstances {
                side_name: &self.charter.name,
                other_name: other.map_or("the other side", |charter| &charter.name),
                released_unix_ms,
                differing: &approved.approval.conflicts,
            },
        );
        if wanted == document {
            Ok(())
        } else {
            Err(differs("the signed text isn't the approved release"))
        }
    }
}

fn names(facts: &[FactName]) -> String {
    match facts {
        [] => "none".to_owned(),
        some => some
            .iter()
            .map(|fact| fact.name())
            .collect::<Vec<_>>()
            .join(", "),
    }
}

#[cfg(test)]
#[path = "joint_release_tests.rs"]
mod joint_tests;
#[cfg(test)]
#[path = "round_release_tests.rs"]
mod round_tests;
#[cfg(test)]
#[path = "approval_tests.rs"]
mod tests;
