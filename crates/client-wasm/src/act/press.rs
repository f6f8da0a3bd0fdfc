//! Texts for the public, as drafts and approvals; lines to take.

use client::{
    Desk, DeskError, FactCheck, JointRelease, PressKey,
    form::{FormError, ReleaseForm, Word},
};
use domain::{
    FactName, InternalKind, LineToTake, Noun, RecordId, SubjectId, check_document, document_name,
};
use identity::encode_canonical;
use serde::{Deserialize, Deserializer};
use wire::{Bytes64, ReleaseRequest};
use zeroize::Zeroizing;

use super::{Acted, Made, Warning};
use crate::CoreError;

/// What a page had from its person and keeps nowhere.
#[derive(Clone)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct Secret(Zeroizing<String>);

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(|text| Self(Zeroizing::new(text)))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Secret")
    }
}

said! {
    DraftRelease { form: ReleaseForm }
    ApproveRelease {
        draft: Word<RecordId>,
        /// Why it is released although its facts contradict the signed terms; the press alone reads it.
        contradiction_reason: Option<String>,
    }
    AnnounceRelease {
        contact: Word<SubjectId>,
        /// Its name on the press site.
        name: String,
    }
    ReleaseDraft {
        draft: Word<RecordId>,
        /// The press key's file, and its passphrase.
        press_key: Secret,
        passphrase: Secret,
    }
    ReleaseJointStatement {
        joint_statement: Word<SubjectId>,
        /// Who publishes it.
        office: String,
        press_key: Secret,
        passphrase: Secret,
    }
    OfLine { line: Word<RecordId> }
    DraftLineToTake {
        about: Word<SubjectId>,
        text: String,
        /// Only if this is asked.
        if_asked: Option<String>,
        /// Lines whose place it takes.
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        instead_of: Vec<Word<RecordId>>,
    }
}

/// What contradicts the signed terms is told at once.
pub fn draft(desk: &Desk, said: &DraftRelease, now_unix_ms: i64) -> Acted {
    let release = said.form.made(desk)?;
    let record = match said.form.discloses {
        Some(Word(fact)) => desk.draft_disclosure(fact, &release, now_unix_ms)?,
        None => desk.draft_release(&release, now_unix_ms)?,
    };
    Ok(Made::internal(&record).warned(Warning::of_release(desk, &release)))
}

/// Contradictions are shown first, and confirmed with a reason of their own.
pub fn approve(desk: &Desk, said: &ApproveRelease, now_unix_ms: i64) -> Acted {
    let draft = desk.draft(said.draft.0)?;
    if draft.author == desk.keys().person {
        return Err(DeskError::OwnDraft.into());
    }
    let reason = said.contradiction_reason.as_deref();
    let warnings = Warning::of_release(desk, &draft.release);
    let contradicts = match desk.check_release(&draft.release) {
        FactCheck::Nothing => false,
        FactCheck::Compared(conflicts) => !conflicts.is_empty(),
    };
    match (contradicts, reason) {
        (true, None) => return Ok(Made::asking(draft.release.contact, warnings)),
        (false, Some(_)) => return Err(FormError::NoContradiction.into()),
        (true, Some(_)) | (false, None) => {}
    }
    let record = desk.approve_release(draft.id, reason, now_unix_ms)?;
    Ok(Made::internal(&record).warned(warnings))
}

fn opened(key: &Secret, passphrase: &Secret) -> Result<PressKey, CoreError> {
    let opened = PressKey::open(&key.0, &passphrase.0)?;
    opened.ok_or_else(|| {
        CoreError::new(
            "wrong-passphrase",
            "the passphrase doesn't open the press key",
            "try again, or take the right file",
        )
    })
}

/// Signs an approved draft for the press site; the line is told of what is about a contact. The page keeps
/// what was made until the node has it: signed anew it would be another text.
pub fn release(desk: &Desk, said: &ReleaseDraft, now_unix_ms: i64) -> Acted {
    let draft = desk.draft(said.draft.0)?;
    let conflicts = desk.confirmed_conflicts(&draft)?;
    let approved = draft.approved.as_ref().ok_or(DeskError::Unapproved)?;
    if draft.release.picture.is_some() {
        return Err(CoreError::new(
            "picture",
            "this draft has a picture, whose file isn't here",
            "release it with the program on the press device",
        ));
    }
    let key = opened(&said.press_key, &said.passphrase)?;
    let differing: Vec<FactName> = conflicts.iter().map(|one| one.fact).collect();
    let signed = desk.sign_release(&key, &draft.release, &differing, now_unix_ms)?;
    let contact = draft.release.contact;
    let name = document_name(&draft.release, &signed.document);
    let made = match desk.view().noun_of(contact) {
        Some(Noun::Contact) => Made::record(&desk.announce_release(contact, &name, now_unix_ms)?),
        _ => Made::default(),
    };
    Ok(Made {
        subject: Some(contact.to_string()),
        warnings: Warning::of_conflicts(desk, &conflicts),
        release: Some(ReleaseRequest {
            release: Bytes64(encode_canonical(&draft.release)),
            salt: Bytes64(draft.salt.danger_bytes().to_vec()),
            document: signed.document,
            minisig: signed.minisig,
            approval: approved.record.to_string(),
            picture: None,
        }),
        ..made
    })
}

/// Signs the agreed text for the press site, and tells the line once its time has come.
pub fn release_joint(desk: &Desk, said: &ReleaseJointStatement, now_unix_ms: i64) -> Acted {
    let subject = said.joint_statement.0;
    let JointRelease {
        agreed,
        release,
        salt,
    } = desk.joint_release(subject, &said.office, now_unix_ms)?;
    check_document(&release).map_err(FormError::from)?;
    let key = opened(&said.press_key, &said.passphrase)?;
    let signed = desk.sign_release(&key, &release, &[], now_unix_ms)?;
    let name = document_name(&release, &signed.document);
    let has_come = release.embargo_unix_ms.is_none_or(|at| now_unix_ms >= at);
    let made = match has_come {
        true => Made::record(&desk.announce_joint_release(subject, &name, now_unix_ms)?),
        false => Made::default(),
    };
    Ok(Made {
        subject: Some(subject.to_string()),
        release: Some(ReleaseRequest {
            release: Bytes64(encode_canonical(&release)),
            salt: Bytes64(salt.danger_bytes().to_vec()),
            document: signed.document,
            minisig: signed.minisig,
            approval: agreed.to_string(),
            picture: None,
        }),
        ..made
    })
}

pub fn announce(desk: &Desk, said: &AnnounceRelease, now_unix_ms: i64) -> Acted {
    let record = desk.announce_release(said.contact.0, &said.name, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn draft_line(desk: &Desk, said: &DraftLineToTake, now_unix_ms: i64) -> Acted {
    let line = LineToTake {
        text: said.text.clone(),
        if_asked: said.if_asked.clone(),
    };
    let after = said.instead_of.iter().map(|word| word.0).collect();
    let record = desk.draft_line(said.about.0, &line, after, now_unix_ms)?;
    Ok(Made::internal(&record))
}

pub fn approve_line(desk: &Desk, said: &OfLine, now_unix_ms: i64) -> Acted {
    let facts = desk.internal_facts();
    let line = facts.iter().find(|fact| fact.id == said.line.0);
    let line = line.filter(|fact| fact.kind == InternalKind::Line);
    if line.is_some_and(|line| line.author == desk.keys().person) {
        return Err(DeskError::OwnDraft.into());
    }
    let record = desk.approve_line(said.line.0, now_unix_ms)?;
    Ok(Made::internal(&record))
}
